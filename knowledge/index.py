"""What a pack can be asked: every fact and list entry as a unit, found by name, facet and words."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import add

from knowledge.joints import run_together
from knowledge.numerals import whole_number
from knowledge.pack import Pack
from knowledge.parts import Fact, Item
from knowledge.postings import Postings
from knowledge.schema import (
    Account,
    Association,
    Contact,
    Deadline,
    Department,
    Form,
    Material,
    Notice,
    QuotaTable,
    Record,
    RubricItem,
)
from knowledge.text import normalise

_ASKING = re.compile(r"[谁哪啥咋几]|什么|多少|怎么|如何|何时")
_KEPT_SHARES, _KEPT_PLACES = 20_000, 2_000
_NUMBERED_NAME = re.compile(r"(附件|附表|第)(\d{1,3}|[一二三四五六七八九十]{1,3})(?:\.\d+)?(项|条|章|款)?")
_NOT_WORDS = re.compile(r"[^\w%@.]+")
# Kinds whose facts hold for the whole association, whatever it is that they are asked about.
GENERAL_KINDS = (Contact, Account, Deadline, Notice, Association)
GENERAL_FACETS: dict[type, tuple[str, ...]] = {Account: ("payment", "payment_method"), Deadline: ("deadline",)}


def bigrams(text: str) -> set[str]:
    """The pairs of neighbouring characters within words; a lone character is itself."""
    found: set[str] = set()
    for run in _NOT_WORDS.split(text):
        found.update(map(add, run, run[1:]))
        if len(run) == 1:
            found.add(run)
    return found


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing that can be answered: a fact, or one entry of its list.

    ``related`` are the records whose mention this unit is about: its own, and what it belongs to or serves.
    ``names`` are the record's, ``text`` is all that the unit is known by, ``said`` what its answer says; normalised.
    """

    number: int
    record: Record
    fact: Fact
    item: Item | None
    facets: frozenset[str]
    related: frozenset[str]
    general: bool
    names: str
    text: str
    said: str

    @property
    def key(self) -> tuple[str, str, str]:
        """Record, facet and entry: what tells this unit from others."""
        return self.record.id, self.fact.facet, (self.item.text or self.item.quote) if self.item else ""


@dataclass(frozen=True, slots=True)
class Names:
    """What a name may stand for."""

    records: frozenset[str] = frozenset()
    rows: frozenset[tuple[str, str]] = frozenset()  # quota table id, row name
    columns: frozenset[tuple[str, str]] = frozenset()  # quota table id, column key
    labels: bool = False  # a label or term of a fact: found again by its words

    def __or__(self, other: Names) -> Names:
        return Names(
            self.records | other.records if self.records else other.records,  # most are empty: all the same one
            self.rows | other.rows if self.rows else other.rows,
            self.columns | other.columns if self.columns else other.columns,
            self.labels or other.labels,
        )


