"""Keeps the drafts that make themselves (提醒草稿) in step with the packs and the business clock; one of each."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Protocol

import structlog

from bot.broadcast.broadcast import Broadcast, Draft, State
from bot.broadcast.occasion import DUES, Occasion, replaced
from bot.broadcast.occasions import occasions, wanted
from bot.broadcast.reasons import REPLACED
from bot.broadcast.timely import GIVEN_UP, read
from bot.clock import Clock
from bot.errors import Code, Error
from bot.store.promises.reminders import Reminders
from bot.traces import trace
from handlers.deadlines import chinese
from handlers.reminding.days import dues
from knowledge.pack import Pack

EVERY = 60.0  # seconds between two looks
BY = "系统"
_UNSENT = frozenset({State.DRAFT, State.APPROVED})
_UNDER_WAY = frozenset({State.SENDING, State.PAUSED})
_UNFROZEN = _UNSENT | {State.PAUSED}  # and nobody is freezing it

log = structlog.get_logger()


class Drafts(Reminders, Protocol):
    """What is asked of the store."""

    async def create_broadcast(self, draft: Draft, author: str, at: float, openids: int | None = None) -> Broadcast:
        """See ``Broadcasts``."""
        ...

    async def move_broadcast(
        self, ident: int, origins: frozenset[State], to: State, *, by: str, at: float, note: str = ""
    ) -> Broadcast:
        """See ``Broadcasts``."""
        ...


class Secretary:
    """``start`` looks every minute until ``close``; ``packs`` are by the account's id.

    Any number of processes may do so: the store keeps one draft for each occasion.
    """

    def __init__(self, store: Drafts, packs: Mapping[str, Pack], clock: Clock, *, every: float = EVERY) -> None:
        self._store = store
        self._packs = packs
        self._clock = clock
        self._every = every
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to work in the background."""
        self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        """Finish the look in hand."""
        self._stopping.set()
        if self._task is not None:
            await self._task

    async def round(self) -> None:
        """Withdraw what is about a day that moved or passed, or said again since, then make what is missing."""
        today = self._clock.now().date()
        for account, pack in self._packs.items():
            present = await self._store.occasions(account)
            for broadcast in present:
                occasion = Occasion.read(broadcast.draft.occasion)
                if occasion is not None:
                    await self._keep_in_step(broadcast, occasion, pack, today)
                    await self._replace(broadcast, occasion, present, today)
            taken = {b.draft.occasion for b in present}
            for draft in wanted(account, pack, today):
                if draft.occasion not in taken:
                    await self._make(draft)
        await self._store.skip_opted_out(self._clock.real())

    async def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                await self.round()
            except Exception as error:  # noqa: BLE001  # whatever it was, a later round may do better
                log.warning("reminders not looked at", traceback=trace(error))
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), self._every)

    async def _keep_in_step(self, broadcast: Broadcast, occasion: Occasion, pack: Pack, today: date) -> None:
        now, ident = self._clock.real(), broadcast.ident
        moved, over = _moved(occasion, pack, today), occasion.over(today)
        if broadcast.state in _UNSENT:
            if moved:
                await self._store.withdraw(ident, by=BY, at=now, note=moved)
            elif over:
                await self._end(broadcast, over)
        elif broadcast.state in _UNDER_WAY:
            if moved or (over and broadcast.frozen_at is None):
                await self._end(broadcast, moved or over)
            elif over:
                await self._store.expire(ident, at=now, reason=over)

    async def _replace(
        self, broadcast: Broadcast, occasion: Occasion, present: Sequence[Broadcast], today: date
    ) -> None:
        """End one whose place a later one takes; what waits for members, once the later one waits for them too."""
        later = [b for b in present if b.state not in GIVEN_UP]
        if broadcast.frozen_at is None:
            if broadcast.state in _UNFROZEN and replaced(occasion, read(later), today):
                await self._end(broadcast, REPLACED, _UNFROZEN)
        elif broadcast.state in _UNDER_WAY:
            frozen = [b for b in later if b.frozen_at is not None]
            if replaced(occasion, read(frozen), today):
                await self._store.skip_waiting(broadcast.ident, at=self._clock.real(), reason=REPLACED)

    async def _end(self, broadcast: Broadcast, note: str, origins: frozenset[State] = _UNSENT | _UNDER_WAY) -> None:
        """Cancel for good: its occasion does not come again."""
        with suppress(Error):  # somebody else was faster
            await self._store.move_broadcast(
                broadcast.ident, origins, State.CANCELLED, by=BY, at=self._clock.real(), note=note
            )

    async def _make(self, draft: Draft) -> None:
        try:
            made = await self._store.create_broadcast(draft, BY, self._clock.real())
        except Error as error:
            if error.code is not Code.CONFLICT:  # another process was faster
                raise
        else:
            log.info("reminder drafted", account=draft.account, broadcast=made.ident, occasion=draft.occasion)


def _moved(occasion: Occasion, pack: Pack, today: date) -> str:
    """Why an occasion is none any more by what the pack says now; nothing where it still is."""
    if occasion.of == DUES:
        return "" if occasion.day.year < today.year or occasion in occasions(pack, today) else "会费提醒的日期已改"
    due = next((d for d in dues(pack) if d.ident == occasion.of), None)
    if due is None:
        return "知识包里不再有这个截止日期"
    if due.day != occasion.day:
        return f"截止日期改为{chinese(due.day)}"
    return "" if occasion.before in due.record.remind_before else f"不再提前{occasion.before}天提醒"
