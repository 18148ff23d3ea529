"""Template messages that WeChat took and did not deliver: the delivery is failed, whichever is on disk first.

A report that finds no delivery waits for it a while; it may also be of a message that is none of a broadcast's.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

KEPT = 3600.0  # seconds for which a report waits

_FIND = "SELECT broadcast, number FROM deliveries WHERE msg_id = ?2 AND account = ?1"
_FAIL = (
    "UPDATE deliveries SET state = 'failed', reason = ?3, settled_at = ?4 "  # noqa: S608  # its parts are constants
    f"WHERE state = 'sent' AND (broadcast, number) IN ({_FIND})"
)
_KEEP = "INSERT OR IGNORE INTO template_failures (account, msg_id, reason, at) VALUES (?1, ?2, ?3, ?4)"
_PURGE = "DELETE FROM template_failures WHERE at < ?"
_WAITING = (
    "SELECT f.account, f.msg_id, f.reason, f.at FROM template_failures AS f "
    "WHERE f.account = (SELECT account FROM broadcasts WHERE id = ?) AND f.msg_id IN (SELECT value FROM json_each(?))"
)
_ANY = "SELECT 1 FROM template_failures LIMIT 1"
_DROP = "DELETE FROM template_failures WHERE account = ? AND msg_id = ?"


def failed(connection: sqlite3.Connection, account: str, msg_id: str, reason: str, at: float) -> None:
    """Fail the delivery of a message; once, however often it is told."""
    connection.execute(_PURGE, (at - KEPT,))
    report = (account, msg_id, reason, at)
    if not connection.execute(_FAIL, report).rowcount:
        connection.execute(_KEEP, report)


def apply(connection: sqlite3.Connection, broadcast: int, msg_ids: Sequence[str]) -> None:
    """Fail those of some deliveries of a broadcast, just settled as sent, of which WeChat told already."""
    if not connection.execute(_ANY).fetchall():
        return
    for report in connection.execute(_WAITING, (broadcast, json.dumps(list(msg_ids)))).fetchall():
        if connection.execute(_FAIL, report).rowcount:
            connection.execute(_DROP, report[:2])
