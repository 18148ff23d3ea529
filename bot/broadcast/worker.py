"""Sends scheduled broadcasts when they are due, in every process of the service; leases share the work."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable

import structlog

from bot.broadcast import planning
from bot.broadcast.broadcast import Broadcast, State
from bot.broadcast.engine import Engine, Outbox, expire, settle_mass
from bot.broadcast.schedule import Schedule
from bot.clock import Clock
from bot.errors import Code, Error
from bot.rounds import Rounds
from bot.traces import trace

EVERY = 1.0  # seconds between two looks
GRACE = 15.0  # seconds that sends in hand are waited for when the service stops
BY = "serve"

log = structlog.get_logger()


class Broadcaster(Rounds):
    """Sends what is due; each account's broadcasts one after the other."""

    def __init__(
        self,
        store: Outbox,
        engine: Engine,
        accounts: Collection[str],
        clock: Clock,
        schedule: Schedule,
        *,
        every: float = EVERY,
    ) -> None:
        super().__init__(every, fault="broadcasts not looked at", grace=GRACE)
        self._store = store
        self._engine = engine
        self._accounts = accounts
        self._clock = clock
        self._schedule = schedule
        self._running: dict[str, asyncio.Task[None]] = {}

    def beside(self) -> Iterable[asyncio.Task[None]]:
        """What is being sent."""
        return self._running.values()

    async def round(self) -> None:
        """Settle what has ended, and begin to send what is due, in quiet hours only what a person does not let wait."""
        now = self._clock.real()
        await settle_mass(self._store, now)
        await self._store.abandon_deliveries(now, planning.UNKNOWN)
        await expire(self._store, self._clock)
        for ident in await self._store.spent_broadcasts():
            await self._finish(ident, now)
        awake = self._schedule.awake()
        free = [account for account in self._accounts if account not in self._running]
        for broadcast in await self._store.due_broadcasts(free, self._schedule.now(), now):
            account = broadcast.draft.account
            if account not in self._running and (awake or broadcast.any_hour):
                self._running[account] = asyncio.create_task(self._send(broadcast))

    async def _send(self, broadcast: Broadcast) -> None:
        account, ident = broadcast.draft.account, broadcast.ident
        log.info("broadcast begins", account=account, broadcast=ident)
        try:
            state = await self._engine.run(broadcast, BY, lambda: self._goes_on(broadcast), lambda _done, _total: None)
            if state is State.PAUSED:
                paused = await self._store.broadcast(ident)
                reason = paused.reason if paused else ""
                log.warning("broadcast paused", account=account, broadcast=ident, reason=reason)
            else:
                log.info("broadcast", account=account, broadcast=ident, state=state)
        except Error as error:
            log.warning("broadcast not sent", account=account, broadcast=ident, reason=error.message)
        except Exception as error:  # noqa: BLE001  # the task's edge: a later round may do better
            log.error("broadcast failed", account=account, broadcast=ident, traceback=trace(error))
        finally:
            del self._running[account]

    async def _finish(self, ident: int, now: float) -> None:
        try:
            await self._store.move_broadcast(ident, (State.SENDING, State.PAUSED), State.DONE, by=BY, at=now)
        except Error as error:
            if error.code is not Code.CONFLICT:  # another process was faster
                raise

    def _goes_on(self, broadcast: Broadcast) -> bool:
        return not self._stopping.is_set() and (broadcast.any_hour or self._schedule.awake())
