"""Which units of knowledge explain a question best."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from heapq import heappush, heapreplace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from handlers.evidence import Chosen, Evidence, Explained, Strengths
from handlers.question import Question, Token
from handlers.shape import Shape, kind_of
from knowledge.index import Index, Unit
from knowledge.schema import Association, Deadline, Notice, QuotaTable

MOST, FURTHEST = 24, 40  # units that are looked at further; where a duty is looked for among them
RECENT = 128  # questions of which the ranking is kept: members ask the same ones in the same words
_OTHER_NAMES = 0.3  # beside the subject, other names are held against a unit so much less
_ROUNDING = 1e-9
_HALF_A_HUNDREDTH = 0.005  # scores are compared by their hundredths
_BONUS_SPAN = 0.4  # more than all that is added to or taken from a score after the words are weighed

_NAMED, _ASIDE = 0.05, 0.06  # named itself; neither named nor described
_SILENT, _SILENT_ASIDE = 0.05, 0.08  # an open fact, which something stated is preferred to
_UNRELATED = 0.1  # has nothing to do with what was named
_ASKED_BY_NOUN = 0.04
_TIGHT = 0.04
_LEAST_ASKED = 0.5  # a question of less weight than this is a word or two of every day, which much explains in full


class Scored(NamedTuple):
    """A unit with the share of the question's weight that it explains.

    ``by_words`` counts the tokens that it says in its own words; ``named`` is whether its record was named;
    ``facet`` how near its facet is to what a noun of the question asks.
    """

    unit: Unit
    score: float
    by_words: int
    named: bool
    facet: float


# What units are put in order by, and then how many words, whether named, and how near the facet is; see Scored.
_Placed = tuple[float, bool, float, int, int, int, bool, float]


@dataclass
class _Tally:
    """What was found while the tokens were gone through; arrays are by the unit's number."""

    explained: Strengths  # the weight that each unit explains
    words: NDArray[np.intp]  # how many tokens a unit says in its own words
    facet: Strengths  # how near a unit's facet is to what a noun asks
    met: Chosen  # explains at least one name fully
    total: float = 0.0
    names: float = 0.0  # the weight of all names of records
    naming: list[tuple[float, Strengths]] = field(default_factory=list)  # each name's weight, and what knows of it
    related: set[str] = field(default_factory=set)  # the records named, or implied
    named: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, units: int) -> _Tally:
        """Nothing found as yet."""
        return cls(np.zeros(units), np.zeros(units, np.intp), np.zeros(units), np.zeros(units, np.bool_))

    def touched(self) -> Strengths:
        """The weight of the names that each unit knows of."""
        known = np.zeros(len(self.explained))
        for weight, strengths in self.naming:
            known += weight * (strengths > 0)
        return known


