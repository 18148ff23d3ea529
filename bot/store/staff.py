"""Staff accounts, their sessions and their attempts to sign in."""

from __future__ import annotations

import json
import sqlite3
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from bot.errors import Code, Error
from bot.store.promises.staff import Session, StaffRecord

_FIELDS = "name, role, accounts, password, password_until, secret, created_at, created_by"
_FIND = f"SELECT {_FIELDS} FROM staff WHERE key = ?"  # noqa: S608  # its parts are constants
_ALL = f"SELECT {_FIELDS} FROM staff ORDER BY key"  # noqa: S608  # its parts are constants
_ADD = (
    "INSERT INTO staff (key, name, role, accounts, password, password_until, secret, code_counter, created_at, "
    "created_by) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?) ON CONFLICT (key) DO NOTHING"
)
_CHANGE = (
    "UPDATE staff SET role = coalesce(:role, role), accounts = coalesce(:accounts, accounts), "
    "password = coalesce(:password, password), "
    "password_until = CASE WHEN :password IS NULL THEN password_until ELSE :until END, "
    "secret = coalesce(:secret, secret) WHERE key = :key"
)
_REMOVE = "DELETE FROM staff WHERE key = ?"
_USE_CODE = "UPDATE staff SET code_counter = ?2 WHERE key = ?1 AND code_counter < ?2"
_OPEN = "INSERT INTO staff_sessions (token, staff, began_at, seen_at, notice, address) VALUES (?, ?, ?, ?, ?, ?)"
_SESSION = (
    "SELECT w.token, w.staff, w.began_at, w.seen_at, w.notice, w.address, s.name, s.role, s.accounts, s.password, "
    "s.password_until, s.secret, s.created_at, s.created_by "
    "FROM staff_sessions AS w JOIN staff AS s ON s.key = w.staff WHERE w.token = ?"
)
_TOUCH = "UPDATE staff_sessions SET seen_at = max(seen_at, ?), notice = ? WHERE token = ?"
_END = "DELETE FROM staff_sessions WHERE token = ?"
_END_OF = "DELETE FROM staff_sessions WHERE staff = ? AND token <> ?"
_END_OLD = "DELETE FROM staff_sessions WHERE seen_at < ?"
_COUNT = "SELECT count(*) FROM sign_in_attempts WHERE subject = ? AND at > ?"
_ATTEMPT = "INSERT INTO sign_in_attempts (subject, at) VALUES (?, ?)"
_OLD_ATTEMPTS = "DELETE FROM sign_in_attempts WHERE at <= ?"
_CLEAR = "DELETE FROM sign_in_attempts WHERE subject = ?"


def folded(name: str) -> str:
    """A name without what does not tell it from another: width and case."""
    return unicodedata.normalize("NFKC", name).casefold().strip()


def find(connection: sqlite3.Connection, name: str) -> StaffRecord | None:
    """Who has a name."""
    row = connection.execute(_FIND, (folded(name),)).fetchone()
    return _record(row) if row else None


def everybody(connection: sqlite3.Connection) -> tuple[StaffRecord, ...]:
    """All staff, by name."""
    return tuple(_record(row) for row in connection.execute(_ALL))


def add(connection: sqlite3.Connection, record: StaffRecord) -> None:
    """Keep somebody new. Raises Error (CONFLICT)."""
    r = record
    accounts = json.dumps(r.accounts)
    values = (
        folded(r.name),
        r.name,
        r.role,
        accounts,
        r.password,
        r.password_until,
        r.secret,
        r.created_at,
        r.created_by,
    )
    if not connection.execute(_ADD, values).rowcount:
        raise Error(Code.CONFLICT, f"{r.name}：已有这个名字的工作人员；请换一个名字，或用重设密码")


def change(connection: sqlite3.Connection, name: str, changes: Mapping[str, Any], keeps: str) -> None:
    """Change what is not None, and end the sessions but one. Raises Error (UNKNOWN)."""
    key = folded(name)
    if not connection.execute(_CHANGE, {**changes, "key": key}).rowcount:
        raise unknown(name)
    connection.execute(_END_OF, (key, keeps))


def remove(connection: sqlite3.Connection, name: str) -> None:
    """Remove somebody. Raises Error (UNKNOWN)."""
    key = folded(name)
    if not connection.execute(_REMOVE, (key,)).rowcount:
        raise unknown(name)
    connection.execute(_END_OF, (key, ""))


def use_code(connection: sqlite3.Connection, name: str, counter: int) -> bool:
    """Whether a code's counter had not been used, nor a later one; then it is now."""
    return connection.execute(_USE_CODE, (folded(name), counter)).rowcount == 1


def open_session(connection: sqlite3.Connection, session: Session) -> None:
    """Keep a session."""
    s = session
    connection.execute(_OPEN, (s.token, folded(s.staff), s.began_at, s.seen_at, s.notice, s.address))


def session(connection: sqlite3.Connection, token: str) -> tuple[Session, StaffRecord] | None:
    """A session and whose it is."""
    row = connection.execute(_SESSION, (token,)).fetchone()
    return (Session(*row[:6]), _record(row[6:])) if row else None


def touch(connection: sqlite3.Connection, token: str, seen_at: float, notice: str) -> None:
    """Note that a session is in use."""
    connection.execute(_TOUCH, (seen_at, notice, token))


def end_session(connection: sqlite3.Connection, token: str) -> None:
    """Sign out."""
    connection.execute(_END, (token,))


def end_sessions(connection: sqlite3.Connection, staff: str, before: float | None) -> int:
    """End the sessions of one person, or those last seen before a time."""
    if staff:
        return connection.execute(_END_OF, (folded(staff), "")).rowcount
    return connection.execute(_END_OLD, (before,)).rowcount


def attempt(connection: sqlite3.Connection, limits: Mapping[str, int], at: float, since: float) -> bool:
    """Count an attempt, unless a subject has had its limit since a time."""
    connection.execute(_OLD_ATTEMPTS, (since,))
    for subject, limit in limits.items():
        if connection.execute(_COUNT, (subject, since)).fetchone()[0] >= limit:
            return False
    connection.executemany(_ATTEMPT, [(subject, at) for subject in limits])
    return True


def clear_attempts(connection: sqlite3.Connection, subjects: Sequence[str]) -> None:
    """Forget the attempts of some subjects."""
    connection.executemany(_CLEAR, [(subject,) for subject in subjects])


def unknown(name: str) -> Error:
    """Nobody has the name."""
    return Error(Code.UNKNOWN, f"{name}：没有这个工作人员；用 zhixietong staff list 可以看到全部")


def _record(row: Sequence[Any]) -> StaffRecord:
    name, role, accounts, *rest = row
    return StaffRecord(name, role, tuple(json.loads(accounts)), *rest)
