"""Moving what is written from the log (WAL) into the database beside the writer, which would keep replies waiting."""

from __future__ import annotations

import sqlite3
import threading

EVERY = 64  # transactions after which the log is worth emptying
AT_LATEST = 8000  # pages of the log at which a writer itself empties it, as an import does, which is never at rest

_EMPTY = "PRAGMA wal_checkpoint(PASSIVE)"  # keeps nobody waiting, and leaves what somebody still reads


class Checkpoints:
    """A thread with a connection of its own, which it closes at the end; others may use it until then."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._due = threading.Event()
        self._closing = False
        self._since = 0
        self._thread = threading.Thread(target=self._run, name="store-checkpoints", daemon=True)
        self._thread.start()

    def written(self) -> None:
        """Count a transaction; from the one thread that writes."""
        self._since += 1
        if self._since >= EVERY:
            self._since = 0
            self._due.set()

    def close(self) -> None:
        """Finish what is under way."""
        self._closing = True
        self._due.set()
        self._thread.join()

    def _run(self) -> None:
        while self._due.wait() and not self._closing:
            self._due.clear()
            empty(self._connection)
        self._connection.close()


def empty(connection: sqlite3.Connection) -> None:
    """Put what the log holds on disk and into the database, as far as nobody is in the way."""
    try:
        connection.execute(_EMPTY).fetchall()
    except sqlite3.Error:  # another time; at worst the writer does it, and who waits for that is told
        return
