"""Sends one broadcast from wherever it stands: approved, paused, or left by a process that was killed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Protocol

from bot.broadcast.breaker import SHARE, Breaker
from bot.broadcast.broadcast import Broadcast, Counts, State
from bot.broadcast.limits import Limits
from bot.broadcast.massing import UNTOLD, MassSender
from bot.broadcast.outlet import Outlet
from bot.broadcast.planning import UNKNOWN
from bot.broadcast.reasons import OVER
from bot.broadcast.sender import LOOK, End, Pace, Sender
from bot.broadcast.sending import Reasons
from bot.clock import Clock
from bot.errors import Code, Error
from bot.store.promises.deliveries import Deliveries

SETTLED = 5000  # deliveries by mass, or of what is over, settled in one transaction
STOPPED = "发送被中断，再次 run 即可继续"
NO_API = "这个账号没有可用的微信接口（检查 app_secret；试用页面开着时不会真的发送）"

_STARTS = (State.APPROVED, State.PAUSED)


class Outbox(Deliveries, Protocol):
    """What sending asks of the store."""

    async def broadcast(self, ident: int) -> Broadcast | None:
        """A broadcast as it is now."""
        ...

    async def move_broadcast(
        self, ident: int, origins: Collection[State], to: State, *, by: str, at: float, note: str = ""
    ) -> Broadcast:
        """Take a broadcast on, with a line in its log; the note is its ``reason``. Raises Error (CONFLICT)."""
        ...

    async def counts(self, ident: int, year: int | None = None) -> Counts:
        """How many deliveries have come to what, in one read."""
        ...


Freeze = Callable[[Broadcast], Awaitable[None]]


class Engine:
    """Sends broadcasts, in whichever process. ``freeze`` makes an audience into deliveries, or the rest of it."""

    def __init__(
        self,
        store: Outbox,
        outlets: Mapping[str, Outlet],
        clock: Clock,
        limits: Limits,
        *,
        freeze: Freeze,
        share: float = SHARE,
        pace: Pace | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._store = store
        self._outlets = outlets
        self._clock = clock
        self._limits = limits
        self._freeze = freeze
        self._share = share
        self._pace = pace or Pace()
        self._sleep = sleep

    async def run(
        self, broadcast: Broadcast, by: str, goes_on: Callable[[], bool], progress: Callable[[int, int], None]
    ) -> State:
        """Send all that can be sent now; in which state the broadcast is then.

        ``goes_on`` says no when whoever runs this is to stop; the broadcast is then still being sent. What waits for
        members' next contact or for WeChat's results of mass sends keeps it so too, until it is over. ``progress``
        hears how many are settled of how many. Raises Error (CONFLICT) where it may not be sent.
        """
        ident = broadcast.ident
        if broadcast.state in _STARTS:
            broadcast = await self._move(ident, _STARTS, State.SENDING, by, "")
        elif broadcast.state is not State.SENDING:
            return _refuse(broadcast)
        if broadcast.frozen_at is None:
            try:
                await self._freeze(broadcast)
            except Error as error:
                if error.code is Code.CONFLICT:
                    raise
                return await self._leave(ident, State.PAUSED, by, error.message)
            broadcast = await self._present(ident)
        counts = await self._store.counts(ident)
        progress(counts.total - counts.pending, counts.total)
        await expire(self._store, self._clock)
        end, reason = await self._send(
            broadcast, lambda: goes_on() and not self._is_over(broadcast), _Tally(counts, progress)
        )
        await expire(self._store, self._clock)
        if end is End.HALTED:
            return await self._leave(ident, State.PAUSED, by, reason)
        await settle_mass(self._store, self._clock.real())
        if ident in await self._store.spent_broadcasts():
            return await self._leave(ident, State.DONE, by, "")
        return (await self._present(ident)).state

    async def pause(self, ident: int, by: str, reason: str) -> State:
        """Pause a broadcast that is being sent; in which state it is then."""
        return await self._leave(ident, State.PAUSED, by, reason)

    def _is_over(self, broadcast: Broadcast) -> bool:
        until = broadcast.draft.valid_until
        return until is not None and until <= self._clock.now().timestamp()

    async def _send(self, broadcast: Broadcast, goes_on: Callable[[], bool], tally: _Tally) -> tuple[End, str]:
        account = broadcast.draft.account
        outlet = self._outlets[account]
        if not outlet.can_call:
            return (End.HALTED, NO_API) if await self._store.has_to_call(broadcast.ident) else (End.SPENT, "")
        masses = MassSender(self._store, broadcast, outlet.mass, self._clock.real)
        if reason := await masses.send_all(goes_on):
            return End.HALTED, reason
        sender = Sender(
            self._store,
            broadcast,
            outlet.of(broadcast),
            limit=self._limits.of(account),
            breaker=Breaker(self._share),
            now=self._clock.real,
            goes_on=goes_on,
            settled=tally.add,
            pace=self._pace,
            sleep=self._sleep,
        )
        end = await sender.deliver()
        while end is End.SPENT and (until := await masses.waits_until()) is not None:
            if not await self._store.is_being_sent(broadcast.ident):
                return End.NOT_SENDING, ""
            if not goes_on():
                return End.STOPPED, ""
            await self._sleep(min(LOOK, max(0.01, until - self._clock.real())))
            if reason := await masses.send_all(goes_on):
                return End.HALTED, reason
        return end, sender.reason

    async def _leave(self, ident: int, to: State, by: str, reason: str) -> State:
        try:
            return (await self._move(ident, (State.SENDING,), to, by, reason)).state
        except Error as error:
            if error.code is not Code.CONFLICT:
                raise
            return (await self._present(ident)).state  # somebody else was faster

    async def _move(self, ident: int, states: Collection[State], to: State, by: str, reason: str) -> Broadcast:
        return await self._store.move_broadcast(ident, states, to, by=by, at=self._clock.real(), note=reason)

    async def _present(self, ident: int) -> Broadcast:
        if (broadcast := await self._store.broadcast(ident)) is None:
            raise Error(Code.UNKNOWN, f"群发 {ident}：没有这个编号")
        return broadcast


async def run_broadcast(
    engine: Engine,
    broadcast: Broadcast,
    by: str,
    stop: asyncio.Event,
    progress: Callable[[int, int], None],
) -> State:
    """A person's own decision: send at once, whatever the hour, until all is sent or ``stop`` is set, which pauses."""
    state = await engine.run(broadcast, by, lambda: not stop.is_set(), progress)
    if state is State.SENDING and stop.is_set():
        return await engine.pause(broadcast.ident, by, STOPPED)
    return state


async def settle_mass(store: Deliveries, now: float) -> None:
    """Settle the deliveries of mass sends whose result is known or came too late."""
    while await store.settle_mass(now, UNTOLD, SETTLED) == SETTLED:
        pass


async def expire(store: Deliveries, clock: Clock) -> None:
    """Settle what is over by the business clock."""
    reasons = Reasons(OVER, UNKNOWN)
    while await store.expire_deliveries(clock.now().timestamp(), clock.real(), reasons, SETTLED) == SETTLED:
        pass


def _refuse(broadcast: Broadcast) -> State:
    if broadcast.state is State.DONE:
        return State.DONE
    why = {State.DRAFT: "还没有批准，先运行 broadcast approve", State.CANCELLED: "已取消", State.FAILED: "已失败"}
    raise Error(Code.CONFLICT, f"群发 {broadcast.ident} {why[broadcast.state]}，不能发送")


class _Tally:
    """How far a broadcast is."""

    def __init__(self, counts: Counts, progress: Callable[[int, int], None]) -> None:
        self._done = counts.total - counts.pending
        self._total = counts.total
        self._progress = progress

    def add(self, more: int) -> None:
        self._done += more
        self._progress(self._done, self._total)
