"""Threads that compute answers, so that one that hangs holds up nobody else.

Answers are pure code of about a millisecond. One lane does them all, which keeps threads from fighting for the
interpreter; only when it has been at one answer for longer than ``patience`` while others wait is another lane opened.

What hangs must let go of the interpreter now and then, as Python code does: C code that holds it without end (a regular
expression that backtracks for hours) stops every thread, the event loop with them. Only more workers help against that.
"""

from __future__ import annotations

import asyncio
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue
from typing import Generic, TypeVar

T = TypeVar("T")


class _Job(Generic[T]):
    def __init__(self, work: Callable[[], T], loop: asyncio.AbstractEventLoop) -> None:
        self.work = work
        self.future: asyncio.Future[T] = loop.create_future()

    def deliver(self, result: T | None, error: Exception | None) -> None:
        if self.future.done():
            return
        if error is None:
            self.future.set_result(result)  # type: ignore[arg-type]  # None only where T allows it
        else:
            self.future.set_exception(error)


LIMIT = 16  # a question that hangs is rare, and what hangs for good takes a share of the interpreter from the others
PATIENCE = 0.25  # seconds: hundreds of times an answer's own, and little of what WeChat grants to those who wait behind


class Lanes:
    """At most ``limit`` lanes that take work in order; use within one event loop."""

    def __init__(self, limit: int = LIMIT, patience: float = PATIENCE) -> None:
        self._loop = asyncio.get_running_loop()
        self._limit = limit
        self._patience = patience
        self._jobs: SimpleQueue[_Job[object] | None] = SimpleQueue()
        self._busy_since: dict[int, float] = {}  # by the lane's number; 0 while it waits for work
        self._threads: list[threading.Thread] = []
        self._finished: deque[tuple[_Job[object], object, Exception | None]] = deque()
        self._waking = False
        self._watching: asyncio.TimerHandle | None = None
        self._open_lane()

    @property
    def stuck(self) -> int:
        """How many lanes have been at one answer for longer than they should."""
        now = time.monotonic()
        return sum(bool(since) and now - since > self._patience for since in self._busy_since.values())

    @property
    def full(self) -> bool:
        """Whether every lane that may be opened is stuck, so that nothing is answered."""
        return self.stuck >= self._limit

    def stacks(self) -> str:
        """Where the stuck lanes are, for the log."""
        frames = sys._current_frames()
        now = time.monotonic()
        stuck = [n for n, since in self._busy_since.items() if since and now - since > self._patience]
        idents = [ident for n in stuck if (ident := self._threads[n].ident) in frames]
        return "\n".join("".join(traceback.format_stack(frames[i])) for i in idents if i is not None)

    async def run(self, work: Callable[[], T]) -> T:
        """The work's result, or its exception. Cancelled while waiting, it drops the result."""
        job = _Job(work, self._loop)
        self._jobs.put(job)  # type: ignore[arg-type]  # lanes pass results through unseen
        if self._watching is None:
            self._watching = self._loop.call_later(self._patience, self._watch)
        return await job.future

    def close(self) -> None:
        """Let the lanes end after the work in hand; one that hangs ends with the process."""
        if self._watching is not None:
            self._watching.cancel()
        for _ in self._busy_since:
            self._jobs.put(None)

    def _open_lane(self) -> None:
        number = len(self._busy_since)
        self._busy_since[number] = 0.0
        thread = threading.Thread(target=self._serve, args=(number,), name=f"lane-{number}", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _watch(self) -> None:
        """While there is work: open another lane if none is free to take what waits."""
        self._watching = None
        busy = [since for since in self._busy_since.values() if since]
        waiting = not self._jobs.empty()
        if waiting and self.stuck == len(self._busy_since) < self._limit:
            self._open_lane()
        if waiting or busy:
            self._watching = self._loop.call_later(self._patience, self._watch)

    def _deliver(self) -> None:
        """Hand over all that is finished: to wake the loop once for each would cost more than the work."""
        self._waking = False  # before looking: what is finished from here on wakes the loop again
        while self._finished:
            job, result, error = self._finished.popleft()
            job.deliver(result, error)

    def _serve(self, number: int) -> None:
        while (job := self._jobs.get()) is not None:
            self._busy_since[number] = time.monotonic()
            result: object = None
            error: Exception | None = None
            try:
                if not job.future.cancelled():
                    result = job.work()
            except BaseException as raised:  # noqa: BLE001  # the waiting task raises it
                error = _raisable(raised)
            self._busy_since[number] = 0.0
            self._finished.append((job, result, error))
            try:
                if not self._waking:
                    self._waking = True
                    self._loop.call_soon_threadsafe(self._deliver)
            except RuntimeError:  # the loop is closed: nobody waits any more
                return


def _raisable(error: BaseException) -> Exception:
    """An exception as a future can carry it: neither the end of an iterator nor of the process."""
    if isinstance(error, Exception) and not isinstance(error, StopIteration):
        return error
    wrapped = RuntimeError(f"the work ended with {type(error).__name__}")
    wrapped.__cause__ = error
    return wrapped
