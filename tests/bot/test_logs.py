"""What the log holds of messages, and what it must never hold."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import structlog

from bot.observe import masked
from bot.traces import trace
from tests.conftest import Start
from tests.wechat_peer import MEMBER

Lines = list[structlog.typing.EventDict]


@pytest.fixture
def lines() -> Iterator[Lines]:
    with structlog.testing.capture_logs() as captured:
        yield captured


async def test_each_message_is_one_line(start: Start, lines: Lines) -> None:
    peer = (await start()).peer()
    await peer.text("不知道", msg_id=7)
    await peer.text("不知道", msg_id=7)
    await peer.post(peer.event("VIEW", EventKey="x"))
    assert [m["message"] for m in lines if m["event"] == "message"][:2] == ["7", "7"]
    noted = [(m["account"], m["kind"], m["handler"], m["outcome"]) for m in lines if m["event"] == "message"]
    assert noted == [
        ("demo", "text", "fake", "unknown"),
        ("demo", "text", "-", "repeated"),
        ("demo", "view", "-", "ignored"),
    ]
    assert all(m["ms"] >= 0 and m["member"] == "oMem****0000" for m in lines if m["event"] == "message")


@pytest.mark.parametrize("said", ["会费多少", "不知道", "人工", "出错"])
async def test_no_line_holds_a_members_words_or_openid(start: Start, lines: Lines, said: str) -> None:
    peer = (await start()).peer()
    await peer.text(said)
    written = json.dumps(lines, ensure_ascii=False, default=str)
    assert said not in written.replace("\\n", "")
    assert MEMBER not in written


async def test_a_failure_is_logged_with_its_traceback_and_message_key(start: Start, lines: Lines) -> None:
    await (await start()).peer().text("出错", msg_id=7001)
    (failure,) = [m for m in lines if m["event"] == "message failed"]
    assert (failure["message"], failure["reason"], failure["account"]) == ("7001", "raised", "demo")
    assert "in reply" in failure["traceback"]
    assert failure["traceback"].endswith("ValueError")


async def test_an_event_is_logged_with_its_time_and_name_but_not_its_key(start: Start, lines: Lines) -> None:
    peer = (await start()).peer()
    for key in ("ask:会费", "ask:出错"):
        event = peer.event("CLICK", EventKey=key)
        await peer.post(event)
        noted = [m["message"] for m in lines if m["event"] in {"message", "message failed"}]
        assert noted[-1] == f"{event['CreateTime']}:click"


async def test_a_hang_is_logged_with_where_it_hangs(start: Start, lines: Lines) -> None:
    await (await start(deadline=0.4)).peer().text("挂起", msg_id=7002)
    (failure,) = [m for m in lines if m["event"] == "message failed"]
    assert failure["reason"] == "late"
    assert "self.release.wait()" in failure["traceback"]


async def test_a_refused_request_is_logged_with_its_reason(start: Start, lines: Lines) -> None:
    peer = (await start()).peer()
    await peer.send(peer.request(b"<xml/>").asking(signature="0"))
    (refusal,) = [m for m in lines if m["event"] == "request refused"]
    assert (refusal["status"], refusal["reason"]) == (403, "signature is wrong or missing")


def test_an_openid_is_masked_and_a_short_name_not_shown_at_all() -> None:
    assert masked("oAbcdefghijklmnopqrstuvwxyz0") == "oAbc****xyz0"
    assert masked("oShort") == "****"


def test_a_trace_names_every_cause_without_what_it_quotes() -> None:
    try:
        try:
            int("我的电话")
        except ValueError as error:
            raise RuntimeError("我的单位") from error
    except RuntimeError as error:
        text = trace(error)
    assert "RuntimeError\ncaused by\n" in text
    assert "我的单位" not in text.replace('raise RuntimeError("我的单位")', "")
