"""Submissions and the membership roll in SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from bot.store import access, imports, roll, submission_lists, submissions
from bot.store.file import SqliteFile
from bot.store.merge import Merge
from bot.submissions.listing import Listing, Page
from bot.submissions.submission import Act, Change, Draft, Filter, Tally, Unit

T = TypeVar("T")


def _unheard(_written: int) -> None:
    """Progress that nobody wants to hear of."""


class SqliteOffice(SqliteFile):
    """See ``Office``."""

    async def submission(self, account: str, number: str) -> Change | None:
        """See Office."""
        return self._read(lambda c: submissions.current(c, account, submissions.key_of(c, account, number)))

    async def submission_trail(self, account: str, number: str) -> Sequence[Change]:
        """See Office."""
        return self._read(lambda c: submissions.trail(c, account, submissions.key_of(c, account, number)))

    async def submissions(self, account: str, wanted: Filter) -> Sequence[Change]:
        """See Office."""
        return await self._read_apart(lambda c: submissions.listed(c, account, wanted))

    async def submission_page(self, account: str, listing: Listing) -> Page:
        """See Office."""
        return await self._read_apart(lambda c: submissions.page(c, account, listing))

    async def alike(self, account: str, keys: Sequence[str]) -> Mapping[str, str]:
        """See Office."""
        return await self._read_apart(lambda c: submissions.alike(c, account, keys))

    async def unbind(self, account: str, kind: str, key: str, *, by: str, number: str, at: float) -> int:
        """See Office."""
        return await self._write(lambda c: _unbind(c, account, (kind, key), by=by, number=number, at=at))

    async def tallies(self, account: str) -> Sequence[Tally]:
        """See Office."""
        return await self._read_apart(lambda c: submission_lists.tallies(c, account))

    async def change_submission(
        self, draft: Draft, *, by: str, at: float, action: str = "set", undoes: int | None = None
    ) -> Change:
        """See Office."""
        return await self._write(lambda c: submissions.append(c, draft, by=by, at=at, action=action, undoes=undoes))

    async def import_submissions(
        self,
        account: str,
        drafts: Sequence[Draft],
        *,
        by: str,
        file: str,
        now: Callable[[], float],
        progress: Callable[[int], None] = _unheard,
    ) -> None:
        """See Office."""
        await self._at_one_instant(imports.Importing(account, by, file, now, progress), drafts)

    async def change_submissions(
        self,
        account: str,
        drafts: Sequence[Draft],
        *,
        by: str,
        what: str,
        now: Callable[[], float],
        progress: Callable[[int], None] = _unheard,
    ) -> None:
        """See Office."""
        await self._at_one_instant(imports.Importing(account, by, what, now, progress, "batch"), drafts)

    async def end_imports(self, now: Callable[[], float]) -> None:
        """See Office."""
        await imports.remove_leftovers(now, self._write, self._read_apart)

    async def _at_one_instant(self, importing: imports.Importing, drafts: Sequence[Draft]) -> None:
        async with self._bulk() as bulk:

            async def quick(work: Callable[[sqlite3.Connection], T]) -> T:
                return await bulk.submit(work).done()

            runs = imports.Runs(quick, self._write, self._read_apart, self._settle_log)
            await imports.carry_out(importing, drafts, runs)

    async def note_export(self, account: str, kind: str, *, by: str, file: str, rows: int, at: float) -> None:
        """See Office."""
        await self._write(lambda c: submissions.exported(c, account, kind, by=by, file=file, rows=rows, at=at))

    async def acts(self, account: str) -> Sequence[Act]:
        """See Office."""
        return await self._read_apart(lambda c: submissions.acts(c, account))

    async def unit(self, account: str, number: str) -> Unit | None:
        """See Office."""
        return self._read(lambda c: roll.find(c, account, roll.key_of(c, account, number)))

    async def units(self, account: str) -> Sequence[Unit]:
        """See Office."""
        return await self._read_apart(lambda c: roll.listed(c, account))

    async def merge_units(self, account: str, units: Sequence[Unit], *, by: str, file: str, at: float) -> Merge:
        """See Office."""
        return await self._write(lambda c: roll.merge(c, account, units, by=by, file=file, at=at))


def _unbind(
    connection: sqlite3.Connection, account: str, what: tuple[str, str], *, by: str, number: str, at: float
) -> int:
    ended = access.end(connection, account, *what)
    submissions.unbound(connection, account, by=by, number=number, rows=ended, at=at)
    return ended
