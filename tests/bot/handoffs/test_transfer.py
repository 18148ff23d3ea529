"""Accounts with WeChat's own customer service hand members over to it, in office hours, the same on every retry."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from pytest_aiohttp.plugin import AiohttpClient
from wechatpy import parse_message  # type: ignore[import-untyped]  # wechatpy ships no types
from wechatpy.crypto import WeChatCrypto  # type: ignore[import-untyped]  # the same
from wechatpy.utils import to_text  # type: ignore[import-untyped]  # the same

from bot.app import build_app
from bot.clock import Clock, parse_moment
from bot.config import Settings
from handlers.desk import Desk
from knowledge.office import OfficeHours
from knowledge.pack import Pack
from tests.bot.enquiries.conftest import PACK
from tests.conftest import Running, account
from tests.wechat_peer import MEMBER, Peer, _fields

HOURS = OfficeHours(days=("周一", "周二", "周三", "周四", "周五"), times=("9:00-12:00", "13:30-17:00"), by="协会提供")
MONDAY, SUNDAY = "2025-08-04T10:00", "2025-08-03T10:00"
Serve = Callable[..., Awaitable[Running]]


def with_hours(hours: OfficeHours | None) -> Pack:
    return replace(PACK, manifest=PACK.manifest.model_copy(update={"office": hours}))


@pytest.fixture
def serve(aiohttp_client: AiohttpClient, settings: Settings) -> Serve:
    """Start a process at a time; the account ``demo`` is encrypted, ``open`` is not, ``both`` transfers nobody."""

    async def started(now: str, hours: OfficeHours | None = HOURS) -> Running:
        accounts = (
            account("demo", customer_service=True),
            account("open", "plain", customer_service=True),
            account("both", "compatible"),
        )
        used = settings.model_copy(update={"accounts": accounts}).located(settings.store_file.parents[1])
        pack = with_hours(hours)
        app = await build_app(
            used,
            Clock.starting_at(parse_moment(now)),
            dict.fromkeys(used.accounts_by_id, Desk(pack)),
            dict.fromkeys(used.accounts_by_id, pack),
        )
        return Running(await aiohttp_client(app), used, None)  # type: ignore[arg-type]  # these tests use a true desk

    return started


async def posted(peer: Peer, text: str, msg_id: int | None = None) -> bytes:
    """The body that WeChat gets for a member's words."""
    request = peer.request(peer.message("text", MEMBER, msg_id, Content=text))
    async with peer.client.post(peer.path, params=request.query, data=io.BytesIO(request.body)) as response:
        assert response.status == 200
        return await response.read()


def opened(peer: Peer, body: bytes) -> dict[str, str]:
    """The reply's fields, decrypted by wechatpy where it is encrypted."""
    fields = _fields(body)
    if "Encrypt" not in fields:
        return fields
    crypto = WeChatCrypto(peer.account.token, peer.account.encoding_aes_key, peer.account.app_id)
    plain = crypto.decrypt_message(to_text(body), fields["MsgSignature"], fields["TimeStamp"], fields["Nonce"])
    assert parse_message(plain).source == f"gh_{peer.account.id}"
    return _fields(to_text(plain).encode())


def kept(service: Running) -> list[Any]:
    with closing(sqlite3.connect(service.settings.store_file)) as connection:
        return connection.execute(
            "SELECT h.transferred_at IS NOT NULL, l.text FROM handoffs AS h JOIN handoff_lines AS l "
            "ON l.handoff = h.number AND l.speaker = 'bot'"
        ).fetchall()


@pytest.mark.parametrize("ident", ["demo", "open"])
async def test_who_asks_in_office_hours_is_handed_over(serve: Serve, ident: str) -> None:
    service = await serve(MONDAY)
    peer = service.peer(ident)
    fields = opened(peer, await posted(peer, "人工"))
    assert {k: fields[k] for k in ("ToUserName", "FromUserName", "MsgType")} == {
        "ToUserName": MEMBER,
        "FromUserName": f"gh_{ident}",
        "MsgType": "transfer_customer_service",
    }
    assert "Content" not in fields
    assert kept(service) == [(1, "[已转接微信客服]")]
    assert opened(peer, await posted(peer, "你好"))["MsgType"] == "text"


async def test_a_retry_is_handed_over_too_whichever_process_takes_it(serve: Serve) -> None:
    one, other = await serve(MONDAY), await serve(SUNDAY)
    for service in (one, one, other):
        peer = service.peer()
        assert opened(peer, await posted(peer, "人工", 7))["MsgType"] == "transfer_customer_service"
    assert len(kept(one)) == 1


async def test_out_of_office_hours_the_reply_says_when_somebody_is_there(serve: Serve) -> None:
    service = await serve(SUNDAY)
    fields = opened(service.peer(), await posted(service.peer(), "人工"))
    assert fields["MsgType"] == "text"
    assert "现在不是工作时间，工作时间是周一至周五 9:00–12:00、13:30–17:00" in fields["Content"]
    ((transferred, text),) = kept(service)
    assert (transferred, "工作时间" in text) == (0, True)


async def test_without_known_hours_the_account_always_hands_over(serve: Serve) -> None:
    service = await serve(SUNDAY, None)
    fields = opened(service.peer(), await posted(service.peer(), "转人工"))
    assert fields["MsgType"] == "transfer_customer_service"


async def test_an_account_without_the_setting_answers_in_words(serve: Serve) -> None:
    service = await serve(MONDAY)
    fields = opened(service.peer("both"), await posted(service.peer("both"), "人工"))
    assert fields["MsgType"] == "text"
    assert "现在是工作时间（周一至周五 9:00–12:00、13:30–17:00）" in fields["Content"]


async def test_what_waits_is_told_with_the_next_words_and_not_lost(serve: Serve) -> None:
    service = await serve(MONDAY)
    peer = service.peer()
    await posted(peer, "人工")
    with closing(sqlite3.connect(service.settings.store_file)) as connection, connection:
        connection.execute(
            "INSERT INTO handoff_lines (handoff, at, speaker, text, fate) VALUES (1, 1.0, 'staff', '好了', 'waiting')"
        )
    assert opened(peer, await posted(peer, "人工"))["MsgType"] == "transfer_customer_service"
    assert "【工作人员答复】\n好了" in opened(peer, await posted(peer, "你好"))["Content"]
