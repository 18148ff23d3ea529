"""A conversation over the webhook: one member's at one account, over restarts, whichever process is next."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

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
from tests.handlers.talk import PACKS
from tests.wechat_peer import MEMBER, Peer

OTHER = "oOther-0000000000000000000000"
TURNS = (  # what is said, and what only the turns before it can have told
    ("金盏奖有什么条件", "茶会8场以上"),
    ("第二条呢", "食品安全"),
    ("最后一条", "构思新颖"),
    ("司炉单位会费多少", "1800元"),
    ("那掌壶单位呢", "6600元"),
    ("差多少", "4800元"),
    ("云溪县金盏奖名额几个", "4个"),
    ("雾桥区呢", "6个"),
    ("构图最高几分", "6分"),
    ("口感呢", "4分"),
    ("这两项加起来", "最高共10分"),
    ("我们够不够条件报金盏奖", "（1/2）"),
    ("没有", "（2/2）"),
    ("参评费多少", "260元"),
    ("继续", "（2/2）"),
    ("五场", "还差3场"),
)
LEANING = ("第二条呢", "差多少", "雾桥区呢", "这两项加起来", "没有", "继续")
Serve = Callable[[], Awaitable[Client]]


@pytest.fixture
def serve(aiohttp_client: AiohttpClient, settings: Settings) -> Serve:
    """Start a process; two accounts speak for the sixth association, one for another; all share one store."""
    tea, bamboo = (Desk(load_pack(folder), link=tappable) for folder in (sixth.PACK, PACKS / "zhuyi"))
    desks = {"demo": tea, "open": tea, "both": bamboo}

    async def started() -> Client:
        app = await build_app(settings, Clock.starting_at(parse_moment("2025-08-01")), desks, {})
        client: TestClient = await aiohttp_client(app)  # type: ignore[type-arg]  # as the fixture has it
        return client

    return started


async def holds(peers: Sequence[Peer], member: str = MEMBER) -> None:
    """A whole conversation, each turn with the next of the peers."""
    for number, (said, says) in enumerate(TURNS):
        assert says in (await peers[number % len(peers)].text(said, member)).text, said


async def test_processes_take_turns_in_one_conversation(serve: Serve, settings: Settings) -> None:
    account = settings.accounts_by_id["demo"]
    await holds([Peer(account, await serve()) for _ in range(3)])


async def test_a_restart_after_every_turn_goes_unnoticed(serve: Serve, settings: Settings) -> None:
    for said, says in TURNS:
        client = await serve()
        assert says in (await Peer(settings.accounts_by_id["demo"], client).text(said)).text, said
        await client.close()


async def test_members_who_talk_at_once_do_not_hear_of_each_other(serve: Serve, settings: Settings) -> None:
    account = settings.accounts_by_id["demo"]
    peers = [Peer(account, await serve()) for _ in range(2)]
    await asyncio.gather(*(holds(peers, f"oMember-{number:021}") for number in range(8)))


@pytest.mark.parametrize(("ident", "member"), [("demo", OTHER), ("open", MEMBER), ("both", MEMBER), ("open", OTHER)])
async def test_nothing_of_a_conversation_reaches_another_member_or_account(
    serve: Serve, settings: Settings, ident: str, member: str
) -> None:
    clients = [await serve(), await serve()]
    peers = [Peer(settings.accounts_by_id["demo"], client) for client in clients]
    strangers = [Peer(settings.accounts_by_id[ident], client) for client in clients]
    alone = {said: (await strangers[0].text(said, "oAlone-0000000000000000000000")).text for said in LEANING}
    for number, (said, says) in enumerate(TURNS):
        own = (await peers[number % 2].text(said)).text
        assert says in own
        if said in LEANING:
            overheard = (await strangers[number % 2].text(said, member)).text
            assert overheard == alone[said]
            assert overheard != own


async def test_a_list_is_paged_by_another_process(serve: Serve, settings: Settings) -> None:
    account = settings.accounts_by_id["both"]
    one, other = Peer(account, await serve()), Peer(account, await serve())
    assert "20." not in (await one.text("会员守则有哪些")).text
    assert "20." not in (await other.text("更多", OTHER)).text
    assert "20." in (await other.text("更多")).text


async def test_a_choice_is_taken_by_another_process(serve: Serve, settings: Settings) -> None:
    account = settings.accounts_by_id["both"]
    one, other = Peer(account, await serve()), Peer(account, await serve())
    offered = (await one.text("工坊在哪里")).text
    assert "街" not in offered
    assert "街" not in (await other.text("2", OTHER)).text
    assert "街" in (await other.text("2")).text
