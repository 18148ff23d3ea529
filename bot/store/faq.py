"""FAQ entries that staff imported, and a version for each account that tells other processes of a change."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from bot.store.merge import Merge
from knowledge.faq import FaqEntry

_LIST = "SELECT question, similar, negative, answer, basis FROM faq WHERE account = ? ORDER BY number"
_VERSION = "SELECT version FROM faq_versions WHERE account = ?"
_PUT = (
    "INSERT INTO faq (account, question, similar, negative, answer, basis) VALUES (?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (account, question) DO UPDATE SET similar = excluded.similar, negative = excluded.negative, "
    "answer = excluded.answer, basis = excluded.basis"
)
_DROP = "DELETE FROM faq WHERE account = ? AND question = ?"
_CHANGED = (
    "INSERT INTO faq_versions (account, version) VALUES (?, 1) "
    "ON CONFLICT (account) DO UPDATE SET version = version + 1"
)


def listed(connection: sqlite3.Connection, account: str) -> tuple[FaqEntry, ...]:
    """An account's entries, in the order in which they came."""
    rows = connection.execute(_LIST, (account,)).fetchall()
    return tuple(FaqEntry(q, tuple(json.loads(s)), tuple(json.loads(n)), a, b) for q, s, n, a, b in rows)


def version(connection: sqlite3.Connection, account: str) -> int:
    """How often an account's entries changed."""
    rows = connection.execute(_VERSION, (account,)).fetchall()
    return rows[0][0] if rows else 0


def merge(connection: sqlite3.Connection, account: str, entries: Sequence[FaqEntry], *, replace: bool) -> Merge:
    """Add and update entries by their question; ``replace`` drops those that are not among them."""
    kept = {e.question: e for e in listed(connection, account)}
    changed = [e for e in entries if kept.get(e.question) != e]
    dropped = kept.keys() - {e.question for e in entries} if replace else frozenset()
    connection.executemany(_DROP, [(account, question) for question in sorted(dropped)])
    connection.executemany(_PUT, [_row(account, e) for e in changed])
    if changed or dropped:
        connection.execute(_CHANGED, (account,))
    updated = sum(e.question in kept for e in changed)
    return Merge(added=len(changed) - updated, updated=updated, unchanged=len(entries) - len(changed))


def _row(account: str, entry: FaqEntry) -> tuple[str, ...]:
    wordings = (json.dumps(entry.similar, ensure_ascii=False), json.dumps(entry.negative, ensure_ascii=False))
    return account, entry.question, *wordings, entry.answer, entry.basis
