"""The inbox: which reply each recent message was given, so that a retry gets the same."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from bot.store.promises.conversations import MessageKey, Turn

_FIND = "SELECT reply FROM inbox WHERE account = ? AND member = ? AND message = ?"
_ADD = """
INSERT INTO inbox (account, member, message, reply, told_at)
SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'),
    json_extract(value, '$[3]'), json_extract(value, '$[4]') FROM json_each(?)
"""
_CORRECT = (
    "INSERT INTO inbox (account, member, message, reply, told_at) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (account, member, message) DO UPDATE SET reply = excluded.reply"
)
_FORGET = "DELETE FROM inbox WHERE account = ? AND member = ?"
_EMPTY = "UPDATE inbox SET reply = '' WHERE account = ? AND member = ?"
_PURGE = "DELETE FROM inbox WHERE told_at < ?"


def find(connection: sqlite3.Connection, key: MessageKey) -> str | None:
    """The reply that a message was given."""
    rows = connection.execute(_FIND, (key.account, key.member, key.message)).fetchall()
    return rows[0][0] if rows else None


def add(connection: sqlite3.Connection, turns: Sequence[Turn]) -> None:
    """Keep the replies of turns whose messages were given none before."""
    if turns:
        connection.execute(_ADD, (json.dumps([_row(t) for t in turns], ensure_ascii=False),))


def correct(connection: sqlite3.Connection, turn: Turn) -> None:
    """Keep a turn's reply in place of any other."""
    connection.execute(_CORRECT, _row(turn))


def forget(connection: sqlite3.Connection, key: MessageKey) -> None:
    """Drop every reply to a member."""
    connection.execute(_FORGET, (key.account, key.member))


def empty(connection: sqlite3.Connection, key: MessageKey) -> None:
    """Keep of every reply to a member only that there was one, so that a late retry brings nothing back."""
    connection.execute(_EMPTY, (key.account, key.member))


def purge(connection: sqlite3.Connection, before: float) -> int:
    """Drop the replies given before a time."""
    return connection.execute(_PURGE, (before,)).rowcount


def _row(turn: Turn) -> tuple[str, str, str, str, float]:
    return turn.key.account, turn.key.member, turn.key.message, turn.reply, turn.told_at
