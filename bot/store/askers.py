"""Those who asked what an addition answers: each is told once, by a broadcast that is written with that."""

from __future__ import annotations

import sqlite3

from bot.broadcast.broadcast import Draft, LogEntry, State
from bot.store import additions, broadcasts
from bot.store.promises.additions import Askers, Stamp

# Who asked several times is told of one answer once, however often they asked; of another answer they are told anew.
_UNTOLD = """
SELECT DISTINCT q.member FROM questions AS q INDEXED BY questions_addition
WHERE q.addition = :addition AND q.account = :account AND q.state = 'answered'
AND NOT EXISTS (SELECT 1 FROM questions AS t INDEXED BY questions_addition JOIN broadcasts AS b ON b.id = t.told
    WHERE t.addition = :addition AND t.member = q.member AND b.audience = 'askers:' || :addition)
"""
_COUNT = f"""
SELECT count(*) FILTER (WHERE o.member IS NULL AND m.last_seen > :since),
    count(*) FILTER (WHERE o.member IS NULL AND (m.last_seen IS NULL OR m.last_seen <= :since)),
    count(*) FILTER (WHERE o.member IS NOT NULL)
FROM ({_UNTOLD}) AS w
LEFT JOIN members AS m ON m.account = :account AND m.member = w.member
LEFT JOIN opt_outs AS o ON o.account = :account AND o.member = w.member
"""  # noqa: S608  # its parts are constants
_LIST = "INSERT INTO audience_lists (account, at) VALUES (?, ?)"
_LISTED = (
    f"INSERT INTO audience_members (list, member) SELECT :list, w.member FROM ({_UNTOLD}) AS w "  # noqa: S608  # as above
    "WHERE NOT EXISTS (SELECT 1 FROM opt_outs AS o WHERE o.account = :account AND o.member = w.member)"
)
_TOLD = (
    "UPDATE questions SET told = :broadcast WHERE addition = :addition AND account = :account AND state = 'answered' "
    "AND member IN (SELECT member FROM audience_members WHERE list = :list)"
)


def count(connection: sqlite3.Connection, account: str, addition: int, since: float) -> Askers:
    """Who can still be told."""
    values = {"account": account, "addition": addition, "since": since}
    ((reachable, others, opted_out),) = connection.execute(_COUNT, values).fetchall()
    return Askers(reachable, others, opted_out)


def tell(connection: sqlite3.Connection, draft: Draft, addition: int, stamp: Stamp) -> int | None:
    """Make an approved broadcast to all of them; its id, or None where there is nobody. Raises Error (UNKNOWN)."""
    present = additions.known(connection, draft.account, addition)
    listed = connection.execute(_LIST, (draft.account, stamp.at)).lastrowid or 0
    values = {"account": draft.account, "addition": addition, "list": listed}
    found = connection.execute(_LISTED, values).rowcount
    if not found:
        connection.execute("DELETE FROM audience_lists WHERE id = ?", (listed,))
        return None
    broadcast = broadcasts.create(connection, draft, stamp.by, stamp.at, listed)
    broadcasts.move(
        connection, broadcast.ident, {State.DRAFT}, State.APPROVED, LogEntry(stamp.at, stamp.by, State.APPROVED)
    )
    connection.execute(_TOLD, {**values, "broadcast": broadcast.ident})
    note = f"{found} 人，群发 {broadcast.ident}"
    additions.log(connection, addition, "told", present.live or present.version, stamp, note=note)
    return broadcast.ident
