"""Work that a service looks for again and again in the background, until it stops."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Iterable
from contextlib import suppress

import structlog

from bot.traces import trace

log = structlog.get_logger()


class Rounds(ABC):
    """``start`` makes a ``round`` every so many seconds until ``close``, the next at once where there is more to do.

    What a round raises is logged as ``fault``; the next one then comes after ``after_fault`` seconds at least.
    ``grace``: seconds that what is in hand is waited for when the service stops; None: as long as it takes.
    """

    def __init__(self, every: float, *, fault: str, after_fault: float = 0.0, grace: float | None = None) -> None:
        self._every = every
        self._fault = fault
        self._after_fault = after_fault
        self._grace = grace
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @abstractmethod
    async def round(self) -> bool | None:
        """Look once, and do what there is to do; true where there is more."""

    def beside(self) -> Iterable[asyncio.Task[None]]:
        """What was begun in a round and goes on beside the next ones."""
        return ()

    def start(self) -> None:
        """Begin to work in the background."""
        self._task = asyncio.create_task(self.run())

    async def run(self) -> None:
        """Round after round."""
        while not self._stopping.is_set():
            try:
                pause = 0.0 if await self.round() else self._every
            except Exception as error:  # noqa: BLE001  # whatever it was, a later round may do better
                log.warning(self._fault, traceback=trace(error))
                pause = max(self._every, self._after_fault)
            if pause:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stopping.wait(), pause)

    async def close(self) -> None:
        """Take up nothing more and wait for what is in hand."""
        self._stopping.set()
        if self._task is None:
            return
        tasks = [self._task, *self.beside()]
        await asyncio.wait(tasks, timeout=self._grace)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
