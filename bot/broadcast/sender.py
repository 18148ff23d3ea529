"""Sends the messages to single members of one broadcast: leased, then sent many at once, then settled in groups.

A delivery is on disk as ``sending`` before its message leaves, and its outcome after. Whatever dies in between leaves a
lease that ends by itself; what then happens is ``planning.before``'s to say.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import Enum

import structlog

from bot.broadcast import planning
from bot.broadcast.breaker import Breaker
from bot.broadcast.broadcast import ANY_CHANNEL, Broadcast, Channel, Delivery, Outcome
from bot.broadcast.limits import Limit
from bot.broadcast.outlet import Sending
from bot.broadcast.sending import Result
from bot.broadcast.settling import STORE_PAUSES, Settler
from bot.errors import Error
from bot.store.promises.deliveries import Deliveries
from bot.traces import trace
from bot.wechat import outcome as wechat
from bot.wechat.outcome import NotSent, QuotaUsedUp, Unknown

LOOK = 0.5  # seconds between two looks at leases that others hold

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Pace:
    """How the work is cut. Times are seconds.

    ``batch`` deliveries are leased together where WeChat knows a message again, ``few`` where it does not. ``spare``
    is what must be left of a lease when a send is begun. ``ahead``: no more is in hand than can be sent within so
    long at the account's rate. ``retries``: pauses between attempts at one send, drawn out at random by half.
    """

    at_once: int = 120
    batch: int = 400
    few: int = 60
    lease: float = 60.0
    spare: float = 20.0
    ahead: float = 10.0
    linger: float = 0.02
    retries: tuple[float, ...] = (0.3, 1.0)


class End(Enum):
    """Why sending ended."""

    SPENT = "nothing is left to send"
    HALTED = "something is wrong for all that is left"
    STOPPED = "told to stop"
    NOT_SENDING = "somebody paused or cancelled it"


class Sender:
    """``deliver`` sends until nothing is left, somebody says so, or something is wrong; ``reason`` then says what.

    ``settled`` hears how many more are settled for good; ``goes_on`` is asked before more is taken up.
    """

    def __init__(
        self,
        store: Deliveries,
        broadcast: Broadcast,
        sending: Sending,
        *,
        limit: Limit,
        breaker: Breaker,
        now: Callable[[], float],
        goes_on: Callable[[], bool],
        settled: Callable[[int], None],
        pace: Pace,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._reason, self._leaves = "", False
        self._in_hand = 0  # leased, and not sent or given back
        self._store = store
        self._broadcast = broadcast
        self._any_way = broadcast.draft.channel == ANY_CHANNEL
        self._sending = sending
        self._limit = limit
        self._breaker = breaker
        self._now, self._sleep = now, sleep
        self._goes_on = goes_on
        self._pace = pace
        self._leased: asyncio.Queue[tuple[Delivery, float] | None] = asyncio.Queue()
        self._settler = Settler(store, broadcast.ident, settled, linger=pace.linger, sleep=sleep)
        self._low = asyncio.Event()

    @property
    def reason(self) -> str:
        """What is wrong for all that is left; empty: nothing."""
        return self._reason or self._settler.fault

    async def deliver(self) -> End:
        """Send what can be sent; when this returns, nothing is in hand any more. Raises Error if the store fails."""
        async with asyncio.TaskGroup() as group:
            settling = group.create_task(self._settler.run())
            senders = [group.create_task(self._send_all()) for _ in range(self._pace.at_once)]
            fault: Error | None = None
            try:
                end = await self._lease_all()
            except Error as error:
                fault, end = error, End.HALTED
            self._leaves = True
            for _ in senders:
                self._leased.put_nowait(None)
            await asyncio.wait(senders)
            self._settler.end()
            await settling
        if fault:
            raise fault
        return End.HALTED if self.reason else end

    async def _lease_all(self) -> End:
        """Keep the senders supplied."""
        while not self.reason:
            if not self._goes_on():
                return End.STOPPED
            if self._leased.qsize() > self._pace.at_once or self._in_hand > self._at_most() / 2:
                await self._wait_until_low()
                continue
            if not await self._take(planning.REPEATABLE, self._pace.batch):
                # Of those that are never repeated no more are taken than are in hand at once: they would be lost.
                if not self._leased.empty():
                    await self._wait_until_low()
                elif not await self._take_once_only() and (end := await self._idle()):
                    return end
        return End.HALTED

    def _at_most(self) -> float:
        """How many may be in hand at the rate that there is now."""
        return max(1.0, self._limit.per_second * self._pace.ahead)

    async def _take(self, channels: Sequence[Channel], most: int) -> bool:
        """Lease some for the senders; whether there were any."""
        limit = max(1, int(min(most, self._at_most() - self._in_hand)))
        for pause in (*STORE_PAUSES, None):
            at = self._now()
            try:
                deliveries = await self._store.lease_deliveries(
                    self._broadcast.ident, channels, at, at + self._pace.lease, limit
                )
            except Error:
                if pause is None:
                    raise
                await self._sleep(pause)
            else:
                self._in_hand += len(deliveries)
                for delivery in deliveries:
                    self._leased.put_nowait((delivery, at))
                return bool(deliveries)
        return False

    async def _take_once_only(self) -> bool:
        return await self._take(planning.ONCE_ONLY, self._pace.few)

    async def _idle(self) -> End | None:
        """Nothing could be leased: wait for what is in hand here or elsewhere, or say that there is nothing."""
        until = await self._store.leased_until(self._broadcast.ident, planning.ONE_BY_ONE)
        if until is None:  # what was in hand until now may be pending again
            left = await self._take(planning.REPEATABLE, self._pace.batch) or await self._take_once_only()
            return None if left else End.SPENT
        if not await self._store.is_being_sent(self._broadcast.ident):
            return End.NOT_SENDING
        await self._sleep(min(LOOK, max(0.01, until - self._now())))
        return None

    async def _wait_until_low(self) -> None:
        self._low.clear()
        try:
            await asyncio.wait_for(self._low.wait(), LOOK)
        except TimeoutError:
            return

    async def _send_all(self) -> None:
        while leased := await self._leased.get():
            if self._leased.empty() or self._leased.qsize() == self._pace.at_once:
                self._low.set()
            self._settler.put(await self._send(*leased))
            self._in_hand -= 1

    async def _send(self, delivery: Delivery, leased_at: float) -> Result:
        doubtful = planning.was_begun(delivery, leased_at)
        if not await self._limit.turn(lambda: not self._must_leave(delivery)):
            return planning.released(delivery, self._now(), doubtful=doubtful)
        if result := planning.before(delivery, leased_at, self._now()):
            return result
        told, doubtful = await self._tell(delivery, doubtful=doubtful)
        if isinstance(told, QuotaUsedUp) and told.lasts == "minute":
            self._limit.used_up()
        self._watch(told)
        result = planning.after(delivery, told, self._now(), doubtful=doubtful, any_way=self._any_way)
        if result.outcome is not Outcome.SENT:
            self._note(result, told)
        return result

    async def _tell(self, delivery: Delivery, *, doubtful: bool) -> tuple[wechat.Outcome, bool]:
        """Send it, again where that may help; the last outcome, and whether an earlier send may have arrived."""
        for pause in (*self._pace.retries, None):
            told = await self._once(delivery)
            now = self._now()
            if pause is None or not planning.worth_repeating(delivery, told, now) or self._must_leave(delivery):
                break
            doubtful = doubtful or isinstance(told, Unknown)
            await self._sleep(pause * random.uniform(1.0, 1.5))  # noqa: S311  # so that retries do not come all at once
            if not await self._limit.turn(lambda: not self._must_leave(delivery)):
                break
        return told, doubtful

    async def _once(self, delivery: Delivery) -> wechat.Outcome:
        if self._now() > (delivery.until or 0.0) - self._pace.spare:  # the machine slept
            return NotSent("发送前耽搁过久")
        try:
            return await self._sending.send(delivery)
        except Exception as error:  # noqa: BLE001  # nobody knows how far it got
            log.error("delivery failed", broadcast=delivery.broadcast, number=delivery.number, traceback=trace(error))
            return Unknown("程序出错")

    def _must_leave(self, delivery: Delivery) -> bool:
        late = self._now() > (delivery.until or 0.0) - self._pace.spare
        return self._leaves or bool(self.reason) or late or not self._goes_on()

    def _watch(self, told: wechat.Outcome) -> None:
        """Whether what WeChat said of one member speaks for all."""
        reason = planning.halts(told)
        error = planning.is_error(told)
        if not reason and error is not None:
            reason = self._breaker.count(error=error)
        self._reason = self._reason or reason

    def _note(self, result: Result, told: wechat.Outcome) -> None:
        log.info(
            "delivery",
            account=self._broadcast.draft.account,
            broadcast=result.delivery.broadcast,
            number=result.delivery.number,
            channel=result.delivery.channel,
            state=result.outcome,
            reason=result.reason or getattr(told, "reason", ""),
        )
