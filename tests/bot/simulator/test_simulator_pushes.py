"""What the simulator lets the stand-in know of its members, and what it shows of what they were sent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer

from bot.config import Settings
from bot.standin.account import accounts_of
from bot.standin.messages import Messages
from bot.standin.server import StandIn, running
from tests.bot.simulator.conftest import five_accounts, serving

MEMBER = "oMemberOfTheSimulator000000"


@pytest.fixture
async def wechat(tmp_path: Path) -> AsyncIterator[StandIn]:
    accounts = accounts_of(five_accounts(tmp_path, enabled=True).accounts)
    async with running(StandIn(accounts)) as started:
        yield started


def calling(settings: Settings, base: str) -> Settings:
    """The same settings, whose accounts call WeChat at an address."""
    accounts = tuple(a.model_copy(update={"api_base": base, "app_secret": "s"}) for a in settings.accounts)
    return settings.model_copy(update={"accounts": accounts})


@pytest.fixture
async def page(tmp_path: Path, wechat: StandIn) -> AsyncIterator[ClientSession]:
    async for server in serving(calling(five_accounts(tmp_path, enabled=True), wechat.base)):
        async with ClientSession(server.make_url("/")) as session:
            yield session


async def act(page: ClientSession, kind: str, **more: str) -> None:
    sent = {"account": "club0", "member": MEMBER, "kind": kind, **more}
    async with page.post("/simulator/api/send", json=sent) as response:
        assert response.status == 200


async def look(page: ClientSession, **query: str) -> dict[str, Any]:
    asked = {"account": "club0", "member": MEMBER, "following": "true", **query}
    async with page.get("/simulator/api/received", params=asked) as response:
        told: dict[str, Any] = await response.json()
        assert response.status == 200, told
        return told


def text(wechat: StandIn, content: str = "您好") -> int:
    """The errcode of a customer message."""
    body = {"touser": MEMBER, "msgtype": "text", "text": {"content": content}}
    code: int = Messages(wechat.world).customer(wechat.world.ids["club0"], body)["errcode"]
    return code


async def test_what_a_member_does_opens_and_closes_what_may_be_sent(page: ClientSession, wechat: StandIn) -> None:
    assert text(wechat) == 40003
    await act(page, "text", text="在吗")
    assert [text(wechat) for _ in range(6)] == [0] * 5 + [45047]
    await act(page, "unsubscribe")
    assert text(wechat) == 43004
    await act(page, "subscribe")
    assert [text(wechat) for _ in range(4)] == [0] * 3 + [45047]


async def test_what_came_is_shown_since_the_last_look(page: ClientSession, wechat: StandIn) -> None:
    await act(page, "text", text="在吗")
    assert text(wechat, "一") == text(wechat, "二") == 0
    first = await look(page)
    assert [r["parts"][0]["text"] for r in first["received"]] == ["一", "二"]
    assert {r["channel"] for r in first["received"]} == {"客服消息"}
    since = {"life": first["life"], "after": str(first["last"])}
    assert (await look(page, **since))["received"] == []
    assert text(wechat, "三") == 0
    assert [r["parts"][0]["text"] for r in (await look(page, **since))["received"]] == ["三"]
    assert len((await look(page, life="another", after="99"))["received"]) == 3
    assert (await look(page, member="oAnother00000"))["received"] == []


async def test_a_follower_of_before_a_restart_follows_again(page: ClientSession, wechat: StandIn) -> None:
    await look(page, following="false")
    assert wechat.world.followers["wx0"].refusal(MEMBER) == 40003
    await look(page, life="before")
    assert wechat.world.followers["wx0"].refusal(MEMBER) == 0


async def test_without_a_stand_in_nothing_came(service: TestServer, tmp_path: Path) -> None:
    nobody = {"there": False, "life": "", "last": 0, "received": []}
    async with ClientSession(service.make_url("/")) as page:
        assert await look(page) == nobody  # its calls would go to WeChat itself
    (tmp_path / "other").mkdir()
    async for server in serving(calling(five_accounts(tmp_path / "other", enabled=True), "http://127.0.0.1:9")):
        async with ClientSession(server.make_url("/")) as page:
            assert await look(page) == nobody
            await act(page, "text", text="在吗")


@pytest.mark.parametrize(
    ("query", "status"), [({"account": "none"}, 404), ({"after": "x"}, 400), ({"after": "²"}, 400)]
)
async def test_a_look_at_nothing_is_refused(page: ClientSession, query: dict[str, str], status: int) -> None:
    asked = {"account": "club0", "member": MEMBER, **query}
    async with page.get("/simulator/api/received", params=asked) as response:
        assert response.status == status


async def test_other_pages_do_not_read_it(page: ClientSession) -> None:
    async with page.get("/simulator/api/received", headers={"Host": "evil.example"}) as response:
        assert response.status == 403
