"""One thread that writes: whatever waits is committed together, so that a slow disk costs one sync for many."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import groupby
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from bot.errors import Code, Error
from bot.store.promises.conversations import Settled, Turn
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


def _nothing() -> None:
    """What a writer does besides, where nobody says."""


_Told = tuple[Job[object], object, Exception | None]  # a job, and its result or what it raised


class Writer:
    """Owns the one connection that writes. ``connection`` must allow use from another thread.

    ``written`` is called in the thread after each transaction, when those who wait have been told.
    """

    def __init__(self, connection: sqlite3.Connection, written: Callable[[], None] = _nothing) -> None:
        self._connection = connection
        self._written = written
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
            if group:
                self._commit(group)
                self._written()
        self._connection.close()

    def _commit(self, waiting: list[Job[object]]) -> None:
        """All together; if one is at fault, each alone, so that only that one fails.

        A lock that cannot be had fails all of them at once: to wait for it again would keep later writes waiting.
        """
        try:
            self._lock()
        except sqlite3.Error as error:
            _tell([(job, None, unavailable(error)) for job in waiting])
            return
        group = [job for job in waiting if job.begin()]  # until the lock is there, each could still be withdrawn
        try:
            results = self._transaction(group)
        except Exception:  # noqa: BLE001  # whatever it was, it is raised again where its own job is done alone
            _tell(self._one_by_one(group))
        else:
            _tell([(job, result, None) for job, result in zip(group, results, strict=True)])

    def _one_by_one(self, group: list[Job[object]]) -> list[_Told]:
        told: list[_Told] = []
        for position, job in enumerate(group):
            try:
                self._lock()
            except sqlite3.Error as error:
                return told + [(rest, None, unavailable(error)) for rest in group[position:]]
            try:
                told.append((job, self._transaction([job])[0], None))
            except sqlite3.Error as error:
                told.append((job, None, unavailable(error)))
            except Exception as error:  # noqa: BLE001  # the thread lives on; who waits for the job raises and logs it
                told.append((job, None, error))
        return told

    def _lock(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")

    def _transaction(self, group: list[Job[object]]) -> list[object]:
        """What the jobs result in, once they are on disk; the lock is there already, and is let go either way."""
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


def _tell(told: list[_Told]) -> None:
    """Wake each loop once for all that it waits for."""
    waiting: dict[asyncio.AbstractEventLoop, list[_Told]] = {}
    for each in told:
        waiting.setdefault(each[0].loop, []).append(each)
    for loop, its in waiting.items():
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(_deliver, its)


def _deliver(told: list[_Told]) -> None:
    for job, result, error in told:
        job.deliver(result, error)


def unavailable(error: sqlite3.Error) -> Error:
    """SQLite's fault as the service's own."""
    return Error(Code.UNAVAILABLE, f"the store does not answer: {error}; check the disk and who else holds the file")
