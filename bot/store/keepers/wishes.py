"""Wishes and opting out in SQLite."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.store import awaiting, wishes
from bot.store.file import SqliteFile
from bot.store.promises.conversations import MessageKey
from bot.store.promises.wishes import WaitingBroadcast


class SqliteWishes(SqliteFile):
    """See ``Wishes``."""

    async def wishes(self, account: str, member: str) -> Sequence[str]:
        """See Wishes."""
        return self._read(lambda c: wishes.of(c, account, member))

    async def wish(self, account: str, member: str, deadline: str, at: float) -> None:
        """See Wishes."""
        await self._write(lambda c: wishes.wish(c, account, member, deadline, at))

    async def unwish(self, account: str, member: str, deadline: str) -> None:
        """See Wishes."""
        await self._write(lambda c: wishes.unwish(c, account, member, deadline))

    async def opted_out(self, account: str, member: str) -> bool:
        """See Wishes."""
        return self._read(lambda c: wishes.is_out(c, account, member))

    async def opt_out(self, account: str, member: str, at: float) -> None:
        """See Wishes."""
        await self._write(lambda c: wishes.opt_out(c, MessageKey(account, member, ""), at))

    async def opt_in(self, account: str, member: str) -> None:
        """See Wishes."""
        await self._write(lambda c: wishes.opt_in(c, MessageKey(account, member, "")))

    async def waiting_broadcasts(self, account: str, member: str, now: datetime) -> Sequence[WaitingBroadcast]:
        """See Wishes."""
        return self._read(lambda c: awaiting.waiting(c, account, member, now))
