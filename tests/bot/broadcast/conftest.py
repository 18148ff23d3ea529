"""A fake WeChat, a store with nothing in it, and processes that send."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_aiohttp.plugin import AiohttpClient

from bot.app import build_app
from bot.clock import Clock, parse_moment
from bot.config import ServerSettings, Settings
from bot.store.sqlite import SqliteStore
from bot.wechat.wire import new_session
from knowledge.pack import Pack
from tests.bot.broadcast.audiences import Followers
from tests.bot.broadcast.outbox import Kept, Office
from tests.bot.enquiries.conftest import PACK
from tests.conftest import FakeDesk, Running
from tests.wechat_api import WeChatApi, wechat_api

NewOffice = Callable[..., Office]
Serve = Callable[..., Awaitable[Running]]


@pytest.fixture
async def wechat() -> AsyncIterator[WeChatApi]:
    async with wechat_api() as api:
        yield api


@pytest.fixture
async def kept(tmp_path: Path) -> Kept:
    await SqliteStore.open(tmp_path / "s.db").close()
    return Kept(tmp_path / "s.db")


@pytest.fixture
async def office(kept: Kept, wechat: WeChatApi) -> AsyncIterator[NewOffice]:
    stores: list[SqliteStore] = []
    async with new_session(100) as session:

        def opened(**values: Any) -> Office:
            stores.append(SqliteStore.open(kept.path))
            return Office(stores[-1], session, wechat.base, **values)

        yield opened
        for store in stores:
            await store.close()


@pytest.fixture
def serve(aiohttp_client: AiohttpClient, settings: Settings, desk: FakeDesk) -> Serve:
    """Start a process in which the account ``demo`` speaks for an association."""

    async def started(now: str = "2025-08-01", pack: Pack = PACK, public_url: str = "") -> Running:
        used = settings.model_copy(update={"server": ServerSettings(public_url=public_url)})
        used = used.located(settings.store_file.parents[1])
        desks = dict.fromkeys(used.accounts_by_id, desk)
        app = await build_app(used, Clock.starting_at(parse_moment(now)), desks, {"demo": pack})
        return Running(await aiohttp_client(app), used, desk)

    return started


@pytest.fixture
async def store(settings: Settings) -> AsyncIterator[SqliteStore]:
    store = SqliteStore.open(settings.store_file)
    yield store
    await store.close()


@pytest.fixture
def followers(store: SqliteStore, settings: Settings) -> Followers:
    """What members do to the store, once it is there."""
    return Followers(settings.store_file)
