"""The console of an association whose account sends to WeChat, played by the stand-in."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.broadcast.broadcast import Counts
from bot.broadcast.stage import Stage, stage_of
from bot.clock import CHINA
from bot.config import Settings
from bot.config_file import load_settings
from bot.standin.account import accounts_of
from bot.standin.server import StandIn
from bot.standin.server import running as standing_in
from tests.bot.broadcast.audiences import Followers
from tests.bot.console.conftest import CONFIG, Browser, ConsoleOffice, Page, running

HERE = "/console/shanxi"
NOON = datetime(2018, 5, 14, 12, tzinfo=CHINA).timestamp()
PEOPLE = ["oMember-000000000000000000001", "oMember-000000000000000000002", "oMember-000000000000000000003"]
OUT = "oMember-000000000000000000009"
TEXT = "请在截止前交齐申报材料，一式两份。"
_EVENT = re.compile(r"event: (\w+)\ndata: (.+)\n\n")
_TOKEN = re.compile(r'name="token" value="([^"]+)"')

Written = dict[str, str]


def written(**values: str) -> Written:
    """What is typed into the form."""
    return {"name": "申报提醒", "text": TEXT, "who": "all", "channel": "auto", "when": "now", **values}


@dataclass
class Desk:
    """The office, the stand-in for WeChat, and what members did."""

    office: ConsoleOffice
    wechat: StandIn
    followers: Followers

    async def compose(self, by: Browser, **values: str) -> int:
        """Write a draft in the form; its id."""
        return made_by(await self.try_to_compose(by, **values))

    async def try_to_compose(self, by: Browser, **values: str) -> Page:
        """What comes of filling in the form."""
        return await by.post(f"{HERE}/broadcasts", written(**values) | {"token": await self.token(by)})

    async def hand_in(self, by: Browser, file: str, content: str, **values: str) -> Page:
        """What comes of filling in the form with a list of openids."""
        form = aiohttp.FormData(quote_fields=False)  # as browsers do
        for name, value in (written(who="file", **values) | {"token": await self.token(by)}).items():
            form.add_field(name, value)
        form.add_field("list", content.encode(), filename=file, content_type="text/plain")
        return await by.post(f"{HERE}/broadcasts", form)

    async def edit(self, by: Browser, ident: int, **values: str) -> int:
        """Change a draft in the form; the id of the one in its place."""
        token = await self.token(by, f"{ident}/edit")
        step = (await self.office.store.seen(ident)).step
        named = {"token": token, "replaces": str(ident), "step": str(step)}
        return made_by(await by.post(f"{HERE}/broadcasts", written(**values) | named))

    async def token(self, by: Browser, form: str = "new") -> str:
        """The token of a form that was opened."""
        page = await by.get(f"{HERE}/broadcasts/{form}")
        found = _TOKEN.search(page.text)
        assert found, page.text
        return found[1]

    async def submitted(self, by: Browser, **values: str) -> int:
        """Write a draft and hand it in."""
        ident = await self.compose(by, **values)
        assert (await self.act(by, ident, "submit")).status == 303
        return ident

    async def act(self, by: Browser, ident: int, act: str, step: int | None = None, **values: str) -> Page:
        """Press a button of a broadcast's page, as that is now or was at a step."""
        page = await by.get(f"{HERE}/broadcasts/{ident}")
        assert page.status == 200, page.text
        seen = step if step is not None else (await self.office.store.seen(ident)).step
        return await by.post(f"{HERE}/broadcasts/{ident}/{act}", {"step": str(seen), **values})

    async def stage(self, ident: int) -> Stage:
        """Where a broadcast stands."""
        broadcast = await self.office.store.broadcast(ident)
        assert broadcast
        return stage_of(broadcast)

    async def comes(self, ident: int, stage: Stage) -> None:
        """Wait until the service has brought it so far."""

        async def look() -> bool:
            return await self.stage(ident) is stage

        await waited(look)

    async def counts(self, ident: int) -> Counts:
        """How many came to what."""
        return await self.office.store.counts(ident)

    def got(self) -> list[str]:
        """Who got a message, each as often as they did."""
        return [each["member"] for each in self.wechat.world.record.received()]


def made_by(page: Page) -> int:
    """The id of the broadcast to whose page a form led."""
    assert page.status == 303, page.text
    return int(page.location.rsplit("/", 1)[1])


async def events(by: Browser, ident: int) -> list[tuple[str, dict[str, Any]]]:
    """All that a stream tells until it ends."""
    page = await by.get(f"{HERE}/broadcasts/{ident}/events")
    assert page.headers["Content-Type"].startswith("text/event-stream"), page.text
    return [(name, json.loads(told)) for name, told in _EVENT.findall(page.text)]


async def waited(is_so: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(60):
        while not await is_so():  # noqa: ASYNC110  # there is no event to wait for
            await asyncio.sleep(0.02)


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages wait for their counts, however slow the machine is."""
    monkeypatch.setattr("bot.console.broadcasts.one.AT_ONCE", 30.0)


@pytest.fixture
async def wechat() -> AsyncIterator[StandIn]:
    """The stand-in, on a port of its own."""
    settings = load_settings(CONFIG, {})
    async with standing_in(StandIn(accounts_of(settings.accounts, ""))) as standin:
        yield standin


@pytest.fixture
def console_settings(tmp_path: Path, wechat: StandIn) -> Settings:
    """The demonstration's settings, its calls going to the stand-in."""
    loaded = load_settings(CONFIG, {"ZXT_STORE__URL": f"sqlite:///{tmp_path / 'console.db'}"})
    accounts = tuple(a.model_copy(update={"api_base": wechat.base}) for a in loaded.accounts)
    return loaded.model_copy(update={"accounts": accounts}).located(tmp_path)


async def desk_of(settings: Settings, wechat: StandIn, at: float = NOON) -> AsyncIterator[Desk]:
    """The office with a few followers, of whom one wants no reminders."""
    async for office in running(settings, [at]):
        followers = Followers(settings.store_file, "shanxi")
        followers.follow(*PEOPLE, OUT, wrote=at - 90 * 3600)
        followers.opt_out(OUT)
        wechat.world.followers[settings.accounts_by_id["shanxi"].app_id].add([*PEOPLE, OUT])
        yield Desk(office, wechat, followers)


@pytest.fixture
async def desk(console_settings: Settings, wechat: StandIn) -> AsyncIterator[Desk]:
    """At noon, with a few followers."""
    async for opened in desk_of(console_settings, wechat):
        yield opened
