"""The store in one SQLite file: reads on the caller's own connection, writes by one thread in groups."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from bot.errors import Code, Error
from bot.notifications.notice import Channel, Notice, Step
from bot.store import (
    access,
    faq,
    heartbeat,
    imports,
    inbox,
    members,
    notifications,
    questions,
    roll,
    submissions,
    telling,
    tokens,
    turns,
)
from bot.store.database import Binding, KeptNotice, KeptQuestion, Merge, MessageKey, Recall, Settled, Turn
from bot.store.migrations import migrate
from bot.store.writer import Job, Writer, unavailable
from bot.submissions.submission import Act, Change, Draft, Filter, Tally, Unit, folded
from knowledge.faq import FaqEntry

WRITE_WAIT_MS = 3000  # for another process that holds the file; a reply must still be in time
READ_WAIT_MS = 100
OPEN_WAIT_S = 10.0
PAUSE_S = 0.05
HEARTBEAT_S = 5.0  # a store that could be written so long ago is not asked to prove it again

T = TypeVar("T")


def _unheard(_written: int) -> None:
    """Progress that nobody wants to hear of."""


class SqliteStore:
    """See ``Store``. With ``synchronous=FULL`` in WAL mode a finished write survives a power cut."""

    def __init__(
        self, file: Path, reader: sqlite3.Connection, writer: Writer, timer: Callable[[], float] = time.monotonic
    ) -> None:
        self._file = file
        self._identity = _identity(file)
        self._reader = reader
        self._writer = writer
        self._timer = timer
        self._proven_until = timer()

    @classmethod
    def open(
        cls, file: Path, sleep: Callable[[float], None] = time.sleep, timer: Callable[[], float] = time.monotonic
    ) -> SqliteStore:
        """Open the file, made and migrated as needed. ``timer`` gives seconds. Raises Error if it cannot be used."""
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            connection = _prepare(file, sleep)
            reader = _connect(file, READ_WAIT_MS)
            reader.execute("PRAGMA query_only = 1")
        except (OSError, sqlite3.Error) as error:
            message = f"{file}: the store cannot be opened ({error}); check store.url and the disk"
            raise Error(Code.CONFIG, message) from error
        return cls(file, reader, Writer(connection), timer)

    async def recall(self, key: MessageKey) -> Recall:
        """See Store. Two look-ups by primary key, which WAL lets pass any writer."""
        return self._read(lambda c: Recall(inbox.find(c, key), members.memory(c, key)))

    def settle(self, turn: Turn) -> Job[Settled]:
        """See Store."""
        return self._writer.settle(turn)

    def correct(self, turn: Turn) -> Job[Settled]:
        """See Store."""
        return self._writer.submit(lambda c: turns.correct(c, turn))

    def forget(self, turn: Turn) -> Job[Settled]:
        """See Store."""
        return self._writer.submit(lambda c: turns.forget(c, turn))

    async def questions(self, account: str) -> Sequence[KeptQuestion]:
        """See Store."""
        return self._read(lambda c: questions.listed(c, account))

    async def faq(self, account: str) -> Sequence[FaqEntry]:
        """See Store."""
        return self._read(lambda c: faq.listed(c, account))

    async def faq_version(self, account: str) -> int:
        """See Store."""
        return self._read(lambda c: faq.version(c, account))

    async def merge_faq(self, account: str, entries: Sequence[FaqEntry], *, replace: bool = False) -> Merge:
        """See Store."""
        return await self._writer.submit(lambda c: faq.merge(c, account, entries, replace=replace)).done()

    async def purge(self, before: float) -> int:
        """See Store."""
        return await self._writer.submit(lambda c: turns.purge(c, before)).done()

    async def ping(self) -> None:
        """See Store."""
        if _identity(self._file) != self._identity:  # SQLite would go on writing where nobody finds it
            raise Error(Code.UNAVAILABLE, "the store's file was removed or replaced; start the service again")
        self._read(lambda c: c.execute("SELECT count(*) FROM faq_versions").fetchall())
        if self._timer() >= self._proven_until:
            await self._writer.submit(heartbeat.beat).done()
            self._proven_until = self._timer() + HEARTBEAT_S

    async def close(self) -> None:
        """See Store."""
        await self._writer.close()
        self._reader.close()

    async def bound(self, account: str, member: str) -> Sequence[Binding]:
        """See Store."""
        return self._read(lambda c: access.bound(c, account, member))

    async def locked(self, account: str, subjects: Sequence[str], at: float) -> bool:
        """See Store."""
        return self._read(lambda c: access.is_locked(c, account, subjects, at))

    async def notices(self, account: str, member: str) -> Sequence[KeptNotice]:
        """See Store."""
        return self._read(lambda c: telling.waiting(c, account, member))

    async def notices_due(self, accounts: Sequence[str], now: float, limit: int) -> Sequence[Notice]:
        """See Store."""
        return self._read(lambda c: notifications.due(c, accounts, now, limit))

    async def claim_notices(
        self, wanted: Sequence[tuple[Notice, Channel]], now: float, until: float
    ) -> Sequence[Notice]:
        """See Store."""
        return await self._writer.submit(lambda c: notifications.claim(c, wanted, now, until)).done()

    async def settle_notice(self, notice: Notice, step: Step) -> bool:
        """See Store."""
        return await self._writer.submit(lambda c: notifications.settle(c, notice, step)).done()

    async def access_token(self, app_id: str) -> tuple[str, float] | None:
        """See Store."""
        return self._read(lambda c: tokens.find(c, app_id))

    async def keep_access_token(self, app_id: str, token: str, renew_at: float) -> None:
        """See Store."""
        await self._writer.submit(lambda c: tokens.keep(c, app_id, token, renew_at)).done()

    async def may_force_token(self, app_id: str, now: float, apart: float) -> bool:
        """See Store."""
        return await self._writer.submit(lambda c: tokens.may_force(c, app_id, now, apart)).done()

    def _read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            return work(self._reader)
        except sqlite3.Error as error:
            raise unavailable(error) from error

    async def submission(self, account: str, number: str) -> Change | None:
        """See Store."""
        return self._read(lambda c: submissions.current(c, account, folded(number)))

    async def submission_trail(self, account: str, number: str) -> Sequence[Change]:
        """See Store."""
        return self._read(lambda c: submissions.trail(c, account, folded(number)))

    async def submissions(self, account: str, wanted: Filter) -> Sequence[Change]:
        """See Store."""
        return await self._read_apart(lambda c: submissions.listed(c, account, wanted))

    async def tallies(self, account: str) -> Sequence[Tally]:
        """See Store."""
        return await self._read_apart(lambda c: submissions.tallies(c, account))

    async def change_submission(
        self, draft: Draft, *, by: str, at: float, action: str = "set", undoes: int | None = None
    ) -> Change:
        """See Store."""
        return await self._write(lambda c: submissions.append(c, draft, by=by, at=at, action=action, undoes=undoes))

    async def import_submissions(
        self,
        account: str,
        drafts: Sequence[Draft],
        *,
        by: str,
        file: str,
        now: Callable[[], float],
        progress: Callable[[int], None] = _unheard,
    ) -> None:
        """See Store."""
        importing = imports.Importing(account, by, file, now, progress)
        connection = _connect(self._file, WRITE_WAIT_MS)
        connection.execute("PRAGMA synchronous = NORMAL")  # the last write of an import syncs all of it
        bulk = Writer(connection)

        async def quick(work: Callable[[sqlite3.Connection], T]) -> T:
            return await bulk.submit(work).done()

        try:
            await imports.carry_out(importing, drafts, quick, self._write, self._read_apart)
        finally:
            await bulk.close()

    async def note_export(self, account: str, kind: str, *, by: str, file: str, rows: int, at: float) -> None:
        """See Store."""
        await self._write(lambda c: submissions.exported(c, account, kind, by=by, file=file, rows=rows, at=at))

    async def acts(self, account: str) -> Sequence[Act]:
        """See Store."""
        return await self._read_apart(lambda c: submissions.acts(c, account))

    async def unit(self, account: str, number: str) -> Unit | None:
        """See Store."""
        return self._read(lambda c: roll.find(c, account, folded(number)))

    async def units(self, account: str) -> Sequence[Unit]:
        """See Store."""
        return await self._read_apart(lambda c: roll.listed(c, account))

    async def merge_units(self, account: str, units: Sequence[Unit], *, by: str, file: str, at: float) -> Merge:
        """See Store."""
        return await self._write(lambda c: roll.merge(c, account, units, by=by, file=file, at=at))

    async def _write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        return await self._writer.submit(work).done()

    async def _read_apart(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Read one state of the store in a thread and on a connection of its own, however long that takes."""

        def read() -> T:
            try:
                with closing(_connect(self._file, READ_WAIT_MS)) as connection:
                    connection.execute("PRAGMA query_only = 1")
                    connection.execute("BEGIN")
                    return work(connection)
            except sqlite3.Error as error:
                raise unavailable(error) from error

        return await asyncio.to_thread(read)


def _identity(file: Path) -> tuple[int, int] | None:
    """What tells a file from another that takes its place."""
    try:
        stat = file.stat()
    except OSError:
        return None
    return stat.st_dev, stat.st_ino


def _connect(file: Path, wait_ms: int) -> sqlite3.Connection:
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False, cached_statements=256)
    connection.execute(f"PRAGMA busy_timeout = {wait_ms}")
    return connection


def _prepare(file: Path, sleep: Callable[[float], None]) -> sqlite3.Connection:
    """The writing connection; a switch to WAL does not wait for other processes by itself, so it is repeated."""
    deadline = time.monotonic() + OPEN_WAIT_S
    while True:
        connection = _connect(file, WRITE_WAIT_MS)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            migrate(connection)
        except sqlite3.OperationalError as error:
            connection.close()
            if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > deadline:
                raise
            sleep(PAUSE_S)
        except BaseException:
            connection.close()
            raise
        else:
            return connection
