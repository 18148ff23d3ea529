"""Additions (补充): what staff write is only ever appended; which version desks answer by stands in one row each."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from bot.errors import Code, Error
from bot.store import faq
from bot.store.promises.additions import (
    Addition,
    AdditionState,
    AdditionStep,
    AdditionVersion,
    Content,
    ImportedEntry,
    Stamp,
    Trial,
)
from knowledge.additions import Aliases
from knowledge.faq import FaqEntry

_COLUMNS = "a.id, a.account, a.state, a.version, a.live, v.content, v.by, v.at"
_FROM = "FROM additions AS a JOIN addition_versions AS v ON v.addition = a.id AND v.version = a.version"
_ONE = f"SELECT {_COLUMNS} {_FROM} WHERE a.id = ? AND a.account = ?"  # its parts are constants
_PAGE = (
    f"SELECT {_COLUMNS} {_FROM} WHERE a.account = ?1 AND a.state IN (SELECT value FROM json_each(?2)) "  # noqa: S608  # its parts are constants
    "AND a.id < ?3 ORDER BY a.id DESC LIMIT ?4"
)
_CONTENT = "SELECT content FROM addition_versions WHERE addition = ? AND version = ?"
_VERSIONS = (
    "SELECT v.version, v.content, v.by, v.at FROM addition_versions AS v JOIN additions AS a ON a.id = v.addition "
    "WHERE v.addition = ? AND a.account = ? ORDER BY v.version"
)
_STEPS = (
    "SELECT l.what, l.version, l.by, l.at, l.note FROM addition_log AS l JOIN additions AS a ON a.id = l.addition "
    "WHERE l.addition = ? AND a.account = ? ORDER BY l.id"
)
_KEYS = "SELECT key FROM addition_keys WHERE addition = ? AND account = ? ORDER BY key"
_CREATE = "INSERT INTO additions (account, state, version, live) VALUES (?, ?, 1, ?)"
_WRITE = "INSERT INTO addition_versions (addition, version, content, by, at) VALUES (?, ?, ?, ?, ?)"
_ADVANCE = "UPDATE additions SET version = ? WHERE id = ?"
_STAND = "UPDATE additions SET state = ?, live = ? WHERE id = ?"
_LOG = "INSERT INTO addition_log (addition, what, version, by, at, note) VALUES (?, ?, ?, ?, ?, ?)"
_ADD_KEY = "INSERT OR IGNORE INTO addition_keys (addition, account, key) VALUES (?, ?, ?)"
_KEEP_TRIAL = (
    "INSERT OR REPLACE INTO addition_trials (addition, version, against, by, at, found) VALUES (?, ?, ?, ?, ?, ?)"
)
_TRIAL = (
    "SELECT t.version, t.against, t.by, t.at, t.found FROM addition_trials AS t "
    "JOIN additions AS a ON a.id = t.addition WHERE t.addition = ? AND a.account = ?"
)
_NO_TRIAL = "DELETE FROM addition_trials WHERE addition = ?"
_IMPORTED = (
    "SELECT number, question, similar, negative, answer, basis FROM faq "
    "WHERE account = ? AND addition IS NULL AND number > ? ORDER BY number LIMIT ?"
)
_ALIASES = (
    "SELECT v.content FROM additions AS a JOIN addition_versions AS v ON v.addition = a.id AND v.version = a.live "
    "WHERE a.account = ? AND a.state = 'live' AND json_extract(v.content, '$.record') IS NOT NULL ORDER BY a.id"
)
_LAST = 2**62


def find(connection: sqlite3.Connection, account: str, ident: int) -> Addition | None:
    """The addition of an id."""
    rows = connection.execute(_ONE, (ident, account)).fetchall()
    return _addition(rows[0]) if rows else None


def known(connection: sqlite3.Connection, account: str, ident: int) -> Addition:
    """The same. Raises Error (UNKNOWN)."""
    found = find(connection, account, ident)
    if found is None:
        raise Error(Code.UNKNOWN, f"答复 {ident}：没有这个编号")
    return found


def page(
    connection: sqlite3.Connection, account: str, states: Collection[AdditionState], before: int | None, limit: int
) -> tuple[Addition, ...]:
    """The next additions before one, the latest first."""
    wanted = (account, json.dumps(sorted(states)), _LAST if before is None else before, limit)
    return tuple(map(_addition, connection.execute(_PAGE, wanted).fetchall()))


def versions(connection: sqlite3.Connection, account: str, ident: int) -> tuple[AdditionVersion, ...]:
    """All that was ever written."""
    rows = connection.execute(_VERSIONS, (ident, account)).fetchall()
    return tuple(AdditionVersion(version, _content(content), by, at) for version, content, by, at in rows)


def steps(connection: sqlite3.Connection, account: str, ident: int) -> tuple[AdditionStep, ...]:
    """What was done."""
    return tuple(AdditionStep(*row) for row in connection.execute(_STEPS, (ident, account)).fetchall())


def keys(connection: sqlite3.Connection, account: str, ident: int) -> tuple[str, ...]:
    """The wordings of questions that an addition is to answer."""
    return tuple(key for (key,) in connection.execute(_KEYS, (ident, account)).fetchall())


def trial(connection: sqlite3.Connection, account: str, ident: int) -> Trial | None:
    """The latest test."""
    rows = connection.execute(_TRIAL, (ident, account)).fetchall()
    return Trial(*rows[0]) if rows else None


def imported(connection: sqlite3.Connection, account: str, after: int, limit: int) -> tuple[ImportedEntry, ...]:
    """The next entries that came with a spreadsheet."""
    rows = connection.execute(_IMPORTED, (account, after, limit)).fetchall()
    return tuple(ImportedEntry(number, faq.entry(*columns)) for number, *columns in rows)


def draft(
    connection: sqlite3.Connection, account: str, content: Content, wanted: Collection[str], stamp: Stamp
) -> Addition:
    """Keep something new."""
    ident = connection.execute(_CREATE, (account, AdditionState.DRAFT, None)).lastrowid or 0
    connection.execute(_WRITE, (ident, 1, _text(content), stamp.by, stamp.at))
    connection.executemany(_ADD_KEY, [(ident, account, key) for key in wanted])
    log(connection, ident, "drafted", 1, stamp)
    return known(connection, account, ident)


def take_up(connection: sqlite3.Connection, account: str, number: int, stamp: Stamp) -> Addition:
    """Make an addition of an entry that came with a spreadsheet: live as it is. Raises Error (UNKNOWN)."""
    rows = imported(connection, account, number - 1, 1)
    if not rows or rows[0].number != number:
        raise Error(Code.UNKNOWN, f"表格里的问题 {number}：没有这个编号，或者已经在答复里了")
    ident = connection.execute(_CREATE, (account, AdditionState.LIVE, 1)).lastrowid or 0
    connection.execute(_WRITE, (ident, 1, _text(rows[0].entry), stamp.by, stamp.at))
    faq.owned_by(connection, number, ident)
    log(connection, ident, "imported", 1, stamp)
    return known(connection, account, ident)


def revise(
    connection: sqlite3.Connection, present: Addition, content: Content, what: str, stamp: Stamp, *, note: str = ""
) -> int:
    """Append a version; its number."""
    following = present.version + 1
    connection.execute(_WRITE, (present.ident, following, _text(content), stamp.by, stamp.at))
    connection.execute(_ADVANCE, (following, present.ident))
    log(connection, present.ident, what, following, stamp, note=note)
    return following


def keep_trial(connection: sqlite3.Connection, ident: int, test: Trial) -> None:
    """Keep a test in place of the one before."""
    connection.execute(_KEEP_TRIAL, (ident, test.version, test.against, test.by, test.at, test.found))


def go_live(connection: sqlite3.Connection, account: str, ident: int, test: Trial, stamp: Stamp) -> Addition:
    """Let desks answer by the version that was tested. Raises Error: UNKNOWN, CONFLICT."""
    present = known(connection, account, ident)
    if present.state is AdditionState.DISCARDED:
        raise Error(Code.CONFLICT, f"答复 {ident}：已经丢弃，不能上线")
    if present.version != test.version:
        raise Error(Code.CONFLICT, f"答复 {ident}：试过以后又改过，请先再试一次")
    if faq.version(connection, account) != test.against:
        raise Error(Code.CONFLICT, "试过以后，别的答复有了变动；请再试一次，看看结果有没有不同")
    before = _live(connection, present)
    if isinstance(before, FaqEntry) and before.question != _question(present.content):
        faq.remove(connection, account, ident)
    if isinstance(present.content, FaqEntry):
        faq.put(connection, account, present.content, ident)
    _stand(connection, present, AdditionState.LIVE, test.version)
    log(connection, ident, "live", test.version, stamp)
    return known(connection, account, ident)


def withdraw(connection: sqlite3.Connection, account: str, ident: int, stamp: Stamp, note: str) -> Addition:
    """Let desks answer by it no longer. Raises Error: UNKNOWN, CONFLICT."""
    present = known(connection, account, ident)
    if present.live is None:
        raise Error(Code.CONFLICT, f"答复 {ident}：没有上线，不用撤下")
    faq.remove(connection, account, ident)
    _stand(connection, present, AdditionState.WITHDRAWN, None)
    log(connection, ident, "withdrawn", present.live, stamp, note=note)
    return known(connection, account, ident)


def discard(connection: sqlite3.Connection, account: str, ident: int, stamp: Stamp) -> Addition:
    """Throw a draft away. Raises Error: UNKNOWN, CONFLICT."""
    present = known(connection, account, ident)
    if present.state is not AdditionState.DRAFT:
        raise Error(Code.CONFLICT, f"答复 {ident}：上线过的不能丢弃，只能撤下")
    connection.execute(_STAND, (AdditionState.DISCARDED, None, ident))
    connection.execute(_NO_TRIAL, (ident,))
    log(connection, ident, "discarded", present.version, stamp)
    return known(connection, account, ident)


def imported_anew(connection: sqlite3.Connection, account: str, entry: FaqEntry, ident: int, stamp: Stamp) -> None:
    """A spreadsheet brought another text for an addition that is live."""
    present = known(connection, account, ident)
    version = revise(connection, present, entry, "imported", stamp)
    connection.execute(_STAND, (AdditionState.LIVE, version, ident))


def dropped(connection: sqlite3.Connection, account: str, ident: int, stamp: Stamp) -> None:
    """A spreadsheet that replaces everything did not have an addition."""
    present = known(connection, account, ident)
    connection.execute(_STAND, (AdditionState.WITHDRAWN, None, ident))
    log(connection, ident, "withdrawn", present.live or present.version, stamp, note="导入的表格里没有这一条")


def log(connection: sqlite3.Connection, ident: int, what: str, version: int, stamp: Stamp, *, note: str = "") -> None:
    """Note a step."""
    connection.execute(_LOG, (ident, what, version, stamp.by, stamp.at, note))


def live_aliases(connection: sqlite3.Connection, account: str) -> tuple[Aliases, ...]:
    """The other names by which desks know records, in the order in which they came."""
    rows = connection.execute(_ALIASES, (account,)).fetchall()
    return tuple(found for (text,) in rows if isinstance(found := _content(text), Aliases))


def _stand(connection: sqlite3.Connection, present: Addition, state: AdditionState, live: int | None) -> None:
    connection.execute(_STAND, (state, live, present.ident))
    connection.execute(_NO_TRIAL, (present.ident,))
    faq.changed(connection, present.account)


def _live(connection: sqlite3.Connection, present: Addition) -> Content | None:
    if present.live is None:
        return None
    ((text,),) = connection.execute(_CONTENT, (present.ident, present.live)).fetchall()
    return _content(text)


def _question(content: Content) -> str:
    return content.question if isinstance(content, FaqEntry) else ""


def _addition(row: tuple[Any, ...]) -> Addition:
    ident, account, state, version, live, content, by, at = row
    return Addition(ident, account, AdditionState(state), version, live, _content(content), by, at)


def _text(content: Content) -> str:
    return json.dumps(asdict(content), ensure_ascii=False)


def _content(text: str) -> Content:
    raw = json.loads(text)
    if "record" in raw:
        return Aliases(raw["record"], tuple(raw["names"]))
    return FaqEntry(raw["question"], tuple(raw["similar"]), tuple(raw["negative"]), raw["answer"], raw["basis"])
