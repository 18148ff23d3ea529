"""What is known of one criterion of a case, and what follows from an amount or a time that was told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from handlers.eligibility.measures import Past, spoken
from knowledge.parts import Criterion

State = Literal["met", "failed", "open"]


@dataclass(frozen=True)
class Finding:
    """A criterion with what the member's case says of it; open where what was told does not decide.

    ``value`` is the accepted one that a category was told as; ``narrow`` marks what one question more would decide.
    """

    criterion: Criterion
    state: State
    told: str
    value: str = ""
    narrow: bool = False


def applicable(found: Iterable[Finding]) -> list[Finding]:
    """Without what holds for others only; open where it is not known whether it holds for this one."""
    found = list(found)
    told = {f.value for f in found if f.value}

    def concerns(finding: Finding) -> bool:
        return not told or not finding.criterion.applies_to or finding.criterion.applies_to in told

    return [
        replace(f, state="open") if f.criterion.applies_to and not told and f.state == "failed" else f
        for f in found
        if concerns(f)
    ]


def compared(criterion: Criterion, low: float, high: float, said: str) -> Finding:
    """A range against the threshold; open where the range lies on both sides of it."""
    wanted = criterion.threshold or 0.0
    least = criterion.kind == "at_least"
    told = f"您说的是{said}"
    if (low >= wanted) if least else (high <= wanted):
        return Finding(criterion, "met", told)
    if (high < wanted) if least else (low > wanted):
        lacking = f"，{'还差' if least else '多出'}{spoken(abs(wanted - low), criterion.unit)}" if low == high else ""
        return Finding(criterion, "failed", told + lacking)
    return Finding(criterion, "open", told, narrow=True)


def happened(criterion: Criterion, when: Past | None, what: str) -> Finding:
    """What bars an applicant, by the time that was told of it; where none was, it is said what time counts."""
    years = criterion.within_years
    if years is None or when is None:
        counts = f"；{spoken(years, '年')}以前的不算在内" if years is not None else ""
        return Finding(criterion, "failed", f"您提到{what}{counts}")
    inside = when.lies_within(years)
    if inside is None:
        told = f"您说的是{when.said}，要看具体日期是不是在近{spoken(years, '年')}内"
        return Finding(criterion, "open", told, narrow=True)
    if inside:
        return Finding(criterion, "failed", f"您提到{'' if when.said.startswith('刚') else f'{when.said}有'}{what}")
    return Finding(criterion, "met", f"您说的{when.said}不在近{spoken(years, '年')}内")
