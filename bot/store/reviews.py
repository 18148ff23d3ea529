"""Broadcasts on their way through the office: lists, drafts from forms, and steps from what somebody had seen."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.broadcast.broadcast import Broadcast, Draft, LogEntry, State
from bot.broadcast.stage import SCHEDULED, STAGES, STEPS, UNSENT, Stage, actor, stage_of
from bot.clock import CHINA
from bot.errors import Code, Error
from bot.store import broadcasts
from bot.store.promises.reviews import Seen, Step

_STAGE = (
    "CASE WHEN state = 'draft' AND submitted_at IS NOT NULL THEN 'submitted' "
    "WHEN state = 'failed' THEN 'cancelled' ELSE state END"
)
_LISTED = (
    f"SELECT {broadcasts.COLUMNS} FROM broadcasts WHERE account = :account AND id < :before "  # noqa: S608  # constants
    f"AND (:stage = '' OR {_STAGE} = :stage) ORDER BY id DESC LIMIT :limit"
)
_COUNTS = f"SELECT {_STAGE}, count(*) FROM broadcasts WHERE account = ? GROUP BY 1"  # noqa: S608  # as above
_BY_TOKEN = "SELECT id FROM broadcasts WHERE account = ? AND token = ?"  # noqa: S105  # of a form
_NAME = "UPDATE broadcasts SET token = ? WHERE id = ?"  # as above
_HAND_OVER = "UPDATE broadcasts SET list = coalesce(list, ?) WHERE id = ?"
_LET_GO = "UPDATE broadcasts SET list = NULL WHERE id = ?"
# What the service notes of its own counting is no step that anybody would have to see first.
_LAST = "SELECT id, at, by, what FROM broadcast_log WHERE broadcast = ? AND what <> 'frozen' ORDER BY id DESC LIMIT 1"
_TAKE = (
    "UPDATE broadcasts SET state = coalesce(:state, state), reason = :reason, submitted_at = :submitted, "
    "approver = CASE WHEN :state = 'approved' THEN :by ELSE approver END, "
    "send_at = coalesce(:send_at, send_at), any_hour = coalesce(:any_hour, any_hour) WHERE id = :ident"
)
_NOT_SHOWN = frozenset({SCHEDULED, State.APPROVED.value, State.SENDING.value})  # their notes explain no standstill
_LATEST = 1 << 62


def listed(
    connection: sqlite3.Connection, account: str, stage: Stage | None, before: int | None, limit: int
) -> tuple[Broadcast, ...]:
    """Those of a stage, the latest first."""
    values = {"account": account, "stage": stage or "", "before": before or _LATEST, "limit": limit}
    return tuple(broadcasts.read(row) for row in connection.execute(_LISTED, values).fetchall())


def counts(connection: sqlite3.Connection, account: str) -> Mapping[Stage, int]:
    """How many there are of each stage."""
    return {Stage(stage): int(count) for stage, count in connection.execute(_COUNTS, (account,)).fetchall()}


def seen(connection: sqlite3.Connection, ident: int) -> Seen:
    """A broadcast as it is now."""
    rows = connection.execute(_LAST, (ident,)).fetchall()
    return Seen(ident, int(rows[0][0]) if rows else 0)


def draft(
    connection: sqlite3.Connection,
    what: Draft,
    step: LogEntry,
    *,
    openids: int | None,
    token: str,
    replaces: Seen | None,
) -> Broadcast:
    """Keep a draft, or find the one of the same form."""
    if made := connection.execute(_BY_TOKEN, (what.account, token)).fetchall():
        return broadcasts.known(connection, int(made[0][0]))
    old = _unchanged(connection, replaces, UNSENT) if replaces is not None else None
    new = broadcasts.create(connection, what, step.by, step.at, openids)
    connection.execute(_NAME, (token, new.ident))
    if old is not None:
        if openids is None and old.draft.audience == what.audience:
            connection.execute(_HAND_OVER, (old.openids, new.ident))
            connection.execute(_LET_GO, (old.ident,))  # or it would be removed as a leftover of what was cancelled
        note = LogEntry(step.at, step.by, State.CANCELLED, f"已改为群发 {new.ident}")
        broadcasts.move(connection, old.ident, {State.DRAFT, State.APPROVED}, State.CANCELLED, note)
    return broadcasts.known(connection, new.ident)


def take(connection: sqlite3.Connection, since: Seen, step: Step) -> Broadcast:
    """Take a step from what was seen."""
    present = _unchanged(connection, since, step.origins)
    due = present.draft.send_at
    begun = due is not None and step.send_at is not None and due <= step.send_at and step.to is State.SENDING
    values = {
        "state": step.to,
        "reason": "" if step.what in _NOT_SHOWN else step.note,
        "submitted": step.at if step.submitted else None,
        "by": step.by,
        "send_at": due if begun else step.send_at,
        "any_hour": step.any_hour,
        "ident": since.ident,
    }
    connection.execute(_TAKE, values)
    broadcasts.log(connection, since.ident, LogEntry(step.at, step.by, step.what, step.note))
    return broadcasts.known(connection, since.ident)


def _unchanged(connection: sqlite3.Connection, since: Seen, origins: frozenset[Stage]) -> Broadcast:
    """The broadcast as it was seen, in one of some stages. Raises Error (CONFLICT)."""
    present = broadcasts.known(connection, since.ident)
    last: Sequence[tuple[int, float, str, str]] = connection.execute(_LAST, (since.ident,)).fetchall()
    stage = stage_of(present)
    if last and last[0][0] != since.step:
        _, at, by, what = last[0]
        when = datetime.fromtimestamp(at, CHINA)
        message = (
            f"群发 {since.ident} 刚刚已被 {actor(by)} 改动（{when:%H:%M} {STEPS.get(what, what)}），"
            f"现在是「{STAGES[stage]}」；您的操作没有生效，请看过现在的情况再决定"
        )
        raise Error(Code.CONFLICT, message)
    if stage not in origins:
        needed = "、".join(f"「{STAGES[s]}」" for s in Stage if s in origins)
        raise Error(Code.CONFLICT, f"群发 {since.ident} 现在是「{STAGES[stage]}」，要在{needed}时才能这样做")
    return present
