"""How much of a question each unit of knowledge explains."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handlers.lexicon import near_facets
from handlers.question import Question, Token
from knowledge.index import Index, Unit, bigrams
from knowledge.schema import Contact, Deadline, QuotaTable

_OWN, _RELATED, _GENERAL = 1.0, 0.92, 0.55
_NAME_IN_TEXT, _CUE_IN_TEXT, _SYNONYM, _LONE = 0.85, 0.85, 0.9, 0.5
_TEXT = 0.93  # a word in what a unit says, against one in its record's names
_OWN_WORDS = 0.08  # what a unit's own words add to a name or cue that it answers anyway
_CUE_IN_NAME = 0.4
_BONUS_SPAN = 0.4  # more than all that is added to or taken from a score afterwards
_RECENT = 48  # tokens whose strengths are kept: those of one question, which several handlers ask for
_TIGHT = 0.04
_OTHER_NAMES = 0.3
_LISTED = 0.88  # what a list is credited for the words of one of its entries
_UNRELATED = 0.1  # a unit that has nothing to do with what was named
_ELSEWHERE = 0.9  # a cue that is also a name, asked of another record (which is the AB角 of this one)
_SAID = 0.9  # the share of a name from which a unit says it
_WORD_SAID = 0.6
_ASKED_BY_NOUN = 0.04
_LESS_LIKELY = 0.05
_COUNTS_SO = 0.06  # a unit that states a number of what is counted


@dataclass(frozen=True)
class Scored:
    """A unit with the share of the question's weight that it explains, and the tokens it explains by words alone."""

    unit: Unit
    score: float
    by_words: int
    named: bool
    facet: float


