"""The verdict on a case: what failed and by how much, what is met, what is open, and what people judge; its source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from handlers.answer import Answer
from handlers.compose import edition
from handlers.eligibility.finding import Finding
from handlers.library import Library
from knowledge.parts import Criterion
from knowledge.schema import Award, Membership

_GLANCE, _BRIEF = 70, 40  # characters
HANDLER = "eligibility"


def verdict(
    library: Library, record: Award | Membership, findings: Sequence[Finding], today: date, *, briefly: bool = False
) -> Answer:
    """What the findings come to. Exclusions decide before all else, and one failing decides.

    ``briefly``: not all that people judge is named, as the member is asked on and told in the end.
    """
    prefix = edition(library, record, today)
    failed = sorted((f for f in findings if f.state == "failed"), key=lambda f: f.criterion.kind != "exclusion")
    met = [f for f in findings if f.state == "met"]
    unsure = [f for f in findings if f.state == "open"]
    if failed:
        first = failed[0]
        lead = f"{prefix}不符合{record.name}的条件：{first.criterion.text}（{first.told}）。"
        lines = tuple(f"也不符合：{f.criterion.text}（{f.told}）。" for f in failed[1:])
        return Answer(lead, "answered", HANDLER, lines, (library.source(record, first.criterion),))
    untold = remaining(record, findings)
    touched = {f.criterion.text for f in unsure}
    judged = [c for c in record.criteria if c.kind == "judgement" and c.text not in touched]
    decisive = next((f for f in unsure if f.criterion.kind == "judgement"), None)
    if decisive is not None or not met:
        first = decisive or unsure[0]
        lead = f"{prefix}{_cannot_tell(record, first)}"
        unsure = [f for f in unsure if f is not first]
    else:
        first = met[0]
        told = "；".join(f"{f.criterion.text}（{f.told}）" for f in met)
        met = []
        whole = not untold and all(f.criterion.kind == "judgement" for f in unsure)
        so_far = f"可以申请{record.name}，您说的符合" if whole else f"您说的这几项符合{record.name}的条件"
        lead = f"{prefix}{so_far}：{told}。"
    lines = (
        *(f"符合：{f.criterion.text}（{f.told}）。" for f in met),
        *(f"还不能断定：{f.criterion.text}（{f.told}）。" for f in unsure),
        *(() if briefly and len(untold) == 1 else _line("还要核对：", untold)),
        *_line("由协会审核：", judged, _BRIEF if briefly else _GLANCE),
    )
    return Answer(lead, "answered", HANDLER, lines, (library.source(record, first.criterion),))


def _cannot_tell(record: Award | Membership, finding: Finding) -> str:
    """What is told of a criterion, where it does not decide."""
    only = finding.criterion.applies_to
    if only and not finding.narrow:
        return f"如果是{only}，不符合{record.name}的条件：{finding.criterion.text}（{finding.told}）。"
    who = "由协会审核" if finding.criterion.kind == "judgement" else "还不能断定"
    return f"是否符合{record.name}的条件{who}：{finding.criterion.text}（{finding.told}）。"


def remaining(record: Award | Membership, findings: Iterable[Finding]) -> list[Criterion]:
    """The criteria that could be decided and of which nothing was told, but for those that hold for others only."""
    told = {f.criterion.text for f in findings}
    values = {f.value for f in findings if f.value}
    return [
        c
        for c in record.criteria
        if c.kind != "judgement" and c.text not in told and not (c.applies_to and values and c.applies_to not in values)
    ]


def _line(label: str, criteria: list[Criterion], most: int = _GLANCE) -> tuple[str, ...]:
    return (f"{label}{shortened([c.text for c in criteria], most)}。",) if criteria else ()


def shortened(conditions: list[str], most: int = _GLANCE) -> str:
    """The conditions run together, as many as a phone shows at a glance."""
    shown: list[str] = []
    for condition in conditions:
        if shown and sum(map(len, shown)) + len(condition) > most:
            return "；".join(shown) + f"等{len(conditions)}条"
        shown.append(condition)
    return "；".join(shown)
