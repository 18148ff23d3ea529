"""What WeChat reports of members' consents decides who is told by a subscription notification."""

from __future__ import annotations

from typing import Any

import pytest

from bot.broadcast.broadcast import Channel
from bot.broadcast.choosing import NOT_GRANTED
from bot.broadcast.openids import each
from bot.broadcast.preview import preview
from bot.store.sqlite import SqliteStore
from tests.bot.broadcast.audiences import AT, NOON, WeChat, drafted, frozen
from tests.bot.broadcast.conftest import Serve
from tests.conftest import Running, account
from tests.wechat_peer import MEMBER

NOTICE = account(kind="service", verified=True, notice_template="S1", notice_fields={"thing1": "{name}"})
POPUP, SENT = "subscribe_msg_popup_event", "subscribe_msg_sent_event"


async def says(service: Running, answer: str, template: str = "S1", at: int = 0) -> None:
    told = {"SubscribeMsgPopupEvent": {"List": {"TemplateId": template, "SubscribeStatusString": answer}}}
    await happens(service, POPUP, told, at)


async def happens(service: Running, name: str, told: dict[str, Any], at: int) -> None:
    peer = service.peer()
    event = peer.event(name, **told)
    assert (await peer.post({**event, "CreateTime": event["CreateTime"] + at})).body == b"success"


async def channels(store: SqliteStore, wanted: str) -> tuple[str, str]:
    """By which channel the member is told, or why not: as the preview says, and as the freezing does."""
    made = await store.create_broadcast(drafted(channel=wanted), "王", AT)
    found = await preview(store, made, NOTICE, NOON)
    (said,) = [*map(str, found.by_channel), *found.skipped]
    channel, state = (await frozen(store, drafted(channel=wanted), NOTICE))[MEMBER]
    return said, channel or state


async def test_who_agreed_is_told_by_notification_until_it_was_sent(serve: Serve, store: SqliteStore) -> None:
    service = await serve()
    await service.peer().text("你好")
    assert await channels(store, "auto") == (Channel.CUSTOMER, Channel.CUSTOMER)
    await says(service, "accept")
    assert await channels(store, "auto") == (Channel.SUBSCRIBE, Channel.SUBSCRIBE)
    sent = {"SubscribeMsgSentEvent": {"List": {"TemplateId": "S1", "MsgID": "7", "ErrorCode": 0}}}
    await happens(service, SENT, sent, 1)
    assert await channels(store, "auto") == (Channel.CUSTOMER, Channel.CUSTOMER)
    assert await channels(store, "subscribe") == (NOT_GRANTED, NOT_GRANTED)


@pytest.mark.parametrize(("answer", "template"), [("accept", "S2"), ("reject", "S1")])
async def test_consent_to_another_template_or_taken_back_is_none(
    serve: Serve, store: SqliteStore, answer: str, template: str
) -> None:
    service = await serve()
    await service.peer().text("你好")
    await says(service, answer, template)
    assert await channels(store, "auto") == (Channel.CUSTOMER, Channel.CUSTOMER)
    told = NOT_GRANTED if template == "S1" else Channel.SUBSCRIBE  # of S1 nothing is known: WeChat decides
    assert await channels(store, "subscribe") == (told, told)


async def test_consents_count_for_those_whom_wechat_tells_of_too(serve: Serve, store: SqliteStore) -> None:
    service = await serve()
    await says(service, "accept")
    made = await store.create_broadcast(drafted("tag:重点"), "王", AT)
    found = await preview(store, made, NOTICE, NOON, WeChat(tags={"重点": [MEMBER, "oNew"]}))
    assert found.by_channel == {Channel.SUBSCRIBE: 1, Channel.NEXT_CONTACT: 1}
    openids = await store.keep_openids("demo", each([MEMBER, "oNew"]), AT)
    listed = await store.create_broadcast(drafted("file:x"), "王", AT, openids)
    assert (await preview(store, listed, NOTICE, NOON)).by_channel == found.by_channel
