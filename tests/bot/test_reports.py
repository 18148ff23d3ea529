"""What WeChat reports by events: consents are counted, once each, and results handed on."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from typing import Any

import pytest
import structlog

from bot.results import Consent, ConsentChange, Consents, MassFinished, TemplateFinished
from bot.store.sqlite import SqliteStore
from bot.wechat.inbound import read
from tests.conftest import Running, Start
from tests.standing import Caller, caller
from tests.wechat_peer import MEMBER, Peer

SUCCESS = (200, b"success")


@pytest.fixture
async def service(start: Start) -> Running:
    return await start()


async def consents(service: Running, ident: str = "demo") -> dict[str, int]:
    store = SqliteStore.open(service.settings.store_file)
    try:
        return dict(await store.consents(ident, MEMBER))
    finally:
        await store.close()


async def report(peer: Peer, name: str, at: int = 0, **fields: Any) -> tuple[int, bytes]:
    event = peer.event(name, **fields)
    told = await peer.post({**event, "CreateTime": event["CreateTime"] + at})
    return told.status, told.body


def answered(*templates: tuple[str, str]) -> dict[str, Any]:
    listed = [{"TemplateId": t, "SubscribeStatusString": s, "PopupScene": "1"} for t, s in templates]
    return {"SubscribeMsgPopupEvent": {"List": listed}}


def used(template: str, code: int = 0) -> dict[str, Any]:
    told = {"TemplateId": template, "MsgID": "77", "ErrorCode": code, "ErrorStatus": "success"}
    return {"SubscribeMsgSentEvent": {"List": told}}


async def test_consents_are_counted_up_and_down(service: Running) -> None:
    peer = service.peer()
    popup, sent = "subscribe_msg_popup_event", "subscribe_msg_sent_event"
    assert await report(peer, popup, 0, **answered(("T1", "accept"), ("T2", "accept"))) == SUCCESS
    assert await report(peer, popup, 1, **answered(("T1", "accept"))) == SUCCESS
    assert await consents(service) == {"T1": 2, "T2": 1}
    assert await report(peer, sent, 2, **used("T1")) == SUCCESS
    assert await report(peer, sent, 3, **used("T1", 43107)) == SUCCESS
    assert await report(peer, sent, 4, **used("T2")) == SUCCESS
    assert await consents(service) == {"T1": 1}
    assert await report(peer, popup, 5, **answered(("T1", "reject"))) == SUCCESS
    assert await consents(service) == {}


async def test_a_report_that_comes_again_counts_once_in_whichever_process(start: Start) -> None:
    services = [await start(), await start()]
    event = services[0].peer().event("subscribe_msg_popup_event", **answered(("T1", "accept")))
    for service in (*services, *services):
        assert (await service.peer().post(event)).body == b"success"
    assert await consents(services[0]) == {"T1": 1}


async def test_two_reports_of_one_second_are_two(service: Running) -> None:
    peer = service.peer()
    event = peer.event("subscribe_msg_popup_event")
    for template in ("T1", "T2"):
        await peer.post({**event, **answered((template, "accept"))})
    assert await consents(service) == {"T1": 1, "T2": 1}


async def test_who_switches_it_off_in_the_settings_is_sent_none(service: Running) -> None:
    peer = service.peer()
    await report(peer, "subscribe_msg_popup_event", 0, **answered(("T1", "accept")))
    listed = {"List": {"TemplateId": "T1", "SubscribeStatusString": "reject"}}
    assert await report(peer, "subscribe_msg_change_event", 1, SubscribeMsgChangeEvent=listed) == SUCCESS
    assert await consents(service) == {}


async def test_of_who_leaves_no_consent_is_kept_and_a_late_one_not_taken(service: Running) -> None:
    peer = service.peer()
    before = peer.event("subscribe_msg_popup_event", **answered(("T1", "accept")))
    await peer.post(before)
    await report(peer, "unsubscribe", 1)
    assert await consents(service) == {}
    assert (await peer.post(before)).body == b"success"
    assert await consents(service) == {}


async def test_a_report_that_cannot_be_kept_is_asked_for_again(service: Running) -> None:
    peer = service.peer()
    event = peer.event("subscribe_msg_popup_event", **answered(("T1", "accept")))
    with closing(sqlite3.connect(service.settings.store_file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert (await peer.post(event)).status == 503
        other.execute("ROLLBACK")
    assert (await peer.post(event)).body == b"success"
    assert await consents(service) == {"T1": 1}


BLOCKED = TemplateFinished("7", "failed:user block")
NOBODY = MassFinished("7", 0, 0, 0, 0)
FIELDS = {"ToUserName": "gh_demo", "FromUserName": MEMBER, "CreateTime": "1700000000", "MsgType": "event"}


def told(event: str, **fields: Any) -> Any:
    return read({**FIELDS, "Event": event, **fields})


def test_the_end_of_a_mass_send_is_read() -> None:
    counts = {"TotalCount": "100", "FilterCount": "80", "SentCount": "75", "ErrorCount": "5"}
    inbound = told("MASSSENDJOBFINISH", MsgID="1000001625", Status="send success", **counts)
    assert inbound.result == MassFinished("1000001625", 100, 80, 75, 5)
    assert inbound.message_id == "1700000000:masssendjobfinish:1000001625"


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("send success", ""), ("sendsuccess", ""), ("send fail", "群发失败（send fail）"), ("", "群发失败（没有说明）"),
        ("err(10001)", "涉嫌广告（err(10001)）"), ("err(99999)", "微信没有放行（err(99999)）"),
    ],
)  # fmt: skip
def test_why_a_mass_send_failed_is_said_in_chinese(status: str, reason: str) -> None:
    assert told("MASSSENDJOBFINISH", MsgID="1", Status=status).result.reason == reason


@pytest.mark.parametrize(
    ("event", "fields", "result"),
    [
        ("TEMPLATESENDJOBFINISH", {"MsgID": "7", "Status": "failed:user block"}, BLOCKED),
        ("TEMPLATESENDJOBFINISH", {"Status": "success"}, None),
        ("TEMPLATESENDJOBFINISH", {"MsgID": {"a": "b"}}, None),
        ("MASSSENDJOBFINISH", {"MsgID": "7", "SentCount": "many", "Status": "send success"}, NOBODY),
        ("subscribe_msg_popup_event", {"SubscribeMsgPopupEvent": "x"}, None),
        ("subscribe_msg_popup_event", {"SubscribeMsgPopupEvent": {"List": ["x", {"TemplateId": ["a"]}]}}, None),
        (
            "subscribe_msg_popup_event",
            {"SubscribeMsgPopupEvent": {"List": {"TemplateId": "T", "SubscribeStatusString": "Accept"}}},
            Consents((ConsentChange("T", Consent.ACCEPTED),)),
        ),
        ("VIEW", {"MsgID": "7", "EventKey": "k"}, None),
    ],
)  # fmt: skip
def test_reports_are_read_whatever_they_hold(event: str, fields: dict[str, Any], result: object) -> None:
    assert told(event, **fields).result == result


@pytest.fixture
async def wechat(service: Running) -> AsyncIterator[Caller]:
    address = str(service.client.make_url("")).rstrip("/")
    async with caller(service.settings.accounts, address) as calling:
        yield calling


@pytest.mark.parametrize("ident", ["demo", "open", "both"])
async def test_the_stand_in_s_events_are_taken_in_every_mode(service: Running, wechat: Caller, ident: str) -> None:
    account = service.settings.accounts_by_id[ident]
    for template in ("T1", "T2"):
        await wechat.acts("accept", MEMBER, of=account, template=template)
    assert (await wechat.steer("settle"))["answered"] == 2
    assert await consents(service, ident) == {"T1": 1, "T2": 1}


async def test_a_mass_send_and_a_template_message_are_reported_to_the_service(start: Start, service: Running) -> None:
    rights = {"kind": "service", "verified": True}
    account = service.settings.accounts[0].model_copy(update=rights)
    async with caller([account], str(service.client.make_url("")).rstrip("/")) as wechat:
        await wechat.steer("followers", account="demo", members=[MEMBER, "oOther"])
        sent = {"touser": MEMBER, "template_id": "T1", "data": {"thing1": {"value": "截止"}}}
        to_all = {"touser": [MEMBER, "oOther"], "msgtype": "text", "text": {"content": "通知"}, "clientmsgid": "m1"}
        with structlog.testing.capture_logs() as lines:
            assert await wechat.code("message/template/send", sent, of=account) == 0
            assert await wechat.code("message/mass/send", to_all, of=account) == 0
            while (await wechat.steer("settle")).get("answered", 0) < 2:
                pass
    noted = {line["kind"]: line["handler"] for line in lines if line.get("outcome") == "noted"}
    assert noted == {"templatesendjobfinish": "success", "masssendjobfinish": "sent 2 of 2"}
