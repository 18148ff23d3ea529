"""Mend slips of the finger in long names: one wrong character, one left out, or two that changed places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from knowledge.dictionary import dictionary_words
from knowledge.spelling import Mend
from knowledge.text import is_han

_SHORTEST, _LONGEST = 4, 12  # below it, too many names differ by one character
_ANY = "*"
_GRAMMAR = frozenset("的是了过着和与或及在有要给把被让对为就都也还又说问")  # nobody types them for something else
# A name that differs in one of these is another one.
_DISTINGUISHES = frozenset("零一二三四五六七八九十百千万甲乙丙丁上中下前后左右内外大小正副主次东西南北新老男女不非无未")
_DENIES = frozenset("不没非无未")  # 名额够不 asks, 名额不够 tells
_NEVER_WRONG = _DISTINGUISHES | _GRAMMAR
_Slip = tuple[int, int, int, int, str]


class Slips:
    """The names that a slip may have been meant for; a slip that fits two of them is left alone."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = {n for n in names if _SHORTEST <= len(n) <= _LONGEST and all(map(is_han, n))}
        self._with_gap: dict[str, str] = {}
        self._pairs = {name[at : at + 2] for name in self._names for at in range(len(name) - 1)}
        around: dict[str, set[tuple[int, int]]] = defaultdict(set)
        for name in sorted(self._names):
            for at, char in enumerate(name):
                if char not in _DISTINGUISHES:
                    key = name[:at] + _ANY + name[at + 1 :]
                    self._with_gap[key] = name if key not in self._with_gap else ""
                    if 0 < at < len(name) - 1:
                        around[name[at - 1] + name[at + 1]].add((len(name), at))
        # By what stands on both sides of a gap: how long the names are, and where the gap is in them.
        self._around = {pair: tuple(sorted(places)) for pair, places in around.items()}
        self._lengths = sorted({len(n) for n in self._names})

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
        if text[at] in _NEVER_WRONG:
            return
        for length, gap in self._around.get(text[at - 1 : at] + text[at + 1 : at + 2], ()):
            start, end = at - gap, at - gap + length
            name = self._with_gap.get(text[start:at] + _ANY + text[at + 1 : end], "") if start >= 0 else ""
            if name:
                yield -length, start, 0, end, name

    def _swapped(self, text: str, at: int, loose: Collection[int]) -> Iterator[_Slip]:
        """A name where the character and the one behind it changed places."""
        char, behind = text[at], text[at + 1 : at + 2]
        if at + 1 not in loose or behind + char not in self._pairs or not _DENIES.isdisjoint((char, behind)):
            return
        for length in self._lengths:
            for start in range(max(0, at - length + 2), at + 1):
                end = start + length
                meant = text[start:at] + behind + char + text[at + 2 : end]
                if end <= len(text) and meant in self._names and meant != text[start:end]:
                    yield -length, start, 1, end, meant

    def _left_out(self, text: str, at: int) -> Iterator[_Slip]:
        """A name without a character that stands before or behind this one."""
        for gap in (at, at + 1):
            for length, place in self._around.get(text[gap - 1 : gap + 1], ()) if gap else ():
                start, end = gap - place, gap - place + length - 1
                if length <= _SHORTEST or not max(start, 0) <= at < end <= len(text) or start < 0:
                    continue
                name = self._with_gap.get(text[start:gap] + _ANY + text[gap:end], "")
                if name and text[start:end] not in self._names:
                    yield -length, start, 2, end, name


def _loose(text: str, known: Collection[tuple[int, int]]) -> frozenset[int]:
    """The characters that are part of no longer word, be it a known one or one of the dictionary."""
    words = ((at, at + len(word)) for at, word in dictionary_words(text))
    whole = {i for start, end in (*known, *words) if end - start > 1 for i in range(start, end)}
    return frozenset(i for i, char in enumerate(text) if is_han(char) and i not in whole)
