"""How a reply was reached: what was understood of the question, what answered, and on which places it rests."""

from __future__ import annotations

from dataclasses import dataclass

from bot.console.knowledge.shelves import Shelf
from bot.console.knowledge.wording import OUTCOMES, ROLES, handler_named
from handlers.answer import Reading, Reply, Source
from handlers.explaining import Word, understood
from handlers.proposal import ENOUGH
from knowledge.facets import LABELS
from knowledge.marking import Place, line_with_words
from knowledge.pack import section_named
from knowledge.schema import Record

_FACETS_SHOWN = 4  # an interrogative may ask for a dozen


@dataclass(frozen=True, slots=True)
class WordShown:
    """A word of the question, its part, what it was taken for, and how much an answer owes it."""

    text: str
    part: str
    meaning: str
    records: tuple[Record, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class ReadingShown:
    """A reading: who offered it, of what, what was asked, and its score."""

    handler: str
    subject: str
    asked: str
    score: str


@dataclass(frozen=True, slots=True)
class SourceShown:
    """Where an answer rests: where the quote stands and whose it is, else the document and the section's first line."""

    source: Source
    place: Place | None
    record: Record | None
    document: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Explanation:
    """All of it. ``taken`` is what was written and what it was taken for; ``staff`` where staff's own answer fitted."""

    outcome: str
    tone: str
    handler: str
    enough: str
    taken: ReadingShown | None
    runner_up: ReadingShown | None
    understood: str
    mends: tuple[tuple[str, str], ...]
    words: tuple[WordShown, ...]
    subjects: tuple[Record, ...]
    sources: tuple[SourceShown, ...]
    faq: str


def explained(shelf: Shelf, reply: Reply) -> Explanation:
    """How a reply was reached."""
    outcome, tone = OUTCOMES[reply.answer.outcome]
    words = understood(reply, shelf.pack)
    records = shelf.pack.records
    about = reply.memory.subjects if reply.answer.outcome in {"answered", "unspecified"} and reply.reading else ()
    return Explanation(
        outcome,
        tone,
        handler_named(reply.answer.handler),
        f"{ENOUGH:.2f}",
        _reading(reply.reading),
        _reading(reply.runner_up),
        words.text if words else "",
        words.mends if words else (),
        tuple(_word(w, records) for w in words.words) if words else (),
        tuple(records[i] for i in about if i in records),
        tuple(_source(shelf, s, about) for s in reply.answer.sources),
        reply.reading.subject if reply.reading and reply.answer.handler == "faq" else "",
    )


def _reading(reading: Reading | None) -> ReadingShown | None:
    if reading is None:
        return None
    asked = LABELS.get(reading.asked, reading.asked)
    return ReadingShown(handler_named(reading.handler), reading.subject, asked, f"{reading.score:.2f}")


def _word(word: Word, records: dict[str, Record]) -> WordShown:
    named = tuple(records[i] for i in word.records)
    parts = []
    if word.rows:
        parts.append(f"名额表的行：{'、'.join(word.rows)}")
    if word.columns:
        parts.append(f"名额表的栏：{'、'.join(word.columns)}")
    if word.facets:
        labels = [LABELS[f] for f in word.facets]
        more = "等" if len(labels) > _FACETS_SHOWN else ""
        parts.append(f"问{'、'.join(labels[:_FACETS_SHOWN])}{more}")
    if word.value is not None:
        parts.append(f"{word.value:g}{word.unit}")
    text = word.text or (named[0].name if named else "")
    part = ROLES[word.role] + ("（排除）" if word.negated else "") + ("（接上文）" if word.implied else "")
    return WordShown(text, part, "；".join(parts), named, word.weight)


def _source(shelf: Shelf, source: Source, about: tuple[str, ...]) -> SourceShown:
    """The source with the place of its quote: that of a record the answer is about, if one has the very quote."""
    document = shelf.catalogue.document_named(source.document)
    if document is None:
        return SourceShown(source, None, None)
    section = section_named(document, source.section)
    text = shelf.pack.texts[document.id]
    here = [p for p in shelf.catalogue.places.in_document[document.id] if p.section == source.section]
    wanted = {(start, end) for start, end in text.find(source.quote, (0, len(text.squeezed)))}
    fitting = [p for p in here if (p.start, p.end) in wanted]
    best = next((p for p in fitting if p.record in about), fitting[0] if fitting else None)
    record = shelf.pack.records[best.record] if best else None
    return SourceShown(source, best, record, document.id, line_with_words(text, section) if section else 0)
