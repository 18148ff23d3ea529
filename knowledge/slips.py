"""Mend slips of the finger in long names: one wrong character, one left out, or two that changed places."""

from __future__ import annotations

import sys
from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from knowledge.dictionary import dictionary_words
from knowledge.spelling import Mend
from knowledge.text import is_han

_SHORTEST, _LONGEST = 4, 12  # below it, too many names differ by one character
_PLACES = 16  # more than a name has characters
_GRAMMAR = frozenset("的是了过着和与或及在有要给把被让对为就都也还又说问")  # nobody types them for something else
# A name that differs in one of these is another one.
_DISTINGUISHES = frozenset("零一二三四五六七八九十百千万甲乙丙丁上中下前后左右内外大小正副主次东西南北新老男女不非无未")
_DENIES = frozenset("不没非无未")  # 名额够不 asks, 名额不够 tells
_NEVER_WRONG = _DISTINGUISHES | _GRAMMAR
_Slip = tuple[int, int, int, int, str]


class Slips:
    """The names that a slip may have been meant for; a slip that fits two of them is left alone."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = sorted({n for n in names if _SHORTEST <= len(n) <= _LONGEST and all(map(is_han, n))})
        self._known = frozenset(self._names)
        self._pairs = {name[at : at + 2] for name in self._names for at in range(len(name) - 1)}
        self._lengths = sorted({len(n) for n in self._names})
        # By what stands on both sides of a character inside names: the number of each name and the place in it, as one.
        self._around: dict[str, array[int]] = defaultdict(lambda: array("I"))
        for number, name in enumerate(self._names):
            for at in range(1, len(name) - 1):
                if name[at] not in _DISTINGUISHES:
                    self._around[sys.intern(name[at - 1] + name[at + 1])].append(number * _PLACES + at)

    def mend(self, text: str, known: Collection[tuple[int, int]]) -> tuple[str, tuple[Mend, ...]]:
        """The text with names in place of their slips. ``known`` are spans already understood as words."""
        loose = _loose(text, known)
        for at in sorted(loose):
            found = [*self._wrong(text, at), *self._swapped(text, at, loose), *self._left_out(text, at)]
            if found:
                _, start, _, end, name = min(found)
                return text[:start] + name + text[end:], (Mend(text[start:end], name),)
        return text, ()

    # Each finds stretches around a loose character that are a name but for one slip: the length of the name, negative,
    # where the stretch starts, which slip it is, and where the stretch ends. Long names come first, then early ones.

    def _wrong(self, text: str, at: int) -> Iterator[_Slip]:
        """A name but for the character itself. Few characters are neighbours in a name."""
        if text[at] not in _NEVER_WRONG:
            around = text[at - 1 : at] + text[at + 1 : at + 2]
            yield from _only(0, self._fitting(text, around, at, at + 1))

    def _fitting(self, text: str, around: str, end: int, behind: int) -> Iterator[tuple[int, int, str]]:
        """Names that a text is up to one place and from another place on, with where that begins and ends."""
        for code in self._around.get(around, ()):
            number, at = divmod(code, _PLACES)
            name, start = self._names[number], end - at
            if start >= 0 and text.startswith(name[:at], start) and text.startswith(name[at + 1 :], behind):
                yield start, behind + len(name) - at - 1, name

    def _swapped(self, text: str, at: int, loose: Collection[int]) -> Iterator[_Slip]:
        """A name where the character and the one behind it changed places."""
        char, behind = text[at], text[at + 1 : at + 2]
        if at + 1 not in loose or behind + char not in self._pairs or not _DENIES.isdisjoint((char, behind)):
            return
        for length in self._lengths:
            for start in range(max(0, at - length + 2), at + 1):
                end = start + length
                meant = text[start:at] + behind + char + text[at + 2 : end]
                if end <= len(text) and meant in self._known and meant != text[start:end]:
                    yield -length, start, 1, end, meant

    def _left_out(self, text: str, at: int) -> Iterator[_Slip]:
        """A name without a character that stands before or behind this one."""
        for gap in (at, at + 1):
            found = self._fitting(text, text[gap - 1 : gap + 1], gap, gap) if gap else ()
            long = (
                f for f in found if len(f[2]) > _SHORTEST and f[0] <= at < f[1] and text[f[0] : f[1]] not in self._known
            )
            yield from _only(2, long)


def _only(slip: int, found: Iterable[tuple[int, int, str]]) -> Iterator[_Slip]:
    """The stretches that one name fits and no other."""
    names: dict[tuple[int, int], list[str]] = defaultdict(list)
    for start, end, name in found:
        names[start, end].append(name)
    for (start, end), fitting in names.items():
        if len(fitting) == 1:
            yield -len(fitting[0]), start, slip, end, fitting[0]


def _loose(text: str, known: Collection[tuple[int, int]]) -> frozenset[int]:
    """The characters that are part of no longer word, be it a known one or one of the dictionary."""
    words = ((at, at + len(word)) for at, word in dictionary_words(text))
    whole = {i for start, end in (*known, *words) if end - start > 1 for i in range(start, end)}
    return frozenset(i for i, char in enumerate(text) if is_han(char) and i not in whole)
