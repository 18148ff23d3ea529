"""Imports of submissions: written in short transactions that nobody sees, made visible by one.

Entries carry their import's id. An import that died is told by its silence; what it wrote is removed piece by piece.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar

from bot.errors import Code, Error
from bot.store import submission_states
from bot.store.access import review
from bot.store.notifications import announce
from bot.store.submissions import INSERT, row
from bot.submissions.submission import Draft

CHUNK = 50  # entries of one transaction
REST = 0.004  # seconds between two transactions; a writer in another process finds the lock free within a few looks
SILENCE = 120.0  # seconds after which an import that says nothing counts as dead
NAMED = 5  # numbers that an error names

_BEGIN = (
    "INSERT INTO imports (account, kind, by, file, rows, started_at, alive_at, action) "
    "VALUES (?, 'submissions', ?, ?, ?, ?, ?, ?)"
)
_ALIVE = "UPDATE imports SET alive_at = ? WHERE id = ? AND done_at IS NULL AND abandoned_at IS NULL"
_DONE = "UPDATE imports SET done_at = ?, alive_at = ? WHERE id = ? AND done_at IS NULL AND abandoned_at IS NULL"
_ABANDON = "UPDATE imports SET abandoned_at = ? WHERE id = ? AND done_at IS NULL AND abandoned_at IS NULL"
_SILENT = "SELECT id FROM imports WHERE done_at IS NULL AND abandoned_at IS NULL AND alive_at < ?"
_LEFT = (
    "SELECT id FROM imports WHERE abandoned_at IS NOT NULL "
    "AND EXISTS (SELECT 1 FROM submission_changes WHERE import_id = imports.id)"
)
_REMOVE = "DELETE FROM submission_changes WHERE seq IN (SELECT seq FROM submission_changes WHERE import_id = ? LIMIT ?)"
_MARK = (
    "SELECT (SELECT coalesce(max(seq), 0) FROM submission_changes), "
    "(SELECT count(*) FROM imports WHERE account = ? AND done_at IS NOT NULL)"
)
# Numbers of an import whose present state is not the one that the import was made from.
_CONFLICTS = (
    "SELECT m.number FROM submission_changes AS m WHERE m.import_id = ? AND m.replaces IS NOT "
    "(SELECT max(seq) FROM submission_entries AS e WHERE e.account = m.account AND e.key = m.key)"
)
_CHANGED_SINCE = (
    "SELECT m.number FROM submission_changes AS c CROSS JOIN submission_changes AS m "
    "WHERE c.seq > ? AND c.import_id IS NULL AND m.account = c.account AND m.key = c.key AND m.import_id = ?"
)
_OF_BOUND = """
FROM bindings AS b CROSS JOIN submission_changes AS m LEFT JOIN submission_changes AS old ON old.seq = m.replaces
WHERE b.account = ? AND b.kind = 'submission' AND m.account = b.account AND m.key = b.key AND m.import_id = ?
"""
_BOUND = f"SELECT DISTINCT m.key, m.seq, m.status {_OF_BOUND} AND old.status IS NOT m.status"
_MOVED = f"SELECT DISTINCT m.key {_OF_BOUND} AND old.phone IS NOT m.phone"

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]


class Run(Protocol):
    """Runs work on the store's connection: as a write that is on disk when it is done, or as a read of one state."""

    def __call__(self, work: Work[T]) -> Awaitable[T]:
        """What the work results in. Raises Error."""
        ...


@dataclass(frozen=True, slots=True)
class Mark:
    """A state of the trail: its last seq, and how many imports were done."""

    seq: int
    imports: int


@dataclass(frozen=True, slots=True)
class Importing:
    """An import under way, or another change of many. ``file`` is what the audit names.

    ``now`` is the real clock in seconds; ``progress`` hears how many rows are written.
    """

    account: str
    by: str
    file: str
    now: Callable[[], float]
    progress: Callable[[int], None]
    action: str = "import"  # or batch: staff chose submissions and what becomes of them


@dataclass(frozen=True, slots=True)
class Runs:
    """How an import gets at the store.

    What ``quick`` writes need not be on disk before a later ``write`` is: nobody sees it until then. ``settle`` puts it
    there while others write.
    """

    quick: Run
    write: Run
    read: Run
    settle: Callable[[], Awaitable[None]]


