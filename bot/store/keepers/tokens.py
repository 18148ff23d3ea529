"""Access tokens in SQLite."""

from __future__ import annotations

from bot.store import tokens
from bot.store.file import SqliteFile


class SqliteAccessTokens(SqliteFile):
    """See ``AccessTokens``."""

    async def access_token(self, app_id: str) -> tuple[str, float] | None:
        """See AccessTokens."""
        return self._read(lambda c: tokens.find(c, app_id))

    async def keep_access_token(self, app_id: str, token: str, renew_at: float) -> None:
        """See AccessTokens."""
        await self._write(lambda c: tokens.keep(c, app_id, token, renew_at))

    async def may_force_token(self, app_id: str, now: float, apart: float) -> bool:
        """See AccessTokens."""
        return await self._write(lambda c: tokens.may_force(c, app_id, now, apart))
