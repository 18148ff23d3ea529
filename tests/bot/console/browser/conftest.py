"""What journeys through the console need; how to write one is told in ``clerk.py``."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from bot.console.roles import Role
from tests.bot.browsing import DESKTOP, PHONE, Size, chromium, window
from tests.bot.console.browser.clerk import Clerk, Enter
from tests.bot.console.browser.office import BrowserOffice, open_office


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all journeys of a module."""
    async with chromium() as started:
        yield started


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[BrowserOffice]:
    """One service, with one store, for all journeys of a module: what one changes the next one finds."""
    async with open_office(tmp_path_factory.mktemp("office")) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module", params=[DESKTOP, PHONE], ids=["desktop", "phone"])
async def enter(request: pytest.FixtureRequest, browser: Browser, office: BrowserOffice) -> AsyncIterator[Enter]:
    """Open a window for somebody of a role, signed in, or for a ``stranger``; their faults fail the test at its end."""
    size: Size = request.param
    async with AsyncExitStack() as windows:
        clerks: list[Clerk] = []

        async def entered(role: Role | str) -> Clerk:
            page = await windows.enter_async_context(window(browser, size))
            if role != "stranger":
                for name, value in (await office.cookies(role)).items():
                    await page.context.add_cookies([{"name": name, "value": value, "url": office.address}])
            clerks.append(Clerk(page, office.address, size))
            return clerks[-1]

        yield entered
        faults = [fault for clerk in clerks for fault in clerk.faults]
    assert faults == []
