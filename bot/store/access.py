"""Who may see what (绑定), and what keeps others from guessing: failed look-ups, and locks after too many of them.

A subject is a member, as a hash that leads back to nobody, or a number that was asked for, whether it exists or not.
Times are seconds of the real clock.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from hashlib import sha256

from bot.store.promises.access import Binding
from bot.store.promises.conversations import MessageKey, Turn

WINDOW = 15 * 60.0  # seconds in which failures count together
MOST = 5  # failures within it
LOCKED_FOR = 30 * 60.0

_BOUND = "SELECT kind, key FROM bindings WHERE account = ? AND member = ? ORDER BY bound_at, kind, key"
_BIND = "INSERT OR IGNORE INTO bindings (account, member, kind, key, bound_at) VALUES (?, ?, ?, ?, ?)"
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
    """The subject of what is tried against a number."""
    return f"n:{kind}:{key}"


def bound(connection: sqlite3.Connection, account: str, member: str) -> tuple[Binding, ...]:
    """What a member may see, in the order in which it was bound."""
    return tuple(Binding(*row) for row in connection.execute(_BOUND, (account, member)).fetchall())


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
    connection.executemany(_BIND, [(key.account, key.member, b.kind, b.key, turn.told_at) for b in effects.binds])


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
