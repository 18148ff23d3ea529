"""Of which deadlines members want to be reminded (提醒我), and who wants no broadcasts (退订提醒)."""

from __future__ import annotations

import sqlite3

from bot.broadcast.reasons import OPTED_OUT
from bot.store import awaiting
from bot.store.promises.conversations import MessageKey, Turn

_WISH = "INSERT OR IGNORE INTO reminder_wishes (account, member, deadline, at) VALUES (?, ?, ?, ?)"
_UNWISH = "DELETE FROM reminder_wishes WHERE account = ? AND member = ? AND deadline = ?"
_WISHES = "SELECT deadline FROM reminder_wishes WHERE account = ? AND member = ? ORDER BY at, rowid"
_FORGET = "DELETE FROM reminder_wishes WHERE account = ? AND member = ?"
_OUT = "INSERT OR IGNORE INTO opt_outs (account, member, at) VALUES (?, ?, ?)"
_IN = "DELETE FROM opt_outs WHERE account = ? AND member = ?"
_IS_OUT = "SELECT 1 FROM opt_outs WHERE account = ? AND member = ?"


def settle(connection: sqlite3.Connection, turn: Turn) -> None:
    """Write what a turn's member asked for."""
    key, effects = turn.key, turn.effects
    if effects is None:
        return
    for deadline in effects.unwishes:
        unwish(connection, key.account, key.member, deadline)
    for deadline in effects.wishes:
        wish(connection, key.account, key.member, deadline, turn.told_at)
    if effects.opts == "out":
        opt_out(connection, key, turn.told_at)
    elif effects.opts == "in":
        opt_in(connection, key)


def wish(connection: sqlite3.Connection, account: str, member: str, deadline: str, at: float) -> None:
    """Remind a member of a deadline."""
    connection.execute(_WISH, (account, member, deadline, at))


def unwish(connection: sqlite3.Connection, account: str, member: str, deadline: str) -> None:
    """Remind them of it no longer."""
    connection.execute(_UNWISH, (account, member, deadline))


def of(connection: sqlite3.Connection, account: str, member: str) -> tuple[str, ...]:
    """The deadlines that a member asked for, in that order."""
    return tuple(deadline for (deadline,) in connection.execute(_WISHES, (account, member)).fetchall())


def opt_out(connection: sqlite3.Connection, key: MessageKey, at: float) -> None:
    """Tell a member of no broadcast any more, not even of those that are being sent."""
    connection.execute(_OUT, (key.account, key.member, at))
    awaiting.skip(connection, key, at, OPTED_OUT)


def opt_in(connection: sqlite3.Connection, key: MessageKey) -> None:
    """Tell them of later ones again."""
    connection.execute(_IN, (key.account, key.member))


def is_out(connection: sqlite3.Connection, account: str, member: str) -> bool:
    """Whether a member wants no broadcasts."""
    return bool(connection.execute(_IS_OUT, (account, member)).fetchall())


def forget(connection: sqlite3.Connection, key: MessageKey) -> None:
    """Drop what a member asked to be reminded of. That they want no broadcasts stays: until they say otherwise."""
    connection.execute(_FORGET, (key.account, key.member))


def forget_opting_out(connection: sqlite3.Connection, key: MessageKey) -> None:
    """Who left is told nothing anyway, and begins anew when they are back."""
    connection.execute(_IN, (key.account, key.member))
