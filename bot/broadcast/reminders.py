"""Keeps the drafts that make themselves (提醒草稿) in step with the packs and the business clock; one of each."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import Protocol

import structlog

from bot.broadcast.broadcast import Broadcast, Draft, State
from bot.broadcast.occasion import replaced
from bot.broadcast.occasions import Plan
from bot.broadcast.reasons import REPLACED
from bot.broadcast.timely import GIVEN_UP
from bot.clock import Clock
from bot.errors import Code, Error
from bot.rounds import Rounds
from bot.store.promises.reminders import OPEN, Reminders, SelfMade
from knowledge.pack import Pack

EVERY = 60.0  # seconds between two looks
KNOWN = timedelta(days=400)  # since when what has ended may still take the place of something that waits
BY = "系统"
_UNSENT = frozenset({State.DRAFT, State.APPROVED})
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


class Secretary(Rounds):
    """Looks every minute; ``packs`` are by the account's id.

    Any number of processes may do so: the store keeps one draft for each occasion.
    """

    def __init__(self, store: Drafts, packs: Mapping[str, Pack], clock: Clock, *, every: float = EVERY) -> None:
        super().__init__(every, fault="reminders not looked at")
        self._store = store
        self._packs = packs
        self._clock = clock

    async def round(self) -> None:
        """Withdraw what is about a day that moved or passed, or said again since, then make what is missing.

        Members are answered between any two accounts, and while the store is read.
        """
        now = self._clock.now()
        found = await self._store.self_made(tuple(self._packs), (now - KNOWN).timestamp())
        for account, pack in self._packs.items():
            await self._look(account, Plan(pack, now.date()), found.get(account, ()), now.date())
            await asyncio.sleep(0)
        await self._store.skip_opted_out(self._clock.real())

    async def _look(self, account: str, plan: Plan, made: Sequence[SelfMade], today: date) -> None:
        gone = [m for m in made if m.state in OPEN and await self._ends(m, plan, today)]
        stays = [m for m in made if m not in gone and m.state not in GIVEN_UP]
        for one in stays:
            if one.state in OPEN:
                await self._replace(one, stays, today)
        for draft in plan.drafts(account, {m.key for m in made}):
            await self._make(draft)

    async def _ends(self, made: SelfMade, plan: Plan, today: date) -> bool:
        """End what is about a day that moved or passed; whether it was."""
        occasion, now = made.occasion, self._clock.real()
        if occasion is None:
            return True  # it was withdrawn
        moved, over = plan.moved(occasion), occasion.over(today)
        if moved and made.state in _UNSENT:
            await self._store.withdraw(made.ident, by=BY, at=now, note=moved)
        elif moved or (over and not made.frozen):
            await self._end(made, moved or over, OPEN)
        elif over:
            await self._store.expire(made.ident, at=now, reason=over)
        return bool(moved or over)

    async def _replace(self, made: SelfMade, stays: Sequence[SelfMade], today: date) -> None:
        """End one whose place a later one takes; what waits for members, once the later one waits for them too."""
        later = [m.occasion for m in stays if m.occasion is not None and (m.frozen or not made.frozen)]
        if made.occasion is None or not replaced(made.occasion, later, today):
            return
        if made.frozen:
            await self._store.skip_waiting(made.ident, at=self._clock.real(), reason=REPLACED)
        elif made.state in _UNFROZEN:
            await self._end(made, REPLACED, _UNFROZEN)

    async def _end(self, made: SelfMade, note: str, origins: frozenset[State]) -> None:
        """Cancel for good: its occasion does not come again."""
        with suppress(Error):  # somebody else was faster
            await self._store.move_broadcast(
                made.ident, origins, State.CANCELLED, by=BY, at=self._clock.real(), note=note
            )

    async def _make(self, draft: Draft) -> None:
        try:
            made = await self._store.create_broadcast(draft, BY, self._clock.real())
        except Error as error:
            if error.code is not Code.CONFLICT:  # another process was faster
                raise
        else:
            log.info("reminder drafted", account=draft.account, broadcast=made.ident, occasion=draft.occasion)
