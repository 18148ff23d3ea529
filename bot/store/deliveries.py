"""Deliveries of broadcasts: leased in batches, settled in batches, each by who holds its lease.

A lease is known by its end (``until``), so what another worker has taken up since is not settled. A statement takes a
whole batch in one step: SQLite lets go of the interpreter's lock at every step, and a busy loop gives it back late.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from bot.broadcast.broadcast import Broadcast, Channel, Delivery, Draft, Outcome, State
from bot.broadcast.sending import Result

_COLUMNS = (
    "id, account, name, text, audience, channel, send_at, fields, occasion, state, author, approver, created_at, "
    "frozen_at, reason"
)
_DUE = f"""
SELECT {_COLUMNS} FROM broadcasts AS b
WHERE b.send_at <= ?1 AND b.account IN (SELECT value FROM json_each(?2))
    AND (b.state = 'approved' OR b.state = 'sending' AND (b.frozen_at IS NULL
        OR EXISTS (SELECT 1 FROM deliveries WHERE broadcast = b.id AND state = 'pending'
            AND channel IN ('template', 'subscribe', 'customer', 'mass'))
        OR EXISTS (SELECT 1 FROM deliveries WHERE broadcast = b.id AND state = 'sending'
            AND channel IN ('template', 'subscribe', 'customer') AND until <= ?3)
        OR EXISTS (SELECT 1 FROM mass_jobs WHERE broadcast = b.id AND state = 'sending' AND until <= ?3)))
ORDER BY b.send_at, b.id
"""  # noqa: S608  # its parts are constants
_SPENT = """
SELECT id FROM broadcasts AS b WHERE state = 'sending' AND frozen_at IS NOT NULL
AND NOT EXISTS (SELECT 1 FROM deliveries WHERE broadcast = b.id AND state = 'pending')
AND NOT EXISTS (SELECT 1 FROM deliveries WHERE broadcast = b.id AND state = 'sending')
"""
_FIND = """
SELECT json_group_array(json_array(number, member, channel, sent_at)) FROM (
    SELECT number, member, channel, sent_at FROM deliveries WHERE broadcast = ?1 AND state = ?2
    AND channel IN (SELECT value FROM json_each(?3)) AND (until IS NULL OR until <= ?4) LIMIT ?5)
"""
_TAKE = """
UPDATE deliveries SET state = 'sending', until = ?1, sent_at = coalesce(sent_at, ?2)
WHERE broadcast = ?3 AND number IN (SELECT value FROM json_each(?4))
"""
_CALLS = """
SELECT 1 FROM deliveries WHERE broadcast = ? AND state IN ('pending', 'sending')
AND channel IN ('template', 'subscribe', 'customer', 'mass') LIMIT 1
"""
_UNTIL = """
SELECT min(until) FROM deliveries WHERE broadcast = ? AND state = 'sending'
AND channel IN (SELECT value FROM json_each(?))
"""
# A result is [number, state, reason, at, again].
_SETTLE = """
UPDATE deliveries SET
    state = CASE WHEN ?4 AND v.state = 'pending' THEN 'skipped' ELSE v.state END,
    reason = CASE WHEN ?4 AND v.state = 'pending' THEN '群发已取消' ELSE v.reason END,
    settled_at = CASE WHEN v.state = 'sending' OR v.state = 'pending' AND NOT ?4 THEN NULL ELSE v.at END,
    until = v.again,
    sent_at = CASE WHEN v.state = 'pending' THEN NULL ELSE sent_at END
FROM (SELECT json_extract(value, '$[0]') AS number, json_extract(value, '$[1]') AS state,
    json_extract(value, '$[2]') AS reason, json_extract(value, '$[3]') AS at, json_extract(value, '$[4]') AS again
    FROM json_each(?1)) AS v
WHERE deliveries.broadcast = ?2 AND deliveries.number = v.number
    AND deliveries.state = 'sending' AND deliveries.until = ?3