class Ranker:
    """Ranks a pack's units for a question."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._recent: dict[Token, dict[int, float]] = {}
        self._facet_strengths: dict[frozenset[str] | tuple[str, ...], dict[int, float]] = {}

    def rank(self, question: Question, most: int = 24) -> list[Scored]:
        """The best units first. Ties go to units named directly, then to the shorter text."""
        explained: dict[int, float] = defaultdict(float)
        words: dict[int, int] = defaultdict(int)
        named: set[int] = set()
        related: set[int] = set()
        met: dict[int, bool] = defaultdict(bool)
        touched: dict[int, float] = defaultdict(float)
        beside = 0.0
        facet: dict[int, float] = defaultdict(float)
        total = 0.0
        for token in question.tokens:
            if token.weight <= 0:
                continue
            total += token.weight
            strengths = self.explained(token)
            for number, strength in strengths.items():
                explained[number] += token.weight * strength
            if token.role == "name" and token.names.records:
                beside += token.weight
                for number, strength in strengths.items():
                    touched[number] += token.weight
                    met[number] = met[number] or strength >= _SAID
            if token.role == "name" and not token.implied:
                named.update(n for r in token.names.records for n in self._index.by_record[r])
                self._say_too(token, words)
            if token.role == "name":
                related.update(n for r in token.names.records for n in self._index.by_related[r])
            if token.role in {"word", "common", "number"}:
                for number, strength in strengths.items():
                    words[number] += strength > _WORD_SAID
            if token.role in {"cue", "name"} and token.facets:
                for number, strength in self.facet_strengths(token.facets).items():
                    facet[number] = max(facet[number], strength)
        if not total:
            return []
        for number in (n for n, is_met in met.items() if is_met):  # beside its subject, other names count less
            explained[number] += _OTHER_NAMES * (beside - touched[number])
        likely = max(explained.values(), default=0.0) - _BONUS_SPAN * total
        listing = _wants_list(question)
        subjects = bool(self.subjects(question))
        scored = [
            Scored(
                unit := self._index.units[n],
                weight / total
                + _shape_bonus(unit, question, listing, words[n])
                + _nearness(unit, n in named, n in related or words[n] > 0)
                - (_UNRELATED if subjects and not unit.general and n not in related and not words[n] else 0.0)
                + _counts(unit, question)
                + _ASKED_BY_NOUN * facet[n]
                + self._tightness(unit, question),
                words[n],
                n in named,
                facet[n],
            )
            for n, weight in explained.items()
            if weight >= likely
        ]
        scored.sort(key=lambda s: (-round(s.score, 2), not s.unit.general, -s.score, len(s.unit.text), s.unit.number))
        return scored[:most]

    def _tightness(self, unit: Unit, question: Question) -> float:
        """A word that is most of a name means it rather than a long name that happens to hold the word."""
        shares = (
            self._index.share_of_name(unit.record.id, t.text)
            for t in question.tokens
            if t.role in {"word", "common"} and len(t.text) > 1 and t.weight > 0
        )
        return _TIGHT * max(shares, default=0.0)

    def subjects(self, question: Question) -> frozenset[str]:
        """The records named that something can be asked of; a day or a table is asked about what it is for."""
        records = self._index.pack.records
        named = (r for t in question.named() for r in t.names.records)
        return frozenset(r for r in named if r in records and not isinstance(records[r], Deadline | QuotaTable))

    def strengths(self, token: Token) -> dict[int, float]:
        """How far each unit explains one token, from 0 to a little above 1 where its own words say it too."""
        known = self._recent.get(token)
        if known is None:
            known = self._strengths(token)
            if len(self._recent) >= _RECENT:
                self._recent.clear()
            self._recent[token] = known
        return known

    def _strengths(self, token: Token) -> dict[int, float]:
        found: dict[int, float] = {}
        if token.names.records or token.names.rows or token.names.columns:
            self._by_name(token, found)
        elif token.facets:
            found.update(self.facet_strengths(token.likeliest or token.facets))
        share = {"name": _NAME_IN_TEXT, "cue": _CUE_IN_TEXT, "asking": 0.0}.get(token.role, 1.0)
        if share:
            named, own = self._by_text(token.text)
            if token.role == "name":
                own = self._standing_alone(token.text, own)
            elif token.role == "cue":
                own = {n: s for n, s in own.items() if token.text in self._index.units[n].said}
            for number, strength in named.items():
                _keep(found, number, share * strength)
            for number, strength in own.items():
                _keep(found, number, share * _TEXT * strength)
                found[number] += _OWN_WORDS * strength
            for number, strength in own.items():  # a list is about what its entries say, each entry more so
                if number in self._index.lists:
                    _keep(found, self._index.lists[number], share * _TEXT * _LISTED * strength)
        for word in token.expansions:
            for by_name_or_own in self._by_text(word):
                for number, strength in by_name_or_own.items():
                    _keep(found, number, _SYNONYM * strength)
                    if number in self._index.lists:
                        _keep(found, self._index.lists[number], _SYNONYM * _LISTED * strength)
        return found

    def explained(self, token: Token) -> dict[int, float]:
        """The same, where a name that holds a cue (a level's dues) is owed both."""
        found = self.strengths(token)
        if token.role != "name" or not token.facets:
            return found
        facets = self.facet_strengths(token.facets)
        mixed = {n: (1 - _CUE_IN_NAME) * s + _CUE_IN_NAME * facets.get(n, 0.0) for n, s in found.items()}
        for number, strength in facets.items():
            _keep(mixed, number, _ELSEWHERE * (strength == 1.0))
        return mixed

    def _say_too(self, token: Token, words: dict[int, int]) -> None:
        """Units of other records that say the name themselves."""
        for number, strength in self._by_text(token.text)[1].items():
            if strength > _SAID and self._index.units[number].record.id not in token.names.records:
                words[number] += 1

    def facet_strengths(self, facets: frozenset[str] | tuple[str, ...]) -> dict[int, float]:
        """How near each unit's facet is to one of the facets asked; ordered ones count less and less."""
        known = self._facet_strengths.get(facets)
        if known is None:
            known = {}
            ordered = isinstance(facets, tuple)
            for place, facet in enumerate(facets):
                for number in self._index.by_facet[facet]:
                    _keep(known, number, 1.0 - _LESS_LIKELY * place if ordered else 1.0)
                for near, strength in near_facets().get(facet, {}).items():
                    for number in self._index.by_facet[near]:
                        _keep(known, number, strength)
            self._facet_strengths[facets] = known
        return known

    def _by_name(self, token: Token, found: dict[int, float]) -> None:
        for record_id in token.names.records:
            for number in self._index.by_related[record_id]:
                _keep(found, number, _OWN if self._index.units[number].record.id == record_id else _RELATED)
        for table_id, _ in (*token.names.rows, *token.names.columns):
            for number in self._index.by_record[table_id]:
                _keep(found, number, _RELATED)
        for unit in self._index.general:
            if not (isinstance(unit.record, Contact) and unit.record.serves) or unit.record is self._index.pack.contact:
                _keep(found, unit.number, _GENERAL)

    def _standing_alone(self, name: str, own: dict[int, float]) -> dict[int, float]:
        """Without units that say a name only within a longer one: 副会长单位 says nothing of 会长单位."""
        longer = self._index.longer_names(name)
        if not longer:
            return own

        def alone(text: str) -> bool:
            for other in longer:
                text = text.replace(other, " ")
            return name in text

        return {n: s for n, s in own.items() if s < _SAID or alone(self._index.units[n].text)}

    def _by_text(self, word: str) -> tuple[dict[int, float], dict[int, float]]:
        """How much of a word stands in units' names, and in what they say themselves."""
        if len(word) == 1:
            return {}, dict.fromkeys(self._index.by_char.get(word, ()), _LONE)
        pairs = bigrams(word)
        return _shares(pairs, self._index.by_name_bigram), _shares(pairs, self._index.by_bigram)


def _shape_bonus(unit: Unit, question: Question, listing: bool, words: int) -> float:
    """A list is answered whole when a list is asked for, by its entry when the entry's own words were said."""
    if unit.item is not None:
        return -0.06 if listing else (0.01 if words else -0.05)
    if not unit.fact.items:
        return 0.0
    return 0.07 if listing else (-0.06 if question.counted or question.has("polar") else 0.0)


def _counts(unit: Unit, question: Question) -> float:
    """Who asks 几年 wants a number of years, and not a list that holds one somewhere."""
    if not question.counted or (unit.fact.items and unit.item is None):
        return 0.0
    stated = re.search(rf"(近?)[\d一二三四五六七八九十两百千万]+{question.counted}(内?)", unit.text)
    if stated is None:
        return 0.0
    return _COUNTS_SO / 2 if stated.group(1) or stated.group(2) else _COUNTS_SO  # 近二年内 is a span, not how long


def _nearness(unit: Unit, named: bool, said: bool) -> float:
    """What was neither named nor described is only meant where it is general; silence is told of what was."""
    silent = unit.fact.standing == "open"
    aside = 0.0 if said or unit.general else 0.06
    return (0.05 if named else 0.0) - aside - (0.05 if said else 0.08) * silent


def _wants_list(question: Question) -> bool:
    """Whether several things are asked for; a count of one kind (几年) never is."""
    if question.counted and not question.has("listing"):
        return False
    return question.has("listing") or any(
        t.role in {"cue", "asking"} and "about" in t.facets and t.text[-1:] in "些啥么类种项" for t in question.tokens
    )


def _shares(pairs: set[str], postings: Mapping[str, Sequence[int]]) -> dict[int, float]:
    counts: dict[int, int] = defaultdict(int)
    for pair in pairs:
        for number in postings.get(pair, ()):
            counts[number] += 1
    return {number: count / len(pairs) for number, count in counts.items()}


def _keep(found: dict[int, float], number: int, strength: float) -> None:
    if strength > found.get(number, 0.0):
        found[number] = strength
