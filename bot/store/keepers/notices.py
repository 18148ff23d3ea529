"""Notices in SQLite."""

from __future__ import annotations

from collections.abc import Sequence

from bot.notifications.notice import Channel, Hearer, Notice, Step
from bot.store import notifications, telling
from bot.store.file import SqliteFile
from bot.store.promises.notices import KeptNotice


class SqliteNotices(SqliteFile):
    """See ``Notices``."""

    async def notices(self, account: str, member: str) -> Sequence[KeptNotice]:
        """See Notices."""
        return self._read(lambda c: telling.waiting(c, account, member))

    async def hearers(self, account: str, changes: Sequence[tuple[str, str]]) -> Sequence[Hearer]:
        """See Notices."""
        return await self._read_apart(lambda c: notifications.hearers(c, account, changes))

    async def notices_due(self, accounts: Sequence[str], now: float, limit: int) -> Sequence[Notice]:
        """See Notices."""
        return self._read(lambda c: notifications.due(c, accounts, now, limit))

    async def claim_notices(
        self, wanted: Sequence[tuple[Notice, Channel]], now: float, until: float
    ) -> Sequence[Notice]:
        """See Notices."""
        return await self._write(lambda c: notifications.claim(c, wanted, now, until))

    async def settle_notice(self, notice: Notice, step: Step) -> bool:
        """See Notices."""
        return await self._write(lambda c: notifications.settle(c, notice, step))
