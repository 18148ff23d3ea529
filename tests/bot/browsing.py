"""Chromium for tests, and a page that is watched: what it fetches elsewhere, fails at or complains of is a fault."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import pytest
from playwright.async_api import Browser, Page, async_playwright

Size = tuple[int, int]

DESKTOP: Size = (1280, 900)
PHONE: Size = (360, 740)
QUIET_CHROMIUM = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """The Chromium of this machine, which asks nobody for anything but the pages."""
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("Chromium is missing; install the Debian package: apt-get install chromium")
    async with async_playwright() as started:
        browser = await started.chromium.launch(executable_path=path, args=QUIET_CHROMIUM)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def window(browser: Browser, size: Size) -> AsyncIterator[Page]:
    """A new browser window of a size in CSS pixels, without cookies."""
    context = await browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
    try:
        yield await context.new_page()
    finally:
        await context.close()


class Watched:
    """A page at an address; ``faults`` holds whatever it fetched elsewhere, failed at or complained of.

    A violation of the content security policy is among them, as the browser complains of it.
    """

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.faults: list[str] = []
        page.on("console", lambda m: self.faults.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", lambda r: None if r.url.startswith(address) else self.faults.append(f"foreign: {r.url}"))
        page.on("response", lambda r: self.faults.append(f"{r.status}: {r.url}") if r.status >= 400 else None)

    @contextmanager
    def refused(self, status: int) -> Iterator[None]:
        """A stretch in which the service is to answer with this status, such as 403; other faults stay faults."""
        before = len(self.faults)
        yield
        told = (f"{status}: ", f"Failed to load resource: the server responded with a status of {status} ")
        expected = [f for f in self.faults[before:] if f.startswith(told)]
        assert expected, f"nothing was answered with {status}"
        self.faults[before:] = [f for f in self.faults[before:] if f not in expected]
