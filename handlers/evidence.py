"""How far a single word of the question is explained by each unit of knowledge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import chain

from handlers.lexicon import near_facets
from handlers.question import Role, Token
from knowledge.index import Index, Names, bigrams
from knowledge.schema import Contact, Record

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
_RECENT = 256  # words whose strengths are kept: several handlers ask for them, and members use the same ones

Strengths = dict[int, float]
_Meaning = tuple[str, Role, bool, Names, frozenset[str]]


class Explained:
    """How far each unit explains a token, and which units do so well."""

    def __init__(self, strengths: Strengths) -> None:
        self.strengths = strengths

    @cached_property
    def named(self) -> tuple[int, ...]:
        """The units that a name is taken to be said by."""
        return tuple(n for n, s in self.strengths.items() if s >= SAID)

    @cached_property
    def worded(self) -> tuple[int, ...]:
        """The units that are taken to say a word."""
        return tuple(n for n, s in self.strengths.items() if s > WORD_SAID)


class Evidence:
    """Explains tokens by a pack's units. Strengths run from 0 to a little above 1."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._recent: dict[_Meaning, Explained] = {}
        self._recently_owed: dict[_Meaning, Explained] = {}
        self._facets: dict[frozenset[str] | tuple[str, ...], Strengths] = {}
        self._texts = lru_cache(maxsize=_RECENT)(self._in_text)
        self._characters: dict[str, tuple[int, ...]] = {}  # the units that hold a character: a pack has few of them
        self._hidden: dict[str, frozenset[int]] = {}  # by name, the units that say it only within a longer one
        self._general = tuple(u.number for u in index.general if not _is_particular(u.record, index.pack.contact))

    def strengths(self, token: Token) -> Strengths:
        """How far each unit explains a token, by name, facet, its own words and their synonyms."""
        return _kept(self._recent, token, self._explain).strengths

    def owed(self, token: Token) -> Explained:
        """The same, where a name that holds a cue (副会长单位会费) is owed both the record and the facet."""
        if token.role != "name" or not token.facets:
            return _kept(self._recent, token, self._explain)
        return _kept(self._recently_owed, token, self._mix)

    def _mix(self, token: Token) -> Strengths:
        facets = self.facet_strengths(token.facets)
        mixed = {
            n: (1 - _CUE_IN_NAME) * s + _CUE_IN_NAME * facets.get(n, 0.0) for n, s in self.strengths(token).items()
        }
        for number, strength in facets.items():
            _keep(mixed, number, _ELSEWHERE * (strength == 1.0))
        return mixed

    def facet_strengths(self, facets: frozenset[str] | tuple[str, ...]) -> Strengths:
        """How near each unit's facet is to one of the facets asked; ordered ones count less and less."""
        known = self._facets.get(facets)
        if known is None:
            known = {}
            ordered = isinstance(facets, tuple)
            for place, facet in enumerate(facets):
                for number in self._index.by_facet.get(facet, ()):
                    _keep(known, number, 1.0 - _LESS_LIKELY * place if ordered else 1.0)
                for near, strength in near_facets().get(facet, {}).items():
                    for number in self._index.by_facet.get(near, ()):
                        _keep(known, number, strength)
            self._facets[facets] = known
        return known

    def in_text(self, word: str) -> tuple[Strengths, Strengths]:
        """How much of a word stands in the names of units' records, and in what the units say themselves."""
        return self._texts(word) if len(word) != 1 else ({}, self._with_character(word))

    def _with_character(self, char: str) -> Strengths:
        found = self._characters.get(char)
        if found is None:
            found = tuple(u.number for u in self._index.units if char in u.text or char in u.names)
            if found:
                self._characters[char] = found
        return dict.fromkeys(found, _LONE)

    def _in_text(self, word: str) -> tuple[Strengths, Strengths]:
        pairs = bigrams(word)
        return _shares(pairs, self._index.by_name_bigram), _shares(pairs, self._index.by_bigram)

    def _explain(self, token: Token) -> Strengths:
        found: Strengths = {}
        if token.names.records or token.names.rows or token.names.columns:
            found = self._by_name(token)
        elif token.facets:
            found.update(self.facet_strengths(token.likeliest or token.facets))
        if token.role != "asking":
            self._by_words(token, found)
        for word in token.expansions:
            for stands in self.in_text(word):
                for number, strength in stands.items():
                    _keep(found, number, _SYNONYM * strength)
                    self._credit_list(found, number, _SYNONYM * strength)
        return found

    def _by_name(self, token: Token) -> Strengths:
        """What a name explains, from what holds for everything to the record that goes by it."""
        index, names = self._index, token.names
        found = dict.fromkeys(self._general, _GENERAL)
        for table_id, _ in (*names.rows, *names.columns):
            found.update(dict.fromkeys(index.by_record.get(table_id, ()), _RELATED))
        for record_id in names.records:
            found.update(dict.fromkeys(index.by_related.get(record_id, ()), _RELATED))
        for record_id in names.records:
            found.update(dict.fromkeys(index.by_record.get(record_id, ()), _OWN))
        return found

    def _by_words(self, token: Token, found: Strengths) -> None:
        share = {"name": _NAME_IN_TEXT, "cue": _CUE_IN_TEXT}.get(token.role, 1.0) * (_IMPLIED if token.implied else 1.0)
        named, own = self.in_text(token.text)
        if token.role == "name":
            own = self._standing_alone(token.text, own)
        elif token.role == "cue":  # what is asked has to be in the answer, not only in the quote behind it
            own = {n: s for n, s in own.items() if token.text in self._index.units[n].said}
        answering = set(found) if token.role in {"name", "cue"} else own.keys()
        for number, strength in named.items():
            _keep(found, number, share * strength)
        for number, strength in own.items():
            known, stated = found.get(number, 0.0), share * _TEXT * strength
            added = _OWN_WORDS * strength if number in answering else 0.0
            found[number] = (stated if stated > known else known) + added
        for number in own.keys() & self._index.lists.keys():
            self._credit_list(found, number, share * _TEXT * own[number])

    def _credit_list(self, found: Strengths, number: int, strength: float) -> None:
        """A list is about what its entries say, each entry more so."""
        whole = self._index.lists.get(number)
        if whole is not None:
            _keep(found, whole, _LISTED * strength)

    def _standing_alone(self, name: str, own: Strengths) -> Strengths:
        """Without units that say a name only within a longer one: 副会长单位 says nothing of 会长单位."""
        hidden = self._hidden.get(name)
        if hidden is None:
            hidden = self._hidden[name] = self._within_longer(name, [n for n, s in own.items() if s >= SAID])
        return {n: s for n, s in own.items() if n not in hidden} if hidden else own

    def _within_longer(self, name: str, saying: list[int]) -> frozenset[int]:
        """Those of the units that say a name which do not say it by itself."""
        longer = self._index.longer_names(name)

        def alone(text: str) -> bool:
            for other in longer:
                if other in text:
                    text = text.replace(other, " ")
            return name in text

        return frozenset(n for n in saying if not alone(self._index.units[n].text)) if longer else frozenset()


def _is_particular(record: Record, contact: Record | None) -> bool:
    """Whether a record holds for what it serves alone, as a department's own telephone does."""
    return isinstance(record, Contact) and bool(record.serves) and record is not contact


def _kept(recent: dict[_Meaning, Explained], token: Token, work_out: Callable[[Token], Strengths]) -> Explained:
    """What is worked out for a token, once for all that mean the same. A race only loses work."""
    meaning = (token.text, token.role, token.implied, token.names, token.facets)
    known = recent.get(meaning)
    if known is None:
        known = Explained(work_out(token))
        if len(recent) >= _RECENT:
            recent.clear()
        recent[meaning] = known
    return known


def _shares(pairs: set[str], postings: Mapping[str, Sequence[int]]) -> Strengths:
    counts = Counter(chain.from_iterable(postings.get(pair, ()) for pair in pairs))
    return {number: count / len(pairs) for number, count in counts.items()}


def _keep(found: Strengths, number: int, strength: float) -> None:
    if strength > found.get(number, 0.0):
        found[number] = strength
