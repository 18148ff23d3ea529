"""What a short question borrows from the turn before it, and only what it does not say itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from handlers.answer import Memory
from handlers.question import Question, Token
from knowledge.index import Names

FADES_AFTER = timedelta(minutes=30)
_SHORT = 12  # characters of a question that may lean on the last one
_SUBJECT, _FACET = 0.6, 1.0
_SUBSTANCE = 0.6  # the weight from which an unlisted word counts as a subject of its own


def awake(memory: Memory, now: datetime) -> Memory:
    """The memory, or an empty one when the last turn was too long ago."""
    try:
        last = datetime.fromisoformat(memory.at)
    except ValueError:
        return Memory()
    return memory if abs(now - last) <= FADES_AFTER else Memory()


def carry(question: Question, memory: Memory) -> Question | None:
    """The question with what it leaves out taken from the last turn; None where it stands on its own."""
    if not (memory.subjects or memory.facet or memory.slots):
        return None
    named = question.named()
    asks = bool(question.facets) or any(t.role == "asking" for t in question.tokens)
    leans = question.has("ellipsis") or len(question.text) <= _SHORT
    if not leans or (named and question.facets):
        return None
    implied = list(_implied(question, memory, asks))
    return replace(question, tokens=(*question.tokens, *implied), facets=question.facets | _facets(implied)) if implied else None


def _implied(question: Question, memory: Memory, asks: bool) -> Iterator[Token]:
    named = question.named()
    records = any(t.names.records for t in named)
    rows = any(t.names.rows for t in named)
    columns = any(t.names.columns for t in named)
    at = -1
    if not records and not columns and memory.subjects:
        substance = any(t.role == "word" and t.weight >= _SUBSTANCE for t in question.tokens)
        weight = _SUBJECT * (0.5 if substance or rows or question.facets else 1.0)
        yield _token(at, "（上文）", weight, Names(records=frozenset(memory.subjects)))
        at -= 1
    for slot, said in (("rows", rows), ("columns", columns or records)):
        pairs = frozenset((t, n) for t, n in memory.slots.get(slot, ()))
        if pairs and not said and not question.facets - {"quota", "fee", "total"}:
            yield _token(at, "（上文）", _SUBJECT, Names(**{slot: pairs}))
            at -= 1
    if memory.facet and not question.facets and (not asks or not _specific(question)):
        yield Token(at, at, "（上文）", "cue", _FACET, facets=frozenset((memory.facet,)), implied=True)


def _specific(question: Question) -> bool:
    """Whether the interrogative cannot go with the last turn's facet."""
    return any(t.role == "asking" and len(t.facets) <= 9 for t in question.tokens)


def _token(at: int, text: str, weight: float, names: Names) -> Token:
    return Token(at, at, text, "name", weight, names, implied=True)


def _facets(tokens: list[Token]) -> frozenset[str]:
    return frozenset(f for t in tokens if t.role == "cue" for f in t.facets)
