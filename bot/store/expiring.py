"""What is over (过期) is told nobody any more: what has not been sent of such broadcasts is settled.

A mass send that is in somebody's hands is left to them: its numbers belong together until it has ended.
"""

from __future__ import annotations

import sqlite3

from bot.broadcast.sending import Reasons

_OVER = "SELECT id FROM broadcasts WHERE state IN ('sending', 'paused') AND frozen_at IS NOT NULL AND valid_until <= ?1"
IN_A_JOB = (
    "deliveries.channel = 'mass' AND EXISTS (SELECT 1 FROM mass_jobs AS j WHERE j.broadcast = deliveries.broadcast "
    "AND deliveries.number BETWEEN j.first AND j.last AND j.state <> 'settled')"
)
# By itself SQLite would go through all deliveries of a broadcast.
_PENDING = (
    "FROM deliveries INDEXED BY deliveries_state "  # its parts are constants
    f"WHERE broadcast IN ({_OVER}) AND state = 'pending' AND NOT ({IN_A_JOB})"
)
_LEFT = (
    f"broadcast IN ({_OVER}) AND state = 'sending' AND channel IN ('template', 'subscribe', 'customer') AND until <= ?2"
)
_JOBS = f"FROM mass_jobs AS j WHERE j.broadcast IN ({_OVER}) AND j.state = 'sending' AND j.until <= ?2"
_ANY = (
    f"SELECT EXISTS (SELECT 1 {_PENDING}) OR EXISTS (SELECT 1 {_JOBS}) "  # noqa: S608  # as above
    f"OR EXISTS (SELECT 1 FROM deliveries INDEXED BY deliveries_state WHERE {_LEFT})"
)
_SKIP = (
    "UPDATE deliveries SET state = 'skipped', reason = ?3, settled_at = ?2 WHERE (broadcast, number) IN "  # noqa: S608  # as above
    f"(SELECT broadcast, number {_PENDING} LIMIT ?4)"
)
_FAIL = (
    "UPDATE deliveries INDEXED BY deliveries_state "  # noqa: S608  # as above
    f"SET state = 'failed', reason = ?3, settled_at = ?2, until = NULL WHERE {_LEFT}"
)
# Nobody has begun to send one that is not marked whole, or that is known not to have left.
_ENDED = (
    "SELECT j.broadcast, j.part, j.first, j.last, j.sent_at IS NOT NULL AND NOT EXISTS "  # noqa: S608  # as above
    "(SELECT 1 FROM deliveries AS d WHERE d.broadcast = j.broadcast AND d.number BETWEEN j.first AND j.last "
    f"AND d.channel = 'mass' AND d.state = 'pending') {_JOBS}"
)
_END = "UPDATE mass_jobs SET state = 'ended', until = NULL, unsent = size, reason = ? WHERE broadcast = ? AND part = ?"
_DROP = "UPDATE mass_jobs SET state = 'settled', until = NULL WHERE broadcast = ? AND part = ?"
_RELEASE = (
    "UPDATE deliveries SET state = 'pending', sent_at = NULL, until = NULL "
    "WHERE broadcast = ? AND number BETWEEN ? AND ? AND channel = 'mass' AND state = 'sending'"
)


def are_over(connection: sqlite3.Connection, business: float, now: float) -> bool:
    """Whether ``expire`` would find any."""
    return bool(connection.execute(_ANY, (business, now)).fetchone()[0])


def expire(connection: sqlite3.Connection, business: float, now: float, reasons: Reasons, limit: int) -> int:
    """Settle what has not been sent, of pending deliveries so many at most; how many these were."""
    for broadcast, part, first, last, begun in connection.execute(_ENDED, (business, now)).fetchall():
        if begun:
            connection.execute(_END, (reasons.unknown, broadcast, part))
        else:
            connection.execute(_DROP, (broadcast, part))
            connection.execute(_RELEASE, (broadcast, first, last))
    connection.execute(_FAIL, (business, now, reasons.unknown))
    return connection.execute(_SKIP, (business, now, reasons.skipped, limit)).rowcount
