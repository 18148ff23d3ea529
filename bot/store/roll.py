"""The membership roll (会员名册): units, their levels, and the year through which their dues are paid."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

from bot.store.access import review
from bot.store.merge import Merge
from bot.submissions.submission import Unit, bare, folded, meant

_FIND = "SELECT account, number, unit, level, contact, phone, paid_through FROM roll WHERE account = ? AND key = ?"
_ALIKE = "SELECT key FROM roll INDEXED BY roll_bare WHERE account = ? AND replace(key, '-', '') = ? LIMIT 3"
_LIST = "SELECT account, number, unit, level, contact, phone, paid_through FROM roll WHERE account = ? ORDER BY key"
_PUT = (
    "INSERT INTO roll (account, number, unit, level, contact, phone, paid_through, key, at, by) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (account, key) DO UPDATE SET number = excluded.number, unit = excluded.unit, level = excluded.level, "
    "contact = excluded.contact, phone = excluded.phone, paid_through = excluded.paid_through, at = excluded.at, "
    "by = excluded.by"
)
_IMPORT = (
    "INSERT INTO imports (account, kind, by, file, rows, started_at, alive_at, done_at) "
    "VALUES (?, 'members', ?, ?, ?, ?, ?, ?)"
)


def key_of(connection: sqlite3.Connection, account: str, number: str) -> str:
    """The key of the unit that a number means, as it may be typed; its own where there is none."""
    key = folded(number)
    return meant(key, [k for (k,) in connection.execute(_ALIKE, (account, bare(key))).fetchall()])


def find(connection: sqlite3.Connection, account: str, key: str) -> Unit | None:
    """The unit of a folded number."""
    found = connection.execute(_FIND, (account, key)).fetchone()
    return Unit(*found) if found else None


def listed(connection: sqlite3.Connection, account: str) -> tuple[Unit, ...]:
    """The roll, by number."""
    return tuple(Unit(*found) for found in connection.execute(_LIST, (account,)))


def merge(
    connection: sqlite3.Connection, account: str, units: Sequence[Unit], *, by: str, file: str, at: float
) -> Merge:
    """Add units and update those whose number is on the roll; the others stay."""
    kept = {folded(u.number): u for u in listed(connection, account)}
    changed = [(u, key) for u in units if kept.get(key := folded(u.number)) != u]
    connection.executemany(_PUT, [(*_values(u), key, at, by) for u, key in changed])
    moved = [key for u, key in changed if key in kept and kept[key].phone != u.phone]
    review(connection, account, "unit", moved, at)
    if changed:
        connection.execute(_IMPORT, (account, by, file, len(changed), at, at, at))
    return compared(units, kept)


def compared(units: Sequence[Unit], kept: Mapping[str, Unit]) -> Merge:
    """How many units are new, changed, and as they are kept, by their folded numbers."""
    changed = [key for u in units if kept.get(key := folded(u.number)) != u]
    updated = sum(key in kept for key in changed)
    return Merge(added=len(changed) - updated, updated=updated, unchanged=len(units) - len(changed))


def _values(unit: Unit) -> tuple[object, ...]:
    return unit.account, unit.number, unit.unit, unit.level, unit.contact, unit.phone, unit.paid_through
