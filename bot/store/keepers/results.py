"""WeChat's reports in SQLite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.results import ConsentChange
from bot.store import results
from bot.store.file import SqliteFile
from bot.store.promises.conversations import MessageKey, Turn


class SqliteResults(SqliteFile):
    """See ``Results``; how mass sends ended is kept with their deliveries."""

    async def template_finished(self, account: str, msg_id: str, status: str, at: float) -> None:
        """See Results. What WeChat took counts as sent; what it reports of it later is in the log."""

    async def subscription_changed(
        self, event: MessageKey, sent_at: int, at: float, changes: Sequence[ConsentChange]
    ) -> bool:
        """See Results."""
        return await self._write(lambda c: results.change_consents(c, Turn(event, sent_at, at, ""), changes))

    async def consents(self, account: str, member: str) -> Mapping[str, int]:
        """See Results."""
        return self._read(lambda c: results.consents(c, account, member))
