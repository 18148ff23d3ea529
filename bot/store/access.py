"""Who may see what (绑定), and what keeps others from guessing: failed look-ups, and locks after too many of them.

A subject is a member, as a hash that leads back to nobody, or a number that was asked for, whether it exists or not.
Times are seconds of the real clock.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from hashlib import sha256

from bot.store.promises.access import Binding
from bot.store.promises.conversations import MessageKey, Turn
from bot.submissions.submission import bare, last_digits

WINDOW = 15 * 60.0  # seconds in which failures count together
MOST = 5  # failures within it
LOCKED_FOR = 30 * 60.0

_BOUND = (
    "SELECT kind, key, digits, coalesce(told, ''), over_at IS NOT NULL FROM bindings "
    "WHERE account = ? AND member = ? ORDER BY bound_at, kind, key"
)
_BIND = (
    "INSERT INTO bindings (account, member, kind, key, digits, told, bound_at) VALUES (?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (account, member, kind, key) DO UPDATE SET digits = excluded.digits, told = excluded.told, "
    "over_at = NULL"
)
_SHOW = "UPDATE bindings SET told = ? WHERE account = ? AND member = ? AND kind = ? AND key = ?"
# CROSS makes SQLite look each key up, as in bot.store.notifications.
_HOLDERS = {
    "submission": (
        "SELECT b.member, b.key, b.digits, b.over_at, (SELECT phone FROM submission_entries AS e "
        "WHERE e.account = b.account AND e.key = b.key ORDER BY e.seq DESC LIMIT 1) FROM json_each(?2) AS v "
        "CROSS JOIN bindings AS b ON b.account = ?1 AND b.kind = 'submission' AND b.key = v.value"
    ),
    "unit": (
        "SELECT b.member, b.key, b.digits, b.over_at, r.phone FROM json_each(?2) AS v "
        "CROSS JOIN bindings AS b ON b.account = ?1 AND b.kind = 'unit' AND b.key = v.value "
        "LEFT JOIN roll AS r ON r.account = b.account AND r.key = b.key"
    ),
}
_OVER = "UPDATE bindings SET over_at = ? WHERE account = ? AND member = ? AND kind = ? AND key = ?"
_UNTELL = (
    "UPDATE notifications SET state = 'superseded', settled_at = ?, due = NULL "
    "WHERE account = ? AND member = ? AND key = ? AND state = 'pending'"
)
_END = "DELETE FROM bindings WHERE account = ? AND kind = ? AND key = ?"
_END_NOTICES = "DELETE FROM notifications WHERE account = ? AND key = ? AND state = 'pending'"
_UNBIND = "DELETE FROM bindings WHERE account = ? AND member = ? AND kind = ? AND key = ?"
_FORGET = "DELETE FROM bindings WHERE account = ? AND member = ?"
_LOCKED = "SELECT 1 FROM locks WHERE account = ? AND subject = ? AND until > ?"
_FAIL = "INSERT INTO failures (account, subject, at) VALUES (?, ?, ?)"
_FAILED = "SELECT count(*) FROM failures WHERE account = ? AND subject = ? AND at > ?"
_LOCK = (
    "INSERT INTO locks (account, subject, until) VALUES (?, ?, ?) "
    "ON CONFLICT (account, subject) DO UPDATE SET until = excluded.until"
)
_PURGE = ("DELETE FROM failures WHERE at < ?", "DELETE FROM locks WHERE until < ?")


def member_subject(account: str, member: str) -> str:
    """The subject of what a member fails at."""
    return "m:" + sha256(f"{account}\n{member}".encode()).hexdigest()


def number_subject(kind: str, key: str) -> str:
    """The subject of what is tried against a number, in whichever way it is typed."""
    return f"n:{kind}:{bare(key)}"


def bound(connection: sqlite3.Connection, account: str, member: str) -> tuple[Binding, ...]:
    """What a member may see, and what is over, in the order in which it was bound."""
    rows = connection.execute(_BOUND, (account, member)).fetchall()
    return tuple(Binding(kind, key, digits, told, bool(over)) for kind, key, digits, told, over in rows)


def is_locked(connection: sqlite3.Connection, account: str, subjects: Sequence[str], at: float) -> bool:
    """Whether any of the subjects is locked; every one is looked at, so that the answer takes the same time."""
    found = [connection.execute(_LOCKED, (account, s, at)).fetchall() for s in subjects]
    return any(found)


def is_stale(connection: sqlite3.Connection, turn: Turn) -> bool:
    """Whether the locks are not as the turn's look-up took them to be."""
    attempt = turn.effects.attempt if turn.effects else None
    if attempt is None:
        return False
    return is_locked(connection, turn.key.account, attempt.subjects, turn.told_at) != attempt.locked


def settle(connection: sqlite3.Connection, turn: Turn, *, left: bool) -> None:
    """Write what a turn's look-up did; of a member who ``left``, only what they failed at."""
    effects, key = turn.effects, turn.key
    if effects is None:
        return
    if effects.attempt is not None and effects.attempt.failed:
        _fail(connection, key.account, effects.attempt.subjects, turn.told_at)
    if left:
        return
    connection.executemany(_UNBIND, [(key.account, key.member, b.kind, b.key) for b in effects.unbinds])
    who = key.account, key.member
    connection.executemany(_BIND, [(*who, b.kind, b.key, b.digits, b.told, turn.told_at) for b in effects.binds])
    connection.executemany(_SHOW, [(b.told, *who, b.kind, b.key) for b in effects.shows])
    for binding in effects.binds:  # the telephone may have changed since it was compared
        review(connection, key.account, binding.kind, [binding.key], turn.told_at)


def review(connection: sqlite3.Connection, account: str, kind: str, keys: Sequence[str], at: float) -> None:
    """End the bindings to some numbers whose telephones no longer end with the digits that proved them.

    What waits to be told is told no more. One whose digits are back holds again.
    """
    for member, key, digits, over_at, phone in connection.execute(
        _HOLDERS[kind], (account, json.dumps(list(keys)))
    ).fetchall():
        holds = digits in last_digits(phone or "")
        if holds != (over_at is None):
            connection.execute(_OVER, (None if holds else at, account, member, kind, key))
            if not holds and kind == "submission":
                connection.execute(_UNTELL, (at, account, member, key))


def end(connection: sqlite3.Connection, account: str, kind: str, key: str) -> int:
    """End every binding to a number, whoever holds it; how many there were."""
    if kind == "submission":
        connection.execute(_END_NOTICES, (account, key))
    return connection.execute(_END, (account, kind, key)).rowcount


def forget(connection: sqlite3.Connection, key: MessageKey) -> None:
    """End every binding of a member."""
    connection.execute(_FORGET, (key.account, key.member))


def purge(connection: sqlite3.Connection, now: float) -> None:
    """Drop failures and locks that no longer keep anybody out."""
    for sql, before in zip(_PURGE, (now - WINDOW, now), strict=True):
        connection.execute(sql, (before,))


def _fail(connection: sqlite3.Connection, account: str, subjects: Sequence[str], at: float) -> None:
    for subject in subjects:
        connection.execute(_FAIL, (account, subject, at))
        ((failed,),) = connection.execute(_FAILED, (account, subject, at - WINDOW)).fetchall()
        if failed >= MOST:
            connection.execute(_LOCK, (account, subject, at + LOCKED_FOR))
