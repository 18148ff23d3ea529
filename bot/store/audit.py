"""What staff did in the console: entries that are only ever added."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from bot.store.promises.staff import StaffAct

_ADD = "INSERT INTO staff_acts (at, staff, account, act, note, result, address) VALUES (?, ?, ?, ?, ?, ?, ?)"
_LATEST = (
    "SELECT at, staff, account, act, note, result, address, id FROM staff_acts "
    "WHERE id < :before AND (:accounts IS NULL OR account IN (SELECT value FROM json_each(:accounts))) "
    "ORDER BY id DESC LIMIT :limit"
)
_NEWEST = 2**62


def add(connection: sqlite3.Connection, act: StaffAct) -> None:
    """Add an entry."""
    connection.execute(_ADD, (act.at, act.staff, act.account, act.act, act.note, act.result, act.address))


def latest(
    connection: sqlite3.Connection, accounts: Sequence[str] | None, before: int | None, limit: int
) -> tuple[StaffAct, ...]:
    """The latest entries, newest first."""
    wanted = None if accounts is None else json.dumps(list(accounts))
    values = {"before": before or _NEWEST, "accounts": wanted, "limit": limit}
    return tuple(StaffAct(*row) for row in connection.execute(_LATEST, values))
