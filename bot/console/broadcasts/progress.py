"""How far broadcasts are, for any number of people who watch: each is counted once in a while for all of them."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from bot.broadcast.broadcast import Broadcast, Counts, Standing
from bot.broadcast.stage import ENDED, STAGES, Stage, stage_of
from bot.clock import Clock
from bot.errors import Code, Error
from bot.store.database import Store

EVERY = 1.0  # seconds between two counts of one broadcast, at least
SETTLED = 30.0  # seconds for which the counts of what has ended hold; results of template messages come late
SHARE = 10.0  # times as long as a count took is waited for the next
_NOBODY = Counts(0, 0, 0, 0, 0)  # before the audience is frozen
KEPT = 200  # broadcasts whose last count is kept


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a broadcast stands; before its audience is frozen there is nobody.

    ``waiting``: how many of the pending are told when they next write.
    ``unattended``: what is left is in nobody's hands.
    """

    stage: Stage
    counts: Counts
    waiting: int
    unattended: bool
    reason: str

    @property
    def document(self) -> dict[str, object]:
        """For the page's script."""
        names = ("total", "sent", "failed", "skipped", "pending")
        return {
            "stage": self.stage.value,
            "label": STAGES[self.stage],
            **{name: getattr(self.counts, name) for name in names},
            "waiting": self.waiting,
            "settled": self.counts.total - self.counts.pending,
        }


@dataclass(slots=True)
class _Kept:
    at: float
    took: float
    stage: Stage
    progress: Progress


class Watch:
    """The latest count of each broadcast."""

    def __init__(self, store: Store, clock: Clock, timer: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._clock = clock
        self._timer = timer
        self._kept: OrderedDict[int, _Kept] = OrderedDict()
        self._counting: dict[int, asyncio.Task[Progress]] = {}

    async def look(self, ident: int) -> Progress:
        """Where a broadcast stands: counted now, or so lately that it does not matter. Raises Error."""
        broadcast = await self._store.broadcast(ident)
        if broadcast is None:
            raise Error(Code.UNKNOWN, f"没有群发 {ident}")
        kept, stage = self._kept.get(ident), stage_of(broadcast)
        if kept is not None and kept.stage is stage:
            age = SETTLED if stage in ENDED else max(EVERY, SHARE * kept.took)
            if self._timer() - kept.at < age:
                return kept.progress
        task = self._counting.get(ident)
        if task is None:
            task = self._counting[ident] = asyncio.create_task(self._count(broadcast))
            task.add_done_callback(lambda _done: self._counting.pop(ident, None))
        return await asyncio.shield(task)

    async def soon(self, ident: int, seconds: float) -> Progress | None:
        """The same, if it is known so soon; it is counted for the next who asks all the same."""
        try:
            async with asyncio.timeout(seconds):
                return await self.look(ident)
        except TimeoutError:
            return None

    async def _count(self, broadcast: Broadcast) -> Progress:
        began = self._timer()
        counts, standing = _NOBODY, Standing()
        if broadcast.frozen_at is not None:
            counts = await self._store.counts(broadcast.ident)
            standing = await self._store.standing(broadcast.ident, self._clock.real())
        stage = stage_of(broadcast)
        progress = Progress(stage, counts, standing.waiting, standing.unattended, broadcast.reason)
        now = self._timer()
        self._kept[broadcast.ident] = _Kept(now, now - began, stage, progress)
        self._kept.move_to_end(broadcast.ident)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return progress
