"""One SQLite file: reads on the caller's own connection, writes by one thread in groups."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path
from typing import Self, TypeVar

from bot.errors import Code, Error
from bot.store import heartbeat
from bot.store.checkpoints import AT_LATEST, Checkpoints, empty
from bot.store.migrations import migrate
from bot.store.writer import Writer, unavailable
from knowledge.text import normalise

WRITE_WAIT_MS = 3000  # for another process that holds the file; a reply must still be in time
READ_WAIT_MS = 100
OPEN_WAIT_S = 10.0
PAUSE_S = 0.05
HEARTBEAT_S = 5.0  # a store that could be written so long ago is not asked to prove it again

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]


class SqliteFile:
    """What the keepers work with. With ``synchronous=FULL`` in WAL mode a finished write survives a power cut."""

    def __init__(
        self,
        file: Path,
        reader: sqlite3.Connection,
        writer: sqlite3.Connection,
        checkpoints: sqlite3.Connection,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self._file = file
        self._identity = _identity(file)
        self._reader = reader
        self._checkpoints = Checkpoints(checkpoints)
        self._writer = Writer(writer, self._checkpoints.written)
        self._timer = timer
        self._proven_until = timer()

    @classmethod
    def open(
        cls, file: Path, sleep: Callable[[float], None] = time.sleep, timer: Callable[[], float] = time.monotonic
    ) -> Self:
        """Open the file, made and migrated as needed. ``timer`` gives seconds. Raises Error if it cannot be used."""
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            _make(file)
            writer = _prepare(file, sleep)
            writer.execute(f"PRAGMA wal_autocheckpoint = {AT_LATEST}")
            reader = _connect(file, READ_WAIT_MS)
            reader.execute("PRAGMA query_only = 1")
        except (OSError, sqlite3.Error) as error:
            message = f"{file}: the store cannot be opened ({error}); check store.url and the disk"
            raise Error(Code.CONFIG, message) from error
        return cls(file, reader, writer, _connect(file, READ_WAIT_MS), timer)

    async def ping(self) -> None:
        """See Store."""
        if _identity(self._file) != self._identity:  # SQLite would go on writing where nobody finds it
            raise Error(Code.UNAVAILABLE, "the store's file was removed or replaced; start the service again")
        self._read(lambda c: c.execute("SELECT count(*) FROM faq_versions").fetchall())
        if self._timer() >= self._proven_until:
            await self._write(heartbeat.beat)
            self._proven_until = self._timer() + HEARTBEAT_S

    async def close(self) -> None:
        """See Store."""
        await self._writer.close()
        await asyncio.to_thread(self._checkpoints.close)
        self._reader.close()

    def _read(self, work: Work[T]) -> T:
        """Read a little, at once; WAL lets it pass any writer."""
        try:
            return work(self._reader)
        except sqlite3.Error as error:
            raise unavailable(error) from error

    async def _read_apart(self, work: Work[T]) -> T:
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

    async def _write(self, work: Work[T]) -> T:
        """Write; it is on disk when this returns."""
        return await self._writer.submit(work).done()

    def _cut_log(self, _done: object) -> None:
        """Leave nothing of what was removed in the log, as soon as nobody is in the way."""
        self._checkpoints.erased()

    async def _settle_log(self) -> None:
        """Put on disk what was written and not synced, while others write."""

        def settle() -> None:
            with closing(_connect(self._file, WRITE_WAIT_MS)) as connection:
                empty(connection)

        await asyncio.to_thread(settle)

    @asynccontextmanager
    async def _bulk(self) -> AsyncIterator[Writer]:
        """A writer that does not sync each of its writes: the next one of ``_write`` syncs them all."""
        connection = _connect(self._file, WRITE_WAIT_MS)
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(f"PRAGMA wal_autocheckpoint = {AT_LATEST}")
        writer = Writer(connection)
        try:
            yield writer
        finally:
            await writer.close()


def _make(file: Path) -> None:
    """Make the file, for nobody else on this machine.

    One that is there is not opened: to close it would end the locks by which SQLite, elsewhere in this process, tells
    others that it uses the file, and they would remove its log.
    """
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, mode=0o600))


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
    connection.create_function("normalised", 1, normalise, deterministic=True)
    return connection


def _prepare(file: Path, sleep: Callable[[float], None]) -> sqlite3.Connection:
    """The writing connection; a switch to WAL does not wait for other processes by itself, so it is repeated."""
    deadline = time.monotonic() + OPEN_WAIT_S
    while True:
        connection = _connect(file, WRITE_WAIT_MS)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA secure_delete = ON")  # what is removed is overwritten
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
