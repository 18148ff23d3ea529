"""Open questions (待答问题): what nothing was found for, and who asked for a person; for staff to answer.

The former are counted by wording and state, in the transaction that writes or moves them.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from bot.store.promises.conversations import KeptQuestion, MessageKey, Near, Turn
from bot.store.promises.questions import AskedQuestion, Count, Counts, QuestionState, Wording
from handlers.alike import folded

MOST_COUNTED = 10_000  # wordings, of which a page tells how many there are
_SOME = 2_000  # questions that are moved at once

# A wording that was dismissed stays so.
_ADD = """
INSERT INTO questions (account, member, text, outcome, asked_at, key, near, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7,
    CASE WHEN ?4 = 'unknown' AND EXISTS (SELECT 1 FROM question_wordings WHERE account = ?1 AND state = 'dismissed'
        AND key = ?6) THEN 'dismissed' ELSE 'open' END)
RETURNING state
"""
_LIST = (
    "SELECT number, account, text, outcome, asked_at FROM questions WHERE account = ? AND state = 'open' "
    "ORDER BY number"
)
_COUNT = """
INSERT INTO question_wordings (account, state, key, asked, first_at, last_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (account, state, key) DO UPDATE SET asked = asked + excluded.asked,
    first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at)
"""
_UNCOUNT = "UPDATE question_wordings SET asked = asked - ?4 WHERE account = ?1 AND state = ?2 AND key = ?3"
_NONE_LEFT = "DELETE FROM question_wordings WHERE account = ?1 AND state = ?2 AND key = ?3 AND asked <= 0"
_TOTAL = """
INSERT INTO question_totals (account, state, total) VALUES (?, ?, ?)
ON CONFLICT (account, state) DO UPDATE SET total = total + excluded.total
"""
_OF_MEMBER = (
    "SELECT state, key, count(*) FROM questions WHERE account = ? AND member = ? AND outcome = 'unknown' GROUP BY 1, 2"
)
_FORGET = "DELETE FROM questions WHERE account = ? AND member = ?"
# What nobody's question holds any more is in no draft either.
_FORGET_KEYS = (
    "DELETE FROM addition_keys WHERE account = ?1 AND key = ?2 "
    "AND NOT EXISTS (SELECT 1 FROM question_wordings WHERE account = ?1 AND key = ?2 AND state IN (?3, ?4, ?5))"
)
_TALLY = "SELECT state, total FROM question_totals WHERE account = ? AND total > 0"
_OLDEST = (
    "SELECT q.number FROM questions AS q INDEXED BY questions_key WHERE q.account = w.account AND q.state = w.state "
    "AND q.key = w.key AND q.outcome = 'unknown' ORDER BY q.number LIMIT 1"
)
_TOLD = f"""
SELECT w.key, q.number, q.text, w.asked, w.first_at, w.last_at, q.near FROM ({{wanted}}) AS w
JOIN questions AS q ON q.number = ({_OLDEST}) ORDER BY w.asked DESC, q.number
"""  # noqa: S608  # its parts are constants
_FREQUENT = "SELECT {what} FROM question_wordings WHERE account = ?1 AND state = ?2 ORDER BY asked DESC LIMIT ?3"
_LATEST = "SELECT {what} FROM question_wordings WHERE account = ?1 AND state = ?2 ORDER BY last_at DESC LIMIT ?4"
_WHAT = "key, asked, first_at, last_at"
_BOTH = (
    f"SELECT {_WHAT} FROM (SELECT * FROM ({_FREQUENT.format(what=_WHAT)}) "  # noqa: S608  # as above
    f"UNION SELECT * FROM ({_LATEST.format(what=_WHAT)})) ORDER BY asked DESC, first_at, key"
)
_NAMED = (
    "SELECT n.* FROM json_each(?3) AS k CROSS JOIN question_wordings AS n "
    "WHERE n.account = ?1 AND n.state = ?2 AND n.key = k.value"
)
_THESE = _TOLD.format(wanted=_NAMED)
_HOW_MANY = "SELECT count(*) FROM (SELECT 1 FROM question_wordings WHERE account = ? AND state = ? LIMIT ?)"
_COLUMNS = "number, key, text, asked_at, state, addition, settled_by, settled_at, near"
_ONE = f"SELECT {_COLUMNS} FROM questions WHERE number = ? AND account = ? AND outcome = 'unknown'"  # noqa: S608  # as above
_PAGE = (
    f"SELECT {_COLUMNS} FROM questions INDEXED BY questions_state "  # noqa: S608  # as above
    "WHERE account = ? AND state = ? AND outcome = 'unknown' AND number < ? ORDER BY number DESC LIMIT ?"
)
_ASKED = (
    f"SELECT {_COLUMNS} FROM questions INDEXED BY questions_key "  # noqa: S608  # as above
    "WHERE account = ?1 AND state = ?2 AND key = ?3 AND outcome = 'unknown' ORDER BY number DESC LIMIT ?4"
)
_TO_MOVE = (
    "SELECT q.number, q.key, q.asked_at FROM json_each(?3) AS k CROSS JOIN questions AS q INDEXED BY questions_key "
    "WHERE q.account = ?1 AND q.state = ?2 AND q.key = k.value AND q.outcome = 'unknown' LIMIT ?4"
)
_ANSWERED_BY = (
    "SELECT number, key, asked_at FROM questions INDEXED BY questions_addition WHERE addition = ?1 AND account = ?2 "
    "AND state = 'answered' AND outcome = 'unknown' LIMIT ?3"
)
_MOVE = "UPDATE questions SET state = ?, addition = ?, settled_by = ?, settled_at = ? WHERE number = ?"
_LAST = 2**62


def add(connection: sqlite3.Connection, turns: Sequence[Turn]) -> None:
    """Keep the questions of turns for staff."""
    for turn in turns:
        asked = turn.question
        if asked is None:
            continue
        account, at, key = turn.key.account, turn.told_at, folded(asked.text)
        values = (account, turn.key.member, asked.text, asked.outcome, at, key, _near_as_text(asked.near))
        ((state,),) = connection.execute(_ADD, values).fetchall()
        if asked.outcome == "unknown":
            _count(connection, account, state, [(key, at)])


def listed(connection: sqlite3.Connection, account: str) -> tuple[KeptQuestion, ...]:
    """An account's open questions, oldest first."""
    return tuple(KeptQuestion(*row) for row in connection.execute(_LIST, (account,)))


