"""Frequently asked questions: the entry whose wordings come nearest, never one whose counter-example comes nearer."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from rapidfuzz import fuzz, process

from handlers.answer import Answer, Reading
from handlers.proposal import Asked, Proposal
from knowledge.faq import FaqEntry
from knowledge.text import is_han, normalise

SURE = 0.82  # similarity from which a wording is taken to be meant
_NONE = -1  # the entry of a counter-example
_NOWHERE = array("I")
_ROUNDING = 1e-9
_JUST_BELOW = 0.01  # of 100: rapidfuzz drops what is within some millionths of a cutoff


class FaqShelf:
    """FAQ entries with an index over all their wordings, of which there may be hundreds of thousands.

    Wordings are numbered by their length. The index leads from every pair of neighbouring characters to the wordings
    that hold it.
    """

    def __init__(self, entries: Sequence[FaqEntry]) -> None:
        self.entries = tuple(entries)
        meant: dict[str, int] = {}
        for number, entry in enumerate(self.entries):
            for text in (entry.question, *entry.similar):
                meant.setdefault(_bare(text), number)
        for entry in self.entries:
            meant.update((_bare(text), _NONE) for text in entry.negative)
        self._texts = sorted(meant, key=len)
        self._meant = array("i", map(meant.__getitem__, self._texts))
        self._of_length = {length: self._place(length) for length in sorted(set(map(len, self._texts)))}
        self._holding: dict[str, array[int]] = defaultdict(lambda: array("I"))
        for number, text in enumerate(self._texts):
            for pair in _pairs(text):
                self._holding[pair].append(number)

    def nearest(self, text: str) -> tuple[FaqEntry, float] | None:
        """The entry with the nearest wording and how alike (0 to 1) that is; the first one where several are as near.

        None where no wording is near enough to be sure, or where a counter-example is as near.
        """
        text = _bare(text)
        likeness, entry = SURE, len(self.entries)
        holding = sorted((self._holding.get(pair, _NOWHERE) for pair in _pairs(text)), key=len)
        lengths = list(self._of_length)
        looked_at: set[int] = set()
        for lacking, numbers in enumerate(holding):
            if not numbers:
                continue
            # Whatever was not looked at lacks all pairs before this one: the rarer these, the less is left to look at.
            lengths = [m for m in lengths if _most_alike(len(text), m, lacking) >= likeness - _ROUNDING]
            if not lengths:
                break
            first, behind = self._of_length[lengths[0]].start, self._of_length[lengths[-1]].stop
            new = [n for n in numbers[bisect_left(numbers, first) : bisect_left(numbers, behind)] if n not in looked_at]
            looked_at.update(new)
            for score, place in _nearest(text, [self._texts[n] for n in new], likeness):
                meant = self._meant[new[place]]
                entry = min(entry, meant) if score == likeness else meant
                likeness = score
        return (self.entries[entry], likeness) if 0 <= entry < len(self.entries) else None

    def _place(self, length: int) -> range:
        """The numbers of the wordings of a length."""
        return range(bisect_left(self._texts, length, key=len), bisect_right(self._texts, length, key=len))


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


def _nearest(text: str, others: list[str], likeness: float) -> list[tuple[float, int]]:
    """The likeness and the place of those that are nearest, if they are as near as this."""
    best = process.extractOne(text, others, scorer=fuzz.ratio, score_cutoff=100 * likeness - _JUST_BELOW)
    if best is None or best[1] / 100 < likeness:
        return []
    alike = process.extract(text, others, scorer=fuzz.ratio, score_cutoff=best[1] - _JUST_BELOW, limit=None)
    return [(score / 100, place) for _, score, place in alike if score == best[1]]


def _most_alike(length: int, other: int, lacking: int) -> float:
    """How alike a text can be to another one, of which the lengths are known, and how many pairs the other one lacks.

    Likeness is 1 less the characters to drop and to add over the length of both. To drop a character takes away two
    pairs at most, to add one takes away one.
    """
    longer = other - length
    dropped = max(0, -longer, -(-(lacking - longer) // 3))
    return 1 - (2 * dropped + longer) / (length + other)


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
