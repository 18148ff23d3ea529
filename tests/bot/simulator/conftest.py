"""A running service with the simulator, for pages and calls."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer

from bot.app import build_app
from bot.clock import Clock
from bot.config import Settings
from bot.config_file import load_settings
from bot.packs import desks_of, load_packs
from bot.standin.account import accounts_of
from bot.standin.server import StandIn, running
from bot.wechat.reply import tappable
from handlers.answer import Answer, Choice, Link, Memory, Reading, Reply, Source
from knowledge.additions import Additions

CONFIG = Path(__file__).parents[3] / "config.example.toml"
MODES = ("secure", "plain", "compatible", "secure", "secure")


@dataclass(frozen=True)
class EchoDesk:
    """Answers with what it was asked, so that a test sees what arrived."""

    name: str
    link: Link

    def reply(self, text: str, memory: Memory, now: datetime) -> Reply:
        if text == "出错":
            raise RuntimeError("a handler that fails")
        reading = Reading("echo", "问题", text, 0.875, ("逐字",))
        answer = Answer(f"{self.name}听到：{text}", "answered", "echo", sources=(Source("章程", "第一条", "本会名称"),))
        return Reply(answer, answer.lead, replace(memory, at=now.isoformat()), reading)

    def welcome(self, memory: Memory, now: datetime) -> Reply:
        answer = Answer(f"欢迎关注{self.name}\n{self.link(Choice('试问会费', '会费是多少'))}", "answered", "echo")
        return Reply(answer, answer.lead, replace(memory, at=now.isoformat()))

    def media(self, kind: str, memory: Memory, now: datetime) -> Reply:
        answer = Answer(f"收到{kind}", "clarify", "echo")
        return Reply(answer, answer.lead, replace(memory, at=now.isoformat()))

    def apology(self) -> str:
        return "抱歉，请稍后再试"

    def with_additions(self, additions: Additions) -> EchoDesk:
        raise AssertionError(f"nobody added {additions}")


def five_accounts(folder: Path, *, enabled: bool) -> Settings:
    """Five accounts in all three modes; the first has no original id of its own."""
    accounts = tuple(
        {
            "id": f"club{number}",
            "pack": "none",
            "name": f"第{number}协会",
            "mode": mode,
            "app_id": f"wx{number}",
            "token": f"token{number}",
            "encoding_aes_key": "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg",
            "original_id": f"gh_club{number}" if number else "",
        }
        for number, mode in enumerate(MODES)
    )
    return Settings.model_validate({"simulator": {"enabled": enabled}, "accounts": accounts}).located(folder)


async def serving(chosen: Settings) -> AsyncIterator[TestServer]:
    desks = {account.id: EchoDesk(account.name, tappable) for account in chosen.accounts}
    server = TestServer(await build_app(chosen, Clock(), desks, {}))
    async with server:
        yield server


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[TestServer]:
    """The service on a free port; its desks repeat what they hear."""
    async for server in serving(five_accounts(tmp_path, enabled=True)):
        yield server


@pytest.fixture
async def service_without_simulator(tmp_path: Path) -> AsyncIterator[TestServer]:
    """The same service as members meet it."""
    async for server in serving(five_accounts(tmp_path, enabled=False)):
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def standin() -> AsyncIterator[StandIn]:
    """The stand-in for WeChat's API, as ``make run`` starts it beside the demonstration, on a free port."""
    async with running(StandIn(accounts_of(load_settings(CONFIG, {}).accounts))) as started:
        yield started


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def demo(tmp_path_factory: pytest.TempPathFactory, standin: StandIn) -> AsyncIterator[TestServer]:
    """The demonstration as ``make run`` serves it, with the real packs, on a free port and a new store."""
    store = tmp_path_factory.mktemp("demo") / "demo.db"
    calls = {f"ZXT_ACCOUNTS__{ident.upper()}__API_BASE": standin.base for ident in standin.world.ids}
    chosen = load_settings(CONFIG, {"ZXT_STORE__URL": f"sqlite:///{store}", **calls})
    packs = load_packs(chosen, chosen.accounts_by_id)
    server = TestServer(await build_app(chosen, Clock(), desks_of(packs, tappable), packs))
    async with server:
        yield server
