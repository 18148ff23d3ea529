"""The questions whose answers are looked at before a change takes effect (回归问题)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from knowledge.additions import Additions
from knowledge.pack import Pack

MOST = 1_500  # questions that are asked; of more, those that are most like the wordings of the change


@dataclass(frozen=True, slots=True)
class Regressions:
    """The questions to ask, and of how many they are."""

    questions: tuple[str, ...]
    of: int


def regressions(pack: Pack | None, additions: Additions, near: Sequence[str]) -> Regressions:
    """What the pack gives as examples and as regressions, and every wording that is answered by staff's own words."""
    every = tuple(dict.fromkeys((*(_of_pack(pack) if pack else ()), *_of_staff(additions))))
    return Regressions(every if len(every) <= MOST else _nearest(every, near), len(every))


def _of_pack(pack: Pack) -> Iterator[str]:
    yield from pack.manifest.examples
    yield from pack.regressions
    for entry in pack.faq:
        yield from (entry.question, *entry.similar)


def _of_staff(additions: Additions) -> Iterator[str]:
    for entry in additions.faq:
        yield from (entry.question, *entry.similar)
    for aliases in additions.aliases:
        yield from aliases.names


def _nearest(every: Sequence[str], near: Sequence[str]) -> tuple[str, ...]:
    likest = [0.0] * len(every)
    for wording in near:
        for _, score, place in process.extract(wording, every, scorer=fuzz.ratio, limit=None):
            likest[place] = max(likest[place], score)
    order = sorted(range(len(every)), key=lambda place: (-likest[place], place))
    return tuple(every[place] for place in sorted(order[:MOST]))
