"""Which units of knowledge explain a question best."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from heapq import heappush, heapreplace

from handlers.evidence import SAID, Evidence, Explained, Strengths
from handlers.question import Question, Token
from handlers.shape import Shape
from knowledge.index import Index, Unit
from knowledge.schema import Association, Deadline, Notice, QuotaTable

MOST, FURTHEST = 24, 40  # units that are looked at further; where only some of them are in question
RECENT = 128  # questions of which the ranking is kept: members ask the same ones in the same words
_OTHER_NAMES = 0.3  # beside the subject, other names are held against a unit so much less
_ROUNDING = 1e-9
_BONUS_SPAN = 0.4  # more than all that is added to or taken from a score after the words are weighed

_NAMED, _ASIDE = 0.05, 0.06  # named itself; neither named nor described
_SILENT, _SILENT_ASIDE = 0.05, 0.08  # an open fact, which something stated is preferred to
_UNRELATED = 0.1  # has nothing to do with what was named
_ASKED_BY_NOUN = 0.04
_TIGHT = 0.04
_LEAST_ASKED = 0.5  # a question of less weight than this is a word or two of every day, which much explains in full


@dataclass(frozen=True)
class Scored:
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
    """What was found while the tokens were gone through."""

    explained: list[float]  # by unit, the weight that it explains
    total: float = 0.0
    names: float = 0.0  # the weight of all names of records
    met: set[int] = field(default_factory=set)  # explains at least one name fully
    naming: list[tuple[float, Strengths]] = field(default_factory=list)  # each name's weight, and what knows of it
    words: Counter[int] = field(default_factory=Counter)  # how many tokens a unit says in its own words
    facet: Strengths = field(default_factory=dict)  # how near a unit's facet is to what a noun asks
    related: set[str] = field(default_factory=set)  # the records named, or implied
    named: set[str] = field(default_factory=set)

    def touched(self, number: int) -> float:
        """The weight of the names that a unit knows of."""
        known = 0.0
        for weight, strengths in self.naming:
            if number in strengths:
                known += weight
        return known

    def asked(self, near: Strengths) -> None:
        """Another noun asks for facets that are so near to each unit's."""
        if not self.facet:
            self.facet = near
            return
        known = self.facet
        self.facet = known | {n: s for n, s in near.items() if s > known.get(n, 0.0)}


class Ranker:
    """Ranks a pack's units for a question."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self.evidence = Evidence(index)
        self._recent = lru_cache(maxsize=RECENT)(self._rank)  # a ranking follows from the question alone

    def rank(self, question: Question, most: int = MOST) -> tuple[Scored, ...]:
        """The best units first, ``FURTHEST`` at most.

        Scores equal to the hundredth go to what holds generally, then to the shorter text.
        """
        return self._recent(question)[:most]

    def _rank(self, question: Question) -> tuple[Scored, ...]:
        tally = _Tally([0.0] * len(self._index.units))
        for token in question.tokens:
            if token.weight > 0:
                self._weigh(token, tally)
        if not tally.total:
            return ()
        if not any(t.names.records for t in question.tokens):
            tally.total = max(tally.total, _LEAST_ASKED)
        if len(tally.naming) > 1:
            for number in tally.met:
                tally.explained[number] += _OTHER_NAMES * (tally.names - tally.touched(number))
        placed = self._placed(tally, Shape.of(question, bool(self.subjects(question))))
        return tuple(
            Scored(self._index.units[number], -score, words, named, facet)
            for _, _, score, _, number, words, named, facet in sorted(placed)[:FURTHEST]
        )

    def _placed(self, tally: _Tally, shape: Shape) -> Iterator[_Placed]:
        """The units that may be among the best, until what is left explains too little to come that far."""
        explained = tally.explained
        most = _NAMED + _ASKED_BY_NOUN + shape.most + (_TIGHT if shape.words else 0.0) + _ROUNDING
        likely = max(explained, default=0.0) - _BONUS_SPAN * tally.total
        tight: dict[str, float] = {}
        best: list[float] = []  # the best scores until now, the least of them first
        numbers = [n for n, weight in enumerate(explained) if weight and weight >= likely]
        for number in sorted(numbers, key=explained.__getitem__, reverse=True):
            share = explained[number] / tally.total
            if len(best) == FURTHEST and round(share + most, 2) < best[0]:
                return
            placed = self._score(self._index.units[number], share, shape, tally, tight)
            if len(best) < FURTHEST:
                heappush(best, -placed[0])
            elif best[0] < -placed[0]:
                heapreplace(best, -placed[0])
            yield placed

    def subjects(self, question: Question) -> frozenset[str]:
        """The records named that something can be asked of; a day or a table is asked about what it is for."""
        records = self._index.pack.records
        named = (r for t in question.named() for r in t.names.records)
        return frozenset(r for r in named if r in records and not isinstance(records[r], Deadline | QuotaTable))

    def _weigh(self, token: Token, tally: _Tally) -> None:
        found = self.evidence.owed(token)
        explained, weight = tally.explained, token.weight
        tally.total += weight
        for number, strength in found.strengths.items():
            explained[number] += weight * strength
        if token.role == "name":
            self._weigh_name(token, found, tally)
        elif token.role in {"word", "common", "number"}:
            tally.words.update(found.worded)
        if token.role in {"cue", "name"} and token.facets:
            tally.asked(self.evidence.facet_strengths(token.facets))

    def _weigh_name(self, token: Token, found: Explained, tally: _Tally) -> None:
        index, records = self._index, token.names.records
        tally.related |= records
        if records:
            tally.names += token.weight
            tally.naming.append((token.weight, found.strengths))
            tally.met.update(found.named)
        if not token.implied:
            tally.named |= records
            own = self.evidence.in_text(token.text)[1]
            tally.words.update(n for n, s in own.items() if s > SAID and index.units[n].record.id not in records)

    def _score(self, unit: Unit, share: float, shape: Shape, tally: _Tally, tight: dict[str, float]) -> _Placed:
        number = unit.number
        words, named, facet = tally.words.get(number, 0), unit.record.id in tally.named, tally.facet.get(number, 0.0)
        said = words > 0 or not unit.related.isdisjoint(tally.related)
        score = (
            share
            + _ASKED_BY_NOUN * facet
            - shape.beside_it(facet)
            + shape.of_unit(unit, words)
            + (shape.counts(unit) if shape.number is not None else 0.0)
            + (shape.forms(unit, named) if shape.form is not None else 0.0)
        )
        score += (self._tightness(unit.record.id, shape.words, tight) if shape.words else 0.0) + named * _NAMED
        if not unit.general:
            score -= 0.0 if said else _ASIDE
        if shape.subjects and not said and (not unit.general or isinstance(unit.record, Notice | Association)):
            score -= _UNRELATED
        if unit.fact.standing == "open":
            score -= _SILENT if said else _SILENT_ASIDE
        return -round(score, 2), not unit.general, -score, len(unit.text), number, words, named, facet

    def _tightness(self, record: str, words: tuple[str, ...], known: dict[str, float]) -> float:
        """A word that is most of a name means it rather than a long name that happens to hold the word."""
        tight = known.get(record)
        if tight is None:
            tight = _TIGHT * max((self._index.share_of_name(record, word) for word in words), default=0.0)
            known[record] = tight
        return tight
