"""One row that is written for no other reason than to prove that the store can be written."""

from __future__ import annotations

import sqlite3

_BEAT = "INSERT INTO heartbeat (number, beats) VALUES (1, 1) ON CONFLICT (number) DO UPDATE SET beats = beats + 1"


def beat(connection: sqlite3.Connection) -> None:
    """Write the row."""
    connection.execute(_BEAT)
