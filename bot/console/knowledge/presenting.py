"""A record in the words that members get, each fact with the places of its quotes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.console.knowledge.shelves import Shelf
from bot.console.knowledge.wording import TONES
from handlers.compose import edition_of, notes, say
from handlers.layout import NOTE
from knowledge.catalogue import Entry, Stated
from knowledge.facets import LABELS
from knowledge.labels import STANDINGS
from knowledge.marking import Place
from knowledge.parts import Fact
from knowledge.schema import Award, Contact, Deadline, Form, Material, QuotaTable, Record, RubricItem


@dataclass(frozen=True, slots=True)
class Told:
    """An entry of a fact's list, with where its quote stands first."""

    text: str
    place: Place | None


@dataclass(frozen=True, slots=True)
class FactShown:
    """A fact as a member gets it. ``own``: it has quotes of its own, and does not rest on that of the record."""

    anchor: str
    label: str
    standing: str
    tone: str
    edition: str
    said: str
    entries: tuple[Told, ...]
    notes: tuple[str, ...]
    values: tuple[str, ...]
    terms: tuple[str, ...]
    places: tuple[Place, ...]
    own: bool


@dataclass(frozen=True, slots=True)
class Relation:
    """Other records that a record has to do with."""

    label: str
    records: tuple[Record, ...]


def shown(shelf: Shelf, entry: Entry, today: date) -> tuple[FactShown, ...]:
    """All facts of an entry."""
    first = _first_places(shelf, entry.record)
    facts = len(entry.record.facts)
    keys = (f"facts[{n}]({s.fact.facet})" if n < facts else f"remarks[{n - facts}]" for n, s in enumerate(entry.facts))
    return tuple(
        _fact(entry.record, stated, today, number, _Quoted(first, key))
        for number, (stated, key) in enumerate(zip(entry.facts, keys, strict=True), 1)
    )


def sentence(record: Record, stated: Stated, today: date) -> str:
    """The first sentence that a member gets."""
    return edition_of(stated.document, today) + say(record, stated.fact)


def in_brief(entry: Entry, today: date) -> str:
    """What a list says of an entry: the sentence of what it is about, else of the first fact that states something."""
    stated = [s for s in entry.facts if not s.open] or list(entry.facts)
    about = next((s for s in stated if s.fact.facet == "about"), stated[0] if stated else None)
    return sentence(entry.record, about, today) if about else entry.record.quote


def tags(entry: Entry) -> tuple[tuple[str, str], ...]:
    """The standings of an entry that staff should know of, with how often, and the tone of each."""
    counts = {standing: sum(s.standing == standing for s in entry.facts) for standing in STANDINGS}
    told = [
        (f"{name} {counts[standing]}", TONES[standing])
        for standing, name in STANDINGS.items()
        if counts[standing] and standing != "stated"
    ]
    return (*told, *((("有说明", "plain"),) if entry.noted else ()))


def relations(shelf: Shelf, record: Record) -> tuple[Relation, ...]:
    """What a record is part of, holds, and concerns."""
    named: list[tuple[str, tuple[str, ...]]] = [("属于", (record.part_of,) if record.part_of else ())]
    if isinstance(record, Contact):
        named.append(("用于", record.serves))
    if isinstance(record, Deadline | Form | Material):
        named.append(("针对", record.of))
    if isinstance(record, Award):
        named.append(("用到的表格", record.forms))
    if isinstance(record, RubricItem):
        named.append(("以这些项得分为前提", record.requires))
    if isinstance(record, QuotaTable):
        named.append(("分配", tuple(dict.fromkeys(c.of for c in record.columns if c.of))))
    records = shelf.pack.records
    found = [Relation(label, tuple(records[i] for i in ids if i in records)) for label, ids in named]
    found.append(Relation("包含", shelf.catalogue.belonging(record)))
    return tuple(r for r in found if r.records)


@dataclass(frozen=True, slots=True)
class _Quoted:
    """Where a fact's quotes stand first, by the keys of the claims."""

    first: dict[str, Place]
    key: str

    @property
    def fact(self) -> Place | None:
        return self.first.get(self.key)

    @property
    def record(self) -> Place | None:
        return self.first.get("quote")

    def item(self, number: int) -> Place | None:
        return self.first.get(f"{self.key}.items[{number}]")


def _first_places(shelf: Shelf, record: Record) -> dict[str, Place]:
    """The first place of each quote of a record, by the key behind its id."""
    first: dict[str, Place] = {}
    for place in shelf.catalogue.places.of_record[record.id]:
        first.setdefault(place.key.removeprefix(f"{record.id}."), place)
    return first


def _fact(record: Record, stated: Stated, today: date, number: int, quoted: _Quoted) -> FactShown:
    fact = stated.fact
    items = [quoted.item(n) for n in range(len(fact.items))]
    texts = [f"{i.label}：{t}" if i.label and i.label not in t else t for i in fact.items for t in (i.text or i.quote,)]
    own = tuple(p for p in (quoted.fact, *items) if p is not None)
    whole = quoted.record
    return FactShown(
        anchor=f"fact-{number}",
        label=LABELS[fact.facet],
        standing=STANDINGS[stated.standing],
        tone=TONES[stated.standing],
        edition=edition_of(stated.document, today),
        said=say(record, fact),
        entries=tuple(Told(text, place) for text, place in zip(texts, items, strict=True) if text),
        notes=tuple(n.removeprefix(NOTE) for n in notes(record, fact)),
        values=_values(fact),
        terms=fact.terms,
        places=own or ((whole,) if whole and not stated.open else ()),
        own=bool(own),
    )


def _values(fact: Fact) -> tuple[str, ...]:
    """The typed values that are computed with."""
    told = []
    if fact.amount is not None:
        each = f"每{fact.each}" if fact.each else ""
        period = f"每{fact.period}" if fact.period else ""
        told.append(f"金额：{each}{period}{fact.amount:g} 元" if fact.amount else "金额：免费")
    if fact.on is not None:
        told.append(f"日期：{fact.on.year}年{fact.on.month}月{fact.on.day}日")
    if fact.limit is not None:
        told.append(f"上限：{fact.limit:g}{fact.each}")
    if fact.allows:
        told.append(f"问到“{'、'.join(fact.allows)}”时答可以")
    if fact.denies:
        told.append(f"问到“{'、'.join(fact.denies)}”时答不可以")
    return tuple(told)
