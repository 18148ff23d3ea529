"""The deadlines (截止) of a pack of which members can be reminded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from handlers.answer import Source
from handlers.library import source
from knowledge.pack import Pack
from knowledge.parts import Fact
from knowledge.schema import Deadline


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline with its day, and the fact that states it."""

    record: Deadline
    day: date
    fact: Fact

    @property
    def ident(self) -> str:
        """The record's id."""
        return self.record.id

    @property
    def name(self) -> str:
        """What members call it."""
        return self.record.name


def dues(pack: Pack) -> tuple[Due, ...]:
    """Every deadline that states its day, the earliest first."""
    return tuple(sorted(_stated(pack), key=lambda d: (d.day, d.ident)))


def reminded_on(due: Due) -> tuple[date, ...]:
    """The days on which reminders of it are to be sent, the earliest first, passed ones too."""
    return tuple(sorted({due.day - timedelta(days=n) for n in due.record.remind_before}))


def ahead(dated: Sequence[Due], today: date) -> tuple[Due, ...]:
    """Those that have not passed; a deadline's own day still counts."""
    return tuple(d for d in dated if d.day >= today)


def source_of(pack: Pack, due: Due) -> Source:
    """Where the day stands."""
    return source(pack, due.record, due.fact)


def names_of(pack: Pack, due: Due) -> frozenset[str]:
    """What it may be called by: its own names, and those of what has to be in by then."""
    owed = (pack.records[i] for i in due.record.of if i in pack.records)
    return frozenset(n for r in (due.record, *owed) for n in (r.name, *r.aliases))


def _stated(pack: Pack) -> Iterator[Due]:
    for record in pack.records.values():
        if isinstance(record, Deadline):
            facts = [f for f in record.facts if f.facet == "deadline" and f.standing == "stated" and f.on is not None]
            yield from (Due(record, f.on, f) for f in facts[:1] if f.on is not None)
