"""The console with the real packs, a store of its own, a clock that tests set, and staff who are signed in."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.app import build_app
from bot.clock import Clock
from bot.config import Settings
from bot.config_file import load_settings
from bot.console import staffing
from bot.console.roles import Role
from bot.desks import Answering
from bot.packs import desks_of, load_packs
from bot.store.sqlite import SqliteStore
from bot.wechat.reply import tappable
from knowledge.pack import Pack
from tests.conftest import Client
from tests.wechat_peer import Peer

CONFIG = Path(__file__).parents[3] / "config.example.toml"
NOW = 1_531_000_000.0  # 8 July 2018 in China: between the deadlines of the demonstration's notices
PASSWORD = "一句自己才知道的长话"

_CSRF = re.compile(r'name="csrf" value="([0-9a-f]{64})"')
_FORM = re.compile(r'name="form" value="([^"]+)"')


@dataclass
class Page:
    """What an answer was."""

    status: int
    text: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def location(self) -> str:
        """Where a redirection leads."""
        return self.headers.get("Location", "")


@dataclass
class Browser:
    """A browser that keeps cookies and follows nothing by itself; ``csrf`` is that of the last page with a form."""

    session: aiohttp.ClientSession
    server: TestServer
    name: str = ""
    csrf: str = ""

    async def get(self, path: str, **options: Any) -> Page:
        """A page."""
        return await self._ask("GET", path, **options)

    async def post(self, path: str, data: Any = None, *, csrf: str | None = None, **options: Any) -> Page:
        """Post a form with the CSRF field; ``data`` is a mapping, pairs, or a FormData with files."""
        token = self.csrf if csrf is None else csrf
        if isinstance(data, aiohttp.FormData):
            data.add_field("csrf", token)
            return await self._ask("POST", path, data=data, **options)
        pairs = list(data.items()) if isinstance(data, Mapping) else list(data or [])
        return await self._ask("POST", path, data=[*pairs, ("csrf", token)], **options)

    async def follow(self, page: Page) -> Page:
        """The page that a redirection leads to."""
        assert page.status == 303, page.text
        return await self.get(page.location)

    async def sign_in(self, name: str, password: str, code: str = "", following: str = "") -> Page:
        """Fill in the form of signing in."""
        form = await self.get("/console/-/sign-in")
        found = _FORM.search(form.text)
        assert found, form.text
        typed = {"form": found[1], "name": name, "password": password, "code": code, "next": following}
        return await self._ask("POST", "/console/-/sign-in", data=typed)

    async def _ask(self, method: str, path: str, **options: Any) -> Page:
        url = self.server.make_url(path)
        async with self.session.request(method, url, allow_redirects=False, **options) as answer:
            body = await answer.read()
            text = body.decode(errors="replace")
            if found := _CSRF.search(text):
                self.csrf = found[1]
            return Page(answer.status, text, answer.headers.copy(), body)


@dataclass
class ConsoleOffice:
    """A service with the console."""

    server: TestServer
    client: Client
    settings: Settings
    store: SqliteStore
    packs: Mapping[str, Pack]
    clock: Clock
    now: list[float]
    browsers: list[aiohttp.ClientSession] = field(default_factory=list)

    def pass_time(self, seconds: float) -> None:
        """Let time pass, for the real clock and the business clock both."""
        self.now[0] += seconds

    async def browser(self) -> Browser:
        """A new browser, at which nobody is signed in."""
        session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        self.browsers.append(session)
        return Browser(session, self.server)

    async def staff(self, role: str = "editor", name: str = "", accounts: tuple[str, ...] = ()) -> Browser:
        """Somebody of a role, signed in; the name is the role unless given."""
        name = name or role
        at = self.clock.real()
        once = await staffing.add(self.store, self.settings, name, Role(role), accounts, by="测试", at=at)
        browser = await self.browser()
        assert (await browser.sign_in(name, once)).status == 303
        await browser.get("/console/-/password")
        changed = await browser.post("/console/-/password", {"present": once, "new": PASSWORD, "again": PASSWORD})
        assert changed.status == 303, changed.text
        await browser.get("/console/-/profile")
        browser.name = name
        return browser

    def peer(self, account: str) -> Peer:
        """WeChat's side, for one of the accounts."""
        return Peer(self.settings.accounts_by_id[account], self.client, lambda: self.now[0])


@cache
def real_packs() -> tuple[Mapping[str, Pack], Mapping[str, Answering]]:
    """The demonstration's packs and their desks, which nothing changes, read once."""
    settings = load_settings(CONFIG, {})
    packs = load_packs(settings, settings.accounts_by_id)
    return packs, desks_of(packs, tappable)


async def running(settings: Settings, now: list[float]) -> AsyncIterator[ConsoleOffice]:
    """The office for as long as it is open."""
    clock = Clock(0.0, lambda: now[0])
    packs, desks = real_packs()
    server = TestServer(await build_app(settings, clock, desks, packs))
    async with TestClient(server) as client:
        store = SqliteStore.open(settings.store_file)
        office = ConsoleOffice(server, client, settings, store, packs, clock, now)
        try:
            yield office
        finally:
            for session in office.browsers:
                await session.close()
            await store.close()


@pytest.fixture
def console_settings(tmp_path: Path) -> Settings:
    """The demonstration's settings on a store of the test's own."""
    return load_settings(CONFIG, {"ZXT_STORE__URL": f"sqlite:///{tmp_path / 'console.db'}"})


@pytest.fixture
async def office(console_settings: Settings) -> AsyncIterator[ConsoleOffice]:
    """A running service with the console."""
    async for opened in running(console_settings, [NOW]):
        yield opened
