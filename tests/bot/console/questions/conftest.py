"""The console over a WeChat that only plays, and what staff do again and again."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.clock import CHINA
from bot.config import Settings
from bot.config_file import load_settings
from tests.bot.console.conftest import CONFIG, NOW, Browser, ConsoleOffice, Page, running
from tests.wechat_api import WeChatApi, wechat_api

NOON = datetime(2025, 8, 1, 12, tzinfo=CHINA)
UNKNOWN = "会场的洗衣房几点关门"
ALSO = "请问会场洗衣房几点关门呀"
MORNING = NOW + 6 * 3600.0  # outside of the hours in which nothing is sent
ANSWER = "洗衣房每天开到晚上九点。"


opened = asynccontextmanager(running)


@pytest.fixture
async def wechat() -> AsyncIterator[WeChatApi]:
    async with wechat_api() as api:
        yield api


def settings_for(wechat: WeChatApi, file: Path, **changes: Any) -> Settings:
    """The demonstration's settings, whose calls go to a WeChat of the test's own."""
    settings = load_settings(CONFIG, {"ZXT_STORE__URL": f"sqlite:///{file}", "ZXT_KNOWLEDGE__FAQ_SECONDS": "0.02"})
    accounts = tuple(a.model_copy(update={"api_base": wechat.base, **changes}) for a in settings.accounts)
    return settings.model_copy(update={"accounts": accounts})


@pytest.fixture
async def office(wechat: WeChatApi, tmp_path: Path) -> AsyncIterator[ConsoleOffice]:
    async for opened in running(settings_for(wechat, tmp_path / "console.db"), [MORNING]):
        yield opened


def numbers(page: Page) -> list[str]:
    """The wordings that a page lets one tick."""
    return re.findall(r'name="wording" value="(\d+)"', page.text)


async def group(browser: Browser, text: str = UNKNOWN, account: str = "shanxi") -> str:
    """The address of the group that goes by a text."""
    page = await browser.get(f"/console/{account}/questions")
    found = re.search(rf'href="([^"]+)"><bdi>{re.escape(text)}', page.text)
    assert found, page.text
    return found[1]


async def drafted(browser: Browser, address: str, **changes: Any) -> Page:
    """Answer a group: the page on which the test's result stands."""
    form = await browser.get(f"{address}/answer")
    assert form.status == 200, form.text
    fields = {"question": UNKNOWN, "similar": ALSO, "negative": "", "answer": ANSWER, "basis": "", "do": "test"}
    pairs = [*(fields | changes).items(), *(("wording", n) for n in numbers(form))]
    return await browser.post(f"{address}/answer", pairs)


async def live(browser: Browser, tested: Page) -> Page:
    """Let what was tested go live: the answer's own page."""
    page = await browser.follow(tested)
    address = tested.location.removesuffix("/test")
    version = re.search(r'name="version" value="(\d+)"', page.text)
    assert version, page.text
    return await browser.follow(await browser.post(f"{address}/live", {"version": version[1]}))


async def eventually(holds: Callable[[], Awaitable[object]], seconds: float = 60.0) -> None:
    """Wait until something holds that other tasks of the service bring about."""
    async with asyncio.timeout(seconds):
        while not await holds():  # noqa: ASYNC110  # there is no event to wait for
            await asyncio.sleep(0.02)


async def told(browser: Browser, page: Page, text: str) -> Page:
    """Tell those who asked: the answer's page afterwards."""
    address = re.search(r'action="([^"]+)/tell"', page.text)
    assert address, page.text
    return await browser.follow(await browser.post(f"{address[1]}/tell", {"text": text}))
