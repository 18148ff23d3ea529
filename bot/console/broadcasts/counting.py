"""Counts audiences while they are written: few at once, and only the latest question of each member of staff."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from bot.broadcast.audience import parse
from bot.broadcast.broadcast import Broadcast
from bot.broadcast.estimate import Estimate, estimate
from bot.casting import following
from bot.clock import Clock
from bot.config import AccountSettings
from bot.console.parts import Parts
from bot.errors import Error

AT_ONCE = 2  # counts under way in a process
KEPT = 300.0  # seconds for which WeChat's numbers hold
PATIENCE = 3.0  # seconds for which WeChat's answer is waited for

T = TypeVar("T")


def _always() -> bool:
    return True


class Latest:
    """Which question of each member of staff is the latest: those before it need no answer any more."""

    def __init__(self) -> None:
        self._tickets: dict[str, int] = {}
        self._next = 0

    def ask(self, who: str) -> Callable[[], bool]:
        """Ask something; what is given back tells whether it is still the latest."""
        self._next += 1
        ticket = self._tickets[who] = self._next
        return lambda: self._tickets[who] == ticket


@dataclass(slots=True)
class _Told:
    """What WeChat said, and when."""

    at: float = float("-inf")
    total: int | None = None
    tags: Mapping[str, int] = field(default_factory=dict)
    tags_at: float = float("-inf")


class Counter:
    """What drafts would do if they were sent now."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._clock: Clock = parts.clock
        self._told: dict[str, _Told] = {}
        self._places = asyncio.Semaphore(AT_ONCE)
        self._counting: set[asyncio.Task[Estimate | None]] = set()

    async def count(
        self, broadcast: Broadcast, account: AccountSettings, wanted: Callable[[], bool] = _always
    ) -> Estimate | None:
        """See ``estimate``; None where it is not ``wanted`` any more when its turn comes. Raises Error."""
        audience = parse(broadcast.draft.audience)
        told: int | None = None
        if broadcast.openids is None and audience.kind == "all":
            told = await self._total(account)
        elif broadcast.openids is None and audience.kind == "tag":
            told = (await self.tags(account)).get(audience.name)
        asked = following(account, self._parts.apis.get(account.id)) is not None
        async with self._places:
            if not wanted():
                return None
            return await estimate(self._parts.store, broadcast, account, self._clock.now(), told, asked=asked)

    async def soon(self, broadcast: Broadcast, account: AccountSettings, seconds: float | None) -> Estimate | None:
        """The same, if it is known so soon (None: however long that takes); None too where it cannot be told."""
        task = asyncio.create_task(self.count(broadcast, account))
        self._counting.add(task)
        task.add_done_callback(self._settled)
        await asyncio.wait([task], timeout=seconds)
        return task.result() if task.done() and task.exception() is None else None

    def _settled(self, task: asyncio.Task[Estimate | None]) -> None:
        self._counting.discard(task)
        if not task.cancelled():
            task.exception()  # nobody may have waited for it

    async def tags(self, account: AccountSettings) -> Mapping[str, int]:
        """How many followers each tag has, as WeChat said it lately; none where it cannot be asked."""
        there = following(account, self._parts.apis.get(account.id))
        told = self._told.setdefault(account.id, _Told())
        if there is not None and self._clock.real() - told.tags_at >= KEPT:
            sizes = await _heard(there.sizes())
            told.tags_at, told.tags = self._clock.real(), sizes if sizes is not None else told.tags
        return told.tags

    async def _total(self, account: AccountSettings) -> int | None:
        there = following(account, self._parts.apis.get(account.id))
        told = self._told.setdefault(account.id, _Told())
        if there is not None and self._clock.real() - told.at >= KEPT:
            total = await _heard(there.total())
            told.at, told.total = self._clock.real(), total
        return told.total


async def _heard(call: Awaitable[T]) -> T | None:
    """What WeChat says, if it says it soon."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await call
    except (Error, TimeoutError):
        return None
