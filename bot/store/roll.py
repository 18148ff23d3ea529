"""The membership roll (会员名册)."""

from __future__ import annotations

import sqlite3

from bot.submissions.submission import Unit

_UNIT = "SELECT number, unit, level, contact, phone, paid_through FROM roll WHERE account = ? AND key = ?"


def find(connection: sqlite3.Connection, account: str, key: str) -> Unit | None:
    """The unit of a number."""
    rows = connection.execute(_UNIT, (account, key)).fetchall()
    return Unit(account, *rows[0]) if rows else None
