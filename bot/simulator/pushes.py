"""What the accounts sent to the members of the simulator, as the stand-in for WeChat's API recorded it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.config import AccountSettings, is_loopback
from bot.simulator.act import Act
from bot.simulator.shown import Part, text_parts

CHANNELS = {
    "customer": "客服消息",
    "template": "模板消息",
    "subscribe": "订阅通知",
    "mass": "群发消息",
    "preview": "群发预览",
}
WAIT = aiohttp.ClientTimeout(total=1.0)
_ACTS = {"click": "click", "subscribe": "subscribe", "unsubscribe": "unsubscribe"}


@dataclass(frozen=True, slots=True)
class Pushed:
    """A message that came by itself: a text, or the fields of a template."""

    at: float
    channel: str
    parts: tuple[Part, ...]
    fields: tuple[tuple[str, str], ...]
    url: str


class Pushes:
    """Speaks with the stand-in that an account's calls go to; where there is none, nothing came."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def acted(self, account: AccountSettings, act: Act) -> None:
        """Let it know what a member does, which opens and closes what may be sent to them."""
        told = {"account": account.id, "member": act.member, "kind": _ACTS.get(act.kind, "message")}
        await self._call(account, "POST", "acts", json=told)

    async def received(
        self, account: AccountSettings, member: str, *, life: str, after: int, following: bool
    ) -> dict[str, Any]:
        """What came since the page last looked; ``life`` and ``last`` are for when it looks again."""
        query = {"account": account.id, "member": member, "life": life, "after": str(after)}
        told = await self._call(account, "GET", "inbox", params=query)
        if told is None:
            return {"there": False, "life": life, "last": after, "received": []}
        if following and told["life"] != life:  # it has begun anew, and does not know its followers yet
            await self._call(account, "POST", "acts", json={"account": account.id, "member": member, "kind": "present"})
        received = [asdict(_pushed(each)) for each in told["received"]]
        return {"there": True, "life": told["life"], "last": told["last"], "received": received}

    async def _call(self, account: AccountSettings, method: str, name: str, **how: Any) -> dict[str, Any] | None:
        base = account.api_base.rstrip("/")
        if not is_loopback(urlsplit(base).hostname or ""):
            return None
        try:
            async with self._session.request(method, f"{base}/standin/{name}", timeout=WAIT, **how) as response:
                told = await response.json() if response.status == 200 else None
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return None
        return told if isinstance(told, dict) else None


def _pushed(received: Mapping[str, Any]) -> Pushed:
    content = json.loads(received["content"])
    channel = CHANNELS.get(received["channel"], received["channel"])
    parts = tuple(text_parts(content.get("text", "")))
    return Pushed(received["at"], channel, parts, tuple(content.get("fields", {}).items()), content.get("url", ""))
