"""An audience becomes deliveries (冻结名单): in short transactions, by openid, made whole by the last one.

Where it was killed it goes on after the last openid that is there. Two processes that freeze one broadcast do not get
in each other's way: a chunk is written only after the openid that it was read from.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

from bot.broadcast.broadcast import Broadcast, Channel, LogEntry, MemberFacts, Skip, State
from bot.broadcast.reasons import ERASED, LEFT, OPTED_OUT
from bot.errors import Code, Error
from bot.store import audiences, broadcasts
from bot.store.erased import ERASE
from bot.store.imports import Run

PAGE = 5_000  # members read at once
CHUNK = 2_000  # rows of one transaction
REST = 0.004  # seconds between two transactions; a writer in another process finds the lock free within a few looks
FORGOTTEN = 3600.0  # seconds after which a list that no broadcast rests on is a leftover

_ADD = (
    "INSERT INTO deliveries (broadcast, number, account, member, channel, state, settled_at, reason) "
    "SELECT ?, ? + key, ?, value, ?, ?, ?, ? FROM json_each(?)"
)
_LAST = (
    "SELECT (SELECT max(member) FROM deliveries WHERE broadcast = ?1), "
    "(SELECT max(number) FROM deliveries WHERE broadcast = ?1)"
)
_WHOLE = "UPDATE broadcasts SET frozen_at = ?, valid_until = coalesce(valid_until, ?) WHERE id = ?"
# Who opted out between the reading of their page and its writing.
_OPTED_OUT = """
UPDATE deliveries SET state = 'skipped', channel = NULL, settled_at = ?1, reason = ?2
WHERE broadcast = ?3 AND state = 'pending' AND member IN (SELECT member FROM opt_outs WHERE account = ?4)
"""
# Who left or was erased between the two, and was skipped by that: with a channel.
_FORGET = (
    f"UPDATE deliveries SET {ERASE} WHERE broadcast = ? AND state = 'skipped' "  # noqa: S608  # its parts are constants
    "AND channel IS NOT NULL AND reason IN (?, ?)"
)
_NEW_LIST = "INSERT INTO audience_lists (account, at) VALUES (?, ?)"
_EXTEND = "INSERT OR IGNORE INTO audience_members (list, member) SELECT ?, value FROM json_each(?)"
_REST_ON = "UPDATE broadcasts SET list = ? WHERE id = ? AND list IS NULL AND frozen_at IS NULL"
_LEFTOVERS = (
    "SELECT l.id FROM audience_lists AS l LEFT JOIN broadcasts AS b ON b.list = l.id "
    "WHERE (b.id IS NULL AND l.at < ?) OR b.frozen_at IS NOT NULL OR b.state = 'cancelled'"
)
_SHRINK = (
    "DELETE FROM audience_members WHERE list = ?1 AND member IN "
    "(SELECT member FROM audience_members WHERE list = ?1 ORDER BY member LIMIT ?2)"
)
_DROP = "DELETE FROM audience_lists WHERE id = ?"

Choose = Callable[[MemberFacts], Channel | Skip]
Row = tuple[str, Channel | Skip]


@dataclass(frozen=True, slots=True)
class Freezing:
    """A freezing under way. ``year``: whose dues count; ``notice``: the template whose consents do.

    ``progress`` hears how many are there; ``valid_until``: unless the draft says so itself.
    """

    ident: int
    choose: Choose
    year: int
    notice: str
    at: float
    by: str
    progress: Callable[[int], None]
    valid_until: float | None = None


@dataclass(frozen=True, slots=True)
class _Last:
    """The last delivery that is there: its openid and number."""

    member: str
    number: int


async def carry_out(freezing: Freezing, quick: Run, write: Run, read: Run) -> Broadcast:
    """Freeze the audience of a broadcast that is ``sending``, or what is left of it; at once where that was done.

    What ``quick`` writes need not be on disk before a later ``write`` is. Raises Error (CONFLICT) if the broadcast is
    not ``sending`` any more.
    """
    broadcast = await read(lambda c: broadcasts.known(c, freezing.ident))
    last = await read(lambda c: _last(c, freezing.ident))
    while broadcast.frozen_at is None:
        rows = await read(partial(_rows, broadcast=broadcast, freezing=freezing, after=last.member))
        if not rows:
            broadcast, last = await write(partial(_finish, freezing=freezing, last=last))
            continue
        for start in range(0, len(rows), CHUNK):
            chunk = rows[start : start + CHUNK]
            last = await quick(partial(_add, freezing=freezing, last=last, rows=chunk))
            freezing.progress(last.number)
            await asyncio.sleep(REST)
            if last.member != chunk[-1][0]:
                break  # somebody else is at it too
    return broadcast


async def keep(openids: AsyncIterable[str], account: str, at: float, quick: Run) -> int:
    """Keep openids from outside as a list, each once; its id. A failure leaves no list."""
    ident: int = await quick(lambda c: c.execute(_NEW_LIST, (account, at)).lastrowid or 0)
    try:
        chunk: list[str] = []
        async for openid in openids:
            chunk.append(openid)
            if len(chunk) == CHUNK:
                await _extend(ident, chunk, quick)
                chunk = []
        await _extend(ident, chunk, quick)
    except BaseException:
        await drop(ident, quick)
        raise
    return ident


def rest_on(connection: sqlite3.Connection, ident: int, openids: int) -> Broadcast:
    """Let a broadcast rest on a list, unless it rests on one; how it is then."""
    connection.execute(_REST_ON, (openids, ident))
    return broadcasts.known(connection, ident)


async def drop(openids: int, quick: Run) -> None:
    """Remove a list."""
    left = True
    while left:
        left = await quick(lambda c: c.execute(_SHRINK, (openids, CHUNK)).rowcount) > 0
        await asyncio.sleep(REST)
    await quick(lambda c: c.execute(_DROP, (openids,)).rowcount)


async def remove_leftovers(now: float, quick: Run, read: Run) -> None:
    """Remove the lists that nothing rests on any more."""
    for (ident,) in await read(lambda c: c.execute(_LEFTOVERS, (now - FORGOTTEN,)).fetchall()):
        await drop(ident, quick)


async def _extend(ident: int, chunk: Sequence[str], quick: Run) -> None:
    rows = json.dumps(sorted(chunk))
    await quick(lambda c: c.execute(_EXTEND, (ident, rows)).rowcount)
    await asyncio.sleep(REST)


def _rows(connection: sqlite3.Connection, broadcast: Broadcast, freezing: Freezing, after: str) -> list[Row]:
    page = audiences.page(connection, broadcasts.sought(broadcast, freezing.year, freezing.notice), after, PAGE)
    return [(member, freezing.choose(facts)) for member, facts in page]


def _add(connection: sqlite3.Connection, freezing: Freezing, last: _Last, rows: Sequence[Row]) -> _Last:
    """Add a chunk after the delivery that it was read from; the last that is there."""
    broadcast = _unfrozen(connection, freezing.ident)
    here = _last(connection, freezing.ident)
    if broadcast.frozen_at is not None or here != last:
        return here
    alike: dict[Channel | Skip, list[str]] = {}
    for member, choice in rows:
        alike.setdefault(choice, []).append(member)
    number = here.number + 1
    for choice, members in alike.items():  # one statement for each: see bot.store.audiences
        what = (
            (None, "skipped", freezing.at, choice.reason) if isinstance(choice, Skip) else (choice, "pending", None, "")
        )
        account = broadcast.draft.account
        connection.execute(_ADD, (freezing.ident, number, account, *what, json.dumps(members)))
        number += len(members)
    return _Last(rows[-1][0], here.number + len(rows))


def _finish(connection: sqlite3.Connection, freezing: Freezing, last: _Last) -> tuple[Broadcast, _Last]:
    """Make the deliveries whole, if they end where the audience was read to end."""
    broadcast = _unfrozen(connection, freezing.ident)
    here = _last(connection, freezing.ident)
    if broadcast.frozen_at is None and here == last:
        connection.execute(_OPTED_OUT, (freezing.at, OPTED_OUT, freezing.ident, broadcast.draft.account))
        connection.execute(_FORGET, (freezing.ident, LEFT, ERASED))
        connection.execute(_WHOLE, (freezing.at, freezing.valid_until, freezing.ident))
        step = LogEntry(freezing.at, freezing.by, "frozen", f"{here.number} 人")
        broadcasts.log(connection, freezing.ident, step)
        broadcast = broadcasts.known(connection, freezing.ident)
    return broadcast, here


def _unfrozen(connection: sqlite3.Connection, ident: int) -> Broadcast:
    broadcast = broadcasts.known(connection, ident)
    if broadcast.frozen_at is None and broadcast.state is not State.SENDING:
        raise Error(Code.CONFLICT, f"群发 {ident}：名单还没有定下，已经不在发送；没有发给任何人")
    return broadcast


def _last(connection: sqlite3.Connection, ident: int) -> _Last:
    member, number = connection.execute(_LAST, (ident,)).fetchone()
    return _Last(member or "", number or 0)
