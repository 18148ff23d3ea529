"""From units of knowledge to answers: the sentence first, then the list, the caveat and the source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from handlers.answer import Answer, Choice, Outcome, Source
from handlers.layout import NOTE
from handlers.library import Library
from knowledge.index import Unit, bigrams
from knowledge.labels import DOCUMENTS
from knowledge.pack import Pack
from knowledge.parts import Fact, Item
from knowledge.schema import Document, Record
from knowledge.text import normalise

OUTCOMES: dict[str, Outcome] = {"open": "unspecified", "tba": "answered", "stated": "answered"}


EDITION = re.compile(r"【[^】]*】")  # what ``edition`` puts in front


def say(record: Record, fact: Fact, item: Item | None = None) -> str:
    """The sentence that a fact, or one entry of its list, is answered with; it always names its subject."""
    if item is None:
        sentence = fact.say or (f"{record.name}：" if fact.items and not fact.quote else fact.quote)
        return sentence if _names(sentence, record) else f"{record.name}：{sentence}"
    if item.say:
        return item.say
    text = item.text or item.quote
    text = f"{item.label}：{text}" if item.label and normalise(item.label) not in normalise(text) else text
    return text if _names(text, record) else f"{record.name}：{text}"


def _names(sentence: str, record: Record) -> bool:
    return _goes_by(sentence, record.name, *record.aliases)


@lru_cache(maxsize=4_096)  # the documents' own sentences, of which many a question has several weighed
def _goes_by(sentence: str, name: str, *aliases: str) -> bool:
    """Whether a sentence calls a record by its name, or by an alias that is a part of it or like it."""
    said, own = normalise(sentence), bigrams(normalise(name))
    return any(n in said and bool(bigrams(n) & own) for n in map(normalise, (name, *aliases)))


def entries(fact: Fact) -> tuple[str, ...]:
    """The entries of a fact's list as members read them."""
    return tuple(
        f"{i.label}：{text}" if i.label and i.label not in text else text
        for i in fact.items
        if (text := i.text or i.quote)
    )


def edition(library: Library, record: Record, today: date, fact: Fact | Item | None = None) -> str:
    """A bracketed word in front of what comes from an edition that is over."""
    return edition_of(library.pack.document_of(record, fact), today)


def edition_of(document: Document, today: date) -> str:
    """The same for a document."""
    past = document if document.expires is not None and today > document.expires else None
    if past is None:
        return ""
    kind = DOCUMENTS[past.kind]
    return f"【{past.year}年{kind}，已过期】" if past.year else f"【往年{kind}，已过期】"


def notes(record: Record, fact: Fact, item: Item | None = None) -> tuple[str, ...]:
    """The caveats that every answer from this fact shows; with one entry of its list, those that speak of it."""
    return tuple(
        f"{NOTE}{n}" for n in dict.fromkeys((fact.note, record.note)) if n and n not in fact.say and _concerns(n, item)
    )


def _concerns(note: str, item: Item | None) -> bool:
    if item is None:
        return True
    text = normalise(note)
    return any(
        normalise(name) in text
        for name in (item.label, *item.terms, *re.split(r"[：:，,]", item.text or item.quote)[:1])
        if name
    )


def answer_unit(
    library: Library, unit: Unit, today: date, handler: str, *, verdict: str = "", asked: frozenset[str] = frozenset()
) -> Answer:
    """One unit's answer, after the verdict on a yes-or-no question. Where the source is silent the contact follows."""
    record, fact, item = unit.record, unit.fact, unit.item
    lead = edition(library, record, today, fact) + verdict + say(record, fact, item)
    listed = entries(fact) if item is None else ()
    if fact.standing == "open":
        line = contact_line(library.pack, asked)
        return Answer(lead, "unspecified", handler, tuple(x for x in (*entries(fact), *notes(record, fact), line) if x),
                      _sources(library, record, fact, item))  # fmt: skip
    return Answer(
        lead=lead,
        outcome=OUTCOMES.get(fact.standing, "answered"),
        handler=handler,
        lines=(*listed, *notes(record, fact, item)),
        sources=_sources(library, record, fact, item),
        listed=bool(listed),
    )


def answer_several(library: Library, units: Sequence[Unit], today: date, handler: str, lead: str = "") -> Answer:
    """Several subjects' answers to the same question, each in a line of its own."""
    first = units[0]
    prefix = edition(library, first.record, today, first.fact)
    lines = [_whole(u) for u in units]
    caveats = dict.fromkeys(n for u in units for n in notes(u.record, u.fact))
    sources = tuple(dict.fromkeys(s for u in units for s in _sources(library, u.record, u.fact, u.item)))
    head = lead or f"{prefix}{lines[0]}"
    return Answer(head, "answered", handler, (*(lines if lead else lines[1:]), *caveats), sources, listed=False)


def _sources(library: Library, record: Record, fact: Fact, item: Item | None) -> tuple[Source, ...]:
    if fact.standing == "open" and not fact.quote:
        return ()
    return (library.source(record, item, fact),)


def _whole(unit: Unit) -> str:
    """A unit in one line, its list run together."""
    listed = entries(unit.fact) if unit.item is None else ()
    sentence = say(unit.record, unit.fact, unit.item)
    return sentence.rstrip("：:") + "：" + "；".join(listed) if listed else sentence


def contact_line(pack: Pack, asked: frozenset[str] = frozenset()) -> str:
    """How to reach the association, in one line, what was asked for first; empty where no contact is stated."""
    contact = pack.contact
    if contact is None:
        return ""
    told = {f.facet: f for f in contact.facts if f.standing in {"stated", "contradictory"}}
    parts = []
    places = (("address", "地址"),) if asked & {"address", "submit_to", "where"} else ()
    for facet, label in (*places, ("person", "联系人"), ("phone", "电话"), ("email", "邮箱")):
        fact = told.get(facet)
        if fact:
            parts.append(
                f"{label} {'、'.join(i.text or i.quote for i in fact.items) if fact.items else value_of(fact)}"
            )
    return "可咨询：" + "，".join(parts) if parts else ""


def contact_lines(pack: Pack) -> tuple[str, ...]:
    """The contact line, where a contact is stated."""
    line = contact_line(pack)
    return (line,) if line else ()


def value_of(fact: Fact) -> str:
    """The bare value of a contact's fact: what stands behind its label in the source."""
    quote = fact.quote
    for mark in ("：", ":"):
        head, found, tail = quote.partition(mark)
        if found and len(head) <= 12:
            return tail.strip()
    return quote


def suggestions(pack: Pack, most: int = 3) -> tuple[Choice, ...]:
    """Questions that this account surely answers."""
    return tuple(Choice(e, e) for e in pack.manifest.examples[:most])
