"""The access token (access_token) of an account: one for all processes, renewed ahead of its end, never logged."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Protocol

from bot.errors import Error
from bot.wechat.outcome import NotSent, QuotaUsedUp, Refused, Unknown
from bot.wechat.refusals import judge
from bot.wechat.wire import Wire

PATH = "/cgi-bin/stable_token"
AHEAD = 300.0  # seconds before a token's end from which WeChat hands out the next one
FORCED_APART = 2 * 3600.0  # seconds; WeChat lets an account force a new token 20 times a day

NoToken = Refused | QuotaUsedUp | NotSent


class TokenCache(Protocol):
    """Where processes share tokens, by AppID. Times are seconds of the real clock."""

    async def access_token(self, app_id: str) -> tuple[str, float] | None:
        """The token, and when it is to be renewed."""
        ...

    async def keep_access_token(self, app_id: str, token: str, renew_at: float) -> None:
        """Remember a token."""
        ...

    async def may_force_token(self, app_id: str, now: float, apart: float) -> bool:
        """Whether nobody has forced a new token for ``apart`` seconds; then the caller is who does it now."""
        ...


class Tokens:
    """Hands out an account's token. ``now`` is the real clock, in seconds."""

    def __init__(self, app_id: str, secret: str, wire: Wire, cache: TokenCache, now: Callable[[], float]) -> None:
        self._app_id = app_id
        self._secret = secret
        self._wire = wire
        self._cache = cache
        self._now = now
        self._lock = asyncio.Lock()
        self._failures = 0
        self._failure: NoToken = NotSent("没有取到凭证")

    async def current(self) -> str | NoToken:
        """A token that should work, or why there is none; who waited while it could not be had is not kept waiting."""
        failures = self._failures
        async with self._lock:
            if self._failures != failures:
                return self._failure
            return await self._kept() or await self._noted(self._fetched())

    async def renewed(self, refused: str) -> str | NoToken:
        """Another token than the one that WeChat refused, or why there is none.

        The platform gives everyone who asks the same stable token; only if that is the refused one is a new one forced,
        which ends the old one for all.
        """
        failures = self._failures
        async with self._lock:
            if self._failures != failures:
                return self._failure
            return await self._noted(self._other_than(refused))

    async def _other_than(self, refused: str) -> str | NoToken:
        kept = await self._kept()
        if kept is not None and kept != refused:
            return kept  # another process was faster
        token = await self._fetched()
        if token != refused:
            return token
        if not await self._cache.may_force_token(self._app_id, self._now(), FORCED_APART):
            return judge(40001, "")
        return await self._fetched(force=True)

    async def _noted(self, asking: Awaitable[str | NoToken]) -> str | NoToken:
        token = await asking
        if not isinstance(token, str):
            self._failures += 1
            self._failure = token
        return token

    async def _kept(self) -> str | None:
        with suppress(Error):  # a store that does not answer costs a call to WeChat
            kept = await self._cache.access_token(self._app_id)
            if kept is not None and self._now() < kept[1]:
                return kept[0]
        return None

    async def _fetched(self, *, force: bool = False) -> str | NoToken:
        asked = {"grant_type": "client_credential", "appid": self._app_id, "secret": self._secret}
        at = self._now()
        answer = await self._wire.post(PATH, {}, {**asked, "force_refresh": force})
        match answer:
            case NotSent():
                return answer
            case Unknown(reason):
                return NotSent(f"没有取到凭证：{reason}")  # whatever it was, no message has been sent
        token, lasts = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(token, str) or not token or not isinstance(lasts, int | float):
            code = answer.get("errcode")
            if isinstance(code, int) and code:
                return judge(code, str(answer.get("errmsg", "")))
            return NotSent("没有取到凭证：微信的答复无法识别")
        with suppress(Error):
            await self._cache.keep_access_token(self._app_id, token, at + max(lasts - AHEAD, lasts / 2))
        return token
