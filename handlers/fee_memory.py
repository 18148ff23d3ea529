"""How many of what was priced in the turns before, so that 一共多少 adds up what was counted there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from handlers.answer import Slots
from handlers.prices import Priced, price_of
from handlers.proposal import Asked
from handlers.question import Token
from knowledge.index import Names
from knowledge.numerals import plain

_COUNTS = "counts"
_ADDS = re.compile(r"再[加来报算]|加上|还有|还要|另外|算上|连同")


@dataclass(frozen=True)
class Before:
    """The things that earlier turns counted, where they are to be added up now, and how many of each."""

    things: list[tuple[Token, Priced]] = field(default_factory=list)
    counts: dict[str, float] = field(default_factory=dict)


def counted_before(asked: Asked, priced: list[tuple[Token, Priced]]) -> Before:
    """What the last turns counted, where a sum of it is asked for, with nothing else named or with more to add."""
    question, stored = asked.question, asked.memory.slots.get(_COUNTS, ())
    said = any(not t.implied for t, _ in priced)
    told = [n for n in question.numbers if n.value]
    if not question.has("sum") or asked.memory.facet != "fee" or not stored:
        return Before()
    if (said or told) and not (said and _ADDS.search(question.text)):
        return Before()
    things = [(_implied(r), p) for r, _ in stored if (p := price_of(asked.library, r))]
    return Before(things, {r: float(n) for r, n in stored})


def kept(asked: Asked, counts: dict[str, float]) -> Slots:
    """What is remembered of the counts: those of this turn, with those of the last ones where it went on from there."""
    before = dict(asked.memory.slots.get(_COUNTS, ())) if asked.memory.facet == "fee" else {}
    before = {} if asked.question.has("sum") else before
    every = before | {r: plain(n) for r, n in counts.items()}
    return {**asked.memory.slots, _COUNTS: tuple(every.items())}


def _implied(record: str) -> Token:
    return Token(-1, -1, "", "name", 0.0, Names(records=frozenset((record,))), implied=True)
