"""What tests share: settings with made-up accounts, a desk that does as it is told, and the real service around it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from bot.app import build_app
from bot.clock import Clock
from bot.config import AccountSettings, KnowledgeSettings, Settings, StoreSettings
from bot.desks import Answering
from handlers.answer import Answer, Memory, Reply, Source
from knowledge.additions import Additions
from knowledge.faq import FaqEntry
from tests.wechat_peer import Peer

KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
OTHER_KEY = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg"

Client = TestClient[web.Request, web.Application]


def account(ident: str = "demo", mode: str = "secure", **values: Any) -> AccountSettings:
    """An account with made-up secrets."""
    base = {"id": ident, "pack": ident, "mode": mode, "app_id": f"wx{ident}", "token": f"token{ident}"}
    keys = {"encoding_aes_key": KEY, "original_id": f"gh_{ident}", "app_secret": f"secret-{ident}"}
    return AccountSettings.model_validate({**base, **keys, **values})


@dataclass
class FakeDesk:
    """Counts turns in the memory and repeats what it hears; certain words make it fail.

    「挂起」 hangs until ``release`` is set, 「再想」 too, but in a first turn; 「出错」 raises, as does an FAQ entry of
    that question; 「不知道」 finds nothing, 「人工」 asks for a person.
    """

    faq: tuple[FaqEntry, ...] = ()
    release: threading.Event = field(default_factory=threading.Event)
    heard: list[str] = field(default_factory=list)

    def reply(self, text: str, memory: Memory, now: datetime) -> Reply:
        self.heard.append(text)
        if text == "挂起" or (text == "再想" and memory.misses):
            self.release.wait()
        if text == "出错":
            raise ValueError(f"cannot answer {text}")
        turn = memory.misses + 1
        for entry in self.faq:
            if entry.question == text:
                return self._say(entry.answer, memory, turn, now)
        outcome = {"不知道": "unknown", "人工": "handoff"}.get(text, "answered")
        return self._say(f"第{turn}句：{text}", memory, turn, now, outcome)

    def welcome(self, memory: Memory, now: datetime) -> Reply:
        return self._say("欢迎关注", memory, 0, now)

    def media(self, kind: str, memory: Memory, now: datetime) -> Reply:
        return self._say(f"收到{kind}", memory, memory.misses, now)

    def apology(self) -> str:
        return "抱歉，请稍后再试"

    def with_additions(self, additions: Additions) -> Answering:
        if any(entry.question == "出错" for entry in additions.faq):
            raise ValueError("cannot use these entries")
        return replace(self, faq=additions.faq)

    def _say(self, text: str, memory: Memory, turn: int, now: datetime, outcome: Any = "answered") -> Reply:
        answer = Answer(text, outcome, "fake", sources=(Source("文件", "第一条", "原文"),))
        return Reply(answer, text, replace(memory, misses=turn, at=now.isoformat()))


@dataclass(frozen=True)
class Running:
    """A service in this process, and what tests hold of it."""

    client: Client
    settings: Settings
    desk: FakeDesk

    def peer(self, ident: str = "demo") -> Peer:
        """WeChat, for one of the accounts."""
        return Peer(self.settings.accounts_by_id[ident], self.client)


Start = Callable[..., Awaitable[Running]]


@pytest.fixture(autouse=True)
def priority(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that runs in the tests' own process does not slow down the tests after it."""
    monkeypatch.setattr("os.nice", lambda steps: steps, raising=False)


@pytest.fixture
def desk() -> Iterator[FakeDesk]:
    """A desk whose hanging answers end with the test."""
    desk = FakeDesk()
    yield desk
    desk.release.set()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with an account for each mode, on a store of the test's own."""
    accounts = (account(), account("open", "plain"), account("both", "compatible"))
    return Settings(
        accounts=accounts,
        store=StoreSettings(url="sqlite:///data/test.db"),
        knowledge=KnowledgeSettings(faq_seconds=0.02),
    ).located(tmp_path)


@pytest.fixture
def start(aiohttp_client: AiohttpClient, settings: Settings, desk: FakeDesk) -> Start:
    """Start a service; several may be started on one store, as several processes would be."""

    async def started(*, deadline: float = 4.0, clock: Clock | None = None, changed: Settings | None = None) -> Running:
        used = changed or settings
        desks: Mapping[str, Answering] = dict.fromkeys(used.accounts_by_id, desk)
        app = await build_app(used, clock or Clock(), desks, {}, deadline=deadline)
        return Running(await aiohttp_client(app), used, desk)

    return started


async def until(holds: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait until something holds that happens in a thread or another process, and cannot be awaited."""
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110  # there is no event to wait for
            await asyncio.sleep(0.002)