class Ranker:
    """Ranks a pack's units for a question."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self.evidence = Evidence(index)
        self._kinds = np.array([*map(kind_of, index.units)], np.intp)
        self._recent = lru_cache(maxsize=RECENT)(self._rank)  # a ranking follows from the question alone
        self._silent = np.array([_SILENT if u.fact.standing == "open" else 0.0 for u in index.units])
        self._asides = {subjects: np.array([_aside(u, subjects) for u in index.units]) for subjects in (False, True)}

    def rank(self, question: Question, most: int = MOST) -> tuple[Scored, ...]:
        """The best units first.

        Scores equal to the hundredth go to what holds generally, then to the shorter text.
        """
        who = question.has("responsible") or "responsible" in question.facets  # both numbers will be asked for
        return self._recent(question, FURTHEST if who else most)[:most]

    def _rank(self, question: Question, most: int) -> tuple[Scored, ...]:
        tally = _Tally.of(len(self._index.units))
        for token in question.tokens:
            if token.weight > 0:
                self._weigh(token, tally)
        if not tally.total:
            return ()
        if not any(t.names.records for t in question.tokens):
            tally.total = max(tally.total, _LEAST_ASKED)
        if len(tally.naming) > 1:
            tally.explained += _OTHER_NAMES * (tally.names - tally.touched()) * tally.met
        placed = self._placed(tally, Shape.of(question, bool(self.subjects(question))), most)
        return tuple(
            Scored(self._index.units[number], -score, words, named, facet)
            for _, _, score, _, number, words, named, facet in sorted(placed)[:most]
        )

    def _placed(self, tally: _Tally, shape: Shape, most: int) -> Iterator[_Placed]:
        """The units that may be among the best, until what is left explains too little to come that far."""
        units = self._index.units
        more = shape.most + (_TIGHT if shape.words else 0.0) + _ROUNDING + _HALF_A_HUNDREDTH
        tight: dict[str, float] = {}
        best: list[float] = []  # the best scores until now, the least of them first
        for known, number, words, named, facet in self._likely(tally, shape):
            if len(best) == most and known + more < best[0]:
                return
            unit = units[number]
            score = known + (shape.varying(unit, named) if shape.varies else 0.0)
            score += self._tightness(unit.record.id, shape.words, tight) if shape.words else 0.0
            rounded = round(score, 2)
            if len(best) < most:
                heappush(best, rounded)
            elif best[0] < rounded:
                heapreplace(best, rounded)
            yield -rounded, not unit.general, -score, len(unit.text), number, words, named, facet

    def _likely(self, tally: _Tally, shape: Shape) -> Iterable[tuple[float, int, int, bool, float]]:
        """The units that explain so much that they may be among the best, those first that do so most.

        Each with its score but for what is found only by looking into it, and what ``Scored`` tells of it.
        """
        explained = tally.explained
        least = max(explained.max(initial=0.0) - _BONUS_SPAN * tally.total, _ROUNDING)
        numbers = np.flatnonzero(explained >= least)
        words, named, facet = tally.words[numbers], self.evidence.own(tally.named)[numbers], tally.facet[numbers]
        said = (words > 0) | self.evidence.related(tally.related)[numbers]
        scores = explained[numbers] / tally.total + _ASKED_BY_NOUN * facet - shape.beside_it(facet)
        scores += shape.of_kinds(self._kinds[numbers], words)
        scores += _NAMED * named
        scores -= np.where(said, self._silent[numbers], self._asides[shape.subjects][numbers])
        order = np.argsort(-scores, kind="stable")
        return zip(*(column[order].tolist() for column in (scores, numbers, words, named, facet)), strict=True)

    def subjects(self, question: Question) -> frozenset[str]:
        """The records named that something can be asked of; a day or a table is asked about what it is for."""
        records = self._index.pack.records
        named = (r for t in question.named() for r in t.names.records)
        return frozenset(r for r in named if r in records and not isinstance(records[r], Deadline | QuotaTable))

    def _weigh(self, token: Token, tally: _Tally) -> None:
        found = self.evidence.owed(token)
        tally.total += token.weight
        tally.explained += token.weight * found.strengths
        if token.role == "name":
            self._weigh_name(token, found, tally)
        elif token.role in {"word", "common", "number"}:
            tally.words += found.worded
        if token.role in {"cue", "name"} and token.facets:
            tally.facet = np.maximum(tally.facet, self.evidence.facet_strengths(token.facets))

    def _weigh_name(self, token: Token, found: Explained, tally: _Tally) -> None:
        records = token.names.records
        tally.related |= records
        if records:
            tally.names += token.weight
            tally.naming.append((token.weight, found.strengths))
            tally.met |= found.named
        if not token.implied:
            tally.named |= records
            tally.words += self.evidence.saying(token.text, records)

    def _tightness(self, record: str, words: tuple[str, ...], known: dict[str, float]) -> float:
        """A word that is most of a name means it rather than a long name that happens to hold the word."""
        tight = known.get(record)
        if tight is None:
            tight = _TIGHT * max((self._index.share_of_name(record, word) for word in words), default=0.0)
            known[record] = tight
        return tight


def _aside(unit: Unit, subjects: bool) -> float:
    """What is held against a unit that a question does not speak of, be something else named in it or nothing."""
    apart = subjects and (not unit.general or isinstance(unit.record, Notice | Association))
    silent = _SILENT_ASIDE if unit.fact.standing == "open" else 0.0
    return (0.0 if unit.general else _ASIDE) + (_UNRELATED if apart else 0.0) + silent
