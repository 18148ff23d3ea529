"""One thread that writes: whatever waits is committed together, so that a slow disk costs one sync for many."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Sequence
from itertools import groupby
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from bot.errors import Code, Error
from bot.store.database import Settled, Turn
from bot.store.turns import settle

MAX_GROUP = 512  # jobs in one transaction

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]


class Job(Generic[T]):
    """One write, from the moment it is handed in until it is on disk."""

    def __init__(self, work: Work[T] | Turn, loop: asyncio.AbstractEventLoop) -> None:
        self.work = work
        self.loop = loop
        self.future: asyncio.Future[T] = loop.create_future()
        self._state = threading.Lock()  # held from the moment the work begins, or is withdrawn

    async def done(self) -> T:
        """The work's result, once it is on disk. Raises Error (UNAVAILABLE) when it could not be written."""
        return await asyncio.shield(self.future)

    def begin(self) -> bool:
        """Take the job in hand; False if it was withdrawn."""
        return self._state.acquire(blocking=False)

    def withdraw(self) -> bool:
        """Take the write back; False if it has begun, and may or may not come to be."""
        if not self._state.acquire(blocking=False):
            return False
        self.future.cancel()
        return True

    def deliver(self, result: T | None, error: Exception | None) -> None:
        """Tell the waiting task; runs in its loop."""
        if self.future.done():
            return
        if error is None:
            self.future.set_result(result)  # type: ignore[arg-type]  # None only where T allows it
            return
        self.future.set_exception(error)
        self.future.exception()  # a task that gave up waiting leaves no warning behind


class Writer:
    """Owns the one connection that writes. ``connection`` must allow use from another thread."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._jobs: SimpleQueue[Job[object] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Work[T]) -> Job[T]:
        """Hand in a write; call from a running event loop."""
        job = Job(work, asyncio.get_running_loop())
        self._jobs.put(job)  # type: ignore[arg-type]  # the thread passes results through unseen
        return job

    def settle(self, turn: Turn) -> Job[Settled]:
        """Hand in a turn; turns that wait together are written together."""
        job: Job[Settled] = Job(turn, asyncio.get_running_loop())
        self._jobs.put(job)  # type: ignore[arg-type]  # the thread passes results through unseen
        return job

    async def close(self) -> None:
        """Finish what was handed in, then close the connection."""
        self._jobs.put(None)
        await asyncio.to_thread(self._thread.join)

    def _run(self) -> None:
        stop = False
        while not stop:
            first = self._jobs.get()
            group = [] if first is None else [first]
            stop = first is None
            while not stop and len(group) < MAX_GROUP:
                try:
                    job = self._jobs.get_nowait()
                except Empty:
                    break
                stop = job is None
                if job is not None:
                    group.append(job)
            self._commit([job for job in group if job.begin()])
        self._connection.close()

    def _commit(self, group: list[Job[object]]) -> None:
        """All together; if that fails, each alone, so that only what is at fault fails."""
        if not group:
            return
        try:
            results: list[tuple[object, Exception | None]] = [(r, None) for r in self._transaction(group)]
        except Exception:  # noqa: BLE001  # whatever it was, it is raised again where its own job is done alone
            results = [self._alone(job) for job in group]
        waiting: dict[asyncio.AbstractEventLoop, list[tuple[Job[object], object, Exception | None]]] = {}
        for job, (result, error) in zip(group, results, strict=True):
            waiting.setdefault(job.loop, []).append((job, result, error))
        for loop, told in waiting.items():
            if not loop.is_closed():
                loop.call_soon_threadsafe(_deliver, told)

    def _alone(self, job: Job[object]) -> tuple[object, Exception | None]:
        try:
            return self._transaction([job])[0], None
        except sqlite3.Error as error:
            return None, unavailable(error)
        except Exception as error:  # noqa: BLE001  # the thread lives on; who waits for the job raises and logs it
            return None, error

    def _transaction(self, group: list[Job[object]]) -> list[object]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            results = [r for turns, jobs in groupby(group, _is_turn) for r in self._results(list(jobs), turns=turns)]
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
        return results

    def _results(self, jobs: list[Job[object]], *, turns: bool) -> Sequence[object]:
        if turns:
            return settle(self._connection, [job.work for job in jobs if isinstance(job.work, Turn)])
        return [job.work(self._connection) for job in jobs if not isinstance(job.work, Turn)]


def _is_turn(job: Job[object]) -> bool:
    return isinstance(job.work, Turn)


def _deliver(told: list[tuple[Job[object], object, Exception | None]]) -> None:
    for job, result, error in told:
        job.deliver(result, error)


def unavailable(error: sqlite3.Error) -> Error:
    """SQLite's fault as the service's own."""
    return Error(Code.UNAVAILABLE, f"the store does not answer: {error}; check the disk and who else holds the file")
