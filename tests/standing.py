"""The stand-in for WeChat's API in this process, and calls to it as any client would make them."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from bot.calls import api_of
from bot.clock import Clock
from bot.config import AccountSettings
from bot.standin.account import accounts_of
from bot.standin.server import StandIn, running
from bot.store.sqlite import SqliteStore
from bot.wechat.api import Api
from bot.wechat.wire import new_session
from tests.conftest import account

SERVICE = account(kind="service", verified=True)
NEWS = account("news", kind="subscription", verified=True)
PLAIN = account("plain", "plain", kind="service", verified=False)
MEMBER = "oMember-000000000000000000000"
OTHER = "oOther-0000000000000000000000"


@dataclass
class Caller:
    """Whoever calls the stand-in; the clock is the stand-in's own, and tests move it."""

    standin: StandIn
    session: aiohttp.ClientSession
    clock: list[float] = field(default_factory=lambda: [1_700_000_000.0])
    tokens: dict[str, str] = field(default_factory=dict)

    async def call(self, path: str, body: Any = None, *, of: AccountSettings = SERVICE, **query: str) -> dict[str, Any]:
        """A call with the account's token: a POST of a body, or a GET."""
        asked = {"access_token": await self.token(of), **query}
        address = f"{self.standin.base}/cgi-bin/{path}"
        method = "GET" if body is None else "POST"
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        async with self.session.request(method, address, params=asked, data=data) as response:
            told: dict[str, Any] = await response.json(content_type=None)
            return told

    async def code(self, path: str, body: Any = None, *, of: AccountSettings = SERVICE) -> int:
        """The errcode of a call."""
        return int((await self.call(path, body, of=of)).get("errcode", 0))

    async def token(self, of: AccountSettings = SERVICE, *, force: bool = False, fresh: bool = False) -> str:
        """The account's stable token."""
        if force or fresh or of.app_id not in self.tokens:
            told = await self.ask_token(of, force=force)
            self.tokens[of.app_id] = told.get("access_token", "")
        return self.tokens[of.app_id]

    async def ask_token(self, of: AccountSettings = SERVICE, *, force: bool = False, **changes: Any) -> dict[str, Any]:
        """What stable_token answers."""
        secrets = {"grant_type": "client_credential", "appid": of.app_id, "secret": of.app_secret}
        asked = {**secrets, "force_refresh": force, **changes}
        async with self.session.post(f"{self.standin.base}/cgi-bin/stable_token", json=asked) as response:
            told: dict[str, Any] = await response.json(content_type=None)
            return told

    async def steer(self, what: str, **order: Any) -> Any:
        """An order to the stand-in."""
        return await self.steered(what, order)

    async def steered(self, what: str, order: Any) -> Any:
        """The same, of any JSON."""
        async with self.session.post(f"{self.standin.base}/standin/{what}", json=order) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def look(self, what: str, **query: str) -> Any:
        """What the stand-in tells of itself."""
        async with self.session.get(f"{self.standin.base}/standin/{what}", params=query) as response:
            assert response.status == 200, await response.text()
            return await response.json()

    async def acts(self, kind: str, member: str = MEMBER, *, of: AccountSettings = SERVICE, template: str = "") -> None:
        """A member does something."""
        await self.steer("acts", account=of.id, member=member, kind=kind, template=template)

    def wait(self, seconds: float) -> None:
        """The stand-in's clock goes on; after an hour the token is asked for anew."""
        self.clock[0] += seconds
        if seconds > 3600:
            self.tokens.clear()


@asynccontextmanager
async def caller(
    accounts: Sequence[AccountSettings] = (SERVICE, NEWS, PLAIN), service: str = ""
) -> AsyncIterator[Caller]:
    """A running stand-in, whose mass sends are finished at once; its events go to a service at an address."""
    clock = [1_700_000_000.0]
    standin = StandIn(accounts_of(accounts, service), time.time if service else lambda: clock[0])
    standin.world.mass_seconds = 0
    async with running(standin), aiohttp.ClientSession() as session:
        yield Caller(standin, session, clock)


@asynccontextmanager
async def api_to(wechat: Caller, folder: Path, of: AccountSettings = SERVICE) -> AsyncIterator[Api]:
    """The service's own calls to the stand-in, with a store of its own for tokens."""
    store = SqliteStore.open(folder / f"{of.id}.db")
    async with new_session() as session:
        settled = of.model_copy(update={"api_base": wechat.standin.base})
        yield api_of(settled, session, store, Clock(real=lambda: wechat.clock[0]))
    await store.close()
