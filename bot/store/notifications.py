"""Notices of changed statuses: raised with the change, taken up by one worker at a time, settled once.

``due`` says when a pending notice may be taken up, and when one that is being sent counts as abandoned; whoever changes
a notice names the ``due`` that was read, so of two workers, or a worker and the webhook, one wins. A pending notice
without ``due`` waits for the member's next contact.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.notifications.notice import Channel, Hearer, Notice, State, Step

_SUPERSEDE = """
UPDATE notifications SET state = 'superseded', settled_at = ?1, due = NULL
WHERE account = ?2 AND member = ?3 AND key = ?4 AND state = 'pending' AND seq < ?5
"""
# CROSS makes SQLite look each key up; by itself it goes through all bindings and all keys for each.
_BOUND = """
SELECT b.member, json_extract(v.value, '$[0]'), json_extract(v.value, '$[1]'), json_extract(v.value, '$[2]'),
    b.told IS NOT json_extract(v.value, '$[2]') OR EXISTS (SELECT 1 FROM notifications AS o WHERE o.account = b.account
        AND o.member = b.member AND o.key = b.key AND o.state = 'sending'), m.last_seen
FROM json_each(?2) AS v
CROSS JOIN bindings AS b ON b.account = ?1 AND b.kind = 'submission' AND b.key = json_extract(v.value, '$[0]')
LEFT JOIN members AS m ON m.account = b.account AND m.member = b.member
WHERE m.left_at IS NULL AND b.over_at IS NULL
"""
_RAISE = (
    "INSERT INTO notifications (account, member, key, seq, status, state, at, due) "
    "VALUES (?, ?, ?, ?, ?, 'pending', ?, ?) ON CONFLICT (account, member, key, seq) DO NOTHING"
)
_MAY_SEE = """
EXISTS (SELECT 1 FROM bindings AS b WHERE b.account = n.account AND b.member = n.member
    AND b.kind = 'submission' AND b.key = n.key AND b.over_at IS NULL)
AND NOT EXISTS (SELECT 1 FROM members AS m WHERE m.account = n.account AND m.member = n.member
    AND m.left_at IS NOT NULL)
"""
_OLDER_ON_ITS_WAY = """
EXISTS (SELECT 1 FROM notifications AS o WHERE o.account = n.account AND o.member = n.member AND o.key = n.key
    AND o.seq < n.seq AND o.state = 'sending')
"""
# Read off the index in order, so that it costs the same however many wait.
_FIRST = f"""
SELECT n.id FROM notifications AS n WHERE n.state = '{{}}' AND n.due <= ?1
AND n.account IN (SELECT value FROM json_each(?2)) AND NOT {_OLDER_ON_ITS_WAY}
ORDER BY n.due, n.id LIMIT ?3
"""  # noqa: S608  # its parts are constants
_DUE = f"""
SELECT n.id, n.account, n.member, coalesce(c.number, n.key), coalesce(c.application, ''), n.status, n.at, n.state,
    n.due, n.channel, coalesce(n.tried, ''), coalesce(n.tries, 0), n.sent_at,
    (SELECT last_seen FROM members AS m WHERE m.account = n.account AND m.member = n.member),
    {_MAY_SEE},
    EXISTS (SELECT 1 FROM notifications AS o WHERE o.account = n.account AND o.member = n.member AND o.key = n.key
        AND o.seq > n.seq),
    coalesce(c.tell, '')
FROM notifications AS n LEFT JOIN submission_changes AS c ON c.seq = n.seq AND c.account = n.account
WHERE n.id IN (
    SELECT id FROM ({_FIRST.format("sending")}) UNION ALL
    SELECT id FROM ({_FIRST.format("pending")})
)
ORDER BY n.due, n.id LIMIT ?3
"""  # noqa: S608  # its parts are constants
_CLAIM = f"""
UPDATE notifications AS n SET state = 'sending', channel = ?1, due = ?2,
    sent_at = CASE WHEN n.state = 'sending' THEN n.sent_at ELSE ?3 END
