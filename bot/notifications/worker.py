"""Sends notices of changed statuses, in every process of the service: each notice once, whatever dies on the way.

A notice is claimed on disk before it is sent and settled after; between the two it may or may not have arrived.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import date, datetime

import structlog
from prometheus_client import CollectorRegistry, Counter

from bot.clock import CHINA, Clock
from bot.errors import Error
from bot.notifications.notice import Channel, Notice, State, Step
from bot.notifications.outlet import Outlet
from bot.notifications.planning import after, before, patience
from bot.notifications.quiet import QuietHours
from bot.observe import masked
from bot.rounds import Rounds
from bot.store.promises.notices import Notices
from bot.traces import trace
from bot.wechat.outcome import NotSent, Outcome, QuotaUsedUp, Refused, Sent, Unknown

READ = 40  # notices looked at together
AT_ONCE = 8  # sent together: as many may be left open when a process dies
LEASE = 120.0  # seconds until a claimed notice counts as abandoned; a send takes 40 at most
SPARE = 60.0  # of them that must be left when it is sent
CHANNEL_OFF = 3600.0  # seconds that a channel rests which the account has no right to
ACCOUNT_OFF = 600.0  # and an account whose settings WeChat refuses
MINUTE, DAY = 60.0, 86_400.0
GRACE = 9.0  # seconds that sends in hand are waited for when the service stops
FAULT_PAUSE = 10.0  # seconds until the next round after one that failed
SETTLE_PAUSES = (0.2, 1.0, 3.0)  # seconds between attempts to write down an outcome

log = structlog.get_logger()


class Notifier(Rounds):
    """Sends what is due. Outlets are by the account's id."""

    def __init__(
        self,
        store: Notices,
        outlets: Mapping[str, Outlet],
        clock: Clock,
        quiet: QuietHours,
        registry: CollectorRegistry,
        *,
        every: float = 1.0,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        super().__init__(every, fault="notices not sent", after_fault=FAULT_PAUSE, grace=GRACE)
        self._store = store
        self._outlets = outlets
        self._clock = clock
        self._quiet = quiet
        self._sleep = sleep
        self._blocked: dict[tuple[str, Channel], float] = {}
        self._counter = Counter(
            "zxt_notifications", "Notices by account and result.", ("account", "result"), registry=registry
        )

    async def round(self) -> bool:
        """Look at the notices that are due and send some of them; whether there were any."""
        now = self._clock.real()
        notices = await self._store.notices_due(list(self._outlets), now, READ)
        quiet = self._quiet_left(now)
        wanted: list[tuple[Notice, Channel]] = []
        steps: list[tuple[Notice, Step]] = []
        for notice in notices:
            if len(wanted) == AT_ONCE:
                break
            plan = before(notice, self._channels(notice), self._blocks(notice.account), now, quiet)
            if isinstance(plan, Step):
                steps.append((notice, plan))
            else:
                wanted.append((notice, plan))
        await asyncio.gather(*(self._move(notice, step) for notice, step in steps))
        doubtful = {notice.id for notice, _ in wanted if notice.state is State.SENDING}
        claimed = await self._store.claim_notices(wanted, now, now + LEASE) if wanted else ()
        await asyncio.gather(*(self._deliver(n, doubtful=n.id in doubtful) for n in claimed))
        return bool(claimed) or len(notices) == READ

    async def _move(self, notice: Notice, step: Step) -> None:
        """Take on a notice that is not sent now."""
        if await self._store.settle_notice(notice, step):
            self._note(notice, step.state, step.reason)

    async def _deliver(self, notice: Notice, *, doubtful: bool) -> None:
        if self._clock.real() > notice.due - SPARE:  # the machine slept: another process may take it up any moment
            outcome: Outcome = NotSent("发送前耽搁过久")
        else:
            try:
                outcome = await self._outlets[notice.account].send(notice, *self._times(notice))
            except Exception as error:  # noqa: BLE001  # nobody knows how far it got
                log.error("notice failed", account=notice.account, notice=notice.id, traceback=trace(error))
                outcome = Unknown("程序出错")
        now = self._clock.real()
        self._block(notice, outcome, now)
        step = after(notice, outcome, now, doubtful=doubtful)
        self._note(notice, step.state, "" if isinstance(outcome, Sent) else outcome.reason)
        await self._settle(notice, step)

    async def _settle(self, notice: Notice, step: Step) -> None:
        """Write an outcome down; one that cannot be written counts as unknown later on."""
        for pause in (*SETTLE_PAUSES, None):
            try:
                await self._store.settle_notice(notice, step)
            except Error as error:
                if pause is None:
                    log.error("notice not settled", account=notice.account, notice=notice.id, reason=error.message)
                    return
                await self._sleep(pause)
            else:
                return

    def _quiet_left(self, now: float) -> float:
        """Night is when the real clock and the business clock both say so.

        They differ in a rehearsal alone: one of a day tells at once, and one by night does not keep an office waiting.
        """
        return min(self._quiet.left(self._clock.now()), self._quiet.left(datetime.fromtimestamp(now, CHINA)))

    def _channels(self, notice: Notice) -> tuple[Channel, ...]:
        return self._outlets[notice.account].channels(notice, *self._times(notice), self._clock.real())

    def _times(self, notice: Notice) -> tuple[datetime, date]:
        """When the status changed, and what day it is, by the business clock."""
        return datetime.fromtimestamp(notice.at + self._clock.offset, CHINA), self._clock.now().date()

    def _blocks(self, account: str) -> dict[Channel, float]:
        return {channel: until for (its, channel), until in self._blocked.items() if its == account}

    def _block(self, notice: Notice, outcome: Outcome, now: float) -> None:
        """Let a channel rest that would refuse the next notice too, or the whole account."""
        match outcome:
            case QuotaUsedUp(lasts=lasts):
                self._rest(notice, (notice.channel,), self._renewed(now) if lasts == "day" else now + MINUTE)
            case Refused(whom="channel"):
                self._rest(notice, (notice.channel,), now + CHANNEL_OFF)
            case Refused(whom="account"):
                self._rest(notice, Channel, now + ACCOUNT_OFF)
            case NotSent():
                self._rest(notice, Channel, now + patience(notice.tries))

    def _rest(self, notice: Notice, channels: Iterable[Channel | None], until: float) -> None:
        for channel in channels:
            if channel is not None:
                self._blocked[notice.account, channel] = until

    def _renewed(self, now: float) -> float:
        """When WeChat's next day begins, which is taken to be China's."""
        at = datetime.fromtimestamp(now, CHINA)
        return now - (at - at.replace(hour=0, minute=0, second=0, microsecond=0)).total_seconds() + DAY + MINUTE

    def _note(self, notice: Notice, state: State, reason: str) -> None:
        self._counter.labels(notice.account, state).inc()
        log.info(
            "notice",
            account=notice.account,
            notice=notice.id,
            member=masked(notice.member),
            channel=notice.channel,
            state=state,
            reason=reason,
        )
