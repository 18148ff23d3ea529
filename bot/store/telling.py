"""Notices that wait for a member's next message (``notifications`` in state ``pending``), and that they were told."""

from __future__ import annotations

import sqlite3

from bot.store.promises.access import Binding
from bot.store.promises.conversations import MessageKey, Turn
from bot.store.promises.notices import KeptNotice

_WAITING = """
SELECT n.id, coalesce(c.number, n.key), coalesce(c.application, ''), coalesce(c.title, ''), n.status,
    coalesce(c.tell, '')
FROM notifications AS n LEFT JOIN submission_changes AS c ON c.seq = n.seq
WHERE n.account = ? AND n.member = ? AND n.state = 'pending' ORDER BY n.id
"""
_TOLD = (
    "UPDATE notifications SET state = 'told', channel = 'next-contact', settled_at = ? "
    "WHERE id = ? AND state = 'pending'"
)
_KNOWN = (
    "UPDATE bindings SET told = n.status FROM notifications AS n WHERE n.id = ? AND bindings.account = n.account "
    "AND bindings.member = n.member AND bindings.kind = 'submission' AND bindings.key = n.key"
)
_FORGET = "DELETE FROM notifications WHERE account = ? AND member = ?"
_FORGET_KEY = "DELETE FROM notifications WHERE account = ? AND member = ? AND key = ? AND state = 'pending'"


def waiting(connection: sqlite3.Connection, account: str, member: str) -> tuple[KeptNotice, ...]:
    """What a member has not been told yet, oldest first."""
    return tuple(KeptNotice(*row) for row in connection.execute(_WAITING, (account, member)).fetchall())


def told(connection: sqlite3.Connection, turn: Turn) -> None:
    """Note that what stands above a turn's reply was told."""
    connection.executemany(_TOLD, [(turn.told_at, ident) for ident in turn.tells])
    connection.executemany(_KNOWN, [(ident,) for ident in turn.tells])


def forget(connection: sqlite3.Connection, key: MessageKey) -> None:
    """Drop every notice to a member."""
    connection.execute(_FORGET, (key.account, key.member))


def unbound(connection: sqlite3.Connection, key: MessageKey, binding: Binding) -> None:
    """Drop what waits of a number that the member may no longer see."""
    if binding.kind == "submission":
        connection.execute(_FORGET_KEY, (key.account, key.member, binding.key))
