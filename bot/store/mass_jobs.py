"""Mass sends (群发) of broadcasts: on disk before they are sent, settled when WeChat tells their result.

A job goes from ``sending`` to ``accepted`` (WeChat gave its msg_id), then ``ended``; its deliveries are marked
``sending`` before and settled after, some thousand in a transaction.
"""

from __future__ import annotations

import json
import sqlite3

from bot.broadcast.reasons import GONE, OPTED_OUT
from bot.broadcast.sending import LEAST, MassJob
from bot.results import MassFinished
from bot.store.deliveries import being_sent
from bot.store.erased import ERASED_MEMBER

_LEFT = """
SELECT broadcast, part, first, last, size, sent_at FROM mass_jobs
WHERE broadcast = ? AND state = 'sending' AND until <= ? LIMIT 1
"""
_MADE = "SELECT created_at FROM broadcasts WHERE id = ?"
_UNTIL = "SELECT min(until) FROM mass_jobs WHERE broadcast = ? AND state = 'sending'"
_AGAIN = "UPDATE mass_jobs SET until = ?, sent_at = coalesce(sent_at, ?) WHERE broadcast = ? AND part = ?"
_NEXT = """
SELECT count(*), min(number), max(number) FROM (SELECT number FROM deliveries WHERE broadcast = ?1 AND state = 'pending'
AND channel = 'mass' AND number > (SELECT coalesce(max(last), 0) FROM mass_jobs WHERE broadcast = ?1)
ORDER BY number LIMIT ?2)
"""
_ADD = (
    "INSERT INTO mass_jobs (broadcast, part, first, last, size, until, sent_at, state, reason) "
    "VALUES (?, (SELECT count(*) + 1 FROM mass_jobs WHERE broadcast = ?), ?, ?, ?, ?, ?, 'sending', '') RETURNING part"
)
_SOME = """
SELECT json_group_array(number) FROM (SELECT number FROM deliveries
WHERE broadcast = ? AND state = ? AND channel = 'mass' AND number BETWEEN ? AND ? LIMIT ?)
"""
_HOLD = """
UPDATE deliveries SET state = 'sending', sent_at = ?1, until = NULL
WHERE broadcast = ?2 AND number IN (SELECT value FROM json_each(?3))
"""
_MEMBERS = f"""
SELECT json_group_array(member) FROM deliveries
WHERE broadcast = ? AND state = 'sending' AND channel = 'mass' AND number BETWEEN ? AND ? AND NOT ({ERASED_MEMBER})
"""  # noqa: S608  # its parts are constants
_OPTED_OUT = """
SELECT count(*) FROM opt_outs AS o CROSS JOIN deliveries AS d ON d.broadcast = ?1 AND d.member = o.member
WHERE o.account = (SELECT account FROM broadcasts WHERE id = ?1)
"""
_LEAVE_OUT = f"""
UPDATE deliveries SET state = 'skipped', settled_at = ?1, sent_at = NULL,
    reason = CASE WHEN {ERASED_MEMBER} THEN ?3 ELSE ?2 END
WHERE broadcast = ?4 AND number BETWEEN ?5 AND ?6 AND state = 'sending' AND channel = 'mass' AND ({ERASED_MEMBER}
    OR EXISTS (SELECT 1 FROM opt_outs AS o WHERE o.account = deliveries.account AND o.member = deliveries.member))
"""  # noqa: S608  # as above
_SHRINK = "UPDATE mass_jobs SET size = size - ? WHERE broadcast = ? AND part = ?"
_ACCEPT = """
UPDATE mass_jobs SET state = 'accepted', account = ?, msg_id = ?, until = ?
WHERE broadcast = ? AND part = ? AND state = 'sending' AND until = ?
"""
_WAIT = """
UPDATE mass_jobs SET until = ?, sent_at = CASE WHEN ? THEN NULL ELSE sent_at END
WHERE broadcast = ? AND part = ? AND state = 'sending' AND until = ?
"""
_FAIL = """
UPDATE mass_jobs SET state = 'ended', until = NULL, unsent = size, reason = ?
WHERE broadcast = ? AND part = ? AND state = 'sending' AND until = ?
"""
_KEEP = (
    "INSERT INTO mass_results (account, msg_id, total, sent, reason, at) VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (account, msg_id) DO NOTHING"
)
_TOLD = """
UPDATE mass_jobs SET state = 'ended', until = NULL,
    unsent = CASE WHEN r.reason <> '' THEN size ELSE min(size, max(r.total - r.sent, 0)) END,
    reason = CASE WHEN r.reason <> '' THEN r.reason WHEN r.total > r.sent THEN
        printf('微信只给出人数：这一批 %d 人中 %d 人没有送达，没有说是哪些人', r.total, r.total - r.sent) ELSE '' END
FROM mass_results AS r
WHERE mass_jobs.state = 'accepted' AND r.account = mass_jobs.account AND r.msg_id = mass_jobs.msg_id
"""
_LATE = """
UPDATE mass_jobs SET state = 'ended', until = NULL, unsent = size, reason = ?2 WHERE state = 'accepted' AND until <= ?1
"""
_OPEN = "SELECT 1 FROM mass_jobs WHERE state IN ('accepted', 'ended') LIMIT 1"
_ENDED = "SELECT broadcast, part, first, last, unsent, reason FROM mass_jobs WHERE state = 'ended'"
_FAILED = """
SELECT count(*) FROM deliveries
WHERE broadcast = ? AND state = 'failed' AND channel = 'mass' AND number BETWEEN ? AND ?
"""
_SETTLE = """
UPDATE deliveries SET state = ?1, settled_at = ?2, until = NULL, reason = ?3
WHERE broadcast = ?4 AND number IN (SELECT value FROM json_each(?5))
"""
_DONE = "UPDATE mass_jobs SET state = 'settled' WHERE broadcast = ? AND part = ?"


