"""The rules that are computed with, in words: conditions, points, formulas, steps of an application."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.applying import Paper
from knowledge.pack import Pack
from knowledge.parts import Criterion, Scoring
from knowledge.schema import Award, Deadline, Formula, Membership, QuotaTable, Record, RubricGroup, RubricItem

_JUDGED = {
    "place": "按地区判断",
    "category": "按申报人的类别判断",
    "exclusion": "有这一项就不能申报",
    "judgement": "由人来判断，机器只列出",
}


@dataclass(frozen=True, slots=True)
class Rules:
    """A group of rules under a heading; each is what it is about, and what holds of it."""

    heading: str
    lines: tuple[tuple[str, str], ...]


def rules_of(pack: Pack, record: Record) -> tuple[Rules, ...]:
    """The rules of a record, those of what can be applied for included; none where there are none."""
    found = (
        Rules("逐条核对的条件", tuple(_criteria(record))),
        Rules("计分规则", tuple(_points(record))),
        Rules("计算方法", tuple(_formula(record))),
        Rules("提醒", tuple(_reminding(record))),
        Rules("名额表", tuple(_columns(record))),
        *_applying(pack, record),
    )
    return tuple(r for r in found if r.lines)


def _criteria(record: Record) -> Iterator[tuple[str, str]]:
    if isinstance(record, Award | Membership):
        yield from ((c.text, _criterion(c)) for c in record.criteria)


def _criterion(criterion: Criterion) -> str:
    parts = []
    if criterion.any_of:
        parts.append(f"有其中之一即可：{'、'.join(criterion.any_of)}")
    elif criterion.threshold is not None:
        parts.append(f"{'至少' if criterion.kind == 'at_least' else '至多'} {criterion.threshold:g}{criterion.unit}")
    else:
        values = f"：{'、'.join(criterion.values)}" if criterion.values else ""
        parts.append(_JUDGED.get(criterion.kind, "") + values)
    if criterion.within_years is not None:
        parts.append(f"{criterion.within_years:g} 年之内")
    if criterion.applies_to:
        parts.append(f"只对{criterion.applies_to}")
    if criterion.ask:
        parts.append(f"向会员这样问：{criterion.ask}")
    return "；".join(p for p in parts if p)


def _points(record: Record) -> Iterator[tuple[str, str]]:
    if isinstance(record, RubricGroup | RubricItem):
        if record.points is not None:
            yield "分值", f"{record.points:g} 分"
        if record.cap is not None:
            yield "最高", f"{record.cap:g} 分"
    if isinstance(record, RubricItem):
        yield from ((s.label, _scoring(s)) for s in record.scoring)


def _scoring(scoring: Scoring) -> str:
    each = f"每{scoring.unit or '项'}" if scoring.kind == "piece" else ""
    told = {
        "flat": f"符合得 {scoring.points:g} 分",
        "piece": f"{each}得 {scoring.points:g} 分",
        "judged": f"由专家评，最多 {scoring.points:g} 分",
    }
    parts = [told[scoring.kind]] if scoring.kind in told else []
    if scoring.tiers:
        parts.append("、".join(f"{t.label} {t.points:g} 分" for t in scoring.tiers))
    if scoring.count_at_least is not None and scoring.count_points is not None:
        parts.append(f"数量达到 {scoring.count_at_least:g} 得 {scoring.count_points:g} 分")
    if scoring.any_of is not None:
        parts.append(f"需有其中 {scoring.any_of} 项")
    if scoring.cap is not None:
        parts.append(f"最多 {scoring.cap:g} 分")
    if scoring.within_years is not None:
        parts.append(f"只算 {scoring.within_years:g} 年之内的")
    return "；".join((*parts, *((scoring.note,) if scoring.note else ())))


def _formula(record: Record) -> Iterator[tuple[str, str]]:
    if isinstance(record, Formula):
        percent = " × 100%" if record.percent else ""
        yield record.name, f"{record.numerator.name} ÷ {record.denominator.name}{percent}"


def _reminding(record: Record) -> Iterator[tuple[str, str]]:
    if isinstance(record, Deadline):
        days = "、".join(map(str, sorted(record.remind_before, reverse=True)))
        yield "起草提醒", f"截止前 {days} 天" if days else "不起草提醒"


def _columns(record: Record) -> Iterator[tuple[str, str]]:
    if isinstance(record, QuotaTable):
        yield from ((c.name, f"也叫：{'、'.join(c.aliases)}") for c in record.columns if c.aliases)
        yield from ((f"{g.name}（{len(g.rows)} 个）", "、".join(g.rows)) for g in record.groups)


def _paper(paper: Paper) -> str:
    called = f"也叫：{'、'.join(paper.aliases)}" if paper.aliases else ""
    return "；".join(x for x in ("可以不交" if paper.optional else "", called) if x)


def _applying(pack: Pack, record: Record) -> Iterator[Rules]:
    application = pack.applying.applied_for(record.id)
    if application is None:
        return
    workflow = pack.applying.workflow_of(application.id)
    yield Rules("申报要交的材料", tuple((p.name, _paper(p)) for p in application.papers))
    yield Rules("申报的各个状态", tuple((s.name, s.means) for s in workflow.statuses))
