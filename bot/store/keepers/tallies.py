"""Tallies in SQLite."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from bot.store import tallies
from bot.store.file import SqliteFile
from bot.store.promises.tallies import MessageTally, NoticeTrouble, PaperTally, Paused


class SqliteTallies(SqliteFile):
    """See ``Tallies``."""

    @cached_property
    def _papers(self) -> dict[str, tuple[tuple[int, int], Sequence[PaperTally]]]:
        """What ``paper_tallies`` told last of each account, and of which version that is."""
        return {}

    async def messages_by_day(self, account: str, first: date, last: date) -> Sequence[MessageTally]:
        """See Tallies."""
        return self._read(lambda c: tallies.by_day(c, account, first, last))

    async def last_message(self, account: str) -> float | None:
        """See Tallies."""
        return self._read(lambda c: tallies.last_at(c, account))

    async def paused_broadcasts(self, account: str) -> Sequence[Paused]:
        """See Tallies."""
        return self._read(lambda c: tallies.paused(c, account))

    async def paper_tallies(self, account: str) -> Sequence[PaperTally]:
        """See Tallies. They are read anew only when a submission changed: it takes its time with very many."""
        version = self._read(lambda c: tallies.papers_version(c, account))
        kept = self._papers.get(account)
        if kept is None or kept[0] != version:
            kept = version, await self._read_apart(lambda c: tallies.papers(c, account))
            self._papers[account] = kept
        return kept[1]

    async def notice_troubles(self, account: str, since: float) -> Sequence[NoticeTrouble]:
        """See Tallies."""
        return await self._read_apart(lambda c: tallies.notice_troubles(c, account, since))
