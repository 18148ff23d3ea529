"""Cut a text into the words that are known, by dynamic programming over how much each is preferred."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from knowledge.dictionary import dictionary_words

_PAIR = 2
_CUTS_A_WORD = 0.72  # a word that cuts one of the dictionary in two is less likely meant
_PAIRS = 4096  # pairs of characters of which it is kept how long the words are that begin so
_SHORT_NAME = 3  # a name so short may stand in a dictionary word by accident (附件一 in 附件一并)


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a known word stands."""

    start: int
    end: int


class Preferred:
    """How much each of some words is preferred; cutters of many packs share one."""

    def __init__(self, worth: Mapping[str, float]) -> None:
        self.worth = worth
        self.lengths = _lengths(worth)


class Cutter:
    """Cuts texts. ``names`` may cut dictionary words, ``small`` not.

    ``shared`` and ``own`` say how much each word is preferred; what is said of one's own words counts.
    """

    def __init__(
        self, shared: Preferred, own: Mapping[str, float], names: Collection[str], small: frozenset[str]
    ) -> None:
        self._shared = shared.worth
        self._own = own
        self._names = names
        self._small = small
        self._lengths = (shared.lengths, _lengths(own))
        self._longest: dict[str, tuple[int, ...]] = {}  # how long the words may be that begin with a pair, once asked

    def cut(self, text: str, taken: frozenset[int] = frozenset()) -> list[Cut]:
        """The best non-overlapping words of a text, in order; no word touches a ``taken`` position.

        A small word of one character is not cut out of a word of the dictionary (天 not out of 天津).
        """
        within, joints = self._within_words(text), _joints(text)
        own, shared, size = self._own.get, self._shared.get, len(text)
        best = [0.0] * (size + 1)
        chosen: list[Cut | None] = [None] * (size + 1)
        for start in range(size):
            reached = best[start]
            if reached > best[start + 1]:
                best[start + 1], chosen[start + 1] = reached, None
            for length in self._begin_with(text[start : start + 2]):
                end = start + length
                word = text[start:end]
                value = own(word) or shared(word)
                if value is None or end > size or (length == 1 and start in within):
                    continue
                if taken and not taken.isdisjoint(range(start, end)):
                    continue
                if (start in joints or end in joints) and not self._may_split(word):
                    value *= _CUTS_A_WORD
                if reached + value > best[end] and _whole_latin(text, start, end):
                    best[end], chosen[end] = reached + value, Cut(start, end)
        return _walk_back(chosen)

    def _begin_with(self, pair: str) -> tuple[int, ...]:
        """How long the words may be that begin with two characters, or with the first of them alone."""
        known = self._longest.get(pair)
        if known is None:
            known = tuple(
                sorted({n for begin in (pair[0], pair) for kept in self._lengths for n in kept.get(begin, ())})
            )
            if len(self._longest) >= _PAIRS:
                self._longest.clear()
            self._longest[pair] = known
        return known

    def _may_split(self, word: str) -> bool:
        return len(word) > _SHORT_NAME and word in self._names

    def _within_words(self, text: str) -> set[int]:
        """Characters of dictionary words that are not made of small words alone."""
        words = [(at, word) for at, word in dictionary_words(text) if len(word) > 1]
        return {i for at, word in words if not self._small.issuperset(word) for i in range(at, at + len(word))}


def _joints(text: str) -> set[int]:
    """The places between the characters of one dictionary word."""
    return {i for at, word in dictionary_words(text) if len(word) > 1 for i in range(at + 1, at + len(word))}


def _lengths(words: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """How long the words are that begin with two characters; a word of one character begins with itself."""
    found: dict[str, set[int]] = defaultdict(set)
    for word in words:
        found[sys.intern(word[:2])].add(len(word))
    kept: dict[tuple[int, ...], tuple[int, ...]] = {}  # few are different
    return {begin: kept.setdefault(n, n) for begin, n in ((b, tuple(sorted(n))) for b, n in found.items())}


def _walk_back(chosen: list[Cut | None]) -> list[Cut]:
    words, at = [], len(chosen) - 1
    while at > 0:
        word = chosen[at]
        at = at - 1 if word is None else word.start
        words += [word] if word is not None else []
    return words[::-1]


def _whole_latin(text: str, start: int, end: int) -> bool:
    """Whether the ends cut no Latin word and no number in two."""

    return not _runs_on(text, start) and not _runs_on(text, end)


def _runs_on(text: str, at: int) -> bool:
    """Whether a Latin word or a number goes on from the character before a place to the one behind it."""
    around = text[at - 1 : at + 1] if at else ""
    return len(around) == _PAIR and around.isascii() and (around.isalpha() or around.isdigit())
