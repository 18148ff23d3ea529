"""A fake WeChat, a store with nothing in it, and processes that send."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.store.sqlite import SqliteStore
from bot.wechat.wire import new_session
from tests.bot.broadcast.outbox import Kept, Office
from tests.wechat_api import WeChatApi, wechat_api

NewOffice = Callable[..., Office]


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
