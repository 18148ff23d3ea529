"""A pack made ready to be asked: its index, its reader and its ranker, built once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from handlers.answer import Source
from handlers.question import Question, Token
from handlers.ranking import Ranker
from handlers.understand import Reader
from knowledge.index import Index
from knowledge.pack import Pack
from knowledge.schema import Document, Fact, Item, Quoted, Record


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
        return cls(pack, index, Reader(index), Ranker(index))

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
