"""Broadcasts that wait for a member's next message (``next-contact``), and that they were told or will not be."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from bot.broadcast.audience import Sought, parse
from bot.broadcast.reasons import ELSEWHERE, OVER
from bot.clock import CHINA
from bot.store.audiences import holds
from bot.store.erased import ERASE
from bot.store.expiring import IN_A_JOB
from bot.store.promises.conversations import MessageKey, Turn
from bot.store.promises.wishes import WaitingBroadcast

_DUE = (
    "FROM deliveries AS d INDEXED BY deliveries_next_contact JOIN broadcasts AS b ON b.id = d.broadcast "
    "WHERE d.account = {account} AND d.member = {member} AND d.channel = 'next-contact' AND d.state = 'pending' "
    "AND b.state = 'sending' AND b.frozen_at IS NOT NULL "
    "AND NOT EXISTS (SELECT 1 FROM opt_outs AS o WHERE o.account = d.account AND o.member = d.member)"
)
WAITING_OF = f"SELECT group_concat(b.id) {_DUE}"  # its parts are constants
_OF = _DUE.format(account="?", member="?")
_WAITING = f"SELECT b.id, b.text, b.audience, b.frozen_at, b.valid_until {_OF} ORDER BY b.id"  # as above
_TOLD = (
    "UPDATE deliveries SET state = 'sent', sent_at = ?1, settled_at = ?1 WHERE broadcast = ?2 AND member = ?3 "
    "AND state = 'pending' AND channel = 'next-contact'"
)
_OVER = (
    "UPDATE deliveries SET state = 'skipped', reason = ?1, settled_at = ?2 WHERE broadcast = ?3 AND member = ?4 "
    "AND state = 'pending' AND channel = 'next-contact'"
)
# What WeChat sends to many at once is settled by its own result.
_SKIP = (
    "UPDATE deliveries SET state = 'skipped', reason = ?, settled_at = ? WHERE member = ? AND state = 'pending' "
    "AND channel <> 'mass' AND broadcast IN "
    "(SELECT id FROM broadcasts WHERE account = ? AND state IN ('sending', 'paused'))"
)
_LEAVE_MASS = (
    "UPDATE deliveries SET state = 'skipped', reason = ?, settled_at = ? WHERE member = ? AND state = 'pending' "  # noqa: S608  # as above
    "AND channel = 'mass' AND broadcast IN "
    f"(SELECT id FROM broadcasts WHERE account = ? AND state IN ('sending', 'paused')) AND NOT ({IN_A_JOB})"
)
# A broadcast that is not whole yet goes on after the last openid that is there, so that none may change: its freezing
# does it at its end. What is in hand is settled by its number.
_FORGET = (
    f"UPDATE deliveries SET {ERASE} WHERE member = ? AND broadcast IN "  # noqa: S608  # as above
    "(SELECT id FROM broadcasts WHERE account = ? AND frozen_at IS NOT NULL)"
)

# A list names them too, until its broadcast is sent: one that staff handed in, or of those who asked a question.
_OFF_LISTS = (
    "DELETE FROM audience_members WHERE member = ? AND list IN (SELECT id FROM audience_lists WHERE account = ?)"
)


def waiting(connection: sqlite3.Connection, account: str, member: str, now: datetime) -> tuple[WaitingBroadcast, ...]:
    """What a member is to be told with the next reply, oldest first, and what waited for them in vain."""
    found = []
    for ident, text, expression, frozen_at, valid_until in connection.execute(_WAITING, (account, member)).fetchall():
        year = min(now.year, datetime.fromtimestamp(frozen_at, CHINA).year)
        sought = Sought(account, parse(expression), None, year)
        over = OVER if valid_until is not None and valid_until <= now.timestamp() else ""
        found.append(WaitingBroadcast(ident, text, over or ("" if holds(connection, sought, member) else ELSEWHERE)))
    return tuple(found)


def told(connection: sqlite3.Connection, turn: Turn) -> None:
    """Note that what stands above a turn's reply was told, and what is not told any more."""
    connection.executemany(_OVER, [(why, turn.told_at, ident, turn.key.member) for ident, why in turn.passes])
    connection.executemany(_TOLD, [(turn.told_at, ident, turn.key.member) for ident in turn.broadcasts])


def skip(connection: sqlite3.Connection, key: MessageKey, at: float, why: str) -> None:
    """Tell a member nothing more of what is being sent."""
    connection.execute(_SKIP, (why, at, key.member, key.account))


def forget(connection: sqlite3.Connection, key: MessageKey, at: float, why: str) -> None:
    """Tell a member nothing more, and keep that somebody was told, or was not, and no longer who.

    What somebody is sending at this moment may still reach them.
    """
    skip(connection, key, at, why)
    connection.execute(_LEAVE_MASS, (why, at, key.member, key.account))
    connection.execute(_FORGET, (key.member, key.account))
    connection.execute(_OFF_LISTS, (key.member, key.account))
