"""Which units of knowledge explain a question best."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from heapq import heappush, heapreplace
from typing import NamedTuple

from handlers.evidence import SAID, Evidence, Explained, Strengths
from handlers.question import Question, Token
from handlers.shape import Shape
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
    spoken_of: set[int] = field(default_factory=set)  # says a word of the question, or is about what was named

    def touched(self) -> Strengths:
        """The weight of the names that each unit knows of which explains one of them fully."""
        known = dict.fromkeys(self.met, 0.0)
        for weight, strengths in self.naming:
            for number in self.met & strengths.keys():
                known[number] += weight
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
        self._asides = {subjects: tuple(_aside(u, subjects) for u in index.units) for subjects in (False, True)}

    def rank(self, question: Question, most: int = MOST) -> tuple[Scored, ...]:
        """The best units first.

        Scores equal to the hundredth go to what holds generally, then to the shorter text.
        """
        who = question.has("responsible") or "responsible" in question.facets  # both numbers will be asked for
        return self._recent(question, FURTHEST if who else most)[:most]

    def _rank(self, question: Question, most: int) -> tuple[Scored, ...]:
        tally = _Tally([0.0] * len(self._index.units))
        for token in question.tokens:
            if token.weight > 0:
                self._weigh(token, tally)
        if not tally.total:
            return ()
        if not any(t.names.records for t in question.tokens):
            tally.total = max(tally.total, _LEAST_ASKED)
        if len(tally.naming) > 1:
            for number, known in tally.touched().items():
                tally.explained[number] += _OTHER_NAMES * (tally.names - known)
        related = (self._index.by_related.get(record, ()) for record in tally.related)
        tally.spoken_of = set(tally.words).union(*related)
        placed = self._placed(tally, Shape.of(question, bool(self.subjects(question))), most)
        return tuple(
            Scored(self._index.units[number], -score, words, named, facet)
            for _, _, score, _, number, words, named, facet in sorted(placed)[:most]
        )

    def _placed(self, tally: _Tally, shape: Shape, most: int) -> Iterator[_Placed]:
        """The units that may be among the best, until what is left explains too little to come that far."""
        likely = self._likely(tally, shape)
        units = self._index.units
        more = shape.most + _ROUNDING + _HALF_A_HUNDREDTH
        tightest = _TIGHT if shape.words else 0.0
        tight: dict[str, float] = {}
        best: list[float] = []  # the best scores until now, the least of them first
        for number in sorted(likely, key=likely.__getitem__, reverse=True):
            reach = likely[number] + more
            if len(best) == most and reach + tightest < best[0]:
                return
            if len(best) == most and reach + self._tightness(units[number].record.id, shape.words, tight) < best[0]:
                continue
            share = tally.explained[number] / tally.total
            placed = self._score(units[number], share, shape, tally, tight)
            if len(best) < most:
                heappush(best, -placed[0])
            elif best[0] < -placed[0]:
                heapreplace(best, -placed[0])
            yield placed

    def _likely(self, tally: _Tally, shape: Shape) -> Strengths:
        """What the units explain that may be among the best, with what is known of their scores at a glance."""
        explained, total = tally.explained, tally.total
        least = max(max(explained, default=0.0) - _BONUS_SPAN * total, _ROUNDING)
        aside, spoken_of, facets = self._asides[shape.subjects], tally.spoken_of, tally.facet
        named = {n for record in tally.named for n in self._index.by_record.get(record, ())}
        likely: Strengths = {}
        for number in [n for n, weight in enumerate(explained) if weight >= least]:
            facet = facets.get(number, 0.0)
            bonus = _ASKED_BY_NOUN * facet - shape.beside_it(facet) + (_NAMED if number in named else 0.0)
            likely[number] = explained[number] / total + bonus - (0.0 if number in spoken_of else aside[number])
        return likely

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
        number, record, said = unit.number, unit.record.id, unit.number in tally.spoken_of
        words, named, facet = tally.words.get(number, 0), record in tally.named, tally.facet.get(number, 0.0)
        score = (
            share
            + _ASKED_BY_NOUN * facet
            - shape.beside_it(facet)
            + shape.of_unit(unit, words)
            + (shape.counts(unit) if shape.counted else 0.0)
            + (shape.forms(unit, named) if shape.form is not None else 0.0)
        )
        score += (self._tightness(record, shape.words, tight) if shape.words else 0.0) + named * _NAMED
        score -= 0.0 if said else self._asides[shape.subjects][number]
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


def _aside(unit: Unit, subjects: bool) -> float:
    """What is held against a unit that a question does not speak of, be something else named in it or nothing."""
    apart = subjects and (not unit.general or isinstance(unit.record, Notice | Association))
    return (0.0 if unit.general else _ASIDE) + (_UNRELATED if apart else 0.0)
