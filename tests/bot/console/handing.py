"""An office whose accounts call a fake WeChat, and a member who asks for a person."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.config import Settings
from tests.bot.console.conftest import Browser, ConsoleOffice, Page
from tests.wechat_api import CUSTOMER, WeChatApi
from tests.wechat_peer import MEMBER

_TOKEN = re.compile(r'name="form" value="([^"]+)"')
LIST = "/console/shanxi/handoffs"


def calling(settings: Settings, base: str, **values: object) -> Settings:
    """The settings with every account's calls going to an address; ``values`` are of each account."""
    accounts = tuple(a.model_copy(update={"api_base": base, **values}) for a in settings.accounts)
    changed = settings.model_copy(update={"accounts": accounts})
    return changed.located(settings.store_file.parent)


@dataclass
class Desk:
    """A member of 山西's, and the clerk who answers them."""

    office: ConsoleOffice
    wechat: WeChatApi
    clerk: Browser
    path: str = f"{LIST}/1"

    async def say(self, text: str, member: str = MEMBER) -> str:
        """The member writes; the reply."""
        return (await self.office.peer("shanxi").text(text, member)).text

    async def page(self, browser: Browser | None = None) -> Page:
        """The handoff's page."""
        return await (browser or self.clerk).get(self.path)

    async def token(self, browser: Browser | None = None) -> str:
        """The one of the form of a fresh page."""
        found = _TOKEN.search((await self.page(browser)).text)
        assert found
        return found[1]

    async def reply(self, text: str, *, browser: Browser | None = None, token: str = "") -> Page:
        """The clerk answers."""
        form = token or await self.token(browser)
        return await (browser or self.clerk).post(f"{self.path}/reply", {"form": form, "text": text})

    async def do(self, act: str, browser: Browser | None = None, **fields: str) -> Page:
        """The clerk presses a button of the page."""
        browser = browser or self.clerk
        await self.page(browser)
        return await browser.post(f"{self.path}/{act}", fields)

    @property
    def got(self) -> list[str]:
        """What members got by customer message."""
        return [m["text"]["content"] for m in self.wechat.messages if m["path"] == CUSTOMER]
