"""Broadcasts that made themselves: each for an occasion, which a withdrawn one gives free."""

from __future__ import annotations

import sqlite3

from bot.broadcast.broadcast import Broadcast, LogEntry, State
from bot.broadcast.reasons import OPTED_OUT
from bot.store import broadcasts
from bot.store.expiring import IN_A_JOB

_OCCASIONS = "SELECT id FROM broadcasts WHERE account = ? AND occasion <> '' ORDER BY id"
_RELEASE = "UPDATE broadcasts SET occasion = occasion || '#' || id WHERE id = ?"
# What is of a mass send in somebody's hands is counted with it.
_EXPIRE = (
    "UPDATE deliveries SET state = 'skipped', reason = ?, settled_at = ? "  # noqa: S608  # its parts are constants
    f"WHERE broadcast = ? AND state = 'pending' AND NOT ({IN_A_JOB})"
)
_OUT = (
    "deliveries AS d INDEXED BY deliveries_next_contact WHERE d.channel = 'next-contact' AND d.state = 'pending' "
    "AND d.account = o.account AND d.member = o.member"
)
_HAS_OUT = f"SELECT 1 FROM opt_outs AS o WHERE EXISTS (SELECT 1 FROM {_OUT}) LIMIT 1"  # noqa: S608  # its parts are constants
_SKIP_OUT = (
    "UPDATE deliveries SET state = 'skipped', reason = ?, settled_at = ? "
    "WHERE channel = 'next-contact' AND state = 'pending' AND EXISTS "
    "(SELECT 1 FROM opt_outs AS o WHERE o.account = deliveries.account AND o.member = deliveries.member)"
)


def occasions(connection: sqlite3.Connection, account: str) -> tuple[Broadcast, ...]:
    """Those of an account, oldest first."""
    return tuple(broadcasts.known(connection, i) for (i,) in connection.execute(_OCCASIONS, (account,)).fetchall())


def withdraw(connection: sqlite3.Connection, ident: int, step: LogEntry) -> bool:
    """Cancel one of which nothing was sent."""
    if broadcasts.known(connection, ident).state not in {State.DRAFT, State.APPROVED}:
        return False
    broadcasts.move(connection, ident, {State.DRAFT, State.APPROVED}, State.CANCELLED, step)
    connection.execute(_RELEASE, (ident,))
    return True


def expire(connection: sqlite3.Connection, ident: int, at: float, reason: str) -> int:
    """Skip what has not been sent."""
    return connection.execute(_EXPIRE, (reason, at, ident)).rowcount


def has_opted_out(connection: sqlite3.Connection) -> bool:
    """Whether ``skip_opted_out`` would find any."""
    return bool(connection.execute(_HAS_OUT).fetchall())


def skip_opted_out(connection: sqlite3.Connection, at: float) -> int:
    """Skip who wants no broadcasts."""
    return connection.execute(_SKIP_OUT, (OPTED_OUT, at)).rowcount
