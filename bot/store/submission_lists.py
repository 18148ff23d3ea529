"""Lists of the present states of submissions: filtered, sorted, counted, and read a page at a time.

They are read from the table of states; while that is behind an import, from the trail, which takes longer and says the
same. SQLite is told which index to go by: it does not know how many rows a condition leaves.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from bot.submissions.listing import Listing, Order
from bot.submissions.submission import Filter, Tally, bare, folded

Row = Sequence[Any]  # an entry, in the columns of submission_entries

_IS_UNSETTLED = "SELECT 1 FROM unsettled WHERE account = ? LIMIT 1"
# Of the trail the same columns as of the table.
_TRAIL = """
(SELECT e.*, lower(e.number || char(10) || e.unit || char(10) || e.title || char(10) || e.contact) AS words
FROM (SELECT max(seq) AS seq FROM submission_entries WHERE account = :account GROUP BY key) AS latest
CROSS JOIN submission_entries AS e WHERE e.seq = latest.seq)
"""
_SOME = """
(SELECT e.*, lower(e.number || char(10) || e.unit || char(10) || e.title || char(10) || e.contact) AS words
FROM (SELECT DISTINCT (SELECT max(seq) FROM submission_entries WHERE account = :account AND key = value) AS seq
    FROM json_each(:keys)) AS latest CROSS JOIN submission_entries AS e WHERE e.seq = latest.seq)
"""
_TABLE = "submission_states"
_CONDITIONS = {
    "status": "AND status = :status",
    "application": "AND application = :application",
    "recommender": "AND instr(recommender, :recommender) > 0",
    "words": "AND (instr(words, lower(:words)) > 0 OR key IN (SELECT key FROM submission_changes "
    "INDEXED BY submission_changes_bare WHERE account = :account AND replace(key, '-', '') = :number))",
}
_HELD = """
AND (application, status, received) IN (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'),
    json_extract(value, '$[2]') FROM json_each(:held))
