"""What of a pack expires, and when: days by which something is due, and editions of documents."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from knowledge.pack import Pack
from knowledge.parts import Fact
from knowledge.schema import Deadline, Document, Record

_RENEWED = frozenset({"notice", "plan"})  # kinds of documents of which each year brings another


@dataclass(frozen=True, slots=True)
class Due:
    """A day that facts state. ``first`` are the deadlines themselves, ``others`` what else tells of the same day."""

    day: date
    first: tuple[tuple[Record, Fact], ...]
    others: tuple[tuple[Record, Fact], ...]

    def days_left(self, today: date) -> int:
        """The days until then; negative when it has passed."""
        return (self.day - today).days


@dataclass(frozen=True, slots=True)
class Edition:
    """A document of a year. ``missing``: it is the newest of its kind, and this year's has not been entered."""

    document: Document
    past: bool
    missing: bool
    superseded: bool


def due_days(pack: Pack) -> tuple[Due, ...]:
    """The days that the pack's facts state, the earliest first."""
    first: dict[date, list[tuple[Record, Fact]]] = defaultdict(list)
    others: dict[date, list[tuple[Record, Fact]]] = defaultdict(list)
    for record in pack.records.values():
        for fact in record.facts:
            if fact.on is not None:
                own = isinstance(record, Deadline) and fact.facet == "deadline"
                (first if own else others)[fact.on].append((record, fact))
    return tuple(Due(day, tuple(first[day]), tuple(others[day])) for day in sorted({*first, *others}))


def editions(pack: Pack, today: date) -> tuple[Edition, ...]:
    """The documents in the order in which they expire, those that never do last."""
    documents = pack.manifest.documents
    superseded = {d.supersedes for d in documents if d.supersedes}
    newest: dict[str, int] = {}
    for d in documents:
        if d.year is not None and d.kind in _RENEWED:
            newest[d.kind] = max(newest.get(d.kind, d.year), d.year)
    found = [
        Edition(
            d,
            past=d.expires is not None and today > d.expires,
            missing=d.kind in newest and d.year == newest[d.kind] < today.year,
            superseded=d.id in superseded,
        )
        for d in documents
    ]
    return tuple(sorted(found, key=lambda e: (e.document.expires is None, e.document.expires or today)))
