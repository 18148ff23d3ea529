"""Sending gives way to what members write, and to nothing else that WeChat sends."""

from __future__ import annotations

import asyncio

import pytest

from bot.pulse import Pulse
from tests.conftest import Start


class Counted(Pulse):
    """Counts its beats."""

    beats = 0

    def beat(self) -> None:
        Counted.beats += 1
        super().beat()


async def test_only_what_is_answered_for_the_first_time_counts(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.app.Pulse", Counted)
    monkeypatch.setattr(Counted, "beats", 0)
    peer = (await start()).peer()
    await asyncio.gather(*(peer.text("会费多少", msg_id=7) for _ in range(3)))
    await peer.text("会费多少", msg_id=7)
    assert Counted.beats == 1
    await peer.post(peer.event("TEMPLATESENDJOBFINISH", MsgID=1, Status="success"))
    notice = {"List": {"TemplateId": "S1", "MsgID": "7", "ErrorCode": 0}}
    await peer.post(peer.event("subscribe_msg_sent_event", SubscribeMsgSentEvent=notice))
    await peer.post(peer.event("VIEW", EventKey="https://example.org"))
    assert Counted.beats == 1
    await peer.text("会费多少")
    assert Counted.beats == 2
