"""What bound members are to be told of their submissions: one row for each change of status and member."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

_SUPERSEDE = (
    "UPDATE notifications SET state = 'superseded', settled_at = ? WHERE account = ? AND key = ? AND state = 'pending'"
)
_RAISE = (
    "INSERT INTO notifications (account, member, key, seq, status, state, at) "
    "SELECT account, member, key, ?, ?, 'pending', ? FROM bindings "
    "WHERE account = ? AND kind = 'submission' AND key = ?"
)


def announce(connection: sqlite3.Connection, account: str, changed: Sequence[tuple[str, int, str]], at: float) -> None:
    """Let every member who is bound to a submission be told of its new status; what was still to be told is void.

    ``changed`` has the key, the seq and the status of each.
    """
    connection.executemany(_SUPERSEDE, [(at, account, key) for key, _, _ in changed])
    connection.executemany(_RAISE, [(seq, status, at, account, key) for key, seq, status in changed])