"""
_LISTED = """
SELECT e.* FROM (SELECT seq, key FROM {source} WHERE account = :account {conditions}) AS s
CROSS JOIN submission_entries AS e WHERE e.seq = s.seq ORDER BY s.key
"""
_ENTRIES = "SELECT e.* FROM json_each(?) AS v CROSS JOIN submission_entries AS e WHERE e.seq = v.value ORDER BY v.key"
_SORTED = {
    Order.NUMBER: ("submission_states_key", ("key",)),
    Order.UNIT: ("submission_states_unit", ("unit", "key")),
    Order.SINCE: ("submission_states_since", ("since", "key")),
    Order.STATUS: ("submission_states_status", ("key",)),  # within one status
}
FEW = 2000  # submissions that are found first and then sorted; where they are more, SQLite finds a page of them


@dataclass(frozen=True, slots=True)
class _State:
    """A row of the table, as far as lists are sorted by it."""

    seq: int
    key: str
    unit: str
    status: str
    since: float


def tallies(connection: sqlite3.Connection, account: str) -> tuple[Tally, ...]:
    """How many submissions there are of each kind."""
    found = connection.execute(
        f"SELECT application, status, recommender, count(*) FROM {_source(connection, account)} "  # noqa: S608  # as above
        "WHERE account = :account GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        {"account": account},
    )
    return tuple(Tally(*row) for row in found)


def papers(connection: sqlite3.Connection, account: str) -> Iterator[Row]:
    """Application, status, received papers in JSON, and how many submissions have the same."""
    return iter(
        connection.execute(
            f"SELECT application, status, received, count(*) FROM {_source(connection, account)} "  # noqa: S608  # as above
            "WHERE account = :account GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
            {"account": account},
        )
    )


def listed(connection: sqlite3.Connection, account: str, wanted: Filter) -> Iterator[Row]:
    """The entries that a filter wants, by number."""
    source = _SOME if wanted.numbers else _source(connection, account)
    statement = _LISTED.format(source=source, conditions=_conditions(wanted))
    return iter(connection.execute(statement, _values(account, wanted)))


def page(connection: sqlite3.Connection, account: str, listing: Listing) -> tuple[list[Row], int]:
    """The entries of a page in order, and how many there are in all."""
    wanted = listing.wanted
    few = _few(connection, account, wanted) if _narrows(wanted) else None
    if few is not None:
        seqs, total = _sorted(few, listing)[listing.offset :][: listing.limit], len(few)
    else:
        counts = _count(connection, account, wanted)
        seqs, total = _seqs(connection, account, listing, counts), sum(counts.values())
    return connection.execute(_ENTRIES, (json.dumps(seqs),)).fetchall(), total


def _few(connection: sqlite3.Connection, account: str, wanted: Filter) -> list[_State] | None:
    """All that a filter wants; None where it is more than a few."""
    source = _source(connection, account)
    found = connection.execute(
        f"SELECT seq, key, unit, status, since FROM {source} {_found_by(source, wanted)} "  # noqa: S608  # as above
        f"WHERE account = :account {_conditions(wanted)} LIMIT {FEW + 1}",
        _values(account, wanted),
    ).fetchall()
    return [_State(*row) for row in found] if len(found) <= FEW else None


def _sorted(few: Sequence[_State], listing: Listing) -> list[int]:
    by: dict[Order, Callable[[_State], object]] = {
        Order.NUMBER: lambda s: s.key,
        Order.UNIT: lambda s: s.unit,
        Order.SINCE: lambda s: s.since,
        Order.STATUS: lambda s: order.index(s.status),
    }
    order = _in_order(replace(listing, descending=False), {s.status for s in few})
    reverse = listing.descending
    by_key = sorted(few, key=lambda s: s.key, reverse=reverse and listing.order is not Order.STATUS)
    return [s.seq for s in sorted(by_key, key=by[listing.order], reverse=reverse)]  # type: ignore[arg-type]  # each of one type


def _count(connection: sqlite3.Connection, account: str, wanted: Filter) -> dict[str, int]:
    """How many submissions a filter wants, by status."""
    source = _source(connection, account)
    found = connection.execute(
        f"SELECT status, count(*) FROM {source} {_found_by(source, wanted)} "  # noqa: S608  # as above
        f"WHERE account = :account {_conditions(wanted)} GROUP BY 1",
        _values(account, wanted),
    )
    return dict(found.fetchall())


def _seqs(connection: sqlite3.Connection, account: str, listing: Listing, counts: Mapping[str, int]) -> list[int]:
    if listing.order is not Order.STATUS:
        return _stretch(connection, account, listing, sum(counts.values()))
    found: list[int] = []
    before = 0
    for status in _in_order(listing, counts.keys()):
        first, room = max(0, listing.offset - before), listing.limit - len(found)
        if first < counts[status] and room:
            found += _stretch(connection, account, listing.within(status, first, room), counts[status])
        before += counts[status]
    return found


def _in_order(listing: Listing, there: Set[str]) -> Sequence[str]:
    """The statuses that there are: as the workflows have them, then those that no workflow knows."""
    known = [s for s in listing.statuses if s in there]
    order = [*known, *sorted(there - set(known))]
    return order[::-1] if listing.descending else order


def _stretch(connection: sqlite3.Connection, account: str, listing: Listing, total: int) -> list[int]:
    """Entries from an offset on, counted from the nearer end."""
    after = total - listing.offset - listing.limit
    size = min(listing.limit, listing.limit + after)
    if size <= 0:
        return []
    backwards = listing.offset > after
    offset = max(0, after) if backwards else listing.offset
    downwards = (listing.descending and listing.order is not Order.STATUS) is not backwards
    index, columns = _SORTED[listing.order]
    source, wanted = _source(connection, account), listing.wanted
    walked = _is_walked(connection, account, listing, (total, offset))
    by = f"INDEXED BY {index}" if walked else _found_by(source, wanted)
    order = ", ".join(f"{'' if walked else '+'}{column}{' DESC' if downwards else ''}" for column in columns)
    found = connection.execute(
        f"SELECT seq FROM {source} {by if source is _TABLE else ''} "  # noqa: S608  # as above
        f"WHERE account = :account {_conditions(wanted)} ORDER BY {order} LIMIT :limit OFFSET :offset",
        _values(account, wanted) | {"limit": size, "offset": offset},
    ).fetchall()
    seqs = [seq for (seq,) in found]
    return seqs[::-1] if backwards else seqs


def _is_walked(connection: sqlite3.Connection, account: str, listing: Listing, found: tuple[int, int]) -> bool:
    """Whether to go through the index by which a list is sorted, and to look each row up, until the page is full.

    Else all that is wanted is gathered and sorted. ``found``: how many there are, and how many stand before the page.
    """
    wanted, (total, offset) = listing.wanted, found
    if listing.order is Order.STATUS:
        wanted = replace(wanted, status="")
    if not _narrows(wanted) or offset < FEW:
        return True
    ((here,),) = connection.execute("SELECT count(*) FROM submission_states WHERE account = ?", (account,))
    return bool(offset * here < total * total)


def _narrows(wanted: Filter) -> bool:
    """Whether a filter leaves anything out."""
    return wanted.held is not None or any(getattr(wanted, name) for name in _CONDITIONS)


def _found_by(source: str, wanted: Filter) -> str:
    """The index that holds all that a filter looks at, as SQLite would rather go through the table row by row."""
    if source is not _TABLE:
        return ""
    if wanted.words or (wanted.held is not None and wanted.recommender):
        return "NOT INDEXED"
    if wanted.held is not None:
        return "INDEXED BY submission_states_papers"
    by_kind = wanted.application or wanted.recommender
    return f"INDEXED BY submission_states_{'kinds' if by_kind else 'status'}"


def _source(connection: sqlite3.Connection, account: str) -> str:
    """Where the present states are read: the table, or the trail while the table is behind."""
    return _TRAIL if connection.execute(_IS_UNSETTLED, (account,)).fetchone() else _TABLE


def _conditions(wanted: Filter) -> str:
    given = [condition for name, condition in _CONDITIONS.items() if getattr(wanted, name)]
    return " ".join([*given, _HELD] if wanted.held is not None else given)


def _values(account: str, wanted: Filter) -> dict[str, object]:
    papers = [(h.application, h.status, json.dumps(h.received, ensure_ascii=False)) for h in wanted.held or ()]
    return {
        "account": account,
        "keys": json.dumps([folded(n) for n in wanted.numbers]),
        "number": bare(folded(wanted.words)),
        "held": json.dumps(papers, ensure_ascii=False),
        **{name: getattr(wanted, name) for name in _CONDITIONS},
    }
