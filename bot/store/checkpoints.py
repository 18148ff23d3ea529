"""Moving what is written from the log (WAL) into the database beside the writer, which would keep replies waiting."""

from __future__ import annotations

import sqlite3
import threading

EVERY = 64  # transactions after which the log is worth emptying
AT_LATEST = 8000  # pages of the log at which a writer itself empties it, as an import does, which is never at rest

AGAIN = 0.5  # seconds until what was erased is looked for again, where somebody was in the way

_EMPTY = "PRAGMA wal_checkpoint(PASSIVE)"  # keeps nobody waiting, and leaves what somebody still reads
_CUT = "PRAGMA wal_checkpoint(TRUNCATE)"  # the log holds nothing afterwards; gives up at once where somebody is there


class Checkpoints:
    """A thread with a connection of its own, which it closes at the end; others may use it until then."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._due = threading.Event()
        self._closing = False
        self._since = 0
        self._erased = False
        self._thread = threading.Thread(target=self._run, name="store-checkpoints", daemon=True)
        self._thread.start()

    def written(self) -> None:
        """Count a transaction; from the one thread that writes."""
        self._since += 1
        if self._since >= EVERY:
            self._since = 0
            self._due.set()

    def erased(self) -> None:
        """Have the log cut: it still holds what was just removed."""
        self._erased = True
        self._due.set()

    def close(self) -> None:
        """Finish what is under way."""
        self._closing = True
        self._due.set()
        self._thread.join()

    def _run(self) -> None:
        while self._due.wait(AGAIN if self._erased else None) or self._erased:
            if self._closing:
                break
            self._due.clear()
            if self._erased:
                self._erased = False  # whatever is erased from here on asks again
                self._erased |= not cut(self._connection)
            else:
                empty(self._connection)
        if self._erased:
            cut(self._connection)
        self._connection.close()


def empty(connection: sqlite3.Connection) -> None:
    """Put what the log holds on disk and into the database, as far as nobody is in the way."""
    try:
        connection.execute(_EMPTY).fetchall()
    except sqlite3.Error:  # another time; at worst the writer does it, and who waits for that is told
        return


def cut(connection: sqlite3.Connection) -> bool:
    """Leave nothing in the log; False where somebody reads or writes, who is not kept waiting."""
    empty(connection)  # most of the work, with nobody kept out
    try:
        connection.execute("PRAGMA busy_timeout = 0")
        ((busy, _, _),) = connection.execute(_CUT).fetchall()
    except sqlite3.Error:
        return False
    return not busy
