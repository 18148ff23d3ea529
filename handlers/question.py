"""A question as it was understood: its words with their roles, its numbers, and what kind of asking it is."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

from knowledge.index import Names
from knowledge.spelling import Mend

Role = Literal["name", "cue", "asking", "number", "common", "filler", "word", "mark"]
NO_NAMES = Names()
_MARK = re.compile(r"[,.!?;]")


class Token(NamedTuple):
    """A stretch of the question. ``weight`` is how much an answer owes it; ``implied`` comes from the last turn."""

    start: int
    end: int
    text: str
    role: Role
    weight: float
    names: Names = NO_NAMES
    facets: frozenset[str] = frozenset()
    likeliest: tuple[str, ...] = ()  # an interrogative's facets in order
    expansions: tuple[str, ...] = ()
    value: float | None = None
    unit: str = ""
    share: bool = False
    negated: bool = False
    clause: int = 0
    implied: bool = False


@dataclass(frozen=True)
class Question:
    """What was asked. ``text`` is normalised and mended; ``asked`` is what the member wrote."""

    asked: str
    text: str
    tokens: tuple[Token, ...]
    mends: tuple[Mend, ...] = ()
    flags: frozenset[str] = frozenset()
    clauses: int = 1
    facets: frozenset[str] = field(default=frozenset())  # of noun cues: what is surely asked
    counted: str = ""  # the unit asked for: 年 of 几年, 字 of 多少字

    @cached_property
    def weight(self) -> float:
        """All that an answer has to explain."""
        return sum(t.weight for t in self.tokens)

    @cached_property
    def numbers(self) -> tuple[Token, ...]:
        """The numbers, in order."""
        return tuple(t for t in self.tokens if t.role == "number")

    def has(self, flag: str) -> bool:
        """Whether a word of the flag's list stands in the question."""
        return flag in self.flags

    def counted_words(self, units: Collection[str]) -> tuple[Token, ...]:
        """The words right behind a count in one of these units that name nothing: 小组 of 3个小组."""
        behind = {n.end for n in self.numbers if n.unit in units}
        return tuple(t for t in self.tokens if t.role in {"common", "word"} and t.start in behind)

    def named(self) -> tuple[Token, ...]:
        """The names said and not negated, in order."""
        return self._named

    @cached_property
    def _named(self) -> tuple[Token, ...]:
        return tuple(t for t in self.tokens if t.role == "name" and not t.negated)


def before_in_clause(text: str, at: int) -> str:
    """What stands before a place of a normalised text, back to the last mark."""
    return _MARK.split(text[:at])[-1]


def behind_in_clause(text: str, at: int) -> str:
    """What stands from a place of a normalised text on, up to the next mark."""
    return _MARK.split(text[at:], maxsplit=1)[0]
