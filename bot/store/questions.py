"""Open questions (待答问题): what nothing was found for, and who asked for a person; for staff to answer."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from bot.store.promises.conversations import KeptQuestion, MessageKey, Turn

_ADD = "INSERT INTO questions (account, member, text, outcome, asked_at) VALUES (?, ?, ?, ?, ?)"
_LIST = "SELECT number, account, text, outcome, asked_at FROM questions WHERE account = ? ORDER BY number"
_FORGET = "DELETE FROM questions WHERE account = ? AND member = ?"


def add(connection: sqlite3.Connection, turns: Sequence[Turn]) -> None:
    """Keep the questions of turns for staff."""
    rows = [(t.key.account, t.key.member, t.question.text, t.question.outcome, t.told_at) for t in turns if t.question]
    if rows:
        connection.executemany(_ADD, rows)


def listed(connection: sqlite3.Connection, account: str) -> tuple[KeptQuestion, ...]:
    """An account's open questions, oldest first."""
    return tuple(KeptQuestion(*row) for row in connection.execute(_LIST, (account,)))


def forget(connection: sqlite3.Connection, key: MessageKey) -> None:
    """Drop a member's questions."""
    connection.execute(_FORGET, (key.account, key.member))
