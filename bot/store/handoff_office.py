"""Handoffs (求助) as staff see and answer them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from bot.errors import Code, Error
from bot.handoffs.handoff import Act, Draft, Fate, Handoff, Line, OpenHandoffs, Speaker

# After the member's last message or tap, by WeChat's clock, which may be a little off ours.
_CONTACT = "max(coalesce(h.wrote_at, 0), coalesce(h.clicked_at, 0))"
_USED = (
    "(SELECT count(*) FROM handoffs AS o JOIN handoff_lines AS l ON l.handoff = o.number "  # noqa: S608  # its parts are constants
    "WHERE o.account = h.account AND o.member = h.member AND l.fate IN ('sending', 'sent', 'unknown') "
    f"AND l.sent_at >= {_CONTACT}) + (SELECT count(*) FROM notifications AS n WHERE n.account = h.account "
    f"AND n.member = h.member AND n.state = 'sent' AND n.channel = 'customer' AND n.sent_at >= {_CONTACT})"
)
_LAST = (
    "coalesce((SELECT text FROM handoff_lines WHERE handoff = h.number AND speaker = 'member' "
    "ORDER BY id DESC LIMIT 1), '')"
)
_COLUMNS = (
    "h.number, h.account, h.member, h.opened_at, h.asked_at, h.times, h.unread, h.waits, h.since, h.wrote_at, "
    f"h.clicked_at, h.transferred_at, h.taken_by, h.closed_at, h.closed_by, h.note, {_USED}, {_LAST}"
)
_OPEN = (
    f"SELECT {_COLUMNS} FROM handoffs AS h WHERE h.account = ? AND h.closed_at IS NULL "  # noqa: S608  # as above
    "ORDER BY h.unread DESC, h.waits DESC, h.since, h.number LIMIT ?"
)
_CLOSED = (
    f"SELECT {_COLUMNS} FROM handoffs AS h WHERE h.account = ? AND h.closed_at IS NOT NULL AND h.number < ? "  # noqa: S608  # as above
    "ORDER BY h.number DESC LIMIT ?"
)
_ONE = f"SELECT {_COLUMNS} FROM handoffs AS h WHERE h.account = ? AND h.number = ?"  # noqa: S608  # as above
_COUNT = (
    "SELECT count(*), coalesce(sum(unread), 0), coalesce(sum(waits), 0), min(CASE WHEN waits THEN since END) "
    "FROM handoffs WHERE account = ? AND closed_at IS NULL"
)
_LINES = (
    "SELECT id, at, speaker, \"by\", text, CASE WHEN fate = 'sending' AND until < ?3 THEN 'unknown' ELSE fate END, "
    "reason, settled_at FROM handoff_lines WHERE handoff = (SELECT number FROM handoffs WHERE account = ?1 "
    "AND number = ?2) ORDER BY id DESC LIMIT ?4"
)
_SEEN = (
    "UPDATE handoffs SET unread = 0 WHERE account = ?1 AND number = ?2 AND unread AND NOT EXISTS "
    "(SELECT 1 FROM handoff_lines WHERE handoff = ?2 AND id > ?3 AND speaker = 'member')"
)
_TAKE = "UPDATE handoffs SET taken_by = ? WHERE number = ?"
_ANSWERED = "UPDATE handoffs SET unread = 0, waits = 0, since = ? WHERE number = ?"
_WAITS = (
    "UPDATE handoffs SET waits = 1, since = ? WHERE NOT waits "
    "AND number = (SELECT handoff FROM handoff_lines WHERE id = ?)"
)
_ADD = (
    'INSERT INTO handoff_lines (handoff, at, speaker, "by", text, fate, token, until, sent_at) '
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_MADE = "SELECT id FROM handoff_lines WHERE token = ? AND handoff = ?"
_RESUME = (
    "UPDATE handoff_lines SET fate = 'sending', until = ?, sent_at = ?, settled_at = NULL, reason = '' "
    "WHERE id = ? AND handoff = ? AND fate = 'waiting'"
)
_TEXT = "SELECT text FROM handoff_lines WHERE id = ?"
_WITHDRAW = (
    "UPDATE handoff_lines SET fate = 'withdrawn', settled_at = ? WHERE id = ? AND handoff = ? AND fate = 'waiting'"
)
_SETTLE = (
    "UPDATE handoff_lines SET fate = ?1, reason = ?2, settled_at = ?3, "
    "sent_at = CASE WHEN ?1 IN ('sent', 'unknown') THEN sent_at END WHERE id = ?4 AND fate = 'sending'"
)
_CLOSE = "UPDATE handoffs SET closed_at = ?, closed_by = ?, note = ?, unread = 0, waits = 0 WHERE number = ?"
_REOPEN = (
    "UPDATE handoffs SET closed_at = NULL, closed_by = '', note = '', taken_by = ?, waits = 1, since = ? "
    "WHERE number = ?"
)
_NEWER = "SELECT number FROM handoffs WHERE account = ? AND member = ? AND closed_at IS NULL"


def count(connection: sqlite3.Connection, account: str) -> OpenHandoffs:
    """How many of an account's are open."""
    return OpenHandoffs(*connection.execute(_COUNT, (account,)).fetchone())


