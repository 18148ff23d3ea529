"""Mend what was typed by sound: homophones, pinyin and its initials become the words they stand for.

The words come from a vocabulary that the caller gives; nothing is ever mended that is a word of it already.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import rjieba

from knowledge.dictionary import dictionary_words
from knowledge.phonetics import fold, folded, readings, spoken, syllables
from knowledge.text import is_han

_LATIN_WORD = re.compile(r"[a-z]+")
_LATIN = re.compile(r"[a-z]+(?: [a-z]+)*")
_LONGEST = 14
_LONGEST_RUN, _LONGEST_SYLLABLE = 60, 6  # letters
_FOLDED_FROM = 4  # below this length, easily confused sounds are too many
_WHETHER = re.compile(r"(.)不\1")
_ASKS = re.compile(r"(?:什么|多少|哪些|哪里|怎么)$")  # what is asked behind a word says nothing of how it was typed
_AROUND = 5  # characters around a run of pinyin that it may make a word with
_PARTICLES = frozenset("是了")  # B角是: 角是 is no 教室, though 理是 is 理事
_SWALLOWS = 4  # a word of this length may replace real words that sound like it


@dataclass(frozen=True, slots=True)
class Mend:
    """What was written, and the word that it was taken for."""

    written: str
    word: str


class Sounds:
    """Words by how they sound; those of ``initials`` by the first letters of their pinyin too."""

    def __init__(self, words: Iterable[str], initials: Iterable[str] = ()) -> None:
        self.words = frozenset(w for w in words if 2 <= len(w) <= _LONGEST)
        self.by_sound: dict[tuple[str, ...], list[str]] = {}
        for word in sorted(self.words):
            if any(map(is_han, word)):
                self.by_sound.setdefault(tuple(fold(s.lower()) for s in spoken(word)), []).append(word)
        self.prefixes = {sound[:n] for sound in self.by_sound for n in range(1, len(sound) + 1)}
        self.latin = {run for w in self.words for run in _LATIN_WORD.findall(w)}
        self.by_initials: dict[str, set[str]] = {}
        for word in initials:
            if 2 <= len(word) <= 4 and all(map(is_han, word)):
                self.by_initials.setdefault("".join(s[0] for s in spoken(word)), set()).add(word)


class Mender:
    """Mends by the sounds of words that all share, and of its own.

    ``small`` characters are words of their own: they alone are no misspelling, and a word of two characters that
    holds one is only taken for meant when it is one of ``names``. Words of ``texts`` are known to who types pinyin.
    """

    def __init__(
        self,
        vocabulary: Iterable[str],
        initials: Iterable[str] = (),
        small: Iterable[str] = (),
        names: Iterable[str] = (),
        texts: Iterable[str] = (),
        *,
        shared: Sounds | None = None,
    ) -> None:
        self._small = frozenset(small)
        self._names = frozenset(names)
        self._begin = frozenset(n[:end] for n in self._names for end in range(2, len(n)))
        self._shared = shared or Sounds(())
        self._own = Sounds((w for w in vocabulary if w not in self._shared.words), initials)
        self._in_texts: dict[tuple[str, ...], list[str]] = {}
        for word in sorted({w for t in texts for w in rjieba.cut(t, hmm=False) if 2 <= len(w) <= _LONGEST}):
            if all(map(is_han, word)) and not self._knows(word):
                self._in_texts.setdefault(tuple(fold(s) for s in spoken(word)), []).append(word)

    def _knows(self, word: str) -> bool:
        return word in self._own.words or word in self._shared.words

    def _sounding_so(self, sound: tuple[str, ...]) -> list[str]:
        return sorted((*self._own.by_sound.get(sound, ()), *self._shared.by_sound.get(sound, ())))

    def mend(self, text: str, known: Collection[tuple[int, int]]) -> tuple[str, tuple[Mend, ...]]:
        """The text with words in place of their sounds. ``known`` are spans already understood as words."""
        found = [*self._homophones(text, known), *self._latin_runs(text)]
        mends, at, parts = [], 0, []
        for start, end, word in _disjoint(found):
            parts += [text[at:start], word]
            mends.append(Mend(text[start:end], word))
            at = end
        return "".join((*parts, text[at:])), tuple(mends)

    def _homophones(self, text: str, known: Collection[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
        words = {*known, *((at, at + len(word)) for at, word in dictionary_words(text))}
        inside = {i for start, end in known for i in range(start + 1, end)}  # no known word may be cut in two
        whole = {i for start, end in words if end - start > 1 for i in range(start, end)}
        understood = {i for start, end in known for i in range(start, end)}
        possible = [folded(char) for char in text]
        own, shared = self._own.prefixes, self._shared.prefixes
        for start in range(len(text) - 1):
            if start in inside or not is_han(text[start]):
                continue
            if start and text[start - 1].isdecimal():
                continue  # what is counted, and its measure word, stand behind a figure (299家)
            sounds: list[tuple[str, ...]] = [(sound,) for sound in possible[start]]
            for end in range(start + 2, min(start + _LONGEST, len(text)) + 1):
                longer = [(*before, sound) for before in sounds for sound in possible[end - 1]]
                sounds = [sound for sound in longer if sound in own or sound in shared]
                if not sounds:
                    break
                if end in inside or not _loose(start, end, whole):
                    continue
                if end - start < _SWALLOWS and all(
                    i in understood or text[i] in self._small for i in range(start, end)
                ):
                    continue
                yield from ((start, end, w) for w in self._sounding(text, start, end, sounds))

    def _sounding(self, text: str, start: int, end: int, sounds: list[tuple[str, ...]]) -> Iterator[str]:
        """The first word with one of these sounds; short words and words far from the writing must sound exactly so."""
        written = text[start:end]
        if self._knows(written) or written in self._begin or _WHETHER.fullmatch(written):
            return
        for sound in sorted(sounds):
            for word in self._sounding_so(sound):
                if len(word) == 2 and word not in self._names and any(c in self._small for c in word):
                    continue
                if written.replace("那", "哪") == word:  # that, not which
                    continue
                if self._ends_in_small_word(written, word):
                    continue
                same = sum(a == b for a, b in zip(written, word, strict=True))
                exact = all(s in r for s, r in zip(spoken(word), readings(text)[start:end], strict=True))
                if exact or (len(word) >= _FOLDED_FROM and same * 2 >= len(word) and not _ASKS.search(word)):
                    yield word
                    return

    def _ends_in_small_word(self, written: str, word: str) -> bool:
        """Whether a small word at an end is itself, and belongs to what stands there: 总结的三部分, QC推进这差事."""
        if "的" in {written[0], written[-1]} - {word[0], word[-1]}:
            return True
        if written[-1] in _PARTICLES and written[-1] != word[-1] and written[:-1] != word[:-1]:
            return True
        return written[-1] != word[-1] and written[-1] in self._small and len(word) > 2

    def _latin_runs(self, text: str) -> Iterator[tuple[int, int, str]]:
        for match in self._unknown_latin(text):
            runs = match.group().split(" ")
            short = "".join(runs)
            meant = self._own.by_initials.get(short, set()) | self._shared.by_initials.get(short, set())
            if len(meant) == 1:
                yield *match.span(), next(iter(meant))
                continue
            sounds = [s for r in runs for s in (split_pinyin(r) or (r,))]
            mixed = self._mixed(text, match, sounds)
            if mixed is not None:
                yield mixed
                continue
            if any(split_pinyin(r) for r in runs):
                yield *match.span(), "".join(self._read(tuple(fold(s) for s in sounds), sounds))

    def _mixed(self, text: str, run: re.Match[str], sounds: list[str]) -> tuple[int, int, str] | None:
        """The longest word that a run of pinyin makes with the characters around it: 几个zi, 特se简介."""
        if not all(split_pinyin(s) for s in sounds):
            return None
        found: tuple[int, int, str] | None = None
        for start in range(run.start(), max(run.start() - _AROUND, 0) - 1, -1):
            if start < run.start() and not is_han(text[start]):
                break
            for end in range(run.end(), min(run.end() + _AROUND, len(text)) + 1):
                if end > run.end() and not is_han(text[end - 1]):
                    break
                before, behind = text[start : run.start()], text[run.end() : end]
                if not before and not behind:
                    continue
                word = self._spelt(before, sounds, behind)
                if word and (found is None or end - start > found[1] - found[0]):
                    found = start, end, word
        return found

    def _spelt(self, before: str, sounds: list[str], behind: str) -> str:
        """The word that is written so but for the part that is told by its pinyin."""
        said = tuple(fold(s) for s in (*spoken(before), *sounds, *spoken(behind)))
        fitting = (w for w in self._sounding_so(said) if w.startswith(before) and w.endswith(behind))
        middle = slice(len(before), len(before) + len(sounds))
        return next((w for w in fitting if list(spoken(w)[middle]) == sounds), "")

    def _unknown_latin(self, text: str) -> Iterator[re.Match[str]]:
        """Runs of Latin words between those that the vocabulary knows (QC, word)."""
        blanked = _LATIN_WORD.sub(self._blank, text)
        yield from _LATIN.finditer(blanked)

    def _blank(self, word: re.Match[str]) -> str:
        known = word.group() in self._own.latin or word.group() in self._shared.latin
        return "#" * len(word.group()) if known else word.group()

    def _read(self, sounds: tuple[str, ...], written: list[str]) -> Iterator[str]:
        at = 0
        while at < len(sounds):
            for end in range(min(len(sounds), at + _LONGEST), at, -1):
                words = self._sounding_so(sounds[at:end]) + self._in_texts.get(sounds[at:end], [])
                if words:
                    exact = [w for w in words if [s.lower() for s in spoken(w)] == written[at:end]]
                    yield (exact or words)[0]
                    at = end
                    break
            else:
                yield written[at]
                at += 1


def _loose(start: int, end: int, whole: Collection[int]) -> bool:
    """Whether a stretch may be a misspelling: real words stay, unless a longer word takes in what is around them."""
    free = sum(i not in whole for i in range(start, end))
    return free == end - start if end - start == 2 else free > 0 or end - start >= _SWALLOWS


def _disjoint(found: Iterable[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """The longest first; what overlaps one that was taken is dropped."""
    taken: list[tuple[int, int, str]] = []
    for start, end, word in sorted(found, key=lambda f: (f[0] - f[1], f[0])):
        if all(end <= s or start >= e for s, e, _ in taken):
            taken.append((start, end, word))
    yield from sorted(taken)


@cache
def _all_syllables() -> frozenset[str]:
    return frozenset(s for code in range(0x4E00, 0x9FA6) for s in syllables(chr(code)) if s.isascii() and s.isalpha())


@lru_cache(maxsize=4096)
def split_pinyin(run: str) -> tuple[str, ...]:
    """A run of Latin letters as pinyin syllables, the fewest that fit; empty where it is none, or far too long."""
    if len(run) > _LONGEST_RUN:
        return ()
    whole = _syllables_of(run)
    if not whole and run.endswith("r") and (stem := _syllables_of(run[:-1])):
        return (*stem, "er")  # 哪儿 typed as nar
    return whole


def _syllables_of(run: str) -> tuple[str, ...]:
    best: list[tuple[str, ...] | None] = [()] + [None] * len(run)
    for end in range(1, len(run) + 1):
        for start in range(max(0, end - _LONGEST_SYLLABLE), end):
            before = best[start]
            if before is not None and run[start:end] in _all_syllables():
                current = best[end]
                if current is None or len(before) + 1 < len(current):
                    best[end] = (*before, run[start:end])
    return best[len(run)] or ()
