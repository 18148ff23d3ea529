"""An account sends no faster than it may, and slower once WeChat says so."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from heapq import heappop, heappush

import pytest

from bot.broadcast.limits import Beside, Limit, Limits
from bot.pulse import Pulse


@dataclass
class Time:
    """A clock that sleeping moves."""

    now: float = 100.0
    slept: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


def limit(time: Time, per_second: float) -> Limit:
    return Limit(per_second, timer=lambda: time.now, sleep=time.sleep)


async def test_sends_keep_to_the_rate() -> None:
    time = Time()
    its = limit(time, 50)
    for _ in range(500):
        await its.turn()
    assert 9.8 <= time.now - 100 <= 10.1


async def test_a_pause_is_not_made_up_for_by_a_burst() -> None:
    time = Time()
    its = limit(time, 50)
    await its.turn()
    time.now += 60
    for _ in range(100):
        await its.turn()
    assert time.now - 160 >= 1.9


async def test_without_a_rate_nobody_waits() -> None:
    time = Time()
    its = limit(time, 0)
    for _ in range(1000):
        await its.turn()
    assert time.slept == []


async def test_a_used_up_minute_is_waited_for_and_lowers_the_rate() -> None:
    time = Time()
    its = limit(time, 100)
    for _ in range(600):
        await its.turn()
    its.used_up()
    its.used_up()  # those that were under way are refused too
    assert its.per_second == 9.0
    at = time.now
    await its.turn()
    assert time.now - at >= 60
    for _ in range(60):
        await its.turn()
    assert time.now - at >= 66


async def test_what_is_refused_at_once_still_goes_on_slowly() -> None:
    its = limit(Time(), 0)
    its.used_up()
    assert its.per_second == 1.0


def test_each_account_has_its_own() -> None:
    limits = Limits(7)
    assert limits.of("one") is limits.of("one")
    assert limits.of("one") is not limits.of("two")
    assert limits.of("two").per_second == 7


async def test_beside_answers_less_is_sent_the_more_members_write_for_all_accounts_together() -> None:
    time, written = Time(), [0.0]
    beside = Beside(lambda: written[0], timer=lambda: time.now, sleep=time.sleep)
    one, two = (Limit(0, beside=beside, timer=lambda: time.now, sleep=time.sleep) for _ in range(2))
    took = []
    for rate in (0.0, 100.0, 200.0):
        written[0], at = rate, time.now
        for _ in range(100):
            await one.turn()
            await two.turn()
        took.append(time.now - at)
    assert [round(200 / seconds, -1) for seconds in took] == [400, 200, 20]
    assert one.per_second == 20.0


class Timetable:
    """A clock that moves when nobody has anything to do but sleep."""

    def __init__(self) -> None:
        self.now = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    async def sleep(self, seconds: float) -> None:
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heappush(self._sleepers, (self.now + seconds, id(woken), woken))
        await woken

    async def run(self) -> None:
        while True:
            for _ in range(20):
                await asyncio.sleep(0)
            if self._sleepers:
                self.now, _, woken = heappop(self._sleepers)
                woken.set_result(None)


@pytest.mark.parametrize("accounts", [1, 10])
async def test_all_is_sent_in_the_end_however_many_wait_for_their_turn(accounts: int) -> None:
    """Who waited for longer than a lease allows begins anew, and has taken no turn from the others."""
    time = Timetable()
    beside = Beside(lambda: 1000.0, timer=lambda: time.now, sleep=time.sleep)
    own = 0.0 if accounts > 1 else 2.0
    limits = [Limit(own, beside=beside, timer=lambda: time.now, sleep=time.sleep) for _ in range(accounts)]

    async def leased(its: Limit, leave: float) -> bool:
        return await its.turn(lambda: time.now <= leave)

    async def send(its: Limit) -> None:
        while not await leased(its, time.now + 40.0):
            pass

    clock = asyncio.create_task(time.run())
    await asyncio.wait_for(asyncio.gather(*(send(its) for its in limits for _ in range(120))), 20)
    clock.cancel()
    assert time.now <= 60.5  # so that not one turn was wasted


async def test_what_was_not_sent_after_all_is_not_counted() -> None:
    time = Time()
    its = limit(time, 100)
    for _ in range(600):
        assert await its.turn()
        assert not await its.turn(lambda: False)
    its.used_up()
    assert its.per_second == 9.0


async def test_no_more_is_leased_than_falls_to_an_account() -> None:
    time = Time()
    beside = Beside(lambda: 1000.0, timer=lambda: time.now, sleep=time.sleep)
    limits = [Limit(0, beside=beside, timer=lambda: time.now, sleep=time.sleep) for _ in range(4)]
    waiting = [asyncio.create_task(its.turn()) for its in limits]
    await asyncio.sleep(0)
    assert limits[0].per_second == 5.0
    await asyncio.gather(*waiting)
    assert limits[0].per_second == 20.0


def test_messages_are_counted_the_older_the_less() -> None:
    now = [0.0]
    pulse = Pulse(lambda: now[0])
    for _ in range(1000):
        now[0] += 0.01
        pulse.beat()
    assert 95 <= pulse.rate() <= 105
    now[0] += 10
    assert pulse.rate() < 0.01
