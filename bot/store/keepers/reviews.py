"""Broadcasts on their way through the office, in SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

from bot.broadcast.audience import Sought
from bot.broadcast.broadcast import Broadcast, Draft, LogEntry, State
from bot.broadcast.stage import Stage
from bot.store import reviews, samples
from bot.store.file import SqliteFile
from bot.store.promises.reviews import Sampled, Seen, Step


class SqliteReviews(SqliteFile):
    """See ``Reviews``."""

    async def listed_broadcasts(
        self, account: str, stage: Stage | None, before: int | None, limit: int
    ) -> Sequence[Broadcast]:
        """See Reviews."""
        return self._read(lambda c: reviews.listed(c, account, stage, before, limit))

    async def stage_counts(self, account: str) -> Mapping[Stage, int]:
        """See Reviews."""
        return self._read(lambda c: reviews.counts(c, account))

    async def seen(self, ident: int) -> Seen:
        """See Reviews."""
        return self._read(lambda c: reviews.seen(c, ident))

    async def draft_once(
        self,
        draft: Draft,
        author: str,
        at: float,
        openids: int | None = None,
        *,
        token: str,
        replaces: Seen | None = None,
    ) -> Broadcast:
        """See Reviews."""
        step = LogEntry(at, author, State.DRAFT)

        def keep(connection: sqlite3.Connection) -> Broadcast:
            return reviews.draft(connection, draft, step, openids=openids, token=token, replaces=replaces)

        return await self._write(keep)

    async def take_step(self, seen: Seen, step: Step) -> Broadcast:
        """See Reviews."""
        return await self._write(lambda c: reviews.take(c, seen, step))

    async def sample_audience(self, sought: Sought, opened: float, limit: int) -> Sampled:
        """See Reviews."""
        return await self._read_apart(lambda c: samples.sample(c, sought, opened, limit))
