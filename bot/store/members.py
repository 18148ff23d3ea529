"""Members: followers who wrote or subscribed, what their conversation remembers, and whether they left.

``first_seen``, ``last_seen`` and ``left_at`` are times of WeChat's clock, as the messages state them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from bot.store.promises.conversations import MessageKey, Turn

_MEMORY = "SELECT memory FROM members WHERE account = ? AND member = ?"
_LEFT = "SELECT 1 FROM members WHERE account = ? AND member = ? AND left_at > ?"
_SEEN = """
INSERT INTO members (account, member, memory, first_seen, last_seen, left_at)
SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'),
    json_extract(value, '$[3]'), json_extract(value, '$[3]'), NULL FROM json_each(?) WHERE true
ON CONFLICT (account, member) DO UPDATE SET memory = coalesce(excluded.memory, memory),
first_seen = coalesce(first_seen, excluded.first_seen),
last_seen = max(coalesce(last_seen, 0), excluded.last_seen), left_at = NULL
"""
_ERASE = "DELETE FROM members WHERE account = ? AND member = ?"
_FORGET = (
    "INSERT INTO members (account, member, left_at) VALUES (?1, ?2, ?3) "
    "ON CONFLICT (account, member) DO UPDATE SET memory = NULL, "
    "first_seen = CASE WHEN last_seen > ?3 THEN last_seen END, "
    "last_seen = CASE WHEN last_seen > ?3 THEN last_seen END, "
    "left_at = CASE WHEN last_seen > ?3 THEN NULL ELSE ?3 END"
)


def memory(connection: sqlite3.Connection, key: MessageKey) -> str | None:
    """What a member's conversation remembers."""
    rows = connection.execute(_MEMORY, (key.account, key.member)).fetchall()
    return rows[0][0] if rows else None


def left_since(connection: sqlite3.Connection, turn: Turn) -> bool:
    """Whether a turn's member left after writing its message."""
    return bool(connection.execute(_LEFT, (turn.key.account, turn.key.member, turn.sent_at)).fetchall())


def seen(connection: sqlite3.Connection, turns: Sequence[Turn]) -> None:
    """Note that members wrote, and what their conversations remember now."""
    if turns:
        rows = [(t.key.account, t.key.member, t.memory, t.sent_at) for t in turns]
        connection.execute(_SEEN, (json.dumps(rows, ensure_ascii=False),))


def forget(connection: sqlite3.Connection, turn: Turn) -> None:
    """Keep of a member only that they left, and when; or that they are back, if they wrote after that already."""
    connection.execute(_FORGET, (turn.key.account, turn.key.member, turn.sent_at))


def erase(connection: sqlite3.Connection, key: MessageKey) -> None:
    """Drop all that is known of a member."""
    connection.execute(_ERASE, (key.account, key.member))
