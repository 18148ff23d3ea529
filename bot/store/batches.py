"""Batches in SQLite."""

from __future__ import annotations

import sqlite3

from bot.errors import Code, Error
from bot.store.promises.batches import Batch, BatchKind, BatchState

MOST = 5  # batches of one member of staff

_KEEP = (
    "INSERT INTO batches (token, account, staff, kind, name, content, made_at, state, plan) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_CROWDED_OUT = (
    "DELETE FROM batches WHERE staff = ? AND token NOT IN "
    "(SELECT token FROM batches WHERE staff = ? ORDER BY made_at DESC, token LIMIT ?)"
)
_FIND = (
    "SELECT token, account, staff, kind, name, content, made_at, state, plan FROM batches "
    "WHERE token = ? AND account = ? AND staff = ?"
)
_PLAN = "UPDATE batches SET plan = ? WHERE token = ? AND state = 'open'"
_MOVE = "UPDATE batches SET state = ? WHERE token = ? AND state = ?"
_END = "UPDATE batches SET state = 'done', plan = ?, content = x'' WHERE token = ?"
_PURGE = "DELETE FROM batches WHERE made_at < ?"


def keep(connection: sqlite3.Connection, batch: Batch) -> None:
    """Keep a batch, and no more than a few."""
    b = batch
    values = (b.token, b.account, b.staff, b.kind, b.name, b.content, b.made_at, b.state, b.plan)
    connection.execute(_KEEP, values)
    connection.execute(_CROWDED_OUT, (b.staff, b.staff, MOST))


def find(connection: sqlite3.Connection, account: str, staff: str, token: str) -> Batch | None:
    """A batch of somebody's."""
    found = connection.execute(_FIND, (token, account, staff)).fetchone()
    if found is None:
        return None
    token, account, staff, kind, name, content, made_at, state, plan = found
    return Batch(token, account, staff, BatchKind(kind), name, bytes(content), made_at, BatchState(state), plan)


def plan(connection: sqlite3.Connection, token: str, planned: str) -> None:
    """Change what an open batch is to do. Raises Error (CONFLICT)."""
    if not connection.execute(_PLAN, (planned, token)).rowcount:
        raise Error(Code.CONFLICT, "这一批已经提交过了，不能再改；请重新选择")


def move(connection: sqlite3.Connection, token: str, before: BatchState, after: BatchState) -> bool:
    """Take a batch from one state to another; False if it is not in the first."""
    return connection.execute(_MOVE, (after, token, before)).rowcount == 1


def end(connection: sqlite3.Connection, token: str, planned: str) -> None:
    """A batch took effect."""
    connection.execute(_END, (planned, token))


def purge(connection: sqlite3.Connection, before: float) -> None:
    """Drop what was made before a time."""
    connection.execute(_PURGE, (before,))
