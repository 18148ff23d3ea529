"""Several workers share a broadcast: none sends what another has, and what a dead one left is taken up."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.broadcast.broadcast import Channel, Outcome, State
from bot.broadcast.limits import Beside, Limits
from bot.broadcast.reasons import OPTED_OUT
from bot.broadcast.sending import LIST, Result
from tests.bot.broadcast.conftest import NewOffice
from tests.bot.broadcast.outbox import QUICK, Kept, people
from tests.bot.noticing import NOON
from tests.conftest import until
from tests.wechat_api import TEMPLATE, WeChatApi

BOTH = (Channel.TEMPLATE, Channel.CUSTOMER)


async def test_two_workers_share_a_broadcast_and_tell_each_member_once(
    kept: Kept, office: NewOffice, wechat: WeChatApi
) -> None:
    members = people(1500)
    kept.broadcast(members)
    kept.run("UPDATE deliveries SET channel = 'customer' WHERE number % 2")
    one, two = office(), office()
    first = asyncio.create_task(one.run())
    await asyncio.sleep(0.05)
    done: list[int] = []
    states = await asyncio.gather(first, two.run(progress=lambda count, _total: done.append(count)))
    assert State.DONE in states
    assert kept.state()[0] == "done"
    assert sorted(m["touser"] for m in wechat.messages) == members
    assert len(wechat.calls) <= len(members) + 2  # and the tokens
    assert len(done) > 3  # both had a part in it
    assert kept.tally() == {"sent": 1500}


async def test_a_worker_that_dies_loses_its_lease_and_the_other_finishes(
    kept: Kept, office: NewOffice, wechat: WeChatApi
) -> None:
    members = people(2500)
    kept.broadcast(members)
    one, two = office(), office()
    dying = asyncio.create_task(one.run())
    await until(lambda: kept.tally().get("sent", 0) >= 100)
    wechat.always[TEMPLATE] = "silence"  # what arrives from now on is in hand when it dies
    before = len(wechat.messages)
    await until(lambda: len(wechat.messages) >= before + 5)
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    wechat.always.clear()
    assert kept.tally()["sending"] > 0
    finishing = asyncio.create_task(two.run())
    await until(lambda: not kept.tally().get("pending"))
    two.now[0] += 61
    assert await finishing is State.DONE
    assert sorted(m["touser"] for m in wechat.messages) == members


async def test_only_who_holds_a_lease_settles_it(kept: Kept, office: NewOffice) -> None:
    kept.broadcast(people(3), state=State.SENDING)
    store = office().store
    leased = await store.lease_deliveries(1, BOTH, NOON, NOON + 60, 2)
    assert [d.number for d in leased] == [1, 2]
    assert [d.number for d in await store.lease_deliveries(1, BOTH, NOON + 1, NOON + 61, 9)] == [3]
    assert await store.lease_deliveries(1, BOTH, NOON + 2, NOON + 62, 9) == ()
    assert await store.leased_until(1, BOTH) == NOON + 60
    again = await store.lease_deliveries(1, BOTH, NOON + 60, NOON + 120, 9)
    assert [(d.number, d.sent_at) for d in again] == [(1, NOON), (2, NOON)]
    late = [Result(d, Outcome.FAILED, NOON + 61) for d in leased]
    assert await store.settle_deliveries(late) == 0
    assert await store.settle_deliveries([Result(d, Outcome.SENT, NOON + 61) for d in again]) == 2
    assert await store.settle_deliveries([Result(d, Outcome.FAILED, NOON + 62) for d in again]) == 0
    assert kept.tally() == {"sent": 2, "sending": 1}


async def test_what_was_certainly_not_sent_is_as_if_never_begun(kept: Kept, office: NewOffice) -> None:
    kept.broadcast(people(1), state=State.SENDING)
    store = office().store
    (delivery,) = await store.lease_deliveries(1, BOTH, NOON, NOON + 60, 9)
    await store.settle_deliveries([Result(delivery, Outcome.PENDING, NOON + 1)])
    assert kept.run("SELECT state, sent_at, until, settled_at FROM deliveries") == [("pending", None, None, None)]
    (delivery,) = await store.lease_deliveries(1, BOTH, NOON + 2, NOON + 62, 9)
    await store.settle_deliveries([Result(delivery, Outcome.SENDING, NOON + 3, "?", again=NOON + 9)])
    assert await store.lease_deliveries(1, BOTH, NOON + 8, NOON + 68, 9) == ()
    (delivery,) = await store.lease_deliveries(1, BOTH, NOON + 9, NOON + 69, 9)
    assert delivery.sent_at == NOON + 2


async def test_who_opts_out_while_their_delivery_is_in_hand_is_not_sent_it_later(kept: Kept, office: NewOffice) -> None:
    members = people(2)
    kept.broadcast(members, state=State.SENDING)
    store = office().store
    leased = await store.lease_deliveries(1, BOTH, NOON, NOON + 60, 9)
    kept.run("INSERT INTO opt_outs VALUES ('demo', ?, ?)", members[0], NOON)
    await store.settle_deliveries([Result(d, Outcome.PENDING, NOON + 1, "额度用完") for d in leased])
    assert kept.tally() == {"skipped": 1, "pending": 1}
    assert kept.reasons()[members[0]] == OPTED_OUT


async def test_only_what_is_being_sent_is_leased(kept: Kept, office: NewOffice) -> None:
    store = office().store
    for state in State:
        ident = kept.broadcast(people(2), state=state)
        leased = await store.lease_deliveries(ident, BOTH, NOON, NOON + 60, 9)
        assert len(leased) == (2 if state is State.SENDING else 0)
        mass = kept.broadcast(people(2), "mass", state=state)
        assert bool(await store.lease_mass(mass, NOON, NOON + 60, LIST)) is (state is State.SENDING)


async def test_what_was_being_sent_when_a_broadcast_was_cancelled_is_settled(kept: Kept, office: NewOffice) -> None:
    kept.broadcast(people(3), state=State.SENDING)
    store = office().store
    one, two, _ = await store.lease_deliveries(1, BOTH, NOON, NOON + 60, 9)
    kept.run("UPDATE broadcasts SET state = 'cancelled'")
    results = [Result(one, Outcome.PENDING, NOON), Result(two, Outcome.SENT, NOON)]
    assert await store.settle_deliveries(results) == 2
    assert kept.tally() == {"pending": 1, "sent": 1, "sending": 1}
    assert await store.abandon_deliveries(NOON + 59, "结果不明") == 0
    assert await store.abandon_deliveries(NOON + 60, "结果不明") == 1
    assert kept.tally() == {"pending": 1, "sent": 1, "failed": 1}


async def test_two_workers_make_each_mass_send_once(kept: Kept, office: NewOffice) -> None:
    kept.broadcast(people(6), "mass", state=State.SENDING)
    one, two = office().store, office().store
    jobs = await asyncio.gather(*(s.lease_mass(1, NOON, NOON + 60, 3) for s in (one, two, one)))
    assert sorted((j.first, j.last) for j in jobs if j) == [(1, 3), (4, 6)]


async def test_a_lease_is_no_larger_than_what_can_be_sent_in_its_time(
    kept: Kept, office: NewOffice, wechat: WeChatApi
) -> None:
    """Where the account's rate is low, another worker need not wait for what this one cannot send."""
    kept.broadcast(people(400))
    written = [1000.0]  # members keep the process busy
    slow = office(pace=replace(QUICK, batch=400, ahead=2.0), limits=Limits(0, Beside(lambda: written[0])))
    running = asyncio.create_task(slow.run())
    await asyncio.sleep(0.3)
    assert kept.tally()["sending"] <= 2 * 40
    kept.run("UPDATE broadcasts SET state = 'paused'")
    written[0] = 0.0
    assert await running is State.PAUSED
