"""Open questions as staff see them: wordings that mean the same are one group, the most asked wording first.

Groups are made of keys and counts; the questions themselves are read for those that are shown.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.store.promises.conversations import Near
from bot.store.promises.questions import Count, Questions, QuestionState, Wording
from handlers.alike import grouped
from knowledge.pack import Pack

FREQUENT, LATEST = 400, 200  # wordings that are looked at: what was asked most, and what was asked last


@dataclass(frozen=True, slots=True)
class Sketch:
    """The counts of the wordings of a group, and how alike (0 to 1) each is to the first one."""

    counts: tuple[Count, ...]
    alike: tuple[float, ...]

    @property
    def asked(self) -> int:
        """How often it was asked."""
        return sum(c.asked for c in self.counts)

    @property
    def first_at(self) -> float:
        """When it was asked first."""
        return min(c.first_at for c in self.counts)

    @property
    def last_at(self) -> float:
        """When it was asked last."""
        return max(c.last_at for c in self.counts)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its wordings."""
        return tuple(c.key for c in self.counts)


@dataclass(frozen=True, slots=True)
class Member:
    """A wording of a group, and how alike (0 to 1) it is to the group's first."""

    wording: Wording
    alike: float


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Wordings that mean the same, or the first of them.

    The first is asked most, and the oldest of those that are asked as often.
    """

    sketch: Sketch
    members: tuple[Member, ...]

    @property
    def first(self) -> Wording:
        """The wording that the group goes by."""
        return self.members[0].wording

    @property
    def near(self) -> Near | None:
        """What was almost answered: the likeliest reading of any of its wordings."""
        readings = [near for m in self.members for near in m.wording.near]
        return max(readings, key=lambda n: n.score, default=None)

    @property
    def records(self) -> tuple[str, ...]:
        """The records that were almost answered from, the likeliest first."""
        readings = sorted((n for m in self.members for n in m.wording.near), key=lambda n: -n.score)
        return tuple(dict.fromkeys(r for n in readings for r in n.records))


@dataclass(frozen=True, slots=True)
class Gathered:
    """The groups, those asked most first. ``shown`` of the ``of`` wordings that there are were looked at."""

    groups: tuple[Sketch, ...]
    shown: int
    of: int

    def holding(self, key: str) -> Sketch | None:
        """The group of a wording."""
        return next((g for g in self.groups if key in g.keys), None)


async def gathered(store: Questions, account: str, state: QuestionState, pack: Pack | None) -> Gathered:
    """The wordings of a state that were asked most and last, in groups."""
    found = await store.question_wordings(account, state, FREQUENT, LATEST)
    groups = await asyncio.to_thread(lambda: in_groups(found.shown, pack.names if pack else frozenset()))
    return Gathered(groups, len(found.shown), found.of)


def in_groups(counts: Sequence[Count], known: frozenset[str]) -> tuple[Sketch, ...]:
    """Wordings, the most asked and oldest first, in groups, the most asked first."""
    placed = _grouped(tuple(c.key for c in counts), known)
    groups = [Sketch(tuple(counts[m.place] for m in group), tuple(m.alike for m in group)) for group in placed]
    return tuple(sorted(groups, key=lambda g: -g.asked))


# The same wordings are looked at page after page.
_grouped = lru_cache(maxsize=16)(grouped)


async def filled(
    store: Questions, account: str, state: QuestionState, sketches: Iterable[Sketch], most: int
) -> list[QuestionGroup]:
    """The groups with the first of their wordings; one whose questions were all removed meanwhile is left out."""
    sketched = list(sketches)
    keys = [key for sketch in sketched for key in sketch.keys[:most]]
    found = {w.key: w for w in await store.wordings_of(account, state, keys)} if keys else {}
    groups = []
    for sketch in sketched:
        pairs = zip(sketch.keys[:most], sketch.alike, strict=False)
        members = tuple(Member(found[key], alike) for key, alike in pairs if key in found)
        if members:
            groups.append(QuestionGroup(sketch, members))
    return groups
