"""Messages in figures: every day of a stretch, and what several days come to. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.console.plots import Day, Series
from bot.store.promises.tallies import FAILED, OTHER, MessageTally

SPANS = (7, 30, 90)  # days that can be looked at

ANSWERS = (
    Series("已答、反问", "#104a3c"),
    Series("没答上、找人工、致歉", "#c8741f"),
    Series("其他", "#8a8f98"),
)
MISSES = (
    Series("没答上", "#c8741f"),
    Series("找人工", "#3b5b92"),
    Series("致歉", "#b3261e"),
)


@dataclass(frozen=True, slots=True)
class Figures:
    """How many messages came to what.

    ``answered`` (已答) are those that the documents answer, be it that they leave it open; ``clarify`` (反问): the
    member was asked back; ``unknown`` (没答上); ``handoff`` (找人工); ``failed`` (致歉): the service was at fault;
    ``other`` (其他): pictures and the like, and new followers.
    """

    answered: int = 0
    clarify: int = 0
    unknown: int = 0
    handoff: int = 0
    failed: int = 0
    other: int = 0

    @property
    def messages(self) -> int:
        """All of them."""
        return self.replied + self.missed + self.other

    @property
    def replied(self) -> int:
        """Those that were answered, or asked back about."""
        return self.answered + self.clarify

    @property
    def missed(self) -> int:
        """Those that got no answer."""
        return self.unknown + self.handoff + self.failed


def daily(tallies: Iterable[MessageTally], first: date, last: date) -> tuple[tuple[date, Figures], ...]:
    """Every day of a stretch in order, those without messages too."""
    counts: dict[date, dict[str, int]] = {}
    for tally in tallies:
        of_day = counts.setdefault(tally.day, {})
        of_day[tally.outcome] = of_day.get(tally.outcome, 0) + tally.count
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return tuple((day, _figures(counts.get(day, {}))) for day in days)


def together(days: Iterable[tuple[date, Figures]]) -> Figures:
    """What days come to."""
    every = [figures for _, figures in days]
    return Figures(
        answered=sum(f.answered for f in every),
        clarify=sum(f.clarify for f in every),
        unknown=sum(f.unknown for f in every),
        handoff=sum(f.handoff for f in every),
        failed=sum(f.failed for f in every),
        other=sum(f.other for f in every),
    )


def answers(days: Sequence[tuple[date, Figures]]) -> tuple[Day, ...]:
    """What a plot of ``ANSWERS`` shows."""
    return tuple(Day(day, (f.replied, f.missed, f.other)) for day, f in days)


def misses(days: Sequence[tuple[date, Figures]]) -> tuple[Day, ...]:
    """What a plot of ``MISSES`` shows."""
    return tuple(Day(day, (f.unknown, f.handoff, f.failed)) for day, f in days)


def _figures(counts: dict[str, int]) -> Figures:
    return Figures(
        answered=counts.get("answered", 0) + counts.get("unspecified", 0),
        clarify=counts.get("clarify", 0),
        unknown=counts.get("unknown", 0),
        handoff=counts.get("handoff", 0),
        failed=counts.get(FAILED, 0),
        other=counts.get(OTHER, 0),
    )