def forget(connection: sqlite3.Connection, key: MessageKey) -> None:
    """Drop a member's questions, and what is kept of them elsewhere."""
    asked = connection.execute(_OF_MEMBER, (key.account, key.member)).fetchall()
    connection.execute(_FORGET, (key.account, key.member))
    for state, wording, count in asked:
        _uncount(connection, key.account, state, {wording: count})
        connection.execute(_FORGET_KEYS, (key.account, wording, *QuestionState))


def tally(connection: sqlite3.Connection, account: str) -> dict[QuestionState, int]:
    """How many questions are in which state."""
    found = {QuestionState(state): total for state, total in connection.execute(_TALLY, (account,)).fetchall()}
    return {state: found.get(state, 0) for state in QuestionState}


def counts(connection: sqlite3.Connection, account: str, state: QuestionState, frequent: int, latest: int) -> Counts:
    """The wordings asked most and latest."""
    rows = connection.execute(_BOTH, (account, state, frequent, latest)).fetchall()
    ((of,),) = connection.execute(_HOW_MANY, (account, state, MOST_COUNTED + 1)).fetchall()
    return Counts(tuple(Count(*row) for row in rows), of)


def wordings_of(
    connection: sqlite3.Connection, account: str, state: QuestionState, keys: Collection[str]
) -> tuple[Wording, ...]:
    """What is known of some wordings."""
    return tuple(_wording(row) for row in connection.execute(_THESE, (account, state, _as_list(keys))).fetchall())


