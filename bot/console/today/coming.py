"""Deadlines ahead (截止), and how many applicants have not completed their materials by then. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.store.promises.tallies import PaperTally
from bot.submissions.completeness import hands_in, is_incomplete
from handlers.reminding.days import Due, ahead, dues
from knowledge.applying import Application
from knowledge.pack import Pack


@dataclass(frozen=True, slots=True)
class Incomplete:
    """How many submissions of an application are still to be completed, of how many that are still handing in."""

    application: Application
    count: int
    handing_in: int


@dataclass(frozen=True, slots=True)
class Coming:
    """A deadline ahead. ``untied``: why nobody can be counted for it; then ``waiting`` is empty."""

    due: Due
    left: int  # days
    waiting: tuple[Incomplete, ...] = ()
    untied: str = ""

    @property
    def incomplete(self) -> int:
        """How many submissions are still to be completed."""
        return sum(w.count for w in self.waiting)

    @property
    def handing_in(self) -> int:
        """How many are still handing in."""
        return sum(w.handing_in for w in self.waiting)


def coming(pack: Pack, tallies: Sequence[PaperTally], today: date) -> tuple[Coming, ...]:
    """The deadlines that have not passed, the nearest first."""
    return tuple(_coming(pack, due, tallies, (due.day - today).days) for due in ahead(dues(pack), today))


def passed(pack: Pack, today: date) -> Due | None:
    """The deadline that passed last."""
    return next((due for due in reversed(dues(pack)) if due.day < today), None)


def _coming(pack: Pack, due: Due, tallies: Sequence[PaperTally], left: int) -> Coming:
    applications = pack.applying.applications.values()
    concerned = [a for a in applications if due.ident in a.deadlines]
    if not concerned:
        later = any(due.ident in a.deadlines_after for a in applications)
        why = "这个日期不是收申报材料的截止，不统计材料" if later else "资料库没有说明它对应哪类申报，不能统计"
        return Coming(due, left, untied=why)
    return Coming(due, left, tuple(_incomplete(pack, a, tallies) for a in concerned))


def _incomplete(pack: Pack, application: Application, tallies: Sequence[PaperTally]) -> Incomplete:
    its = [t for t in tallies if t.application == application.id and hands_in(pack.applying, application.id, t.status)]
    count = sum(t.count for t in its if is_incomplete(pack.applying, application.id, t.status, t.received))
    return Incomplete(application, count, sum(t.count for t in its))
