"""A pack made ready to be asked: its index, its reader and its ranker, built once."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar, cast

from handlers.answer import Source
from handlers.question import Question, Token
from handlers.ranking import Ranker
from handlers.understand import Reader
from knowledge.index import Index
from knowledge.pack import Pack
from knowledge.parts import Fact, Item, Quoted
from knowledge.schema import Award, Base, Document, Formula, Membership, QuotaTable, Record, RubricItem

Kind = TypeVar("Kind", bound=Base)


@dataclass(frozen=True)
class Library:
    """Everything that handlers look things up in."""

    pack: Pack
    index: Index
    reader: Reader
    ranker: Ranker

    @classmethod
    def of(cls, pack: Pack) -> Library:
        """Index a pack."""
        index = Index(pack)
        for record in pack.records.values():
            deque(_looked_up(record), maxlen=0)
        return cls(pack, index, Reader(index), Ranker(index))

    def of_kind(self, kind: type[Kind]) -> tuple[Kind, ...]:
        """The records of one kind, in the order of the pack."""
        return cast(tuple[Kind, ...], self._kinds.get(kind, ()))

    @cached_property
    def _kinds(self) -> dict[type[Base], tuple[Record, ...]]:
        kinds: dict[type[Base], list[Record]] = defaultdict(list)
        for record in self.pack.records.values():
            kinds[type(record)].append(record)
        return {kind: tuple(records) for kind, records in kinds.items()}

    @cached_property
    def qualifying(self) -> tuple[Award | Membership, ...]:
        """What one may qualify for, in the order of the pack."""
        return tuple(r for r in self.pack.records.values() if isinstance(r, Award | Membership))

    @cached_property
    def fees(self) -> dict[str, Fact]:
        """The first stated price of each record that has one, by the record's id, in the order of the pack."""
        stated = ((f, i) for i, r in self.pack.records.items() for f in r.facts if f.facet == "fee")
        found: dict[str, Fact] = {}
        for fact, record in stated:
            if fact.amount is not None:
                found.setdefault(record, fact)
        return found

    def source(self, record: Record, *places: Quoted | None) -> Source:
        """See ``source``."""
        return source(self.pack, record, *places)

    def past(self, record: Record, today: date, fact: Fact | Item | None = None) -> Document | None:
        """The document of a record when its edition is over."""
        document = self.pack.document_of(record, fact)
        return document if document.expires is not None and today > document.expires else None

    def facts(self, record: Record, facet: str) -> Iterable[Fact]:
        """The record's facts of a facet."""
        return (f for f in record.facts if f.facet == facet)


def _looked_up(record: Record) -> Iterator[object]:
    """What handlers look words of a question up in, which is worked out when it is asked for: no member shall wait."""
    match record:
        case Award() | Membership():
            yield from (c.told_by for c in record.criteria)
        case RubricItem():
            yield from (c.told_by for c in record.scoring)
        case Formula():
            yield from (record.numerator.told_by, record.denominator.told_by)
        case QuotaTable():
            yield from (record.column_ends, record.group_words, *(c.characters for c in record.columns))


def source(pack: Pack, record: Record, *places: Quoted | None) -> Source:
    """Where something of a record stands; the innermost place that says so wins."""
    quoted = next((p for p in places if p is not None and p.document), None)
    document = pack.document_of(record, quoted)
    quote = next((p.quote for p in places if p is not None and p.quote), record.quote)
    return Source(document.title, pack.section_of(record, *places), quote)


def share_explained(question: Question, strength: dict[int, float]) -> float:
    """The share of a question's weight that tokens (by their start) with these strengths make up."""
    total = question.weight
    return sum(t.weight * strength.get(t.start, 0.0) for t in question.tokens) / total if total else 0.0


def mentioned(tokens: Iterable[Token]) -> frozenset[str]:
    """The records that tokens name."""
    return frozenset(r for t in tokens for r in t.names.records)