class Index:
    """A pack's units, its names, and the postings that lead from words to units."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.units: list[Unit] = []
        self.by_record: dict[str, list[int]] = defaultdict(list)
        self.by_related: dict[str, list[int]] = defaultdict(list)
        self.by_facet: dict[str, list[int]] = defaultdict(list)
        self._called: dict[str, tuple[str, ...]] = {}  # the names of each record, normalised
        self._places: dict[str, int] = {}
        self._shares: dict[tuple[str, str], float] = {}
        self.lists: dict[int, int] = {}  # entry -> the list it stands in
        self.names: dict[str, Names] = defaultdict(Names)
        for record in pack.records.values():
            self._add_names(record)
            self._add_units(record)
        own = ((u.number, bigrams(u.text) - run_together(u.text)) for u in self.units)
        self.in_texts = Postings(own, len(self.units))
        self.in_names = Postings(((u.number, _name_bigrams(u.names)) for u in self.units), len(self.units))
        characters = ((u.number, {*u.text, *u.names}) for u in self.units)
        self.by_character = Postings(characters, len(self.units))
        self.general = tuple(u for u in self.units if u.general)
        self._holding = _longer([n for n, who in self.names.items() if who.records])
        self.synonyms = {normalise(w): tuple(map(normalise, s)) for w, s in pack.manifest.synonyms.items()}
        for word in (pack.name, *pack.manifest.aliases):
            self.names[normalise(word)] |= Names(labels=True)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every name and proper word of the pack, normalised."""
        words = {normalise(w) for w in self.pack.manifest.vocabulary} | set(self.names) | set(self.synonyms)
        return frozenset(w for w in words if len(w) > 1)

    @cached_property
    def series(self) -> dict[tuple[str, str], frozenset[int]]:
        """The numbers among the names, by what stands before and behind them: 附件1 to 附件10."""
        found: dict[tuple[str, str], set[int]] = defaultdict(set)
        for name in self.names:
            match = _NUMBERED_NAME.fullmatch(name)
            number = whole_number(match[2]) if match else None
            if match and number is not None:
                found[match[1], match[3] or ""].add(number)
        return {around: frozenset(known) for around, known in found.items()}

    def facets_of(self, record_id: str) -> frozenset[str]:
        """The facets that are told of a record or of what is about it."""
        return frozenset(f for n in self.by_related.get(record_id, ()) for f in self.units[n].facets)

    def places(self, word: str) -> int:
        """In how many units' own text a word of two characters or more stands."""
        known = self._places.get(word)
        if known is None:
            known = self.in_texts.holding_all(bigrams(word)) if len(word) > 1 else 0
            if len(self._places) >= _KEPT_PLACES:
                self._places.clear()
            self._places[word] = known
        return known

    def share_of_name(self, record_id: str, word: str) -> float:
        """How much of the shortest of a record's names that hold a word the word is; 0 where none holds it."""
        known = self._shares.get((record_id, word))
        if known is None:
            holding = [len(n) for n in self._called[record_id] if word in n]
            known = len(word) / min(holding) if holding else 0.0
            if len(self._shares) > _KEPT_SHARES:
                self._shares.clear()
            self._shares[record_id, word] = known
        return known

    def longer_names(self, word: str) -> tuple[str, ...]:
        """The names that hold a word as a part of them (副会长单位 for 会长单位), the longest first."""
        return self._holding.get(word, ())

    def _name(self, word: str, names: Names) -> None:
        word = normalise(word)
        if word:
            self.names[word] |= names

    def _add_names(self, record: Record) -> None:
        self._called[record.id] = tuple(map(normalise, (record.name, *record.aliases)))
        itself = Names(records=frozenset((record.id,)))
        for word in (record.name, *record.aliases, *((record.number,) if isinstance(record, Form) else ())):
            self._name(word, itself)
        if isinstance(record, RubricItem):
            for counter in "项条款":
                self._name(f"第{record.number}{counter}", itself)
        if isinstance(record, QuotaTable):
            for row in self.pack.tables[record.id].rows:
                for word in (row.name, *row.aliases):
                    self._name(word, Names(rows=frozenset(((record.id, row.name),))))
            for column in record.columns:
                for word in (column.name, *column.aliases):
                    self._name(word, Names(columns=frozenset(((record.id, column.key),))))
        for fact in (*record.facts, *(record.remarks if isinstance(record, QuotaTable) else ())):
            for word in (*fact.terms, *(w for i in fact.items for w in (i.label, *i.terms))):
                if not _ASKING.search(word):  # how it is asked is no word for the thing
                    self._name(word, Names(labels=True))

    def _add_units(self, record: Record) -> None:
        related = frozenset((record.id, *_concerned(record), *(r.id for r in self.pack.lineage(record))))
        names = _join(record.name, *record.aliases)
        facts = (*record.facts, *(record.remarks if isinstance(record, QuotaTable) else ()))
        for fact in facts:
            facets = frozenset((fact.facet, *(("responsible",) if _answers_who(record, fact) else ())))
            general = isinstance(record, GENERAL_KINDS) and fact.facet in GENERAL_FACETS.get(
                type(record), (fact.facet,)
            )
            whole = Unit(
                len(self.units), record, fact, None, facets, related, general, names, _join(_words(fact)), _said(fact)
            )
            self._add(whole)
            for item in fact.items:
                entry = Unit(
                    len(self.units),
                    record,
                    fact,
                    item,
                    facets,
                    related,
                    general,
                    names,
                    _join(_words(item)),
                    _said(item),
                )
                self._add(entry)
                self.lists[entry.number] = whole.number

    def _add(self, unit: Unit) -> None:
        self.units.append(unit)
        self.by_record[unit.record.id].append(unit.number)
        for record_id in unit.related:
            self.by_related[record_id].append(unit.number)
        for facet in unit.facets:
            self.by_facet[facet].append(unit.number)


@lru_cache(maxsize=1)  # the units of a record follow each other
def _name_bigrams(names: str) -> frozenset[str]:
    return frozenset(bigrams(names))


def _longer(names: list[str]) -> dict[str, tuple[str, ...]]:
    """For each name the longer ones that hold it."""
    held: dict[str, list[str]] = defaultdict(list)
    known = set(names)
    for name in names:
        parts = {name[i:j] for i in range(len(name)) for j in range(i + 1, len(name) + 1)}
        for part in (parts & known) - {name}:
            held[part].append(name)
    return {part: tuple(sorted(longer, key=len, reverse=True)) for part, longer in held.items()}


def _answers_who(record: Record, fact: Fact) -> bool:
    return isinstance(record, Department) and fact.facet == "about"


def _concerned(record: Record) -> tuple[str, ...]:
    if isinstance(record, Contact):
        return record.serves
    if isinstance(record, Deadline | Form | Material):
        return record.of
    return ()


def _said(thing: Fact | Item) -> str:
    entry = f"{thing.label} {thing.text}".strip() if isinstance(thing, Item) else ""
    return normalise(thing.say or entry or thing.quote)


def _words(thing: Fact | Item) -> str:
    own = (thing.say, thing.text, thing.label) if isinstance(thing, Item) else (thing.say, *thing.allows, *thing.denies)
    return " ; ".join(x for x in (*own, thing.quote, *thing.terms) if x)


def _join(*parts: str) -> str:
    return normalise(" ; ".join(p for p in parts if p))
