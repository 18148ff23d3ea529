"""What a store promises of the access tokens that all processes share."""

from __future__ import annotations

from typing import Protocol


class AccessTokens(Protocol):
    """The one access token of each account of WeChat."""

    async def access_token(self, app_id: str) -> tuple[str, float] | None:
        """The access token that processes share, and when it is to be renewed."""
        ...

    async def keep_access_token(self, app_id: str, token: str, renew_at: float) -> None:
        """Share an access token."""
        ...

    async def may_force_token(self, app_id: str, now: float, apart: float) -> bool:
        """Whether no process has forced a new access token for ``apart`` seconds; then the caller is who does it."""
        ...
