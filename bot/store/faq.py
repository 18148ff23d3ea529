"""The FAQ entries by which desks answer, and a version for each account that tells other processes of any change.

They come with spreadsheets, or by an addition that is live (``bot.store.additions``), which then owns its entry.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import Code, Error
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
_OWNED = "SELECT question, addition FROM faq WHERE account = ? AND addition IS NOT NULL"
_OWNER = "SELECT addition FROM faq WHERE account = ? AND question = ?"
_OWN = "UPDATE faq SET addition = ? WHERE number = ?"
_OWN_QUESTION = "UPDATE faq SET addition = ? WHERE account = ? AND question = ?"
_REMOVE = "DELETE FROM faq WHERE account = ? AND addition = ?"
_CHANGED = (
    "INSERT INTO faq_versions (account, version) VALUES (?, 1) "
    "ON CONFLICT (account) DO UPDATE SET version = version + 1"
)


@dataclass(frozen=True, slots=True)
class Merged:
    """What a spreadsheet changed: the additions whose entry it rewrote, and those whose entry it dropped."""

    done: Merge
    rewritten: tuple[tuple[int, FaqEntry], ...]
    dropped: tuple[int, ...]


def listed(connection: sqlite3.Connection, account: str) -> tuple[FaqEntry, ...]:
    """An account's entries, in the order in which they came."""
    return tuple(entry(*row) for row in connection.execute(_LIST, (account,)).fetchall())


def version(connection: sqlite3.Connection, account: str) -> int:
    """How often what an account's desk answers by changed."""
    rows = connection.execute(_VERSION, (account,)).fetchall()
    return rows[0][0] if rows else 0


def changed(connection: sqlite3.Connection, account: str) -> None:
    """Let every process notice."""
    connection.execute(_CHANGED, (account,))


def owners(connection: sqlite3.Connection, account: str) -> dict[str, int]:
    """The additions that own an entry, by its question."""
    return dict(connection.execute(_OWNED, (account,)).fetchall())


def owned_by(connection: sqlite3.Connection, number: int, addition: int) -> None:
    """Give an entry to an addition."""
    connection.execute(_OWN, (addition, number))


def put(connection: sqlite3.Connection, account: str, given: FaqEntry, addition: int) -> None:
    """Keep the entry of an addition. Raises Error (CONFLICT) where another entry has the same question."""
    rows = connection.execute(_OWNER, (account, given.question)).fetchall()
    if rows and rows[0][0] != addition:
        message = f"「{given.question}」：已经有一条问题相同的答复；请修改那一条，或者换一个问法"
        raise Error(Code.CONFLICT, message)
    connection.execute(_PUT, _row(account, given))
    connection.execute(_OWN_QUESTION, (addition, account, given.question))


def remove(connection: sqlite3.Connection, account: str, addition: int) -> None:
    """Drop the entry of an addition, if it has one."""
    connection.execute(_REMOVE, (account, addition))


def merge(connection: sqlite3.Connection, account: str, entries: Sequence[FaqEntry], *, replace: bool) -> Merged:
    """Add and update entries by their question; ``replace`` drops those that are not among them."""
    kept = {e.question: e for e in listed(connection, account)}
    different = [e for e in entries if kept.get(e.question) != e]
    dropped = kept.keys() - {e.question for e in entries} if replace else frozenset()
    owner = owners(connection, account)
    connection.executemany(_DROP, [(account, question) for question in sorted(dropped)])
    connection.executemany(_PUT, [_row(account, e) for e in different])
    if different or dropped:
        changed(connection, account)
    updated = sum(e.question in kept for e in different)
    done = Merge(added=len(different) - updated, updated=updated, unchanged=len(entries) - len(different))
    rewritten = [(owner[e.question], e) for e in different if e.question in owner]
    return Merged(done, tuple(rewritten), tuple(owner[question] for question in sorted(dropped) if question in owner))


def entry(question: str, similar: str, negative: str, answer: str, basis: str) -> FaqEntry:
    """An entry as its row has it."""
    return FaqEntry(question, tuple(json.loads(similar)), tuple(json.loads(negative)), answer, basis)


def _row(account: str, given: FaqEntry) -> tuple[str, ...]:
    wordings = (json.dumps(given.similar, ensure_ascii=False), json.dumps(given.negative, ensure_ascii=False))
    return account, given.question, *wordings, given.answer, given.basis
