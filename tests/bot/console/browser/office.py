"""The whole service for a browser: real packs, made-up submissions, a stand-in for WeChat, and staff of every role."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pyotp
from aiohttp.test_utils import TestClient, TestServer, unused_port

from bot.app import build_app
from bot.clock import CHINA, Clock
from bot.config_file import load_settings
from bot.console.roles import Role
from bot.demonstration import show
from bot.standin.account import accounts_of
from bot.standin.server import StandIn
from bot.standin.server import running as running_standin
from bot.store.sqlite import SqliteStore
from tests.bot.console.conftest import CONFIG, PASSWORD, Browser, ConsoleOffice, real_packs

DEMO = CONFIG.parent / "demo"
OPENS = datetime(2018, 6, 5, 9, 30, tzinfo=CHINA)  # when the deadlines of the demonstration's notices lie ahead
TICK = 0.05  # seconds

# Those who work here; 陈静 signs in with codes of her telephone as well.
NAMES = {Role.VIEWER: "李强", Role.EDITOR: "王敏", Role.SENDER: "张红", Role.ADMINISTRATOR: "赵刚"}
CODED = "陈静"


@dataclass
class BrowserOffice(ConsoleOffice):
    """A ``ConsoleOffice`` whose clock runs from ``OPENS`` on, with WeChat's API played by ``standin``.

    ``sessions`` are the signed-in browsers of those who work here, by their names, made when they are first needed.
    """

    standin: StandIn = field(kw_only=True)
    sessions: dict[str, Browser] = field(default_factory=dict)
    secret: str = ""

    @property
    def address(self) -> str:
        """Where the service is, with a slash at the end."""
        return str(self.server.make_url("/"))

    async def session(self, role: Role | str) -> Browser:
        """The signed-in HTTP client of the one who has a role: for what a journey needs to be there beforehand."""
        role = Role(role)
        return await self._session(NAMES[role], role)

    async def coded(self) -> str:
        """Let ``CODED`` (an editor, with ``PASSWORD``) have codes; the secret that they are made from.

        A code is good once: after each call there is a new one.
        """
        self.pass_time(60)
        if self.secret:
            return self.secret
        browser = await self._session(CODED, Role.EDITOR)
        page = await browser.get("/console/-/codes")
        self.secret = page.text.split('name="secret" value="')[1][:32]
        given = {"secret": self.secret, "code": self.code(self.secret), "present": PASSWORD}
        assert (await browser.post("/console/-/codes", given)).status == 303
        self.pass_time(60)
        return self.secret

    def code(self, secret: str) -> str:
        """What the telephone shows now."""
        return pyotp.TOTP(secret).at(int(self.clock.real()))

    async def cookies(self, role: Role | str) -> dict[str, str]:
        """The cookies with which a browser is signed in, by their names."""
        browser = await self.session(role)
        kept = browser.session.cookie_jar.filter_cookies(self.server.make_url("/"))
        return {cookie.key: cookie.value for cookie in kept.values()}

    async def _session(self, name: str, role: Role) -> Browser:
        if name not in self.sessions:
            self.sessions[name] = await self.staff(role.value, name)
        return self.sessions[name]


@asynccontextmanager
async def open_office(folder: Path) -> AsyncIterator[BrowserOffice]:
    """The office on a new store in a folder, as ``make run`` would serve it but on a free port."""
    port = unused_port()
    asked = load_settings(CONFIG, {})
    now = [OPENS.timestamp()]
    standin = StandIn(accounts_of(asked.accounts, f"http://127.0.0.1:{port}"), lambda: now[0])
    async with running_standin(standin):
        calls = {f"ZXT_ACCOUNTS__{a.id.upper()}__API_BASE": standin.base for a in asked.accounts}
        settings = load_settings(CONFIG, {"ZXT_STORE__URL": f"sqlite:///{folder / 'console.db'}", **calls})
        await show(settings, DEMO, lambda: now[0])
        clock = Clock(0.0, lambda: now[0])
        packs, desks = real_packs()
        server = TestServer(await build_app(settings, clock, desks, packs), port=port)
        async with TestClient(server) as client:
            store = SqliteStore.open(settings.store_file)
            office = BrowserOffice(server, client, settings, store, packs, clock, now, standin=standin)
            ticking = asyncio.create_task(_tick(office))
            try:
                yield office
            finally:
                ticking.cancel()
                await asyncio.gather(ticking, return_exceptions=True)
                for session in office.browsers:
                    await session.close()
                await store.close()


async def _tick(office: BrowserOffice) -> None:
    """Let the clock run: what waits for its time, such as sending, goes on as it does for staff."""
    before = time.monotonic()
    while True:
        await asyncio.sleep(TICK)
        office.pass_time(time.monotonic() - before)
        before = time.monotonic()
