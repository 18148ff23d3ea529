"""Whom broadcasts still reach of those who had their data removed, over the real webhook."""

from __future__ import annotations

import pytest

from bot.broadcast import planning
from bot.broadcast.audience import Sought, parse
from bot.broadcast.broadcast import Channel, Outcome, State
from bot.broadcast.freezing import freeze
from bot.broadcast.reasons import ERASED, GONE, OPTED_OUT
from bot.broadcast.sending import Result
from bot.config import Settings
from bot.store.sqlite import SqliteStore
from tests.bot.broadcast.audiences import BARE, MOMENT, WeChat, drafted, frozen
from tests.bot.broadcast.conftest import Serve
from tests.bot.broadcast.members import DEADLINE, OTHER, sending, told
from tests.bot.broadcast.outbox import Kept
from tests.bot.broadcast.test_consents import NOTICE, says
from tests.bot.enquiries.conftest import DIGITS, NUMBER, UNIT, Office
from tests.bot.noticing import NOON
from tests.conftest import Running
from tests.wechat_peer import MEMBER

ERASE = ("删除我的信息", "确认删除")
FOLLOWS = WeChat([MEMBER], {"重点": [MEMBER]})
OF_THEIR_OWN = (f"deadline:{DEADLINE}", "submissions:状态=待补", "members:dues=unpaid")


async def test_who_opted_out_and_was_erased_is_sent_nothing_until_they_want_it_again(
    serve: Serve, store: SqliteStore
) -> None:
    """That they opted out is all that stays: without it WeChat's list of followers would bring them back."""
    service = await serve()
    before = await sending(store, "旧的通知", MEMBER)
    assert "退订过提醒的，仍不会再收到群发" in await told(service, "退订提醒", *ERASE)
    (row,) = await store.report_page(before.ident, 0, 9)
    assert (row.outcome, MEMBER in row.member) == ("skipped", False)
    for audience in ("all", "tag:重点"):
        assert await frozen(store, drafted(audience), NOTICE, FOLLOWS) == {MEMBER: ("", OPTED_OUT)}
    await sending(store, "新的通知", MEMBER)
    assert "新的通知" not in await told(service, "会费多少")
    assert "已恢复" in await told(service, "恢复提醒")
    assert await frozen(store, drafted(), BARE, FOLLOWS) == {MEMBER: ("next-contact", "pending")}


async def test_who_was_erased_is_in_no_audience_of_what_they_had_here(
    serve: Serve, store: SqliteStore, settings: Settings
) -> None:
    service, office = await serve(), Office(settings.store_file)
    office.submission(status="待补")
    office.unit()
    await told(service, "提醒我", f"{NUMBER} {DIGITS}", f"{UNIT} {DIGITS}")
    await says(service, "accept")
    sought = [Sought("demo", parse(audience), None, 2030, "S1") for audience in (*OF_THEIR_OWN, "all")]
    assert all([await store.audience_page(s, "", 9) for s in sought])
    await told(service, *ERASE)
    assert [await store.audience_page(s, "", 9) for s in sought] == [[]] * 4
    assert await frozen(store, drafted(), NOTICE) == {}
    assert await frozen(store, drafted(), NOTICE, FOLLOWS) == {MEMBER: ("next-contact", "pending")}


async def goes(service: Running, how: str) -> None:
    if how == "leaves":
        peer = service.peer()
        await peer.post(peer.event("unsubscribe"))
    else:
        await told(service, *ERASE)


@pytest.mark.parametrize("how", ["leaves", "erased"])
async def test_who_is_gone_is_in_no_mass_send_that_is_still_to_be_made(
    serve: Serve, store: SqliteStore, settings: Settings, how: str
) -> None:
    service, kept = await serve(), Kept(settings.store_file)
    await told(service, "你好")
    kept.broadcast([OTHER, MEMBER, "oThird"], "mass", state=State.PAUSED)
    await goes(service, how)
    assert kept.tally() == {"pending": 2, "skipped": 1}
    assert MEMBER not in kept.reasons()
    await store.move_broadcast(1, {State.PAUSED}, State.SENDING, by="王", at=1.0)
    job = await store.lease_mass(1, NOON, NOON + 60, 10)
    assert job
    assert job.size == 2


@pytest.mark.parametrize("how", ["leaves", "erased"])
@pytest.mark.parametrize("held", [0, 3])
async def test_who_is_gone_while_a_mass_send_is_prepared_is_left_out_of_it(
    serve: Serve, store: SqliteStore, settings: Settings, how: str, held: int
) -> None:
    service, kept = await serve(), Kept(settings.store_file)
    await told(service, "你好")
    kept.broadcast([OTHER, MEMBER, "oThird"], "mass", state=State.SENDING)
    job = await store.lease_mass(1, NOON, NOON + 60, 10)
    assert job
    assert await store.hold_mass(job, held) == held
    await goes(service, how)
    assert MEMBER not in kept.reasons()
    assert await store.hold_mass(job, 10) == 3 - held
    assert await store.members_of_mass(job) == (OTHER, "oThird")
    assert await store.leave_out_of_mass(job, NOON) == 1
    assert await store.members_of_mass(job) == (OTHER, "oThird")
    assert kept.run("SELECT size FROM mass_jobs") == [(2,)]
    assert GONE in kept.reasons().values()


async def test_who_is_gone_while_their_message_is_in_hand_leaves_no_openid(
    serve: Serve, store: SqliteStore, settings: Settings
) -> None:
    service, kept = await serve(), Kept(settings.store_file)
    await told(service, "你好")
    ends = {}
    for outcome in (Outcome.SENT, Outcome.PENDING, Outcome.SENDING):
        ident = kept.broadcast([MEMBER], state=State.SENDING)
        (ends[outcome],) = await store.lease_deliveries(ident, (Channel.TEMPLATE,), NOON, NOON + 60, 9)
    await goes(service, "erased")
    await store.settle_deliveries([Result(d, o, NOON, msg_id="7", again=NOON) for o, d in ends.items()])
    found = [kept.run("SELECT member, state, reason FROM deliveries WHERE broadcast = ?", n)[0] for n in (1, 2, 3)]
    assert all(member.startswith("erased:") for member, _, _ in found)
    assert [row[1:] for row in found] == [("sent", ""), ("skipped", GONE), ("sending", "")]
    (left,) = await store.lease_deliveries(3, (Channel.TEMPLATE,), NOON + 1, NOON + 61, 9)
    result = planning.before(left, NOON + 1, NOON + 1)
    assert result
    assert result.outcome is Outcome.FAILED


async def test_who_is_gone_while_an_audience_is_frozen_leaves_no_openid(
    serve: Serve, store: SqliteStore, settings: Settings
) -> None:
    service, kept = await serve(), Kept(settings.store_file)
    await told(service, "你好")
    ident = kept.broadcast([MEMBER], "next-contact", state=State.SENDING, audience="file:名单.txt")
    kept.run("UPDATE broadcasts SET frozen_at = NULL, list = -1 WHERE id = ?", ident)
    await goes(service, "erased")
    assert kept.reasons() == {MEMBER: ERASED}
    broadcast = await store.broadcast(ident)
    assert broadcast
    await freeze(store, broadcast, BARE, MOMENT)
    assert MEMBER not in kept.reasons()
