"""Cut a text into the words that are known, by dynamic programming over how much each is preferred."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from knowledge.dictionary import dictionary_words

_LATIN = re.compile(r"[^\W\d_][^\W\d_]|\d\d", re.ASCII)
_PAIR = 2
_CUTS_A_WORD = 0.72  # a word that cuts one of the dictionary in two is less likely meant
_PAIRS = 4096  # pairs of characters of which it is kept how long the words are that begin so
_SHORT_NAME = 3  # a name so short may stand in a dictionary word by accident (附件一 in 附件一并)


Cut = tuple[int, int]  # where a known word starts and ends


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
        words = [(at, word) for at, word in dictionary_words(text) if len(word) > 1]
        within = {i for at, word in words if not self._small.issuperset(word) for i in range(at, at + len(word))}
        joints = {i for at, word in words for i in range(at + 1, at + len(word))}
        latin = _LATIN.search(text) is not None
        own, shared, size = self._own.get, self._shared.get, len(text)
        best = [0.0] * (size + 1)
        chosen = [-1] * (size + 1)  # where the best word starts that ends here, if one does
        for start in range(size):
            reached = best[start]
            if reached > best[start + 1]:
                best[start + 1], chosen[start + 1] = reached, -1
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
                if reached + value > best[end] and not (latin and (_runs_on(text, start) or _runs_on(text, end))):
                    best[end], chosen[end] = reached + value, start
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


def _lengths(words: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """How long the words are that begin with two characters; a word of one character begins with itself."""
    found: dict[str, set[int]] = defaultdict(set)
    for word in words:
        found[sys.intern(word[:2])].add(len(word))
    kept: dict[tuple[int, ...], tuple[int, ...]] = {}  # few are different
    return {begin: kept.setdefault(n, n) for begin, n in ((b, tuple(sorted(n))) for b, n in found.items())}


def _walk_back(chosen: list[int]) -> list[Cut]:
    words: list[Cut] = []
    end = len(chosen) - 1
    while end > 0:
        start = chosen[end]
        words += [(start, end)] if start >= 0 else []
        end = start if start >= 0 else end - 1
    return words[::-1]


def _runs_on(text: str, at: int) -> bool:
    """Whether a Latin word or a number goes on from the character before a place to the one behind it."""
    around = text[at - 1 : at + 1] if at else ""
    return len(around) == _PAIR and around.isascii() and (around.isalpha() or around.isdigit())
