"""Members of an account, as WeChat brings them: they write over the webhook, and get what the service sends them."""

from __future__ import annotations

import asyncio
import hashlib
import json

from playwright.async_api import Dialog

from tests.bot.console.browser.clerk import Clerk
from tests.bot.console.browser.office import BrowserOffice

# A script that would run, a word that knows no end, and a mark that turns what follows around.
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\u202e反过来" + "洗衣房" * 60 + "W" * 90
_ROUND = 0.05  # seconds between two looks at what has come
_LONG = 30.0


def openid(name: str) -> str:
    """The openid of one who goes by a name."""
    return "o" + hashlib.sha256(name.encode()).hexdigest()[:27]


async def say(office: BrowserOffice, text: str, member: str, account: str = "shanxi") -> str:
    """A member writes to an account, and may be written to from then on: the reply."""
    at = office.settings.accounts_by_id[account]
    office.standin.world.followers[at.app_id].act(member, "message")
    return (await office.peer(account).text(text, member)).text


async def got(office: BrowserOffice, member: str, count: int = 1, account: str = "shanxi") -> list[str]:
    """The customer messages that a member got, once there are as many."""
    async with asyncio.timeout(_LONG):
        while len(_received(office, member, account)) < count:  # noqa: ASYNC110  # the stand-in tells of no event
            await asyncio.sleep(_ROUND)
    return _received(office, member, account)


def _received(office: BrowserOffice, member: str, account: str) -> list[str]:
    found = office.standin.world.record.received(account, member, channel="customer")
    return [json.loads(each["content"])["text"] for each in found]


def no_script_runs(clerk: Clerk) -> None:
    """From now on a dialog that a page opens is a fault."""

    async def opened(dialog: Dialog) -> None:
        clerk.faults.append(f"a script ran: {dialog.message}")
        await dialog.dismiss()

    clerk.page.on("dialog", opened)
