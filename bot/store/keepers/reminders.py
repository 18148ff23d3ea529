"""Drafts that make themselves, in SQLite."""

from __future__ import annotations

from collections.abc import Sequence

from bot.broadcast.broadcast import Broadcast, LogEntry, State
from bot.store import reminders
from bot.store.file import SqliteFile


class SqliteReminders(SqliteFile):
    """See ``Reminders``."""

    async def occasions(self, account: str) -> Sequence[Broadcast]:
        """See Reminders."""
        return self._read(lambda c: reminders.occasions(c, account))

    async def withdraw(self, ident: int, *, by: str, at: float, note: str) -> bool:
        """See Reminders."""
        return await self._write(lambda c: reminders.withdraw(c, ident, LogEntry(at, by, State.CANCELLED, note)))

    async def expire(self, ident: int, *, at: float, reason: str) -> int:
        """See Reminders."""
        return await self._write(lambda c: reminders.expire(c, ident, at, reason))

    async def skip_waiting(self, ident: int, *, at: float, reason: str) -> int:
        """See Reminders."""
        return await self._write(lambda c: reminders.skip_waiting(c, ident, at, reason))

    async def skip_opted_out(self, at: float) -> int:
        """See Reminders."""
        if not self._read(reminders.has_opted_out):  # asked every minute, and nearly never true
            return 0
        return await self._write(lambda c: reminders.skip_opted_out(c, at))