async def carry_out(importing: Importing, drafts: Sequence[Draft], runs: Runs) -> None:
    """Make the changes visible at one instant, or none of them.

    Raises Error (CONFLICT) if somebody else changed one of the numbers meanwhile, or the import was taken for dead.
    """
    quick, read = runs.quick, runs.read
    await remove_leftovers(importing.now, quick, read)
    begun = importing.now()
    ident = await quick(lambda c: _begin(c, importing, len(drafts), begun))
    try:
        for start in range(0, len(drafts), CHUNK):
            chunk = drafts[start : start + CHUNK]
            await quick(partial(_add, ident=ident, importing=importing, drafts=chunk, begun=begun))
            importing.progress(start + len(chunk))
            await asyncio.sleep(REST)
        await runs.settle()  # else the one write that is synced would sync all of them, and keep the others waiting
        while not await _flip(importing, ident, len(drafts), runs.write, read):
            pass
    except BaseException:
        with suppress(Error):  # a store that is out of reach; a later import removes what is left
            await quick(partial(_count, statement=_ABANDON, values=(importing.now(), ident)))
            await remove_leftovers(importing.now, quick, read)
        raise
    with suppress(Error):  # it is done all the same; a later import settles the rest
        await settle(quick, read)


async def settle(write: Run, read: Run) -> None:
    """Bring the states of all imports that are done up to date."""
    for ident in await read(submission_states.unsettled):
        more = True
        while more:
            more = await write(partial(submission_states.settle_some, ident=ident))
            await asyncio.sleep(REST)


async def remove_leftovers(now: Callable[[], float], write: Run, read: Run) -> int:
    """Remove what imports that died wrote and nobody saw, and end what others left open; how many entries went."""
    await settle(write, read)
    removed = 0
    for ident in await read(lambda c: _idents(c, _SILENT, now() - SILENCE)):
        await write(partial(_count, statement=_ABANDON, values=(now(), ident)))
    for ident in await read(lambda c: _idents(c, _LEFT)):
        while count := await write(partial(_count, statement=_REMOVE, values=(ident, CHUNK))):
            removed += count
            await asyncio.sleep(REST)
    return removed


async def _flip(importing: Importing, ident: int, rows: int, write: Run, read: Run) -> bool:
    """Make the import visible; False if another import was done since the numbers were compared.

    They are compared without the lock; under it only what changed since is looked at.
    """
    mark = await read(lambda c: _compare(c, importing.account, ident))
    return await write(lambda c: _finish(c, importing, ident, mark, rows))


def _begin(connection: sqlite3.Connection, importing: Importing, rows: int, at: float) -> int:
    values = (importing.account, importing.by, importing.file, rows, at, at, importing.action)
    return connection.execute(_BEGIN, values).lastrowid or 0


def _add(
    connection: sqlite3.Connection, *, ident: int, importing: Importing, drafts: Sequence[Draft], begun: float
) -> None:
    _alive(connection, _ALIVE, (importing.now(), ident))
    action = "set" if importing.action == "batch" else importing.action
    rows = [row(d, by=importing.by, at=begun, action=action, import_id=ident) for d in drafts]
    connection.executemany(INSERT, rows)


def _compare(connection: sqlite3.Connection, account: str, ident: int) -> Mark:
    """The state in which no number of the import had changed. Raises Error (CONFLICT)."""
    mark = _mark(connection, account)
    _refuse(connection.execute(_CONFLICTS, (ident,)).fetchall())
    return mark


def _finish(connection: sqlite3.Connection, importing: Importing, ident: int, mark: Mark, rows: int) -> bool:
    if _mark(connection, importing.account).imports != mark.imports:
        return False
    _refuse(connection.execute(_CHANGED_SINCE, (mark.seq, ident)).fetchall())
    now = importing.now()
    _alive(connection, _DONE, (now, now, ident))
    submission_states.bring_up_import(connection, importing.account, ident, rows)
    moved = [key for (key,) in connection.execute(_MOVED, (importing.account, ident)).fetchall()]
    review(connection, importing.account, "submission", moved, now)
    announce(connection, importing.account, connection.execute(_BOUND, (importing.account, ident)).fetchall(), now)
    return True


def _mark(connection: sqlite3.Connection, account: str) -> Mark:
    return Mark(*connection.execute(_MARK, (account,)).fetchone())


def _alive(connection: sqlite3.Connection, statement: str, values: tuple[float | int, ...]) -> None:
    if connection.execute(statement, values).rowcount != 1:
        raise Error(Code.CONFLICT, "导入中断得太久，已被当作放弃；没有任何改动，请重新导入")


def _refuse(conflicts: Sequence[tuple[str]]) -> None:
    if conflicts:
        named = "、".join(number for (number,) in conflicts[:NAMED]) + (" 等" if len(conflicts) > NAMED else "")
        message = f"导入期间，{named} 共 {len(conflicts)} 个受理编号被别人改动；没有任何改动，请重新导入"
        raise Error(Code.CONFLICT, message)


def _count(connection: sqlite3.Connection, *, statement: str, values: tuple[float | int, ...]) -> int:
    return connection.execute(statement, values).rowcount


def _idents(connection: sqlite3.Connection, statement: str, *values: float) -> list[int]:
    return [ident for (ident,) in connection.execute(statement, values).fetchall()]
