"""A pack as staff look through it: its records by kind, facet, standing and document, and what is said of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from knowledge.check import UncoveredLine, coverage
from knowledge.facets import FACETS
from knowledge.labels import KINDS, STANDINGS
from knowledge.marking import Line, Places, marked
from knowledge.pack import Pack
from knowledge.parts import Fact, Standing
from knowledge.schema import Document, Omission, QuotaTable, Record


@dataclass(frozen=True, slots=True)
class Stated:
    """A fact with the standing that it has today's documents considered, and the document that it rests on."""

    fact: Fact
    standing: Standing
    document: Document

    @property
    def open(self) -> bool:
        """Whether the documents are silent on it."""
        return self.standing in {"open", "tba"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A record with its facts."""

    record: Record
    document: Document
    facts: tuple[Stated, ...]

    @property
    def noted(self) -> bool:
        """Whether there is a note that every answer shows."""
        return bool(self.record.note) or any(s.fact.note for s in self.facts)

    def has(self, standing: str) -> bool:
        """Whether any of its facts has a standing."""
        return any(s.standing == standing for s in self.facts)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records are wanted; what is empty is not asked for."""

    kind: str = ""
    facet: str = ""
    standing: str = ""
    document: str = ""
    noted: bool = False

    def facts(self, entry: Entry) -> tuple[Stated, ...]:
        """The facts of an entry that were asked for; all of them where none in particular was."""
        return tuple(
            s
            for s in entry.facts
            if (not self.facet or s.fact.facet == self.facet)
            and (not self.standing or s.standing == self.standing)
            and (not self.noted or s.fact.note or entry.record.note)
        )

    def __contains__(self, entry: Entry) -> bool:
        if (self.kind and entry.record.kind != self.kind) or (self.document and entry.document.id != self.document):
            return False
        in_particular = self.facet or self.standing or (self.noted and not entry.record.note)
        return bool(self.facts(entry)) if in_particular else True


class Catalogue:
    """All of a pack's records, in the order of the kinds and then of the pack."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._lines: dict[str, tuple[Line, ...]] = {}
        self.superseded = frozenset(d.supersedes for d in pack.manifest.documents if d.supersedes)
        order = {kind: number for number, kind in enumerate(KINDS)}
        records = sorted(pack.records.values(), key=lambda r: order[r.kind])
        self.entries: dict[str, Entry] = {r.id: self._entry(r) for r in records}

    @cached_property
    def places(self) -> Places:
        """Where the quotes stand."""
        return Places(self.pack)

    @cached_property
    def uncovered(self) -> dict[str, dict[int, UncoveredLine]]:
        """The source lines that no record covers, by document and line."""
        found: dict[str, dict[int, UncoveredLine]] = {d: {} for d in self.pack.documents}
        for line in coverage(self.pack):
            found[line.document][line.line] = line
        return found

    def lines(self, document: str) -> tuple[Line, ...]:
        """A document with all quotes marked."""
        if document not in self._lines:
            self._lines[document] = tuple(marked(self.pack.texts[document], self.places.in_document[document]))
        return self._lines[document]

    def omitted(self, document: str) -> dict[int, Omission]:
        """What was left out of a document on purpose, by the lines."""
        omissions = (o for o in self.pack.manifest.omissions if o.document == document)
        return {line: o for o in omissions for line in range(o.lines[0], o.lines[1] + 1)}

    def listed(self, wanted: Wanted) -> tuple[Entry, ...]:
        """The entries that were asked for."""
        return tuple(e for e in self.entries.values() if e in wanted)

    @cached_property
    def kinds(self) -> Counter[str]:
        """How many records there are of each kind."""
        return Counter(e.record.kind for e in self.entries.values())

    @cached_property
    def facets(self) -> Counter[str]:
        """How many facts there are of each facet."""
        return Counter(s.fact.facet for s in self._facts())

    @cached_property
    def standings(self) -> Counter[str]:
        """How many facts have each standing."""
        return Counter(s.standing for s in self._facts())

    @cached_property
    def noted(self) -> int:
        """How many records have a note."""
        return sum(e.noted for e in self.entries.values())

    def belonging(self, record: Record) -> tuple[Record, ...]:
        """The records that name this one as what they are part of."""
        return tuple(r for r in self.pack.records.values() if r.part_of == record.id)

    def document_named(self, title: str) -> Document | None:
        """The document of a title."""
        return next((d for d in self.pack.manifest.documents if d.title == title), None)

    def _facts(self) -> Iterator[Stated]:
        return (s for e in self.entries.values() for s in e.facts)

    def _entry(self, record: Record) -> Entry:
        remarks: Iterable[Fact] = record.remarks if isinstance(record, QuotaTable) else ()
        facts = tuple(self._stated(record, fact) for fact in (*record.facts, *remarks))
        return Entry(record, self.pack.document_of(record), facts)

    def _stated(self, record: Record, fact: Fact) -> Stated:
        document = self.pack.document_of(record, fact)
        return Stated(fact, "superseded" if document.id in self.superseded else fact.standing, document)


def known(wanted: Wanted) -> Wanted:
    """The same without what no pack has, such as a kind that was made up in an address."""
    return Wanted(
        wanted.kind if wanted.kind in KINDS else "",
        wanted.facet if wanted.facet in FACETS else "",
        wanted.standing if wanted.standing in STANDINGS else "",
        wanted.document,
        wanted.noted,
    )