"""
_ABANDON = """
UPDATE deliveries SET state = 'failed', reason = ?2, settled_at = ?1, until = NULL
WHERE state = 'sending' AND until <= ?1 AND channel IN ('template', 'subscribe', 'customer')
AND broadcast IN (SELECT id FROM broadcasts WHERE state IN ('cancelled', 'failed'))
"""


def due(connection: sqlite3.Connection, accounts: Sequence[str], business: float, now: float) -> tuple[Broadcast, ...]:
    """Scheduled broadcasts of some accounts whose time has come and of which something can be done."""
    rows = connection.execute(_DUE, (business, json.dumps(list(accounts)), now)).fetchall()
    return tuple(_broadcast(row) for row in rows)


def spent(connection: sqlite3.Connection) -> tuple[int, ...]:
    """Those being sent of which nothing is pending."""
    return tuple(ident for (ident,) in connection.execute(_SPENT).fetchall())


def lease(
    connection: sqlite3.Connection, ident: int, channels: Sequence[Channel], now: float, until: float, *, limit: int
) -> tuple[Delivery, ...]:
    """Take up what a dead worker left, then what is pending."""
    if not being_sent(connection, ident):
        return ()
    wanted = json.dumps(list(channels))
    taken: list[Delivery] = []
    for state in (Outcome.SENDING, Outcome.PENDING):
        left = limit - len(taken)
        ((found,),) = connection.execute(_FIND, (ident, state, wanted, now, left)).fetchall()
        for number, member, channel, sent_at in json.loads(found):
            first = sent_at if state is Outcome.SENDING and sent_at is not None else now
            taken.append(Delivery(ident, number, member, Channel(channel), Outcome.SENDING, until, first))
    connection.execute(_TAKE, (until, now, ident, json.dumps([d.number for d in taken])))
    return tuple(taken)


def being_sent(connection: sqlite3.Connection, ident: int) -> bool:
    """Whether deliveries of a broadcast may be taken up."""
    return connection.execute("SELECT state FROM broadcasts WHERE id = ?", (ident,)).fetchall() == [(State.SENDING,)]


def has_to_call(connection: sqlite3.Connection, ident: int) -> bool:
    """Whether something is pending, or left by a dead worker, that only a call to WeChat can tell."""
    return bool(connection.execute(_CALLS, (ident,)).fetchall())


def leased_until(connection: sqlite3.Connection, ident: int, channels: Sequence[Channel]) -> float | None:
    """When the first of the present leases ends."""
    ((until,),) = connection.execute(_UNTIL, (ident, json.dumps(list(channels)))).fetchall()
    return None if until is None else float(until)


def settle(connection: sqlite3.Connection, results: Sequence[Result]) -> int:
    """Write down what became of deliveries that are still leased as they were."""
    count = 0
    ordered = sorted(results, key=_lease_of)
    for (ident, until), its in groupby(ordered, key=_lease_of):
        state = connection.execute("SELECT state FROM broadcasts WHERE id = ?", (ident,)).fetchall()
        cancelled = state == [(State.CANCELLED,)]
        rows = [(r.delivery.number, r.outcome, r.reason, r.at, r.again) for r in its]
        values = (json.dumps(rows, ensure_ascii=False), ident, until, cancelled)
        count += connection.execute(_SETTLE, values).rowcount
    return count


def abandon(connection: sqlite3.Connection, now: float, reason: str) -> int:
    """Fail what was being sent of broadcasts that were ended, when its lease has ended too."""
    return connection.execute(_ABANDON, (now, reason)).rowcount


def _lease_of(result: Result) -> tuple[int, float]:
    return result.delivery.broadcast, result.delivery.until or 0.0


def _broadcast(row: tuple[Any, ...]) -> Broadcast:
    ident, account, name, text, audience, channel, send_at, fields, occasion, state, author, approver, *rest = row
    created_at, frozen_at, reason = rest
    draft = Draft(account, name, text, audience, channel, send_at, json.loads(fields), occasion)
    return Broadcast(ident, draft, State(state), author, created_at, approver or "", frozen_at, reason or "")
