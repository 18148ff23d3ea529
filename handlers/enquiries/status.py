"""Where a submission stands, in words for its applicant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from handlers.answer import Answer, Choice, Source
from handlers.deadlines import chinese, distance
from handlers.enquiries.case import Case
from handlers.library import source
from knowledge.applying import Application, Paper, Status
from knowledge.pack import Pack
from knowledge.parts import Fact
from knowledge.schema import Record

HANDLER = "enquiries"
_CHOICES = 5
_NEXT = "下一步"
_SAID = {"missing": ("还缺材料", "材料已齐"), "next": (_NEXT,), "received": ("已收材料",)}  # by the first line already


def described(pack: Pack, case: Case, today: date, lead: str = "", topic: str = "") -> Answer:
    """One submission: number, unit, title, status and since when, papers, and what comes next and by when.

    What was asked of it (``topic``) is answered first.
    """
    told = _Told.of(pack, case)
    papers, basis = told.papers()
    deadline, dated = told.deadline(today)
    head = f"{lead}{told.first(topic)}【{case.number}】{case.status}（{chinese(case.since)}起）"
    what = told.application.name if told.application else ""
    lines = (
        f"单位：{case.unit}",
        f"名称：{case.title}" + (f"（{what}）" if what else ""),
        told.meaning(),
        f"协会留言：{case.told}" if case.told else "",
        *papers,
        told.following(),
        deadline,
        f"联系电话：{case.phone}" if case.phone else "",
    )
    said = _SAID.get(topic, ("",)) if told.first(topic) else ("",)
    shown = tuple(line for line in lines if line and not (said[0] and line.startswith(said)))
    return Answer(head, "answered", HANDLER, shown, (*basis, *dated))


def listed(pack: Pack, cases: Sequence[Case], lead: str = "") -> Answer:
    """Several submissions, a line for each, and each to be tapped."""
    lines = tuple(
        f"{case.number} {case.title}（{case.unit}）：{case.status}，{chinese(case.since)}起"
        + ("，需要您处理" if _acts(pack, case) else "")
        for case in cases
    )
    choices = tuple(Choice(f"进度 {case.number}", f"进度 {case.number}") for case in cases[:_CHOICES])
    return Answer(f"{lead}您有{len(cases)}项申报：", "answered", HANDLER, lines, choices=choices, listed=True)


def _acts(pack: Pack, case: Case) -> bool:
    status = _Told.of(pack, case).status
    return status is not None and status.acts


@dataclass(frozen=True)
class _Told:
    """What the pack has to say of a case; nothing where it knows the application or the status no longer."""

    pack: Pack
    case: Case
    application: Application | None
    status: Status | None

    @classmethod
    def of(cls, pack: Pack, case: Case) -> _Told:
        application = pack.applying.applications.get(case.application)
        workflow = pack.applying.workflows.get(application.workflow) if application else None
        return cls(pack, case, application, workflow.status(case.status) if workflow else None)

    def first(self, topic: str) -> str:
        """A line that answers what was asked, above all else."""
        over = self.status is not None and self.status.over
        match topic:
            case "missing" if not over and self.application is not None and self.application.papers:
                names = "、".join(p.name for p in self.missing())
                return f"还缺材料：{names}。\n" if names else "材料已齐，没有缺的。\n"
            case "received":
                names = "、".join(self.received())
                return f"已登记收到：{names}。\n" if names else "申报已经登记，收到的材料还没有登记。\n"
            case "result" if self.status is not None:
                return f"{self.status.means.partition('。')[0]}。\n"
            case "next" if line := self.following():
                return f"{line}\n"
            case "since" if self.case.applied is not None:
                return f"{chinese(self.case.applied)}登记。\n"
        return ""

    def received(self) -> tuple[str, ...]:
        """The papers that came, with those that the status says came."""
        noted = self.case.received
        return self.application.received(noted, self.status) if self.application else noted

    def missing(self) -> tuple[Paper, ...]:
        """The papers that are still to come."""
        return self.application.missing(self.received()) if self.application else ()

    def meaning(self) -> str:
        """What the status means, and whether the applicant has to act."""
        if self.status is None:
            return ""
        if self.status.over:
            return self.status.means
        return f"{self.status.means}\n" + ("▲ 需要您处理。" if self.status.acts else "目前不需要您做什么。")

    def papers(self) -> tuple[tuple[str, ...], tuple[Source, ...]]:
        """What was received, and while it matters what is missing, with where the documents ask for it."""
        received = "、".join(self.received())
        lines = (f"已收材料：{received or '还没有登记'}",)
        if self.application is None or (self.status is not None and self.status.over):
            return lines, ()
        missing = self.missing()
        if not missing:
            return ((*lines, "材料已齐。") if self.application.papers else lines), ()
        records = (self.pack.records[p.record] for p in missing if p.record in self.pack.records)
        return (*lines, f"还缺材料：{'、'.join(p.name for p in missing)}"), tuple(source(self.pack, r) for r in records)

    def following(self) -> str:
        """What comes next where all goes well, unless the status says so itself."""
        if self.status is None or self.application is None or self.status.over or _NEXT in self.status.means:
            return ""
        workflow = self.pack.applying.workflow_of(self.application.id)
        then = [n for n in self.status.then if (s := workflow.status(n)) is not None and not s.acts]
        return f"{_NEXT}：{'或'.join(then or self.status.then)}。" if self.status.then else ""

    def deadline(self, today: date) -> tuple[str, tuple[Source, ...]]:
        """The next day that still matters, or the last one that mattered and has passed."""
        if self.application is None:
            return "", ()
        wanted = self.application.deadlines_at(self.status) if self.status else self.application.deadlines
        records = (self.pack.records[i] for i in wanted if i in self.pack.records)
        dated = [(f.on, r, f) for r in records for f in r.facts if f.facet == "deadline" and f.on is not None]
        if not dated:
            return "", ()
        coming = [d for d in dated if d[0] >= today]
        missed = [d for d in dated if d[1].id in self.application.deadlines] or dated
        day, record, fact = min(coming, key=_day) if coming else max(missed, key=_day)
        label = "下一个截止" if coming else "截止"
        line = f"{label}：{record.name}，{chinese(day)}，{distance(day, today)}。"
        return line, (source(self.pack, record, fact),)


def _day(dated: tuple[date, Record, Fact]) -> date:
    return dated[0]