def opened(connection: sqlite3.Connection, account: str, limit: int) -> tuple[Handoff, ...]:
    """The open ones, the most urgent first."""
    return tuple(_handoff(row) for row in connection.execute(_OPEN, (account, limit)))


def closed(connection: sqlite3.Connection, account: str, limit: int, before: int | None) -> tuple[Handoff, ...]:
    """The closed ones, the newest first."""
    last = before if before is not None else 2**62
    return tuple(_handoff(row) for row in connection.execute(_CLOSED, (account, last, limit)))


def find(connection: sqlite3.Connection, account: str, number: int) -> Handoff | None:
    """One of an account's."""
    row = connection.execute(_ONE, (account, number)).fetchone()
    return None if row is None else _handoff(row)


def lines(connection: sqlite3.Connection, account: str, number: int, limit: int, now: float) -> tuple[Line, ...]:
    """Its last lines, oldest first."""
    rows = connection.execute(_LINES, (account, number, now, limit)).fetchall()
    return tuple(
        Line(ident, at, Speaker(speaker), by, text, Fate(fate) if fate else None, reason, settled_at)
        for ident, at, speaker, by, text, fate, reason, settled_at in reversed(rows)
    )


def see(connection: sqlite3.Connection, account: str, number: int, line: int) -> None:
    """Note that it was seen up to a line."""
    connection.execute(_SEEN, (account, number, line))


def take(connection: sqlite3.Connection, act: Act, *, over: bool = False) -> Handoff:
    """Give it to somebody."""
    present = _open(connection, act)
    if present.taken_by and present.taken_by != act.by and not over:
        raise _taken(present)
    if present.taken_by != act.by:
        connection.execute(_TAKE, (act.by, act.number))
        _note(connection, act, f"接手（原由{present.taken_by}接手）" if present.taken_by else "接手")
    return present


def release(connection: sqlite3.Connection, act: Act) -> None:
    """Give it back."""
    present = _open(connection, act)
    if present.taken_by and present.taken_by != act.by:
        raise _taken(present)
    if present.taken_by:
        connection.execute(_TAKE, ("", act.number))
        _note(connection, act, "放下")


def begin(connection: sqlite3.Connection, draft: Draft, until: float | None) -> tuple[int, bool]:
    """Keep an answer that is about to be sent, or that waits."""
    if (ident := _made(connection, draft)) is not None:
        return ident, False
    fate = Fate.WAITING if until is None else Fate.SENDING
    return _answer(connection, draft, Speaker.STAFF, fate, until), True


def resume(connection: sqlite3.Connection, act: Act, line: int, until: float) -> tuple[str, str] | None:
    """Take up an answer that waits, and the handoff with it where that is open."""
    present = _known(connection, act)
    if not connection.execute(_RESUME, (until, act.at, line, act.number)).rowcount:
        return None
    if present.open:
        take(connection, act)
    ((text,),) = connection.execute(_TEXT, (line,)).fetchall()
    return present.member, text


