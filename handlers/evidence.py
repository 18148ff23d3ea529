"""How far a single word of the question is explained by each unit of knowledge."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from handlers.lexicon import near_facets
from handlers.question import Role, Token
from knowledge.facets import FACETS
from knowledge.index import Index, Names, bigrams
from knowledge.schema import Contact, Record
from knowledge.text import places_of

SAID = 0.9  # the share of a name from which a unit is taken to say it
WORD_SAID = 0.6

_OWN, _RELATED, _GENERAL = 1.0, 0.92, 0.55  # the record named; what belongs to it; what holds for everything
_NAME_IN_TEXT, _CUE_IN_TEXT, _SYNONYM, _LONE = 0.85, 0.8, 0.9, 0.5
_TEXT = 0.93  # a word in what a unit says, against one in its record's names
_OWN_WORDS = 0.08  # what a unit's own words add to a name or cue that it answers anyway
_IMPLIED = 0.5  # the last subject's name in another's text: what is alike (小组发表材料, 班组发表材料)
_LISTED = 0.88  # what a list is credited for the words of one of its entries
_CUE_IN_NAME = 0.4  # the part of a name that is owed to the cue it holds
_ELSEWHERE = 0.9  # a cue that is also a name, asked of another record (which is the AB角 of this one)
_LESS_LIKELY = 0.05  # what each place further down an interrogative's facets takes away
# Words of which it is kept how they are explained: several handlers ask, and members use the same ones. Each takes some
# 20 KB in a pack of a thousand units, and there may be a thousand packs.
_RECENT = 128

_TOLD = 2  # facets of a unit: its fact's, and who is responsible
_NUMBERS = {facet: number for number, facet in enumerate(sorted(FACETS))}
Strengths = NDArray[np.float64]  # by the unit's number
Chosen = NDArray[np.bool_]  # by the unit's number
Numbers = NDArray[np.intp]  # of units
_Meaning = tuple[str, Role, bool, Names, frozenset[str], tuple[str, ...]]


class Explained:
    """How far each unit explains a token, and which units do so well."""

    def __init__(self, strengths: Strengths) -> None:
        self.strengths = strengths

    @cached_property
    def named(self) -> Chosen:
        """The units that a name is taken to be said by."""
        return self.strengths >= SAID

    @cached_property
    def worded(self) -> Chosen:
        """The units that are taken to say a word."""
        return self.strengths > WORD_SAID


class Evidence:
    """Explains tokens by a pack's units. Strengths run from 0 to a little above 1; none of them may be changed."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._nothing = _kept_as_is(np.zeros(len(index.units)))
        self._recent: dict[_Meaning, Explained] = {}
        self._recently_owed: dict[_Meaning, Explained] = {}
        self._facets: dict[frozenset[str] | tuple[str, ...], Strengths] = {}
        self._texts = lru_cache(maxsize=_RECENT // 2)(self._in_text)
        self._hidden: dict[str, list[int]] = {}  # by name, the units that say it only within a longer one
        particular = (u.number for u in index.general if not _is_particular(u.record, index.pack.contact))
        self._general = unit_numbers(particular)
        self._entries, self._their_lists = unit_numbers(index.lists), unit_numbers(index.lists.values())
        if any(len(u.facets) > _TOLD for u in index.units):
            raise ValueError("a unit tells more facets than are reckoned with")
        told = [[_NUMBERS[f] for f in (min(u.facets), max(u.facets))] for u in index.units]
        self._told: Numbers = np.array(told, np.intp).reshape(-1, 2).T
        self._by_record = _Kept(index.by_record)
        self._by_related = _Kept(index.by_related)

    def strengths(self, token: Token) -> Strengths:
        """How far each unit explains a token, by name, facet, its own words and their synonyms."""
        return _kept(self._recent, token, self._explain).strengths

    def best(self, token: Token) -> float:
        """How far the unit explains a token that explains it best."""
        return float(self.strengths(token).max(initial=0.0))

    def owed(self, token: Token) -> Explained:
        """The same, where a name that holds a cue (副会长单位会费) is owed both the record and the facet."""
        if token.role != "name" or not token.facets:
            return _kept(self._recent, token, self._explain)
        return _kept(self._recently_owed, token, self._mix)

    def _mix(self, token: Token) -> Strengths:
        facets, strengths = self.facet_strengths(token.facets), self.strengths(token)
        mixed = np.where(strengths > 0, (1 - _CUE_IN_NAME) * strengths + _CUE_IN_NAME * facets, 0.0)
        elsewhere: Strengths = np.maximum(mixed, np.where(facets == 1.0, _ELSEWHERE, 0.0))
        return elsewhere

    def facet_strengths(self, facets: frozenset[str] | tuple[str, ...]) -> Strengths:
        """How near each unit's facet is to one of the facets asked; ordered ones count less and less."""
        known = self._facets.get(facets)
        if known is None:
            nearness = _nearness(facets)
            known = self._facets[facets] = _kept_as_is(nearness[self._told].max(axis=0, initial=0.0))
        return known

    def related(self, records: Iterable[str]) -> Chosen:
        """The units that are about one of these records, or about what belongs to it."""
        return self._of(records, self._by_related)

    def own(self, records: Iterable[str]) -> Chosen:
        """The units of these records themselves."""
        return self._of(records, self._by_record)

    def saying(self, name: str, besides: Iterable[str]) -> Chosen:
        """The units that say a name in their own words, without those of these records."""
        return (self.in_text(name)[1] > SAID) & ~self.own(besides)

    def in_text(self, word: str) -> tuple[Strengths, Strengths]:
        """How much of a word stands in the names of units' records, and in what the units say themselves."""
        return self._texts(word) if len(word) != 1 else (self._nothing, self._with_character(word))

    def _of(self, records: Iterable[str], numbers: _Kept) -> Chosen:
        chosen: Chosen = np.zeros(len(self._index.units), np.bool_)
        for record in records:
            chosen[numbers[record]] = True
        return chosen

    def _with_character(self, char: str) -> Strengths:
        found = self._nothing.copy()
        found[self._index.by_character.holding(char)] = _LONE
        return found

    def _in_text(self, word: str) -> tuple[Strengths, Strengths]:
        pairs = bigrams(word)
        return self._index.in_names.shares(pairs), self._index.in_texts.shares(pairs)

    def _explain(self, token: Token) -> Strengths:
        found = self._nothing
        if token.names.records or token.names.rows or token.names.columns:
            found = self._by_name(token)
        elif token.facets:
            found = self.facet_strengths(token.likeliest or token.facets)
        if token.role != "asking":
            found = self._by_words(token, found)
        for word in token.expansions:
            for stands in self.in_text(word):
                found = self._credit_lists(np.maximum(found, _SYNONYM * stands), _SYNONYM * stands)
        return found

    def _by_name(self, token: Token) -> Strengths:
        """What a name explains, from what holds for everything to the record that goes by it."""
        found, names = self._nothing.copy(), token.names
        found[self._general] = _GENERAL
        for table_id, _ in (*names.rows, *names.columns):
            found[self._by_record[table_id]] = _RELATED
        for record_id in names.records:
            found[self._by_related[record_id]] = _RELATED
        for record_id in names.records:
            found[self._by_record[record_id]] = _OWN
        return found

    def _by_words(self, token: Token, found: Strengths) -> Strengths:
        share = {"name": _NAME_IN_TEXT, "cue": _CUE_IN_TEXT}.get(token.role, 1.0) * (_IMPLIED if token.implied else 1.0)
        named, own = self.in_text(token.text)
        if token.role == "name":
            own = self._standing_alone(token.text, own)
        elif token.role == "cue":  # what is asked has to be in the answer, not only in the quote behind it
            own = _without(
                own, [n for n in np.flatnonzero(own).tolist() if token.text not in self._index.units[n].said]
            )
        answering = found > 0 if token.role in {"name", "cue"} else own > 0
        stated = np.maximum(np.maximum(found, share * named), share * _TEXT * own)
        return self._credit_lists(stated + _OWN_WORDS * own * answering, share * _TEXT * own)

    def _credit_lists(self, found: Strengths, entries: Strengths) -> Strengths:
        """A list is about what its entries say, each entry more so. ``found`` is changed: it has to be the caller's."""
        np.maximum.at(found, self._their_lists, _LISTED * entries[self._entries])
        return found

    def _standing_alone(self, name: str, own: Strengths) -> Strengths:
        """Without units that say a name only within a longer one: 副会长单位 says nothing of 会长单位."""
        hidden = self._hidden.get(name)
        if hidden is None:
            hidden = self._hidden[name] = self._within_longer(name, np.flatnonzero(own >= SAID).tolist())
        return _without(own, hidden)

    def _within_longer(self, name: str, saying: list[int]) -> list[int]:
        """Those of the units that say a name which do not say it by itself."""
        longer = frozenset(self._index.longer_names(name))
        around = {(at, len(other) - at) for other in longer for at in places_of(name, other)}  # how much of it is where

        def alone(text: str, at: int) -> bool:
            return not any(text[at - before : at + behind] in longer for before, behind in around if before <= at)

        def says(text: str) -> bool:
            return any(alone(text, at) for at in places_of(name, text))

        return [n for n in saying if not says(self._index.units[n].text)] if longer else []


class _Kept:
    """The numbers of units by a key, as arrays once they were asked for."""

    def __init__(self, numbers: Mapping[str, list[int]]) -> None:
        self._numbers = numbers
        self._arrays: dict[str, Numbers] = {}

    def __getitem__(self, key: str) -> Numbers:
        """The numbers; none for an unknown key."""
        known = self._arrays.get(key)
        if known is None:
            known = unit_numbers(self._numbers.get(key, ()))
            if known.size:
                self._arrays[key] = known
        return known


def unit_numbers(numbers: Iterable[int]) -> Numbers:
    """Numbers of units as an array."""
    return np.array([*numbers], np.intp)


def _is_particular(record: Record, contact: Record | None) -> bool:
    """Whether a record holds for what it serves alone, as a department's own telephone does."""
    return isinstance(record, Contact) and bool(record.serves) and record is not contact


def _kept(recent: dict[_Meaning, Explained], token: Token, work_out: Callable[[Token], Strengths]) -> Explained:
    """What is worked out for a token, once for all that mean the same. A race only loses work."""
    meaning = (token.text, token.role, token.implied, token.names, token.facets, token.likeliest)
    known = recent.get(meaning)
    if known is None:
        known = Explained(_kept_as_is(work_out(token)))
        if len(recent) >= _RECENT:
            recent.clear()
        recent[meaning] = known
    return known


def _kept_as_is(strengths: Strengths) -> Strengths:
    """Strengths that are kept for others, and that nobody can change by mistake."""
    strengths.flags.writeable = False
    return strengths


def _without(own: Strengths, numbers: list[int]) -> Strengths:
    """Strengths without those of some units."""
    if not numbers:
        return own
    kept = own.copy()
    kept[numbers] = 0.0
    return kept


@lru_cache(maxsize=1_000)
def _nearness(facets: frozenset[str] | tuple[str, ...]) -> Strengths:
    """How near each facet, by its number, is to one of the facets asked; see ``Evidence.facet_strengths``."""
    near: Strengths = np.zeros(len(_NUMBERS))
    for place, asked in enumerate(facets):
        itself = 1.0 - _LESS_LIKELY * place if isinstance(facets, tuple) else 1.0
        for facet, strength in ((asked, itself), *near_facets().get(asked, {}).items()):
            number = _NUMBERS.get(facet)  # what an older release remembered may be a facet no more
            if number is not None:
                near[number] = max(near[number], strength)
    return near
