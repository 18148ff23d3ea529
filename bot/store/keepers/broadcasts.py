"""Broadcasts in SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterable, Callable, Collection, Mapping, Sequence
from typing import TypeVar

from bot.broadcast.audience import Sought
from bot.broadcast.broadcast import (
    Broadcast,
    Channel,
    Counts,
    Draft,
    LogEntry,
    MemberFacts,
    ReportRow,
    Skip,
    Standing,
    State,
)
from bot.store import audiences, broadcasts, freezing
from bot.store.file import SqliteFile

T = TypeVar("T")


def _unheard(_done: int) -> None:
    """Progress that nobody wants to hear of."""


class SqliteBroadcasts(SqliteFile):
    """See ``Broadcasts``."""

    async def broadcast(self, ident: int) -> Broadcast | None:
        """See Broadcasts."""
        return self._read(lambda c: broadcasts.find(c, ident))

    async def broadcasts(self, account: str) -> Sequence[Broadcast]:
        """See Broadcasts."""
        return self._read(lambda c: broadcasts.listed(c, account))

    async def create_broadcast(self, draft: Draft, author: str, at: float, openids: int | None = None) -> Broadcast:
        """See Broadcasts."""
        return await self._write(lambda c: broadcasts.create(c, draft, author, at, openids))

    async def move_broadcast(
        self, ident: int, origins: Collection[State], to: State, *, by: str, at: float, note: str = ""
    ) -> Broadcast:
        """See Broadcasts."""
        return await self._write(lambda c: broadcasts.move(c, ident, origins, to, LogEntry(at, by, to, note)))

    async def broadcast_log(self, ident: int) -> Sequence[LogEntry]:
        """See Broadcasts."""
        return self._read(lambda c: broadcasts.logged(c, ident))

    async def counts(self, ident: int, year: int | None = None) -> Counts:
        """See Broadcasts."""
        return await self._read_apart(lambda c: broadcasts.counts(c, ident, year))

    async def standing(self, ident: int, now: float) -> Standing:
        """See Broadcasts."""
        return await self._read_apart(lambda c: broadcasts.standing(c, ident, now))

    async def report_page(self, ident: int, after: int, limit: int) -> Sequence[ReportRow]:
        """See Broadcasts."""
        return await self._read_apart(lambda c: broadcasts.report(c, ident, after, limit))

    async def audience_page(self, sought: Sought, after: str, limit: int) -> Sequence[tuple[str, MemberFacts]]:
        """See Broadcasts."""
        return await self._read_apart(lambda c: audiences.page(c, sought, after, limit))

    async def member_facts(
        self, account: str, members: Sequence[str], notice: str
    ) -> Sequence[tuple[MemberFacts, bool]]:
        """See Broadcasts."""
        return await self._read_apart(lambda c: audiences.facts(c, account, members, notice))

    async def nobody_bound(self, sought: Sought) -> Mapping[str, int]:
        """See Broadcasts."""
        return await self._read_apart(lambda c: audiences.nobody(c, sought))

    async def recommenders(self, account: str) -> Sequence[str]:
        """See Broadcasts."""
        return await self._read_apart(lambda c: audiences.recommenders(c, account))

    async def mass_broadcasts(self, account: str, since: float, but: int) -> int:
        """See Broadcasts."""
        return self._read(lambda c: broadcasts.mass_since(c, account, since, but))

    async def keep_openids(self, account: str, openids: AsyncIterable[str], at: float) -> int:
        """See Broadcasts."""
        async with self._bulk() as bulk:

            async def quick(work: Callable[[sqlite3.Connection], T]) -> T:
                return await bulk.submit(work).done()

            await freezing.remove_leftovers(at, quick, self._read_apart)
            return await freezing.keep(openids, account, at, quick)

    async def rest_on(self, ident: int, openids: int) -> Broadcast:
        """See Broadcasts."""
        return await self._write(lambda c: freezing.rest_on(c, ident, openids))

    async def freeze_broadcast(
        self,
        ident: int,
        choose: Callable[[MemberFacts], Channel | Skip],
        *,
        year: int,
        notice: str,
        at: float,
        by: str,
        progress: Callable[[int], None] = _unheard,
        valid_until: float | None = None,
    ) -> Broadcast:
        """See Broadcasts."""
        wanted = freezing.Freezing(ident, choose, year, notice, at, by, progress, valid_until)
        async with self._bulk() as bulk:

            async def quick(work: Callable[[sqlite3.Connection], T]) -> T:
                return await bulk.submit(work).done()

            return await freezing.carry_out(wanted, quick, self._write, self._read_apart)