WHERE n.id = ?4 AND n.state = ?5 AND n.due = ?6 AND {_MAY_SEE} AND NOT {_OLDER_ON_ITS_WAY}
"""  # noqa: S608  # as above
_SETTLE = (
    "UPDATE notifications SET state = ?, due = ?, channel = coalesce(?, channel), tried = ?, tries = ?, "
    "reason = coalesce(nullif(?, ''), reason), settled_at = ? WHERE id = ? AND state = ? AND due = ?"
)
_KNOWN = (
    "UPDATE bindings SET told = ?1 FROM notifications AS n WHERE n.id = ?2 AND bindings.account = n.account "
    "AND bindings.member = n.member AND bindings.kind = 'submission' AND bindings.key = n.key"
)
_OPEN = (State.PENDING, State.SENDING)


def announce(connection: sqlite3.Connection, account: str, changed: Sequence[tuple[str, int, str]], at: float) -> None:
    """Raise a notice for each member bound to a submission whose status changed: (key, seq of the change, status).

    Belongs into the transaction that makes the change visible. What these members had not been told yet of the same
    submission is superseded. A status that a member was told last is no news, and who left is told nothing.
    """
    said = json.dumps([list(c) for c in changed], ensure_ascii=False)
    found = connection.execute(_BOUND, (account, said)).fetchall()
    connection.executemany(_SUPERSEDE, [(at, account, member, key, seq) for member, key, seq, *_ in found])
    raised = [(account, m, key, seq, status, at, at) for m, key, seq, status, is_news, _ in found if is_news]
    connection.executemany(_RAISE, raised)


def hearers(connection: sqlite3.Connection, account: str, changes: Sequence[tuple[str, str]]) -> tuple[Hearer, ...]:
    """Who would be told of new statuses, given as (key, status): what ``announce`` would raise a notice for."""
    said = json.dumps([[key, 0, status] for key, status in changes], ensure_ascii=False)
    found = connection.execute(_BOUND, (account, said)).fetchall()
    return tuple(Hearer(key, status, last_seen) for _, key, _, status, is_news, last_seen in found if is_news)


def due(connection: sqlite3.Connection, accounts: Sequence[str], now: float, limit: int) -> tuple[Notice, ...]:
    """The notices of some accounts that may be taken up, the longest waiting first."""
    rows = connection.execute(_DUE, (now, json.dumps(list(accounts)), limit)).fetchall()
    return tuple(_notice(row) for row in rows)


def claim(
    connection: sqlite3.Connection, wanted: Sequence[tuple[Notice, Channel]], now: float, until: float
) -> tuple[Notice, ...]:
    """Take up notices to send each by a channel: those of them that nobody else took, as they are known ``until`` then.

    Left out is also what the member may not see any more, and what would overtake an older notice that is on its way.
    """
    taken = []
    for notice, channel in wanted:
        values = (channel, until, now, notice.id, notice.state, notice.due)
        if connection.execute(_CLAIM, values).rowcount:
            first = notice.sent_at if notice.state is State.SENDING else now
            taken.append(replace(notice, state=State.SENDING, channel=channel, due=until, sent_at=first))
    return tuple(taken)


def settle(connection: sqlite3.Connection, notice: Notice, step: Step) -> bool:
    """Take a notice a step on; False where it is not as it was read any more, and nothing was changed."""
    settled_at = None if step.state in _OPEN else step.at
    values = (step.state, step.due, step.channel, ",".join(step.tried), step.tries, step.reason, settled_at)
    settled = connection.execute(_SETTLE, (*values, notice.id, notice.state, notice.due)).rowcount == 1
    if settled and step.state in (State.SENT, State.FAILED):
        connection.execute(_KNOWN, (notice.status if step.state is State.SENT else None, notice.id))
    return settled


def _notice(row: tuple[Any, ...]) -> Notice:
    ident, account, member, number, application, status, at, state, when, channel, tried, *rest = row
    tries, sent_at, last_seen, bound, newer, told = rest
    return Notice(
        ident,
        account,
        member,
        number,
        application,
        status,
        at,
        state=State(state),
        due=when,
        channel=Channel(channel) if channel else None,
        tried=tuple(Channel(name) for name in tried.split(",") if name),
        tries=tries,
        sent_at=sent_at,
        last_seen=last_seen,
        bound=bool(bound),
        newer=bool(newer),
        told=told,
    )
