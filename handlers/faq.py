"""Frequently asked questions: the entry whose wordings come nearest, never one whose counter-example comes nearer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from handlers.answer import Answer, Reading
from handlers.proposal import Asked, Proposal
from knowledge.faq import FaqEntry
from knowledge.index import bigrams
from knowledge.text import normalise

_SURE = 0.82  # similarity from which a wording is taken to be meant
_CANDIDATES = 30


@dataclass(frozen=True)
class _Wording:
    text: str
    entry: int
    negative: bool


class FaqShelf:
    """FAQ entries with an index over all their wordings."""

    def __init__(self, entries: Sequence[FaqEntry]) -> None:
        self.entries = tuple(entries)
        self._wordings: list[_Wording] = []
        self._postings: dict[str, list[int]] = defaultdict(list)
        for number, entry in enumerate(self.entries):
            for text in (entry.question, *entry.similar):
                self._add(_Wording(_bare(text), number, negative=False))
            for text in entry.negative:
                self._add(_Wording(_bare(text), number, negative=True))

    def _add(self, wording: _Wording) -> None:
        for pair in bigrams(wording.text):
            self._postings[pair].append(len(self._wordings))
        self._wordings.append(wording)

    def nearest(self, text: str) -> tuple[FaqEntry, float] | None:
        """The nearest entry and how alike (0 to 1) its best wording is; None where a counter-example is nearer."""
        text = _bare(text)
        shared: dict[int, int] = defaultdict(int)
        for pair in bigrams(text):
            for number in self._postings.get(pair, ()):
                shared[number] += 1
        if not shared:
            return None
        candidates = sorted(shared, key=lambda n: (-shared[n], n))[:_CANDIDATES]
        likeness = {n: fuzz.ratio(text, self._wordings[n].text) / 100 for n in candidates}
        best = max(likeness, key=lambda n: (likeness[n], self._wordings[n].negative, -n))
        wording = self._wordings[best]
        return None if wording.negative else (self.entries[wording.entry], likeness[best])


def propose(asked: Asked, shelf: FaqShelf) -> Proposal | None:
    """The nearest FAQ entry, if near enough."""
    found = shelf.nearest(asked.question.text)
    if found is None or found[1] < _SURE:
        return None
    entry, likeness = found
    basis = (f"依据：{entry.basis}",) if entry.basis else ()
    return Proposal(
        Reading("faq", entry.question, "", round(likeness + 0.15, 3), (f"alike {likeness:.2f}",)),
        lambda: Answer(entry.answer, "answered", "faq", basis),
    )


def _bare(text: str) -> str:
    return normalise(text).strip(" ,.!?~")
