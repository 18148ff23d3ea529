"""A member of staff at a browser, whose every page is looked at: by axe for who cannot see it well, and for a picture.

A journey reads like this::

    pytestmark = pytest.mark.asyncio(loop_scope="module")

    async def test_a_status_is_changed(enter: Enter) -> None:
        clerk = await enter("editor")                   # signed in; each test runs on a desktop and on a phone
        await clerk.open("shanxi/submissions")          # /console/shanxi/submissions
        await clerk.page.get_by_role("link", name="SX2018-0012").click()
        await clerk.look("submission")                  # checked, and a picture if pictures are asked for

When the test ends it fails if any page complained in the console, broke the content security policy, was answered with
400 or more, or asked another host. Where a refusal is what is tested, ``with clerk.refused(403):`` goes around it.
The fixture ``office`` (a ``BrowserOffice``) is the service behind it: its store, its clock, WeChat's members
(``office.peer``), the stand-in for WeChat's API, and HTTP clients that are signed in (``office.session``), for what has
to be there beforehand.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]  # it tells no types
from playwright.async_api import Locator, Page

from bot.console.roles import Role
from tests.bot.browsing import PHONE, Size, Watched

PICTURES = Path(__file__).parents[4] / "docs/images/console"
WANTED = os.environ.get("ZXT_SCREENSHOTS") == "1"  # the pictures of the documentation are made anew
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

Enter = Callable[[Role | str], Awaitable["Clerk"]]


class Clerk(Watched):
    """A window of the console; ``size`` tells whether it is a phone's."""

    def __init__(self, page: Page, address: str, size: Size) -> None:
        super().__init__(page, address)
        self.size = size

    @property
    def on_phone(self) -> bool:
        """Whether this is a phone."""
        return self.size == PHONE

    @property
    def main(self) -> Locator:
        """The page's own part, without the bars at its top."""
        return self.page.locator("main")

    async def open(self, path: str) -> None:
        """A page of the console by its address, such as ``shanxi/knowledge``."""
        await self.page.goto(f"{self.address}console/{path}")

    async def go(self, section: str) -> None:
        """A section by its name in the bar, such as 资料库."""
        await self.page.get_by_role("navigation", name="栏目").get_by_role("link", name=section, exact=True).click()

    async def press(self, button: str) -> None:
        """A button of the page's own part by its label, and wait for the page that it leads to."""
        await self.main.get_by_role("button", name=button, exact=True).click()
        await self.page.wait_for_load_state()

    async def look(self, name: str = "", *, whole: bool = False) -> None:
        """Check the page; with a name and ``ZXT_SCREENSHOTS=1`` keep ``docs/images/console/NAME-desktop.png`` (-phone).

        ``whole``: the picture is of all of the page, not only of what the window shows.
        """
        await self.fair()
        if name and WANTED:
            PICTURES.mkdir(parents=True, exist_ok=True)
            path = PICTURES / f"{name}-{'phone' if self.on_phone else 'desktop'}.png"
            await self.page.screenshot(path=path, animations="disabled", caret="hide", full_page=whole)

    async def fair(self) -> None:
        """Fail unless axe finds no fault and the page need not be scrolled sideways.

        The rules are those of WCAG 2.2 A and AA and axe's best practice. What is folded out is checked only once it is.
        """
        if found := await inaccessible(self.page):
            pytest.fail("\n".join(found), pytrace=False)
        wider = await self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider == 0, f"{self.page.url} is wider than the window"

    async def unfold(self) -> None:
        """Open everything on the page's own part that is folded."""
        await self.page.evaluate("document.querySelectorAll('main details').forEach((d) => { d.open = true; })")


async def inaccessible(page: Page) -> list[str]:
    """What axe finds wrong with a page: the rule, how bad it is, why, and each element."""
    # Evaluated by the browser's debugger, to which the content security policy does not apply.
    await page.evaluate(AXE_SCRIPT)
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"], "preload": False}
    found: dict[str, Any] = await page.evaluate("(options) => axe.run(document, options)", options)
    return [
        f"{page.url}: {rule['id']} ({rule['impact']}): {rule['help']}: {node['target']} {node['html'][:200]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
