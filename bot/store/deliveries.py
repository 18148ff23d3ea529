"""Deliveries of broadcasts: leased in batches, settled in batches, each by who holds its lease.

A lease is known by its end (``until``), so what another worker has taken up since is not settled. By itself SQLite
would go through all deliveries rather than use the index that leads to the few that matter. A statement takes a
whole batch in one step: SQLite lets go of the interpreter's lock at every step, and a busy loop gives it back late.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from bot.broadcast.broadcast import Broadcast, Channel, Delivery, Outcome, State
from bot.broadcast.reasons import GONE, OPTED_OUT
from bot.broadcast.sending import Result
from bot.store import broadcasts, template_results
from bot.store.erased import ERASED_MEMBER

_DUE = """
SELECT b.id FROM broadcasts AS b
WHERE b.send_at <= ?1 AND b.account IN (SELECT value FROM json_each(?2))
    AND (b.state = 'approved' OR b.state = 'sending' AND (b.frozen_at IS NULL
        OR EXISTS (SELECT 1 FROM deliveries WHERE broadcast = b.id AND state = 'pending'
            AND channel IN ('template', 'subscribe', 'customer', 'mass'))
        OR EXISTS (SELECT 1 FROM deliveries INDEXED BY deliveries_state WHERE broadcast = b.id AND state = 'sending'
            AND channel IN ('template', 'subscribe', 'customer') AND until <= ?3)
        OR EXISTS (SELECT 1 FROM mass_jobs WHERE broadcast = b.id AND state = 'sending' AND until <= ?3)))
ORDER BY b.send_at, b.id
"""
_SPENT = """
SELECT id FROM broadcasts AS b WHERE state IN ('sending', 'paused') AND frozen_at IS NOT NULL
AND NOT EXISTS (SELECT 1 FROM deliveries WHERE broadcast = b.id AND state = 'pending')
AND NOT EXISTS (SELECT 1 FROM deliveries WHERE broadcast = b.id AND state = 'sending')
"""
_FIND = """
SELECT json_group_array(json_array(number, member, channel, sent_at)) FROM (
    SELECT number, member, channel, sent_at FROM deliveries INDEXED BY deliveries_state
    WHERE broadcast = ?1 AND state = ?2 AND channel IN (SELECT value FROM json_each(?3))
    AND (until IS NULL OR until <= ?4) ORDER BY {} LIMIT ?5)
"""
_FIND_LEFT = _FIND.format("sent_at")  # the oldest first, as WeChat forgets them
_FIND_PENDING = _FIND.format("channel, number")  # as the index has them
_TAKE = """
UPDATE deliveries SET state = 'sending', until = ?1, sent_at = coalesce(sent_at, ?2)
WHERE broadcast = ?3 AND number IN (SELECT value FROM json_each(?4))
"""
_CALLS = """
SELECT 1 FROM deliveries WHERE broadcast = ? AND state IN ('pending', 'sending')
AND channel IN ('template', 'subscribe', 'customer', 'mass') LIMIT 1
"""
_UNTIL = """
SELECT min(until) FROM deliveries INDEXED BY deliveries_state WHERE broadcast = ? AND state = 'sending'
AND channel IN (SELECT value FROM json_each(?))
"""
_SETTLE = """
UPDATE deliveries SET state = ?1, reason = ?2, until = ?4, channel = coalesce(?8, channel),
    settled_at = CASE WHEN ?1 IN ('pending', 'sending') THEN NULL ELSE ?3 END,
    sent_at = CASE WHEN ?1 = 'pending' THEN NULL ELSE sent_at END