def withdraw(connection: sqlite3.Connection, act: Act, line: int) -> bool:
    """Take back an answer that waits; its member waits again."""
    present = _known(connection, act)
    if not connection.execute(_WITHDRAW, (act.at, line, act.number)).rowcount:
        return False
    _note(connection, act, "撤回了一条等待告知的答复")
    if present.open:
        connection.execute(_WAITS, (act.at, line))
    return True


def settle(connection: sqlite3.Connection, line: int, fate: Fate, at: float, reason: str) -> None:
    """What became of an answer; one that did not arrive leaves its member waiting."""
    if connection.execute(_SETTLE, (fate, reason, at, line)).rowcount and fate is Fate.FAILED:
        connection.execute(_WAITS, (at, line))


def call(connection: sqlite3.Connection, draft: Draft) -> None:
    """Note an answer by telephone."""
    if _made(connection, draft) is None:
        _answer(connection, draft, Speaker.PHONE, None, None)


def close(connection: sqlite3.Connection, act: Act, note: str) -> None:
    """Close it."""
    _open(connection, act)
    connection.execute(_CLOSE, (act.at, act.by, note, act.number))
    _note(connection, act, f"结束：{note}" if note else "结束")


def reopen(connection: sqlite3.Connection, act: Act) -> None:
    """Open it again."""
    present = _known(connection, act)
    if present.open:
        raise Error(Code.CONFLICT, f"求助 {act.number}：没有结束")
    newer = connection.execute(_NEWER, (act.account, present.member)).fetchone()
    if newer is not None:
        message = f"求助 {act.number}：这位会员又有一件新的求助 {newer[0]}，请在那里答复"
        raise Error(Code.CONFLICT, message)
    connection.execute(_REOPEN, (act.by, act.at, act.number))
    _note(connection, act, "重新打开")


def _answer(
    connection: sqlite3.Connection, draft: Draft, speaker: Speaker, fate: Fate | None, until: float | None
) -> int:
    """Keep an answer, and let the handoff be its author's."""
    act = draft.act
    take(connection, act)
    sent_at = act.at if fate is Fate.SENDING else None
    row = (act.number, act.at, speaker, act.by, draft.text, fate, draft.token, until, sent_at)
    ident = int(connection.execute(_ADD, row).lastrowid or 0)
    connection.execute(_ANSWERED, (act.at, act.number))
    return ident


def _made(connection: sqlite3.Connection, draft: Draft) -> int | None:
    """The line that a form was used for before."""
    _known(connection, draft.act)
    row = connection.execute(_MADE, (draft.token, draft.act.number)).fetchone()
    return None if row is None else int(row[0])


def _known(connection: sqlite3.Connection, act: Act) -> Handoff:
    present = find(connection, act.account, act.number)
    if present is None:
        raise Error(Code.UNKNOWN, f"没有求助 {act.number}；会员可能已取消关注或删除了个人信息")
    return present


def _open(connection: sqlite3.Connection, act: Act) -> Handoff:
    present = _known(connection, act)
    if not present.open:
        raise Error(Code.CONFLICT, f"求助 {act.number}：已由{present.closed_by}结束；要再答复，请先重新打开")
    return present


def _taken(present: Handoff) -> Error:
    message = f"求助 {present.number}：已由{present.taken_by}接手，您的没有发出；需要的话请先改由自己接手"
    return Error(Code.CONFLICT, message)


def _note(connection: sqlite3.Connection, act: Act, text: str) -> None:
    connection.execute(_ADD, (act.number, act.at, Speaker.NOTE, act.by, text, None, None, None, None))


def _handoff(row: Sequence[object]) -> Handoff:
    number, account, member, opened_at, asked_at, times, unread, waits, *rest = row
    return Handoff(number, account, member, opened_at, asked_at, times, bool(unread), bool(waits), *rest)  # type: ignore[arg-type]  # as the columns are typed
