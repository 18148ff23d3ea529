"""WeChat's reports in SQLite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.results import ConsentChange, MassFinished
from bot.store import mass_jobs, results, template_results
from bot.store.file import SqliteFile
from bot.store.promises.conversations import MessageKey, Turn


class SqliteResults(SqliteFile):
    """See ``Results``."""

    async def mass_finished(self, account: str, result: MassFinished, at: float) -> None:
        """See Results."""
        await self._write(lambda c: mass_jobs.finished(c, account, result, at))

    async def template_failed(self, account: str, msg_id: str, reason: str, at: float) -> None:
        """See Results."""
        await self._write(lambda c: template_results.failed(c, account, msg_id, reason, at))

    async def subscription_changed(
        self, event: MessageKey, sent_at: int, at: float, changes: Sequence[ConsentChange]
    ) -> bool:
        """See Results."""
        return await self._write(lambda c: results.change_consents(c, Turn(event, sent_at, at, ""), changes))

    async def consents(self, account: str, member: str) -> Mapping[str, int]:
        """See Results."""
        return self._read(lambda c: results.consents(c, account, member))
