"""Deadlines ahead (截止), and how many applicants have not completed their materials by then. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.store.promises.tallies import PaperTally
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
        why = "这个日期不是收申报材料的截止，不统计材料" if later else "知识包没有说明它对应哪类申报，不能统计"
        return Coming(due, left, untied=why)
    return Coming(due, left, tuple(_incomplete(pack, a, tallies) for a in concerned))


def _incomplete(pack: Pack, application: Application, tallies: Sequence[PaperTally]) -> Incomplete:
    """Those at a step that takes papers and that lack one, or are asked to mend something.

    A status that the workflow does not know tells nothing of papers; its submissions are looked at all the same.
    """
    workflow = pack.applying.workflows[application.workflow]
    count = handing_in = 0
    for tally in (t for t in tallies if t.application == application.id):
        status = workflow.status(tally.status)
        if status is not None and not status.handing_in:
            continue
        handing_in += tally.count
        missing = application.missing(application.received(tally.received, status))
        if missing or (status is not None and status.acts):
            count += tally.count
    return Incomplete(application, count, handing_in)
