"""All that the stand-in knows, in one place for the calls that read and change it."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bot.standin.account import Account
from bot.standin.events import Events
from bot.standin.followers import Followers
from bot.standin.quotas import Quotas
from bot.standin.record import Record
from bot.standin.tokens import Tokens
from bot.standin.trouble import Troubles

Body = Mapping[str, Any]


class World:
    """WeChat, for some accounts. ``real`` is the real clock, in seconds; the stand-in's own may be set ahead of it.

    ``latency`` is the seconds that every call takes; ``mass_seconds`` those until a mass send is finished.
    """

    def __init__(self, accounts: Iterable[Account], real: Callable[[], float], seed: int = 0) -> None:
        self._real = real
        self._numbers = itertools.count(int(real() * 1000))
        self.ahead = 0.0
        self.life = secrets.token_hex(8)  # another one after a restart, when numbers begin anew
        self.accounts = {a.app_id: a for a in accounts}
        self.ids = {a.id: a for a in self.accounts.values()}
        self.tokens = Tokens(self.now, secrets.token_bytes)
        self.quotas = Quotas(self.now)
        self.followers = {app_id: Followers(self.now) for app_id in self.accounts}
        self.troubles = Troubles(random.Random(seed).random)  # noqa: S311  # no secret hangs on what goes wrong
        self.record = Record()
        self.events = Events(real)  # a webhook compares with the real clock
        self.latency = 0.0
        self.mass_seconds = 0.3
        self.mass_apart = 60.0  # seconds within which a clientmsgid may not come again
        self.menus: dict[str, object] = {}
        self.tasks: set[asyncio.Task[None]] = set()

    def now(self) -> float:
        """The stand-in's clock, in seconds."""
        return self._real() + self.ahead

    def number(self) -> int:
        """A message id, never given twice."""
        return next(self._numbers)

    def deliver(
        self, account: Account, member: str, channel: str, body: object, *, ident: object = "", key: str = ""
    ) -> None:
        """A member gets a message."""
        content = _CONTENT.encode(body)
        self.record.deliver(account.id, member, channel, at=self.now(), ident=str(ident), key=key, content=content)


def refused(code: int, **more: object) -> dict[str, Any]:
    """An answer with an errcode; 0 is done."""
    return {"errcode": code, "errmsg": _ERRORS.get(code, "error") + _RID if code else "ok", **more}


_CONTENT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_RID = " rid: 6745a1b2-3c4d5e6f-70818283"
_ERRORS = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40003: "invalid openid",
    40164: "invalid ip 203.0.113.9 ipv6 ::ffff:203.0.113.9, not in whitelist",
    42001: "access_token expired",
    43004: "require subscribe",
    43101: "user refuse to accept the msg",
    45009: "reach max api daily quota limit",
    45015: "response out of time limit or subscription is canceled",
    45028: "has no masssend quota",
    45047: "out of response count limit",
    45065: "clientmsgid exist",
    48001: "api unauthorized",
}
