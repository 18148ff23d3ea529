"""Mend slips of the finger in long names: one wrong character, one left out, or two that changed places."""

from __future__ import annotations

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


class Slips:
    """The names that a slip may have been meant for; a slip that fits two of them is left alone."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = {n for n in names if _SHORTEST <= len(n) <= _LONGEST and all(map(is_han, n))}
        self._with_gap: dict[str, str] = {}
        self._around: set[str] = set()  # what stands on both sides of a gap
        self._pairs = {name[at : at + 2] for name in self._names for at in range(len(name) - 1)}
        for name in sorted(self._names):
            for at, char in enumerate(name):
                if char not in _DISTINGUISHES:
                    key = name[:at] + _ANY + name[at + 1 :]
                    self._with_gap[key] = name if key not in self._with_gap else ""
                    self._around.add(name[at - 1 : at] + name[at + 1 : at + 2])
        self._lengths = sorted({len(n) for n in self._names})

    def mend(self, text: str, known: Collection[tuple[int, int]]) -> tuple[str, tuple[Mend, ...]]:
        """The text with names in place of their slips. ``known`` are spans already understood as words."""
        loose = _loose(text, known)
        for at in sorted(loose):
            for start, end, name in self._slips(text, at, loose):
                rest, mends = text[end:], (Mend(text[start:end], name),)
                return text[:start] + name + rest, mends
        return text, ()

    def _slips(self, text: str, at: int, loose: Collection[int]) -> Iterator[tuple[int, int, str]]:
        """Stretches around a loose character that are a name but for one slip inside it.

        Only the slips that the characters next to it allow are looked for: few characters are neighbours in a name.
        """
        char, behind = text[at], text[at + 1 : at + 2]
        wrong = char not in _NEVER_WRONG and text[at - 1 : at] + behind in self._around
        swapped = at + 1 in loose and behind + char in self._pairs and _DENIES.isdisjoint((char, behind))
        gaps = [gap for gap in (at, at + 1) if text[gap - 1 : gap + 1] in self._around]
        if not (wrong or swapped or gaps):
            return
        for length in reversed(self._lengths):
            for start in range(max(0, at - length + 1), at + 1):
                end = start + length
                if wrong:
                    yield from self._wrong(text, start, at, end)
                if swapped and end <= len(text) and at + 1 < end:
                    meant = text[start:at] + behind + char + text[at + 2 : end]
                    if meant in self._names and meant != text[start:end]:
                        yield start, end, meant
                for gap in gaps if length > _SHORTEST else ():
                    written = text[start : end - 1]
                    if len(written) == length - 1 and start < gap < end - 1 and written not in self._names:
                        name = self._with_gap.get(text[start:gap] + _ANY + text[gap : end - 1], "")
                        if name:
                            yield start, end - 1, name

    def _wrong(self, text: str, start: int, at: int, end: int) -> Iterator[tuple[int, int, str]]:
        """The name that a stretch is but for the character inside it."""
        if start < at < end - 1 < len(text):
            name = self._with_gap.get(text[start:at] + _ANY + text[at + 1 : end], "")
            if name:
                yield start, end, name


def _loose(text: str, known: Collection[tuple[int, int]]) -> frozenset[int]:
    """The characters that are part of no longer word, be it a known one or one of the dictionary."""
    words = ((at, at + len(word)) for at, word in dictionary_words(text))
    whole = {i for start, end in (*known, *words) if end - start > 1 for i in range(start, end)}
    return frozenset(i for i, char in enumerate(text) if is_han(char) and i not in whole)
