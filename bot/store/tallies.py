"""Tallies: messages by account, China's day and outcome; and what else is counted without being read."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import date, datetime
from typing import get_args

from bot.clock import CHINA
from bot.store import submission_lists
from bot.store.promises.conversations import Turn
from bot.store.promises.tallies import FAILED, MOST_NOTICES, OTHER, MessageTally, NoticeTrouble, PaperTally, Paused
from handlers.answer import Outcome

_OUTCOMES = frozenset({*get_args(Outcome), FAILED})
# The rows of a group that fall together add up one after the other.
_COUNT = """
INSERT INTO message_tallies (account, day, outcome, count, last_at)
SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'), 1,
    json_extract(value, '$[3]') FROM json_each(?) WHERE true
ON CONFLICT (account, day, outcome) DO UPDATE SET count = count + 1, last_at = max(last_at, excluded.last_at)
"""
_BY_DAY = (
    "SELECT day, outcome, count, last_at FROM message_tallies WHERE account = ? AND day BETWEEN ? AND ? "
    "ORDER BY day, outcome"
)
_LAST = (
    "SELECT max(last_at) FROM message_tallies "
    "WHERE account = ?1 AND day = (SELECT max(day) FROM message_tallies WHERE account = ?1)"
)
_PAUSED = "SELECT id, name, coalesce(reason, '') FROM broadcasts WHERE state = 'paused' AND account = ? ORDER BY id"
# Every change has a later seq, and an import takes effect when it is done.
_PAPERS_VERSION = (
    "SELECT coalesce((SELECT max(seq) FROM submission_changes), 0), "
    "(SELECT count(done_at) FROM imports WHERE account = ?)"
)
_NOTICES = """
SELECT reason, count(*), 0 FROM (SELECT reason FROM notifications INDEXED BY notifications_stuck
    WHERE account = ?1 AND state = 'pending' AND due IS NOT NULL AND reason <> '' LIMIT ?3) GROUP BY 1
UNION ALL
SELECT coalesce(reason, ''), count(*), 1 FROM (SELECT reason FROM notifications INDEXED BY notifications_failed
    WHERE account = ?1 AND state = 'failed' AND settled_at >= ?2 ORDER BY settled_at DESC LIMIT ?3) GROUP BY 1
ORDER BY 2 DESC, 1
"""


def count(connection: sqlite3.Connection, turns: Sequence[Turn]) -> None:
    """Count turns that are kept now, in the transaction that keeps them."""
    if turns:
        rows = [(t.key.account, _day(t.told_at).isoformat(), _outcome(t), t.told_at) for t in turns]
        connection.execute(_COUNT, (json.dumps(rows),))


def by_day(connection: sqlite3.Connection, account: str, first: date, last: date) -> tuple[MessageTally, ...]:
    """The tallies of some days, both ends included."""
    rows = connection.execute(_BY_DAY, (account, first.isoformat(), last.isoformat())).fetchall()
    return tuple(MessageTally(date.fromisoformat(day), outcome, n, at) for day, outcome, n, at in rows)


def last_at(connection: sqlite3.Connection, account: str) -> float | None:
    """When the latest message was answered."""
    ((at,),) = connection.execute(_LAST, (account,)).fetchall()
    return at if at is None else float(at)


def paused(connection: sqlite3.Connection, account: str) -> tuple[Paused, ...]:
    """The broadcasts that are paused."""
    return tuple(Paused(*row) for row in connection.execute(_PAUSED, (account,)))


def papers(connection: sqlite3.Connection, account: str) -> tuple[PaperTally, ...]:
    """How many submissions there are of each application, status and set of papers."""
    found = submission_lists.papers(connection, account)
    return tuple(PaperTally(a, s, tuple(json.loads(r)), n) for a, s, r, n in found)


def papers_version(connection: sqlite3.Connection, account: str) -> tuple[int, int]:
    """What changes whenever the figures of ``paper_tallies`` may have."""
    seq, imports = connection.execute(_PAPERS_VERSION, (account,)).fetchone()
    return seq, imports


def notice_troubles(connection: sqlite3.Connection, account: str, since: float) -> tuple[NoticeTrouble, ...]:
    """Why notices are tried again, and why others failed since a time."""
    rows = connection.execute(_NOTICES, (account, since, MOST_NOTICES)).fetchall()
    return tuple(NoticeTrouble(reason, n, bool(lost)) for reason, n, lost in rows)


def _day(at: float) -> date:
    return datetime.fromtimestamp(at, CHINA).date()


def _outcome(turn: Turn) -> str:
    return turn.outcome if turn.outcome in _OUTCOMES else OTHER
