"""Who may call WeChat, and by what: an account's API, its token shared through the store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from bot.clock import Clock
from bot.config import WECHAT, AccountSettings, Settings
from bot.errors import Code, Error
from bot.wechat.api import Api
from bot.wechat.token import TokenCache, Tokens
from bot.wechat.wire import Wire, new_session


def may_call(account: AccountSettings, settings: Settings) -> bool:
    """Whether an account's calls go anywhere: where the simulator plays WeChat, none leaves for the true one."""
    return bool(account.app_secret) and not (settings.simulator.enabled and account.api_base.rstrip("/") == WECHAT)


def api_of(account: AccountSettings, session: aiohttp.ClientSession, cache: TokenCache, clock: Clock) -> Api:
    """The API on behalf of an account."""
    wire = Wire(session, account.api_base, proxy=account.proxy)
    return Api(wire, Tokens(account.app_id, account.app_secret, wire, cache, clock.real))


@asynccontextmanager
async def calling(account: AccountSettings, settings: Settings, cache: TokenCache) -> AsyncIterator[Api]:
    """The API of an account for as long as a command needs it. Raises Error (CONFIG) where it may make no calls."""
    if not account.app_secret:
        raise Error(Code.CONFIG, f"账号 {account.id} 没有设置 app_secret，不能调用微信接口")
    if not may_call(account, settings):
        raise Error(Code.CONFIG, f"账号 {account.id}：[simulator] 启用时不调用真正的微信接口；请改为 enabled = false")
    async with new_session() as session:
        yield api_of(account, session, cache, Clock())
