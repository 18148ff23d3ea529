"""Broadcasts: drafts and what they came to, each step with an entry of a log that is only ever appended to."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from datetime import datetime
from typing import Any

from bot.broadcast.audience import Sought, parse
from bot.broadcast.broadcast import Broadcast, Channel, Counts, Draft, LogEntry, Outcome, ReportRow, Standing, State
from bot.clock import CHINA
from bot.errors import Code, Error
from bot.store import audiences

COLUMNS = (
    "id, account, name, text, audience, channel, send_at, fields, occasion, state, author, created_at, "
    "coalesce(approver, ''), frozen_at, coalesce(reason, ''), list, valid_until, "
    "submitted_at, any_hour"
)
_ONE = f"SELECT {COLUMNS} FROM broadcasts WHERE id = ?"  # noqa: S608  # its parts are constants
_OF_ACCOUNT = f"SELECT {COLUMNS} FROM broadcasts WHERE account = ? ORDER BY id"  # noqa: S608  # as above
_CREATE = (
    "INSERT INTO broadcasts (account, name, text, audience, channel, send_at, fields, occasion, state, author, "
    "created_at, list, valid_until, submitted_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'draft', ?, ?, ?, ?, ?)"
)
_MOVE = "UPDATE broadcasts SET state = ?, approver = coalesce(?, approver), reason = ? WHERE id = ?"
_LOG = "INSERT INTO broadcast_log (broadcast, at, by, what, note) VALUES (?, ?, ?, ?, ?)"
_LOGGED = "SELECT at, by, what, note FROM broadcast_log WHERE broadcast = ? ORDER BY id"
_TALLY = "SELECT state, count(*) FROM deliveries WHERE broadcast = ? GROUP BY state"
_WAITING = (
    "SELECT count(*) FROM deliveries INDEXED BY deliveries_state "
    "WHERE broadcast = ? AND state = 'pending' AND channel = 'next-contact'"
)
# A mass send that WeChat took is no longer in anybody's hands: its result comes by itself.
_UNATTENDED = """
SELECT 1 FROM broadcasts AS b WHERE b.id = ?1 AND b.state = 'sending' AND b.frozen_at IS NOT NULL
AND (EXISTS (SELECT 1 FROM deliveries INDEXED BY deliveries_state WHERE broadcast = ?1
        AND (state = 'pending' AND channel <> 'next-contact' OR state = 'sending' AND channel <> 'mass'))
    OR EXISTS (SELECT 1 FROM mass_jobs WHERE broadcast = ?1 AND state = 'sending'))
AND NOT EXISTS (SELECT 1 FROM deliveries INDEXED BY deliveries_state WHERE broadcast = ?1
    AND state IN ('sending', 'pending') AND until > ?2)
