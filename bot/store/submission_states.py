"""The present states of submissions as a table of its own, kept together with the trail.

An import of many rows is visible at one instant, and its states follow in short transactions, so that nobody waits for
them; ``unsettled`` has it until then.
"""

from __future__ import annotations

import sqlite3

AT_ONCE = 200  # states that one transaction brings up to date

_COLUMNS = "seq, account, key, application, status, recommender, received, since, unit"
_PRESENT = f"""
INSERT INTO submission_states ({_COLUMNS}, words)
SELECT {_COLUMNS}, lower(number || char(10) || unit || char(10) || title || char(10) || contact)
FROM submission_changes WHERE {{which}}
ON CONFLICT (account, key) DO UPDATE SET seq = excluded.seq, application = excluded.application,
    status = excluded.status, recommender = excluded.recommender, received = excluded.received,
    since = excluded.since, unit = excluded.unit, words = excluded.words
WHERE excluded.seq > submission_states.seq
"""  # noqa: S608  # its parts are constants
_PRESENT_ONE = _PRESENT.format(which="seq = ?")
_PRESENT_ALL = _PRESENT.format(which="import_id = ?")
_PRESENT_SOME = _PRESENT.format(which="import_id = ? AND seq > ? AND seq <= ?")
_UNSETTLE = "INSERT INTO unsettled (import_id, account, through) VALUES (?, ?, 0)"
_UNSETTLED = "SELECT import_id FROM unsettled"
_THROUGH = "SELECT through FROM unsettled WHERE import_id = ?"
_NEXT = "SELECT max(seq) FROM (SELECT seq FROM submission_changes WHERE import_id = ? AND seq > ? ORDER BY seq LIMIT ?)"
_REACHED = "UPDATE unsettled SET through = ? WHERE import_id = ?"
_SETTLED = "DELETE FROM unsettled WHERE import_id = ?"


def bring_up(connection: sqlite3.Connection, seq: int) -> None:
    """Make an entry the present state of its number; belongs into the transaction that makes it visible."""
    connection.execute(_PRESENT_ONE, (seq,))


def bring_up_import(connection: sqlite3.Connection, account: str, ident: int, rows: int) -> None:
    """Make the entries of an import the present states, or note that this is to be done where they are many.

    Belongs into the transaction that makes them visible.
    """
    if rows <= AT_ONCE:
        connection.execute(_PRESENT_ALL, (ident,))
    else:
        connection.execute(_UNSETTLE, (ident, account))


def unsettled(connection: sqlite3.Connection) -> list[int]:
    """The imports of which not all states are up to date."""
    return [ident for (ident,) in connection.execute(_UNSETTLED).fetchall()]


def settle_some(connection: sqlite3.Connection, ident: int) -> bool:
    """Bring the next states of an import up to date; False where all of them are."""
    found = connection.execute(_THROUGH, (ident,)).fetchone()
    if found is None:  # another process was faster
        return False
    (last,) = connection.execute(_NEXT, (ident, found[0], AT_ONCE)).fetchone()
    if last is None:
        connection.execute(_SETTLED, (ident,))
        return False
    connection.execute(_PRESENT_SOME, (ident, found[0], last))
    connection.execute(_REACHED, (last, ident))
    return True
