"""Frequently asked questions: the entry whose wordings come nearest, never one whose counter-example comes nearer."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from handlers.answer import Answer, Reading
from handlers.proposal import Asked, Proposal
from knowledge.faq import FaqEntry
from knowledge.postings import Numbers, Postings
from knowledge.text import is_han, normalise

SURE = 0.82  # similarity from which a wording is taken to be meant
_NONE = -1  # the entry of a counter-example
_ROUNDING = 1e-9
_FEW = 500  # wordings that are all compared sooner than it is found out with which that is worth it
_LIKELIEST = 32  # wordings that are compared first: what they leave to the others is little, as a rule
_JUST_BELOW = 0.01  # of 100: rapidfuzz drops what is within some millionths of a cutoff


class FaqShelf:
    """FAQ entries, of which there may be hundreds of thousands."""

    def __init__(self, entries: Sequence[FaqEntry]) -> None:
        self.entries = tuple(entries)
        meant: dict[str, int] = {}
        for number, entry in enumerate(self.entries):
            for text in (entry.question, *entry.similar):
                meant.setdefault(_bare(text), number)
        for entry in self.entries:
            meant.update((_bare(text), _NONE) for text in entry.negative)
        self._texts = tuple(meant)
        self._meant = array("i", meant.values())
        self._many = _Many(self._texts) if len(self._texts) > _FEW else None

    def nearest(self, text: str) -> tuple[FaqEntry, float] | None:
        """The entry with the nearest wording and how alike (0 to 1) that is; the first one where several are as near.

        None where no wording is near enough to be sure, or where a counter-example is as near.
        """
        text = _bare(text)
        if not text or not self._texts:
            return None
        found = self._many.nearest(text) if self._many else _nearest(text, self._texts, SURE)
        likeness = max((alike for alike, _ in found), default=0.0)
        entry = min((self._meant[number] for alike, number in found if alike == likeness), default=_NONE)
        return (self.entries[entry], likeness) if entry != _NONE else None


class _Many:
    """An index over many wordings that leads from every pair of neighbouring characters to those that hold it."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._lengths: Numbers = np.array([len(text) for text in texts], np.intp)
        self._holding = Postings(((n, _pairs(text)) for n, text in enumerate(texts)), len(texts))

    def nearest(self, text: str) -> list[tuple[float, int]]:
        """How alike the nearest wordings are, and their numbers; some that are less alike may be among them.

        Only those are compared that the pairs they hold allow to be the nearest.
        """
        numbers, lacking = self._holding.lacking_few(_pairs(text), _most_lacking(len(text)))
        most = _most_alike(len(text), self._lengths[numbers], lacking)
        order = np.argsort(-most, kind="stable")
        likeness, found = SURE, []
        for some in (order[:_LIKELIEST], order[_LIKELIEST:]):
            near = numbers[some[most[some] >= likeness - _ROUNDING]].tolist()
            nearest = _nearest(text, [self._texts[n] for n in near], likeness)
            found += [(alike, near[place]) for alike, place in nearest]
            likeness = max((alike for alike, _ in found), default=SURE)
        return found


def propose(asked: Asked, shelf: FaqShelf) -> Proposal | None:
    """The nearest FAQ entry, if near enough."""
    found = shelf.nearest(asked.question.text)
    if found is None:
        return None
    entry, likeness = found
    if _speaks_of_else(asked, entry):
        return None
    basis = (f"依据：{entry.basis}",) if entry.basis else ()
    return Proposal(
        Reading("faq", entry.question, "", round(likeness + 0.15, 3), (f"alike {likeness:.2f}",)),
        lambda: Answer(entry.answer, "answered", "faq", basis),
    )


def _speaks_of_else(asked: Asked, entry: FaqEntry) -> bool:
    """Whether the question has a word of its own that no wording of the entry has: 外资企业 beside 外省企业."""
    wordings = [_bare(w) for w in (entry.question, *entry.similar)]
    own = (t.text for t in asked.question.tokens if t.role == "word" and len(t.text) > 1 and is_han(t.text[0]))
    return any(not any(word in w for w in wordings) for word in own)


def _nearest(text: str, others: Sequence[str], likeness: float) -> list[tuple[float, int]]:
    """The likeness and the place of those that are nearest, if they are as near as this."""
    found = process.extract(text, others, scorer=fuzz.ratio, score_cutoff=100 * likeness - _JUST_BELOW, limit=None)
    best = max((score for _, score, _ in found), default=0.0)
    return [(score / 100, place) for _, score, place in found if score == best and score / 100 >= likeness]


def _most_alike(length: int, others: Numbers, lacking: Numbers) -> NDArray[np.float64]:
    """How alike a text can be to others, of which the lengths are known, and how many of its pairs each lacks at least.

    Likeness is 1 less the characters to drop and to add over the length of both. To drop a character takes away two
    pairs at most, to add one takes away one.
    """
    longer = others - length
    dropped = np.maximum(np.maximum(-longer, 0), -((longer - lacking) // 3))
    most: NDArray[np.float64] = 1 - (2 * dropped + longer) / (length + others)
    return most


@lru_cache(maxsize=256)
def _most_lacking(length: int) -> int:
    """How many of its pairs any text may lack that is near enough to one of this length; see ``_most_alike``."""
    most = 0
    for dropped in range(length):
        added = int(((1 - SURE) * (2 * length - dropped) - dropped + _ROUNDING) // SURE)
        most = max(most, 2 * dropped + added) if added >= 0 else most
    return most


def _pairs(text: str) -> list[str]:
    """The pairs of neighbouring characters, a repeated one told from the one before; a lone character is itself."""
    pairs = [*map("".join, pairwise(text))] or [*text]
    if len(set(pairs)) == len(pairs):
        return pairs
    seen: Counter[str] = Counter()
    for place, pair in enumerate(pairs):
        pairs[place] = pair + str(seen[pair] or "")
        seen[pair] += 1
    return pairs


def _bare(text: str) -> str:
    bare = normalise(text).strip(" ,.!?~")
    return text if bare == text else bare  # the entry's own string, where it will do, is no second one to keep
