"""A case checked question by question over the webhook: for one member, over a restart, by any process."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from bot.app import build_app
from bot.clock import Clock, parse_moment
from bot.config import Settings
from bot.wechat.reply import tappable
from handlers.desk import Desk
from knowledge.pack import load_pack
from tests import sixth
from tests.conftest import Client
from tests.wechat_peer import Peer

OTHER = "oOther-0000000000000000000000"
Serve = Callable[[], Awaitable[Client]]


@pytest.fixture
def serve(aiohttp_client: AiohttpClient, settings: Settings) -> Serve:
    """Start a process with the made-up pack behind every account; several share one store."""
    desk = Desk(load_pack(sixth.PACK), link=tappable)

    async def started() -> Client:
        desks = dict.fromkeys(settings.accounts_by_id, desk)
        app = await build_app(settings, Clock.starting_at(parse_moment("2025-08-01")), desks, {})
        client: TestClient = await aiohttp_client(app)  # type: ignore[type-arg]  # as the fixture has it
        return client

    return started


async def test_it_goes_on_after_a_restart_and_ends_with_a_verdict(serve: Serve, settings: Settings) -> None:
    account = settings.accounts_by_id["demo"]
    first = await serve()
    begun = await Peer(account, first).text("我们够不够条件报金盏奖")
    assert "（1/2）" in begun.text
    assert "msgmenucontent" in begun.text
    assert "（2/2）" in (await Peer(account, first).text("没有")).text
    await first.close()
    second = await serve()
    meanwhile = await Peer(account, second).text("参评费多少")
    assert "260元" in meanwhile.text
    assert "继续" in meanwhile.text
    assert "（2/2）" in (await Peer(account, second).text("继续")).text
    ended = (await Peer(account, second).text("五场")).text
    assert "不符合茶席设计金盏奖的条件：近三年举办茶会8场以上（您说的是5场，还差3场）" in ended
    assert "三、金盏奖" in ended


async def test_it_is_asked_and_answered_by_different_processes(serve: Serve, settings: Settings) -> None:
    account = settings.accounts_by_id["demo"]
    one, other = Peer(account, await serve()), Peer(account, await serve())
    await one.text("我们够不够条件报金盏奖")
    assert "（2/2）" in (await other.text("2")).text
    assert "可以申请茶席设计金盏奖" in (await one.text("12场")).text


async def test_it_belongs_to_one_member_at_one_account(serve: Serve, settings: Settings) -> None:
    client = await serve()
    peer, elsewhere = (Peer(settings.accounts_by_id[ident], client) for ident in ("demo", "open"))
    await peer.text("我们够不够条件报金盏奖")
    assert "（2/2）" not in (await peer.text("没有", OTHER)).text
    assert "（2/2）" not in (await elsewhere.text("没有")).text
    assert "（2/2）" in (await peer.text("没有")).text


async def test_a_retry_of_a_reply_takes_no_second_step(serve: Serve, settings: Settings) -> None:
    peer = Peer(settings.accounts_by_id["demo"], await serve())
    await peer.text("我们够不够条件报金盏奖")
    first = await peer.text("没有", msg_id=77)
    assert (await peer.text("没有", msg_id=77)).text == first.text
    assert "可以申请" in (await peer.text("12场")).text
