"""Results of sends are written down in groups: as many as come while the group before is written."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog

from bot.broadcast.broadcast import Outcome
from bot.broadcast.sending import Result
from bot.errors import Error
from bot.store.promises.deliveries import Deliveries

STORE_PAUSES = (0.2, 1.0, 3.0)  # seconds between attempts at the store
_OPEN = (Outcome.PENDING, Outcome.SENDING)

log = structlog.get_logger()


class Settler:
    """``run`` writes down what is ``put`` until ``end``; ``fault`` then says why not all could be.

    ``settled`` hears how many more are settled for good. Each group waits ``linger`` seconds for more of it.
    """

    def __init__(
        self,
        store: Deliveries,
        broadcast: int,
        settled: Callable[[int], None],
        *,
        linger: float,
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self.fault = ""
        self._store = store
        self._broadcast = broadcast
        self._settled = settled
        self._linger = linger
        self._sleep = sleep
        self._results: asyncio.Queue[Result | None] = asyncio.Queue()

    def put(self, result: Result) -> None:
        """A result to be written down."""
        self._results.put_nowait(result)

    def end(self) -> None:
        """No more will come."""
        self._results.put_nowait(None)

    async def run(self) -> None:
        """Write results down until the last one."""
        more = True
        while more:
            first = await self._results.get()
            await self._sleep(self._linger if first else 0)
            group = [first]
            while not self._results.empty():
                group.append(self._results.get_nowait())
            more = None not in group
            if results := [result for result in group if result is not None]:
                await self._write(results)

    async def _write(self, results: Sequence[Result]) -> None:
        for pause in (*STORE_PAUSES, None):
            try:
                await self._store.settle_deliveries(results)
            except Error as error:
                if pause is None:  # they count as unknown once their leases have ended
                    log.error("deliveries not settled", broadcast=self._broadcast, reason=error.message)
                    self.fault = self.fault or "结果写不进数据库，请检查磁盘"
                    return
                await self._sleep(pause)
            else:
                break
        self._settled(sum(result.outcome not in _OPEN for result in results))