AND NOT EXISTS (SELECT 1 FROM mass_jobs WHERE broadcast = ?1 AND state = 'sending' AND until > ?2)
"""
_REPORT = (
    "SELECT number, member, channel, state, reason, coalesce(settled_at, sent_at) FROM deliveries "
    "WHERE broadcast = ? AND number > ? ORDER BY number LIMIT ?"
)
_MASS = "SELECT count(*) FROM broadcasts WHERE account = ? AND channel = 'mass' AND frozen_at >= ? AND id <> ?"
_STATES = {
    State.DRAFT: "还是草稿，没有批准",
    State.APPROVED: "已经批准，还没有开始发送",
    State.SENDING: "正在发送",
    State.PAUSED: "已暂停",
    State.DONE: "已经发完",
    State.CANCELLED: "已取消",
    State.FAILED: "已失败",
}


def find(connection: sqlite3.Connection, ident: int) -> Broadcast | None:
    """The broadcast of an id."""
    row = connection.execute(_ONE, (ident,)).fetchone()
    return read(row) if row else None


def known(connection: sqlite3.Connection, ident: int) -> Broadcast:
    """The same. Raises Error (UNKNOWN)."""
    found = find(connection, ident)
    if found is None:
        raise Error(Code.UNKNOWN, f"群发 {ident}：没有这个编号；broadcast list 可以查看")
    return found


def listed(connection: sqlite3.Connection, account: str) -> tuple[Broadcast, ...]:
    """The broadcasts of an account, oldest first."""
    return tuple(read(row) for row in connection.execute(_OF_ACCOUNT, (account,)).fetchall())


def create(connection: sqlite3.Connection, draft: Draft, author: str, at: float, openids: int | None) -> Broadcast:
    """Keep a draft. Raises Error (CONFLICT) if there is one for the same occasion.

    What made itself waits to be approved from the first: nobody else submits it.
    """
    fields = json.dumps(dict(draft.fields), ensure_ascii=False)
    what = (draft.account, draft.name, draft.text, draft.audience, draft.channel, draft.send_at, fields, draft.occasion)
    values = (*what, author, at, openids, draft.valid_until, at if draft.occasion else None)
    try:
        ident = connection.execute(_CREATE, values).lastrowid or 0
    except sqlite3.IntegrityError as error:
        raise Error(Code.CONFLICT, f"群发「{draft.name}」：这个时机的草稿已经有了，没有再建") from error
    log(connection, ident, LogEntry(at, author, State.DRAFT))
    return known(connection, ident)


def move(
    connection: sqlite3.Connection, ident: int, origins: Collection[State], to: State, step: LogEntry
) -> Broadcast:
    """Take a broadcast on to another state and log the step. Raises Error: UNKNOWN, or CONFLICT if it is in another.

    The note is kept as the reason; who approves is kept as the approver.
    """
    present = known(connection, ident)
    if present.state not in origins:
        needed = "、".join(f"「{_STATES[s]}」" for s in sorted(origins, key=list(State).index))
        message = f"群发 {ident}：{_STATES[present.state]}，不能这样做；要在{needed}时才可以"
        raise Error(Code.CONFLICT, message)
    connection.execute(_MOVE, (to, step.by if to is State.APPROVED else None, step.note, ident))
    log(connection, ident, step)
    return known(connection, ident)


def log(connection: sqlite3.Connection, ident: int, step: LogEntry) -> None:
    """Note a step."""
    connection.execute(_LOG, (ident, step.at, step.by, step.what, step.note))


def logged(connection: sqlite3.Connection, ident: int) -> tuple[LogEntry, ...]:
    """The steps that a broadcast went, oldest first."""
    return tuple(LogEntry(*row) for row in connection.execute(_LOGGED, (ident,)).fetchall())


def counts(connection: sqlite3.Connection, ident: int, year: int | None) -> Counts:
    """How many deliveries have come to what, in one state of the store; before the freezing, how many there would be.

    Raises Error (UNKNOWN).
    """
    present = known(connection, ident)
    if present.frozen_at is None:
        created = datetime.fromtimestamp(present.created_at, CHINA).year
        total = audiences.count(connection, sought(present, created if year is None else year))
        return Counts(total, 0, 0, 0, total)
    found = dict(connection.execute(_TALLY, (ident,)).fetchall())
    sent, failed, skipped = (int(found.pop(o.value, 0)) for o in (Outcome.SENT, Outcome.FAILED, Outcome.SKIPPED))
    pending = sum(found.values())
    return Counts(sent + failed + skipped + pending, sent, failed, skipped, pending)


def standing(connection: sqlite3.Connection, ident: int, now: float) -> Standing:
    """How many wait for their next message, and whether nobody sends the others."""
    ((waiting,),) = connection.execute(_WAITING, (ident,)).fetchall()
    return Standing(int(waiting), bool(connection.execute(_UNATTENDED, (ident, now)).fetchall()))


def sought(broadcast: Broadcast, year: int, notice: str = "") -> Sought:
    """Whom a broadcast goes to."""
    return Sought(broadcast.draft.account, parse(broadcast.draft.audience), broadcast.openids, year, notice)


def report(connection: sqlite3.Connection, ident: int, after: int, limit: int) -> tuple[ReportRow, ...]:
    """The next deliveries after a number."""
    return tuple(
        ReportRow(number, member, Channel(channel) if channel else None, Outcome(state), reason, at)
        for number, member, channel, state, reason, at in connection.execute(_REPORT, (ident, after, limit)).fetchall()
    )


def mass_since(connection: sqlite3.Connection, account: str, since: float, but: int) -> int:
    """How many other broadcasts of an account were mass sends since a time."""
    return int(connection.execute(_MASS, (account, since, but)).fetchone()[0])


def read(row: tuple[Any, ...]) -> Broadcast:
    """A broadcast from a row of ``COLUMNS``."""
    ident, account, name, text, audience, channel, send_at, fields, occasion, state, author, *rest = row
    created_at, approver, frozen_at, reason, openids, valid_until, submitted_at, any_hour = rest
    draft = Draft(account, name, text, audience, channel, send_at, json.loads(fields), occasion, valid_until)
    more = submitted_at, bool(any_hour)
    return Broadcast(ident, draft, State(state), author, created_at, approver, frozen_at, reason, openids, *more)
