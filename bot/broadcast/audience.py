"""To whom a broadcast goes (发送对象): what staff write, such as ``submissions:状态=需补正``, and what it means."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from bot.errors import Code, Error
from knowledge.applying import Applying
from knowledge.pack import Pack
from knowledge.schema import Record

Kind = Literal["all", "tag", "deadline", "submissions", "members", "file", "askers"]

STATUS, APPLICATION, RECOMMENDER = "状态", "申报类别", "推荐单位"
UNPAID = "dues=unpaid"
FORMS = (
    "all、tag:标签名、deadline:截止事项的编号、submissions:状态=需补正（还可以用逗号加上 申报类别=、推荐单位=）、"
    "members:dues=unpaid、file:文件（每行一个 openid）"
)
_BETWEEN = re.compile(r"\s*[,，]\s*")


@dataclass(frozen=True, slots=True)
class Audience:
    """An audience taken apart. ``name`` is the tag, the deadline's id or the file; the rest is of submissions.

    ``askers`` are those who asked what an addition (by its id, the ``name``) answers now; only the console makes it.

    ``application`` is the pack's id once it is ``settled``, before that a name.
    """

    kind: Kind
    name: str = ""
    status: str = ""
    application: str = ""
    recommender: str = ""

    @property
    def listed(self) -> bool:
        """Whether it rests on a list of openids that is kept with it: a file's, WeChat's, or of those who asked."""
        return self.kind in {"tag", "file", "askers"}

    @property
    def expression(self) -> str:
        """As it is kept."""
        match self.kind:
            case "all":
                return "all"
            case "members":
                return f"members:{UNPAID}"
            case "submissions":
                wanted = ((STATUS, self.status), (APPLICATION, self.application), (RECOMMENDER, self.recommender))
                return "submissions:" + ",".join(f"{key}={value}" for key, value in wanted if value)
            case _:
                return f"{self.kind}:{self.name}"


@dataclass(frozen=True, slots=True)
class Sought:
    """Whom to look for: an audience of an account, the list of openids it rests on, and the year whose dues count.

    ``notice`` is the template of subscription notifications to which they may have agreed.
    """

    account: str
    audience: Audience
    openids: int | None
    year: int
    notice: str = ""


def parse(expression: str) -> Audience:
    """Take an expression apart. Raises Error (INPUT) naming the forms that there are."""
    kind, colon, rest = expression.strip().partition(":")
    if not colon:
        kind, colon, rest = expression.strip().partition("：")
    rest = rest.strip()
    match kind.strip():
        case "all" if not colon:
            return Audience("all")
        case "tag" | "deadline" | "file" | "askers" as named if rest:
            return Audience(named, rest)
        case "members" if rest.replace(" ", "").replace("＝", "=") == UNPAID:
            return Audience("members")
        case "submissions" if rest:
            return _submissions(expression, rest)
    raise Error(Code.INPUT, f"--audience {expression}：看不懂；可以是 {FORMS}")


def settled(audience: Audience, pack: Pack) -> Audience:
    """The audience with the pack's ids for what staff name. Raises Error (INPUT) for what the pack does not have."""
    match audience.kind:
        case "deadline":
            return replace(audience, name=_deadline(audience.name, pack).id)
        case "submissions":
            return _known(audience, pack.applying)
        case "members" if pack.applying.roll is None:
            raise Error(Code.INPUT, "--audience members:…：这个账号的知识包没有会员级别和会费标准，不能使用会员名册")
    return audience


def stated_day(record: Record) -> date | None:
    """The last day that a deadline states, if it states one."""
    return next((f.on for f in record.facts if f.facet == "deadline" and f.on), None)


def deadline_day(record: Record) -> str:
    """The last day of a deadline as a member reads it, or nothing where none is stated."""
    day = stated_day(record)
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def _submissions(expression: str, conditions: str) -> Audience:
    given: dict[str, str] = {}
    for condition in _BETWEEN.split(conditions):
        key, equals, value = (part.strip() for part in condition.replace("＝", "=").partition("="))
        if not equals or not value or key not in {STATUS, APPLICATION, RECOMMENDER}:
            known = f"{STATUS}=、{APPLICATION}=、{RECOMMENDER}="
            raise Error(Code.INPUT, f"--audience {expression}：「{condition}」看不懂；条件可以是 {known}")
        if key in given:
            raise Error(Code.INPUT, f"--audience {expression}：「{key}」写了两次；请只留一个")
        given[key] = value
    return Audience("submissions", "", given.get(STATUS, ""), given.get(APPLICATION, ""), given.get(RECOMMENDER, ""))


def _known(audience: Audience, applying: Applying) -> Audience:
    application = ""
    workflows = list(applying.workflows.values())
    if audience.application:
        found = applying.applications.get(audience.application) or applying.named(audience.application)
        if found is None:
            allowed = "、".join(a.name for a in applying.applications.values()) or "（没有可申报的类别）"
            raise Error(Code.INPUT, f"--audience：没有「{audience.application}」这个申报类别；可以填：{allowed}")
        application = found.id
        workflows = [applying.workflow_of(application)]
    names = list(dict.fromkeys(name for workflow in workflows for name in workflow.names))
    if audience.status and audience.status not in names:
        allowed = "、".join(names) or "（这个账号没有可申报的事项）"
        raise Error(Code.INPUT, f"--audience：没有「{audience.status}」这个状态；可用的状态：{allowed}")
    return replace(audience, application=application)


def _deadline(said: str, pack: Pack) -> Record:
    """The record that states a day, by its id, its name or an alias."""
    days = [r for r in pack.records.values() if r.kind == "deadline" or deadline_day(r)]
    found = next((r for r in days if r.id == said), None)
    named = [found] if found else [r for r in days if said in (r.name, *r.aliases)]
    if len(named) == 1:
        return named[0]
    if named:
        raise Error(Code.INPUT, f"--audience deadline:{said}：有几个；请写编号：{'、'.join(r.id for r in named)}")
    allowed = "、".join(f"{r.id}（{r.name}）" for r in days) or "（知识包里没有截止事项）"
    raise Error(Code.INPUT, f"--audience deadline:{said}：没有这个截止事项；现有 {allowed}")
