"""Submissions on an append-only trail: the present state of a number is its last visible entry.

An entry of an import is visible once that import is done. Lists of present states are read by ``submission_lists``.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bot.errors import Code, Error
from bot.store import submission_lists, submission_states
from bot.store.access import review
from bot.store.notifications import announce
from bot.submissions.listing import Listing, Page
from bot.submissions.submission import Act, Change, Draft, Filter, Submission, bare, folded, meant

_OF_KEY = "SELECT * FROM submission_entries WHERE account = ? AND key = ? ORDER BY seq DESC LIMIT ?"
# By name, as SQLite otherwise goes through all numbers of an account.
_ALIKE = (
    "SELECT DISTINCT key FROM submission_changes AS c INDEXED BY submission_changes_bare WHERE account = ? "
    "AND replace(key, '-', '') = ? "
    "AND (import_id IS NULL OR EXISTS (SELECT 1 FROM imports WHERE id = c.import_id AND done_at IS NOT NULL)) LIMIT 3"
)
_ALIKE_NUMBERS = """
SELECT DISTINCT v.value, e.number FROM json_each(:keys) AS v CROSS JOIN submission_entries AS e
ON e.account = :account AND replace(e.key, '-', '') = replace(v.value, '-', '')
WHERE e.key <> v.value AND (instr(e.key, '-') = 0 OR instr(v.value, '-') = 0)
"""
INSERT = (
    "INSERT INTO submission_changes (account, key, number, application, unit, title, contact, phone, status, received, "
    "recommender, note, tell, since, at, by, action, import_id, replaces, undoes, reason) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_ACTS = """
SELECT at, by, action, 'submissions', number, 1 FROM submission_changes WHERE account = :account AND import_id IS NULL
UNION ALL SELECT done_at, by, action, kind, file, rows FROM imports WHERE account = :account AND done_at IS NOT NULL
UNION ALL SELECT at, by, action, kind, file, rows FROM exports WHERE account = :account
ORDER BY 1
"""
_EXPORT = "INSERT INTO exports (account, kind, by, action, file, rows, at) VALUES (?, ?, ?, ?, ?, ?, ?)"


def key_of(connection: sqlite3.Connection, account: str, number: str) -> str:
    """The key of the submission that a number means, as it may be typed; its own where there is none."""
    key = folded(number)
    return meant(key, [k for (k,) in connection.execute(_ALIKE, (account, bare(key))).fetchall()])


def alike(connection: sqlite3.Connection, account: str, keys: Sequence[str]) -> dict[str, str]:
    """Of some keys those that differ from another submission's by the marks alone, with its number."""
    values = {"account": account, "keys": json.dumps(list(keys))}
    return dict(connection.execute(_ALIKE_NUMBERS, values).fetchall())


def current(connection: sqlite3.Connection, account: str, key: str) -> Change | None:
    """The present state of a submission, by its folded number."""
    return next(_changes(connection.execute(_OF_KEY, (account, key, 1))), None)


def trail(connection: sqlite3.Connection, account: str, key: str) -> tuple[Change, ...]:
    """All that a submission became, oldest first."""
    return tuple(_changes(connection.execute(_OF_KEY, (account, key, -1))))[::-1]


def listed(connection: sqlite3.Connection, account: str, wanted: Filter) -> tuple[Change, ...]:
    """The present states that a filter wants, by number."""
    return tuple(_changes(submission_lists.listed(connection, account, wanted)))


def page(connection: sqlite3.Connection, account: str, listing: Listing) -> Page:
    """One page of a list."""
    rows, total = submission_lists.page(connection, account, listing)
    return Page(tuple(_changes(rows)), total)


def append(
    connection: sqlite3.Connection, draft: Draft, *, by: str, at: float, action: str, undoes: int | None = None
) -> Change:
    """Make a change and announce a new status. Raises Error (CONFLICT) if the state is not the one it was made from."""
    submission = draft.submission
    key = folded(submission.number)
    present = current(connection, submission.account, key)
    if (present.seq if present else None) != draft.replaces:
        raise Error(Code.CONFLICT, f"{submission.number}：刚刚被别人改动过，这次没有改；请重新查看后再试")
    seq = connection.execute(INSERT, row(draft, by=by, at=at, action=action, undoes=undoes)).lastrowid or 0
    submission_states.bring_up(connection, seq)
    if present is not None and present.submission.phone != submission.phone:
        review(connection, submission.account, "submission", [key], at)
    if present is None or present.submission.status != submission.status:
        announce(connection, submission.account, [(key, seq, submission.status)], at)
    return Change(seq, at, by, action, submission, draft.since, undoes, draft.replaces, draft.reason)


def row(
    draft: Draft, *, by: str, at: float, action: str, import_id: int | None = None, undoes: int | None = None
) -> tuple[object, ...]:
    """The values of ``INSERT``."""
    s = draft.submission
    texts = (s.account, folded(s.number), s.number, s.application, s.unit, s.title, s.contact, s.phone, s.status)
    received = json.dumps(s.received, ensure_ascii=False)
    entry = draft.since, at, by, action, import_id, draft.replaces, undoes, draft.reason
    return (*texts, received, s.recommender, s.note, s.tell, *entry)


def exported(
    connection: sqlite3.Connection, account: str, kind: str, *, by: str, file: str, rows: int, at: float
) -> None:
    """Note for the audit that whole telephone numbers left the store."""
    connection.execute(_EXPORT, (account, kind, by, "export", file, rows, at))


def unbound(connection: sqlite3.Connection, account: str, *, by: str, number: str, rows: int, at: float) -> None:
    """Note for the audit that the bindings to a number were ended."""
    connection.execute(_EXPORT, (account, "submissions", by, "unbind", number, rows, at))


def acts(connection: sqlite3.Connection, account: str) -> tuple[Act, ...]:
    """Who did what, oldest first; the rows of an import count as one act."""
    return tuple(Act(*found) for found in connection.execute(_ACTS, {"account": account}))


def _changes(rows: Iterable[Sequence[Any]]) -> Iterator[Change]:
    for seq, at, by, action, since, undoes, replaces, reason, *state in rows:
        account, number, application, unit, title, contact, phone, status, received, recommender, note, tell, _key = (
            state
        )
        papers = tuple(json.loads(received)) if received != "[]" else ()
        submission = Submission(
            account, number, application, unit, title, contact, phone, status, papers, recommender, note, tell
        )
        yield Change(seq, at, by, action, submission, since, undoes, replaces, reason)