WHERE broadcast = ?5 AND state = 'sending' AND until = ?6 AND number IN (SELECT value FROM json_each(?7))
"""
# By an object's members, a number after an n each; the plus keeps SQLite from going through all that are sent.
_NAME = """
UPDATE deliveries SET msg_id = ?2 ->> ('$.n' || number)
WHERE broadcast = ?1 AND number IN (SELECT CAST(substr(key, 2) AS INTEGER) FROM json_each(?2)) AND +state = 'sent'
"""
# Who opted out, left or was erased while their delivery was in hand is not sent it later.
_SKIP = f"""
UPDATE deliveries SET state = 'skipped', settled_at = ?3, reason = CASE WHEN {ERASED_MEMBER} THEN ?2 ELSE ?1 END
WHERE broadcast = ?4 AND state = 'pending' AND number IN (SELECT value FROM json_each(?5)) AND ({ERASED_MEMBER}
    OR EXISTS (SELECT 1 FROM opt_outs AS o WHERE o.account = deliveries.account AND o.member = deliveries.member))
"""  # noqa: S608  # its parts are constants
_LEFT = """
state = 'sending' AND until <= ? AND channel IN ('template', 'subscribe', 'customer')
AND broadcast IN (SELECT id FROM broadcasts WHERE state IN ('cancelled', 'failed'))
"""
_ARE_LEFT = f"SELECT 1 FROM deliveries INDEXED BY deliveries_state WHERE {_LEFT} LIMIT 1"  # noqa: S608  # its parts are constants
_ABANDON = f"""
UPDATE deliveries INDEXED BY deliveries_state
SET state = 'failed', reason = ?, settled_at = ?, until = NULL WHERE {_LEFT}
"""  # noqa: S608  # as above


def due(connection: sqlite3.Connection, accounts: Sequence[str], business: float, now: float) -> tuple[Broadcast, ...]:
    """Scheduled broadcasts of some accounts whose time has come and of which something can be done."""
    rows = connection.execute(_DUE, (business, json.dumps(list(accounts)), now)).fetchall()
    return tuple(broadcasts.known(connection, ident) for (ident,) in rows)


def spent(connection: sqlite3.Connection) -> tuple[int, ...]:
    """Those being sent, or paused, of which nothing is pending."""
    return tuple(ident for (ident,) in connection.execute(_SPENT).fetchall())


def lease(
    connection: sqlite3.Connection, ident: int, channels: Sequence[Channel], now: float, until: float, *, limit: int
) -> tuple[Delivery, ...]:
    """Take up what a dead worker left, then what is pending."""
    if not being_sent(connection, ident):
        return ()
    wanted = json.dumps(list(channels))
    taken: list[Delivery] = []
    for state, find in ((Outcome.SENDING, _FIND_LEFT), (Outcome.PENDING, _FIND_PENDING)):
        left = limit - len(taken)
        ((found,),) = connection.execute(find, (ident, state, wanted, now, left)).fetchall()
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
    alike: dict[tuple[object, ...], list[Result]] = {}
    for result in results:
        its = result.delivery
        alike.setdefault((its.broadcast, its.until, result.outcome, result.reason, result.channel), []).append(result)
    count = 0
    for (_, until, outcome, reason, channel), group in alike.items():
        ident = group[0].delivery.broadcast
        again = max((r.again for r in group if r.again is not None), default=None)
        numbers = json.dumps([r.delivery.number for r in group])
        said = (outcome, reason, max(r.at for r in group), again)
        count += connection.execute(_SETTLE, (*said, ident, until, numbers, channel)).rowcount
        if outcome is Outcome.SENT and (named := {f"n{r.delivery.number}": r.msg_id for r in group if r.msg_id}):
            connection.execute(_NAME, (ident, json.dumps(named)))
            template_results.apply(connection, ident, tuple(named.values()))
        if outcome is Outcome.PENDING:
            connection.execute(_SKIP, (OPTED_OUT, GONE, said[2], ident, numbers))
    return count


def are_abandoned(connection: sqlite3.Connection, now: float) -> bool:
    """Whether ``abandon`` would find any."""
    return bool(connection.execute(_ARE_LEFT, (now,)).fetchall())


def abandon(connection: sqlite3.Connection, now: float, reason: str) -> int:
    """Fail what was being sent of broadcasts that were ended, when its lease has ended too."""
    return connection.execute(_ABANDON, (reason, now, now)).rowcount
