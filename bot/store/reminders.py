"""Broadcasts that made themselves: each for an occasion, which a withdrawn one gives free."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence

from bot.broadcast.broadcast import LogEntry, State
from bot.broadcast.occasion import WITHDRAWN
from bot.broadcast.reasons import OPTED_OUT
from bot.store import broadcasts
from bot.store.expiring import IN_A_JOB
from bot.store.promises.reminders import OPEN, SelfMade

# As one row of JSON: see bot.store.audiences.
_SELF_MADE = """
SELECT json_group_array(json_array(account, id, occasion, state, frozen_at IS NOT NULL)) FROM (
    SELECT account, id, occasion, state, frozen_at FROM broadcasts
    WHERE account IN (SELECT value FROM json_each(?1)) AND occasion <> ''
        AND (state IN (SELECT value FROM json_each(?2)) OR send_at >= ?3) ORDER BY id)
"""
_RELEASE = "UPDATE broadcasts SET occasion = occasion || ? || id WHERE id = ?"
# What is of a mass send in somebody's hands is counted with it.
_EXPIRE = (
    "UPDATE deliveries SET state = 'skipped', reason = ?, settled_at = ? "  # noqa: S608  # its parts are constants
    f"WHERE broadcast = ? AND state = 'pending' AND NOT ({IN_A_JOB})"
)
_SKIP_WAITING = f"{_EXPIRE} AND channel = 'next-contact'"
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


def self_made(
    connection: sqlite3.Connection, accounts: Collection[str], since: float
) -> Mapping[str, Sequence[SelfMade]]:
    """Those of some accounts that are open or were to be sent since a time, oldest first."""
    values = json.dumps(list(accounts)), json.dumps(sorted(OPEN)), since
    ((rows,),) = connection.execute(_SELF_MADE, values).fetchall()
    found: dict[str, list[SelfMade]] = {}
    for account, ident, key, state, frozen in json.loads(rows):
        found.setdefault(account, []).append(SelfMade(ident, key, State(state), bool(frozen)))
    return found


def withdraw(connection: sqlite3.Connection, ident: int, step: LogEntry) -> bool:
    """Cancel one of which nothing was sent."""
    if broadcasts.known(connection, ident).state not in {State.DRAFT, State.APPROVED}:
        return False
    broadcasts.move(connection, ident, {State.DRAFT, State.APPROVED}, State.CANCELLED, step)
    connection.execute(_RELEASE, (WITHDRAWN, ident))
    return True


def expire(connection: sqlite3.Connection, ident: int, at: float, reason: str) -> int:
    """Skip what has not been sent."""
    return connection.execute(_EXPIRE, (reason, at, ident)).rowcount


def skip_waiting(connection: sqlite3.Connection, ident: int, at: float, reason: str) -> int:
    """Skip who is to be told with the next reply."""
    return connection.execute(_SKIP_WAITING, (reason, at, ident)).rowcount


def has_opted_out(connection: sqlite3.Connection) -> bool:
    """Whether ``skip_opted_out`` would find any."""
    return bool(connection.execute(_HAS_OUT).fetchall())


def skip_opted_out(connection: sqlite3.Connection, at: float) -> int:
    """Skip who wants no broadcasts."""
    return connection.execute(_SKIP_OUT, (OPTED_OUT, at)).rowcount