def lease(connection: sqlite3.Connection, ident: int, now: float, until: float, most: int | None) -> MassJob | None:
    """Take up the mass send that a dead worker left, else the next one."""
    if not being_sent(connection, ident):
        return None
    ((made_at,),) = connection.execute(_MADE, (ident,)).fetchall()
    for broadcast, part, first, last, size, sent_at in connection.execute(_LEFT, (ident, now)).fetchall():
        connection.execute(_AGAIN, (until, now, broadcast, part))
        return MassJob(broadcast, part, first, last, size, until, now if sent_at is None else sent_at, made_at)
    ((size, first, last),) = connection.execute(_NEXT, (ident, -1 if most is None else most)).fetchall()
    if most is not None and size == most:
        ((more, *_),) = connection.execute(_NEXT, (ident, most + LEAST)).fetchall()
        if more == most + 1:
            ((size, first, last),) = connection.execute(_NEXT, (ident, most - 1)).fetchall()
    if not size:
        return None
    ((part,),) = connection.execute(_ADD, (ident, ident, first, last, size, until, now)).fetchall()
    return MassJob(ident, part, first, last, size, until, now, made_at)


def leased_until(connection: sqlite3.Connection, ident: int) -> float | None:
    """When the first of those that are to be sent may be taken up."""
    ((until,),) = connection.execute(_UNTIL, (ident,)).fetchall()
    return None if until is None else float(until)


def hold(connection: sqlite3.Connection, job: MassJob, limit: int) -> int:
    """Mark some more of its deliveries as being sent; how many."""
    ((found,),) = connection.execute(_SOME, (job.broadcast, "pending", job.first, job.last, limit)).fetchall()
    return connection.execute(_HOLD, (job.sent_at, job.broadcast, found)).rowcount


def members(connection: sqlite3.Connection, job: MassJob) -> tuple[str, ...]:
    """Whom it is to."""
    ((found,),) = connection.execute(_MEMBERS, (job.broadcast, job.first, job.last)).fetchall()
    return tuple(json.loads(found))


def leave_out(connection: sqlite3.Connection, job: MassJob, at: float) -> int:
    """Skip those of its members who opted out, left or were erased since it was made; how many."""
    count = connection.execute(_LEAVE_OUT, (at, OPTED_OUT, GONE, job.broadcast, job.first, job.last)).rowcount
    connection.execute(_SHRINK, (count, job.broadcast, job.part))
    return count


def opted_out(connection: sqlite3.Connection, ident: int) -> int:
    """How many members of a broadcast's audience want no broadcasts."""
    return int(connection.execute(_OPTED_OUT, (ident,)).fetchone()[0])


def accept(connection: sqlite3.Connection, job: MassJob, account: str, msg_id: str, until: float) -> bool:
    """WeChat took it."""
    values = (account, msg_id, until, job.broadcast, job.part, job.until)
    return connection.execute(_ACCEPT, values).rowcount == 1


def wait(connection: sqlite3.Connection, job: MassJob, again: float, *, certain: bool) -> bool:
    """It may be taken up later."""
    return connection.execute(_WAIT, (again, certain, job.broadcast, job.part, job.until)).rowcount == 1


def fail(connection: sqlite3.Connection, job: MassJob, reason: str) -> bool:
    """It is given up."""
    return connection.execute(_FAIL, (reason, job.broadcast, job.part, job.until)).rowcount == 1


def finished(connection: sqlite3.Connection, account: str, result: MassFinished, at: float) -> None:
    """Keep what WeChat tells; it may come before the answer to the send itself is on disk."""
    connection.execute(_KEEP, (account, result.msg_id, result.total, result.sent, result.reason, at))


def are_open(connection: sqlite3.Connection) -> bool:
    """Whether there are mass sends that WeChat took and that are not settled."""
    return bool(connection.execute(_OPEN).fetchall())


def settle(connection: sqlite3.Connection, now: float, reason: str, limit: int) -> int:
    """Settle deliveries of mass sends that have ended; how many."""
    connection.execute(_TOLD)
    connection.execute(_LATE, (now, reason))
    left = limit
    for broadcast, part, first, last, unsent, why in connection.execute(_ENDED).fetchall():
        its = (broadcast, first, last)
        ((failed,),) = connection.execute(_FAILED, its).fetchall()
        left -= _settle_some(connection, its, "failed", min(left, unsent - failed), (now, why))
        left -= _settle_some(connection, its, "sent", left, (now, why))
        if left <= 0:
            break
        connection.execute(_DONE, (broadcast, part))
    return limit - left


def _settle_some(
    connection: sqlite3.Connection, its: tuple[int, int, int], state: str, count: int, said: tuple[float, str]
) -> int:
    broadcast, first, last = its
    ((found,),) = connection.execute(_SOME, (broadcast, "sending", first, last, max(count, 0))).fetchall()
    return connection.execute(_SETTLE, (state, *said, broadcast, found)).rowcount
