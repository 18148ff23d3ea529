"""Handoffs (求助) as turns make them: opened when a member asks for a person, with every line from then on."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from bot.handoffs.handoff import Speaker, Waiting
from bot.store.promises.conversations import MessageKey, Turn

UNHEARD = "[这条消息没有处理成功，原文没有留下]"
TRANSFERRED = "[已转接微信客服]"
_SETTLES = frozenset({"answered", "unspecified", "clarify"})  # what the bot answered itself leaves nobody waiting

OPEN_OF = (
    "SELECT h.number FROM handoffs AS h WHERE h.account = {account} AND h.member = {member} AND h.closed_at IS NULL"
)
ANSWERS_OF = (
    "SELECT group_concat(l.id) FROM handoffs AS h JOIN handoff_lines AS l ON l.handoff = h.number "
    "WHERE h.account = {account} AND h.member = {member} AND l.fate = 'waiting'"
)
_OPEN = OPEN_OF.format(account="?", member="?")
_ANSWERS = (
    "SELECT l.id, l.text FROM handoffs AS h JOIN handoff_lines AS l ON l.handoff = h.number "
    "WHERE h.account = ? AND h.member = ? AND l.fate = 'waiting' ORDER BY l.id"
)
_BEGIN = (
    "INSERT INTO handoffs (account, member, opened_at, asked_at, times, unread, waits, since) "
    "VALUES (?, ?, ?3, ?3, 0, 1, 1, ?3)"
)
_HEARD = """
UPDATE handoffs SET unread = 1, since = CASE WHEN ?2 AND NOT waits THEN ?3 ELSE since END, waits = max(waits, ?2),
    asked_at = CASE WHEN ?4 THEN ?3 ELSE asked_at END, times = times + ?4,
    transferred_at = CASE WHEN ?5 THEN ?3 ELSE transferred_at END,
    wrote_at = CASE WHEN ?6 THEN wrote_at ELSE max(coalesce(wrote_at, 0), ?7) END,
    clicked_at = CASE WHEN ?6 THEN max(coalesce(clicked_at, 0), ?7) ELSE clicked_at END
WHERE number = ?1
"""
_LINE = "INSERT INTO handoff_lines (handoff, at, speaker, text) VALUES (?, ?, ?, ?)"
_TOLD = "UPDATE handoff_lines SET fate = 'told', settled_at = ? WHERE id = ? AND fate = 'waiting'"
_FORGET_LINES = (
    "DELETE FROM handoff_lines WHERE handoff IN (SELECT number FROM handoffs WHERE account = ? AND member = ?)"
)
_FORGET = "DELETE FROM handoffs WHERE account = ? AND member = ?"
_PURGE_LINES = "DELETE FROM handoff_lines WHERE handoff IN (SELECT number FROM handoffs WHERE closed_at < ?)"
_PURGE = "DELETE FROM handoffs WHERE closed_at < ?"


def heard(connection: sqlite3.Connection, turns: Sequence[tuple[Turn, int | None]]) -> None:
    """Keep what the turns of members who asked for a person say, each with the open handoff there is.

    Costs nothing where no turn asks for a person and none is of a member who did.
    """
    kept = [(t, number) for t, number in turns if number is not None or t.outcome == "handoff"]
    if not kept:
        return
    numbered = [(t, number if number is not None else _begin(connection, t)) for t, number in kept]
    connection.executemany(_HEARD, [_state(t, number) for t, number in numbered])
    connection.executemany(_LINE, [line for t, number in numbered for line in _lines(t, number)])


def waiting(connection: sqlite3.Connection, account: str, member: str) -> Waiting:
    """What a member is to hear of."""
    answers = connection.execute(_ANSWERS, (account, member)).fetchall()
    return Waiting(tuple((i, t) for i, t in answers), bool(connection.execute(_OPEN, (account, member)).fetchall()))


def told(connection: sqlite3.Connection, turn: Turn) -> None:
    """Note that staff's answers above a turn's reply were told."""
    connection.executemany(_TOLD, [(turn.told_at, ident) for ident in turn.answers])


def forget(connection: sqlite3.Connection, key: MessageKey) -> None:
    """Drop every handoff of a member, with all of its lines."""
    for statement in (_FORGET_LINES, _FORGET):
        connection.execute(statement, (key.account, key.member))


def purge(connection: sqlite3.Connection, before: float) -> int:
    """Drop those that were closed before a time; how many there were."""
    connection.execute(_PURGE_LINES, (before,))
    return connection.execute(_PURGE, (before,)).rowcount


def _begin(connection: sqlite3.Connection, turn: Turn) -> int:
    row = (turn.key.account, turn.key.member, turn.told_at)
    return int(connection.execute(_BEGIN, row).lastrowid or 0)


def _state(turn: Turn, number: int) -> tuple[object, ...]:
    waits, asks = turn.outcome not in _SETTLES, turn.outcome == "handoff"
    return number, waits, turn.told_at, asks, turn.transfers, turn.key.is_event, turn.sent_at


def _lines(turn: Turn, number: int) -> tuple[tuple[object, ...], ...]:
    said = turn.said or turn.wordless or UNHEARD
    reply = TRANSFERRED if turn.transfers else turn.reply
    return (number, turn.told_at, Speaker.MEMBER, said), (number, turn.told_at, Speaker.BOT, reply)
