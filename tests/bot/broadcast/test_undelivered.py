"""A template message that WeChat took and did not deliver counts as failed, whichever it tells first."""

from __future__ import annotations

import pytest

from bot.broadcast.broadcast import Channel, Outcome, State
from bot.broadcast.report import HEADER
from bot.broadcast.sending import Result
from bot.config import Settings
from bot.store.sqlite import SqliteStore
from tests.bot.broadcast.conftest import NewOffice, Serve
from tests.bot.broadcast.members import told
from tests.bot.broadcast.outbox import Kept, people
from tests.bot.noticing import NOON
from tests.conftest import Running
from tests.wechat_api import WeChatApi
from tests.wechat_peer import MEMBER


async def reports(service: Running, msg_id: str, status: str, account: str = "demo") -> None:
    peer = service.peer(account)
    assert (await peer.post(peer.event("TEMPLATESENDJOBFINISH", MsgID=msg_id, Status=status))).body == b"success"


async def sent(store: SqliteStore, msg_ids: list[str]) -> None:
    leased = await store.lease_deliveries(1, (Channel.TEMPLATE,), NOON, NOON + 60, len(msg_ids))
    results = [Result(d, Outcome.SENT, NOON, msg_id=m) for d, m in zip(leased, msg_ids, strict=True)]
    assert await store.settle_deliveries(results) == len(msg_ids)


@pytest.mark.parametrize("early", [False, True])
async def test_what_did_not_arrive_is_failed(
    serve: Serve, store: SqliteStore, settings: Settings, *, early: bool
) -> None:
    service = await serve()
    kept = Kept(settings.store_file)
    kept.broadcast(["oA", "oB", "oC", MEMBER], state=State.SENDING)
    if not early:
        await sent(store, ["11", "12", "13", "14"])
    for _ in range(2):
        await reports(service, "11", "success")
        await reports(service, "12", "failed:user block")
        await reports(service, "13", "failed: system failed")
        await reports(service, "14", "failed:user block", "both")  # another account's
        await reports(service, "99", "failed:user block")  # none of a broadcast's
    if early:
        await sent(store, ["11", "12", "13", "14"])
    rows = {r.member: (r.outcome.value, r.reason) for r in await store.report_page(1, 0, 9)}
    assert rows == {
        "oA": ("sent", ""),
        "oB": ("failed", "会员拒收（failed:user block）"),
        "oC": ("failed", "未送达（failed: system failed）"),
        MEMBER: ("sent", ""),
    }
    await told(service, "你好", "删除我的信息", "确认删除")
    assert kept.run("SELECT msg_id FROM deliveries WHERE member LIKE 'erased:%' OR number = 4") == [(None,)]


async def test_what_is_sent_is_known_by_wechats_id(kept: Kept, office: NewOffice, wechat: WeChatApi) -> None:
    kept.broadcast(people(30))
    assert await office().run() is State.DONE
    named = kept.run("SELECT DISTINCT msg_id FROM deliveries WHERE state = 'sent' AND msg_id IS NOT NULL")
    assert len(named) == 30


def test_the_report_says_what_sent_means() -> None:
    assert "微信已受理" in HEADER[-1]
