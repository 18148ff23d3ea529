"""Drafts that make themselves, in SQLite."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from bot.broadcast.broadcast import LogEntry, State
from bot.store import reminders
from bot.store.file import SqliteFile
from bot.store.promises.reminders import SelfMade


class SqliteReminders(SqliteFile):
    """See ``Reminders``."""

    async def self_made(self, accounts: Collection[str], since: float) -> Mapping[str, Sequence[SelfMade]]:
        """See Reminders."""
        return await self._read_apart(lambda c: reminders.self_made(c, accounts, since))

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
        if not await self._read_apart(reminders.has_opted_out):  # asked every minute, and nearly never true
            return 0
        return await self._write(lambda c: reminders.skip_opted_out(c, at))
