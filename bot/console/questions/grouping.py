"""Open questions as staff see them: wordings that mean the same are one group, the most asked wording first."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from bot.store.promises.conversations import Near
from bot.store.promises.questions import Questions, QuestionState, Wording
from handlers.alike import folded, grouped
from knowledge.pack import Pack

FREQUENT, LATEST = 400, 200  # wordings that are looked at: what was asked most, and what was asked last


@dataclass(frozen=True, slots=True)
class Member:
    """A wording of a group, and how alike (0 to 1) it is to the group's first."""

    wording: Wording
    alike: float


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Wordings that mean the same; the first is asked most, and the oldest of those that are asked as often."""

    members: tuple[Member, ...]

    @property
    def first(self) -> Wording:
        """The wording that the group goes by."""
        return self.members[0].wording

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its wordings."""
        return tuple(m.wording.key for m in self.members)

    @property
    def asked(self) -> int:
        """How often it was asked."""
        return sum(m.wording.asked for m in self.members)

    @property
    def first_at(self) -> float:
        """When it was asked first."""
        return min(m.wording.first_at for m in self.members)

    @property
    def last_at(self) -> float:
        """When it was asked last."""
        return max(m.wording.last_at for m in self.members)

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

    groups: tuple[QuestionGroup, ...]
    shown: int
    of: int

    def holding(self, key: str) -> QuestionGroup | None:
        """The group of a wording."""
        return next((g for g in self.groups if key in g.keys), None)


async def gathered(store: Questions, account: str, state: QuestionState, pack: Pack | None) -> Gathered:
    """The wordings of a state that were asked most and last, in groups."""
    found = await store.question_wordings(account, state, FREQUENT, LATEST)
    groups = await asyncio.to_thread(lambda: in_groups(found.shown, words_of(pack) if pack else frozenset()))
    return Gathered(groups, len(found.shown), found.of)


def in_groups(wordings: Iterable[Wording], known: frozenset[str]) -> tuple[QuestionGroup, ...]:
    """Wordings in groups, the most asked first."""
    ordered = sorted(wordings, key=lambda w: (-w.asked, w.number))
    placed = _grouped(tuple(w.key for w in ordered), known)
    groups = [QuestionGroup(tuple(Member(ordered[m.place], m.alike) for m in group)) for group in placed]
    return tuple(sorted(groups, key=lambda g: (-g.asked, g.first.number)))


# The same wordings are looked at page after page.
_grouped = lru_cache(maxsize=16)(grouped)


def words_of(pack: Pack) -> frozenset[str]:
    """What a pack has names for, folded as questions are."""
    tables = (name for table in pack.tables.values() for row in table.rows for name in (row.name, *row.aliases))
    names = (name for record in pack.records.values() for name in (record.name, *record.aliases))
    return frozenset(word for name in (*tables, *names) if len(word := folded(name)) > 1)