def find(connection: sqlite3.Connection, account: str, number: int) -> AskedQuestion | None:
    """The question of a number."""
    rows = connection.execute(_ONE, (number, account)).fetchall()
    return _question(rows[0]) if rows else None


def page(
    connection: sqlite3.Connection, account: str, state: QuestionState, before: int | None, limit: int
) -> tuple[AskedQuestion, ...]:
    """The next questions before one, the latest first."""
    last = _LAST if before is None else before
    return tuple(_question(row) for row in connection.execute(_PAGE, (account, state, last, limit)).fetchall())


def asked_in(
    connection: sqlite3.Connection, account: str, state: QuestionState, keys: Collection[str], limit: int
) -> tuple[AskedQuestion, ...]:
    """The latest questions of some wordings."""
    found = [row for key in keys for row in connection.execute(_ASKED, (account, state, key, limit)).fetchall()]
    return tuple(sorted(map(_question, found), key=lambda q: -q.number)[:limit])


def move(
    connection: sqlite3.Connection,
    account: str,
    keys: Collection[str],
    origin: QuestionState,
    to: QuestionState,
    *,
    by: str,
    at: float,
    addition: int | None,
) -> int:
    """Take some of the questions of these wordings to another state; how many, 0 when none is left."""
    rows = connection.execute(_TO_MOVE, (account, origin, _as_list(keys), _SOME)).fetchall()
    _take(connection, account, rows, (origin, to), (addition, by, at))
    return len(rows)


def reopen(connection: sqlite3.Connection, account: str, addition: int) -> int:
    """Open some of the questions that an addition answered; how many, 0 when none is left."""
    rows = connection.execute(_ANSWERED_BY, (addition, account, _SOME)).fetchall()
    _take(connection, account, rows, (QuestionState.ANSWERED, QuestionState.OPEN), (None, "", None))
    return len(rows)


def _take(
    connection: sqlite3.Connection,
    account: str,
    rows: Sequence[tuple[int, str, float]],
    between: tuple[QuestionState, QuestionState],
    how: tuple[int | None, str, float | None],
) -> None:
    origin, to = between
    connection.executemany(_MOVE, [(to, *how, number) for number, _, _ in rows])
    _uncount(connection, account, origin, Counter(key for _, key, _ in rows))
    _count(connection, account, to, [(key, asked_at) for _, key, asked_at in rows])


def _count(connection: sqlite3.Connection, account: str, state: str, asked: Sequence[tuple[str, float]]) -> None:
    times: dict[str, list[float]] = {}
    for key, at in asked:
        times.setdefault(key, []).append(at)
    rows = [(account, state, key, len(at), min(at), max(at)) for key, at in times.items()]
    connection.executemany(_COUNT, rows)
    if asked:
        connection.execute(_TOTAL, (account, state, len(asked)))


def _uncount(connection: sqlite3.Connection, account: str, state: str, asked: Mapping[str, int]) -> None:
    connection.executemany(_UNCOUNT, [(account, state, key, count) for key, count in asked.items()])
    connection.executemany(_NONE_LEFT, [(account, state, key) for key in asked])
    if asked:
        connection.execute(_TOTAL, (account, state, -sum(asked.values())))


def _wording(row: tuple[Any, ...]) -> Wording:
    key, number, text, asked, first_at, last_at, near = row
    return Wording(key, number, text, asked, first_at, last_at, _near(near))


def _question(row: tuple[Any, ...]) -> AskedQuestion:
    number, key, text, asked_at, state, addition, by, at, near = row
    return AskedQuestion(number, key, text, asked_at, QuestionState(state), addition, by, at, _near(near))


def _near_as_text(near: Iterable[Near]) -> str:
    told = [asdict(n) for n in near]
    return json.dumps(told, ensure_ascii=False) if told else ""


def _near(text: str) -> tuple[Near, ...]:
    return tuple(Near(**{**n, "records": tuple(n["records"])}) for n in json.loads(text)) if text else ()


def _as_list(keys: Collection[str]) -> str:
    return json.dumps(sorted(keys), ensure_ascii=False)
