"""Which questions are alike: one normal form for exact repeats, and groups of wordings that mean the same.

Everything follows from the characters and from words that are given, so that whoever looks can see why.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process

from knowledge.text import normalise

ALIKE = 0.7  # of the characters that say something, so large a share is common to the wordings of a group
LONGEST = 160  # characters of a key: who writes more of the same means the same
_NO_WORD = re.compile(r"[^\w%]+|_+")
_NUMBERS = re.compile(r"\d+")
_FILE = Path(__file__).with_name("alike.toml")


@dataclass(frozen=True, slots=True)
class Likeness:
    """A wording of a group: its place in what was given, and how alike (0 to 1) it is to the group's first one."""

    place: int
    alike: float


Group = tuple[Likeness, ...]


def folded(text: str) -> str:
    """The form in which a question that is asked again is the same: no marks, no blanks, no courtesies."""
    bare = _NO_WORD.sub("", normalise(text))
    words = _words()
    while (shorter := _without_edges(bare, words)) != bare:
        bare = shorter
    return (bare or _NO_WORD.sub("", normalise(text)) or text.strip())[:LONGEST]


def core(key: str) -> str:
    """What a folded question is about, without the words that it asks with; itself where nothing else is left."""
    return _words().asking.sub("", key) or key


def grouped(keys: Sequence[str], known: frozenset[str]) -> tuple[Group, ...]:
    """Folded questions in groups; each begins with the one that comes first, and so do the groups.

    A question joins the group whose first one it is most alike, if it is alike enough. Two that name different numbers,
    or each a different one of the ``known`` words (normalised), are never of one group.
    """
    cores = [core(key) for key in keys]
    if not cores:
        return ()
    alike = process.cdist(cores, cores, scorer=fuzz.ratio, score_cutoff=100 * ALIKE)
    longest = max(map(len, known), default=0)
    named = [_names_in(key, known, longest) for key in keys]
    numbers = [frozenset(_NUMBERS.findall(key)) for key in keys]
    groups: dict[int, list[Likeness]] = {}
    for place in range(len(keys)):
        row = alike[place]
        near = sorted((int(n) for n in np.flatnonzero(row[:place])), key=lambda n: (-row[n], n))
        first = next(
            (
                n
                for n in near
                if n in groups
                and numbers[n] == numbers[place]
                and not any(_apart(named[m.place], named[place]) for m in groups[n])
            ),
            place,
        )
        groups.setdefault(first, []).append(Likeness(place, round(float(row[first]) / 100, 3)))
    return tuple(map(tuple, groups.values()))


def _names_in(text: str, known: frozenset[str], longest: int) -> frozenset[str]:
    """The known words in a text, none of which is part of a longer one there."""
    found: set[str] = set()
    start = 0
    while start < len(text):
        ends = range(min(len(text), start + longest), start + 1, -1)
        end = next((end for end in ends if text[start:end] in known), 0)
        if end:
            found.add(text[start:end])
        start = end or start + 1
    return frozenset(found)


def _apart(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether each names something that the other does not."""
    return bool(one - other) and bool(other - one)


@dataclass(frozen=True, slots=True)
class _Words:
    openings: tuple[str, ...]
    endings: tuple[str, ...]
    asking: re.Pattern[str]


@cache
def _words() -> _Words:
    file = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    asking = re.compile("|".join(map(re.escape, _longest_first(file["asking"]))))
    return _Words(_longest_first(file["openings"]), _longest_first(file["endings"]), asking)


def _longest_first(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(map(normalise, words), key=len, reverse=True))


def _without_edges(text: str, words: _Words) -> str:
    for opening in words.openings:
        if text.startswith(opening) and len(text) > len(opening) + 1:
            return text[len(opening) :]
    for ending in words.endings:
        if text.endswith(ending) and len(text) > len(ending) + 1:
            return text[: -len(ending)]
    return text
