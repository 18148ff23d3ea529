"""Submissions as the commands show them: lines for people, documents for programs. Telephone numbers are masked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.cli.office import day_and_time, iso
from bot.errors import Code, Error
from bot.submissions.history import FIELDS, Entry, entries
from bot.submissions.importing import Assigned, Difference, Plan
from bot.submissions.statistics import Statistics, Use
from bot.submissions.submission import Act, Change, masked
from knowledge.applying import Applying

SHOWN = 50  # changes that a dry run tells people one by one

ACTIONS = {
    "import": "导入",
    "batch": "批量改状态",
    "set": "改状态",
    "undo": "撤销",
    "export": "导出",
    "unbind": "解除绑定",
}
KINDS = {"submissions": "申报", "members": "会员名册"}


def line(change: Change, applying: Applying) -> str:
    """A submission in a list."""
    s = change.submission
    since = day_and_time(change.since)[:10]
    parts = (s.number, _name(s.application, applying), s.unit, s.title, s.contact, _phone(s.phone), s.recommender)
    return f"{'　'.join(' '.join(p.split()) for p in parts if p)}　{s.status}（{since} 起）"


def document(change: Change, applying: Applying) -> dict[str, Any]:
    """A submission for programs."""
    s = change.submission
    return {
        "account": s.account,
        "number": s.number,
        "application": _name(s.application, applying),
        "unit": s.unit,
        "title": s.title,
        "contact": s.contact,
        "phone": _phone(s.phone),
        "status": s.status,
        "since": iso(change.since),
        "received": list(s.received),
        "missing": _missing(change, applying),
        "recommender": s.recommender,
        "note": s.note,
        "tell": s.tell,
        "changed_at": iso(change.at),
        "changed_by": change.by,
    }


def whole_document(trail: Sequence[Change], applying: Applying) -> dict[str, Any]:
    """A submission and its history for programs, oldest first."""
    return {**document(trail[-1], applying), "history": [_entry_document(e) for e in entries(trail)]}


def _entry_document(entry: Entry) -> dict[str, Any]:
    c = entry.change
    done = {"seq": c.seq, "at": iso(c.at), "by": c.by, "action": c.action, "undoes": c.undoes, "reason": c.reason}
    return {**done, "changes": entry.changes, "status": c.submission.status, "note": c.submission.note}


def whole_lines(trail: Sequence[Change], applying: Applying) -> Iterator[str]:
    """A submission and its history for people."""
    present = trail[-1]
    s = present.submission
    yield f"受理编号：{s.number}（账号 {s.account}）"
    yield f"申报类别：{_name(s.application, applying)}"
    for name in ("unit", "title", "contact", "phone", "recommender", "note", "tell"):
        text = _phone(s.phone) if name == "phone" else getattr(s, name)
        yield f"{FIELDS[name]}：{text or '（无）'}"
    yield f"状态：{s.status}（{day_and_time(present.since)} 起）"
    yield f"已收材料：{'、'.join(s.received) or '（无）'}"
    yield f"还缺材料：{'、'.join(_missing(present, applying)) or '（无）'}"
    yield "经过："
    for entry in entries(trail):
        change = entry.change
        told = "；".join(_became(name, *values) for name, values in entry.changes.items()) or "没有不同"
        told += f"（没有按流程：{change.reason}）" if change.reason else ""
        what = "登记" if change.replaces is None else told
        done = f"{day_and_time(change.at)}　{change.by}　{ACTIONS[change.action]}"
        yield f"  {done}　{what}　[{change.submission.status}]"


def changed_line(before: Change, after: Change) -> str:
    """What a command changed, for people."""
    number = after.submission.number
    if before.seq == after.seq:
        return f"{number}：没有改动，状态本来就是「{after.submission.status}」"
    was, is_ = before.submission.status, after.submission.status
    status = f"状态 {was} → {is_}" if was != is_ else f"状态仍是「{is_}」"
    told = [
        f"；{FIELDS[name]}：{is_now}" if is_now else f"；{FIELDS[name]}已清除"
        for name in ("note", "tell")
        if (is_now := getattr(after.submission, name)) != getattr(before.submission, name)
    ]
    return f"{number}：{status}{''.join(told)}"


def plan_lines(plan: Plan, *, dry_run: bool) -> Iterator[str]:
    """What an import changes or changed, for people."""
    for assigned in plan.assigned:
        yield _assigned_line(assigned)
    for difference in plan.differences[:SHOWN]:
        yield _difference_line(difference)
    if len(plan.differences) > SHOWN:
        yield f"……另有 {len(plan.differences) - SHOWN} 条；全部内容请用 --json"
    head = "试运行，没有写入。将" if dry_run else "已导入："
    yield f"{head}新增 {plan.added} 条，更新 {plan.updated} 条，未变 {plan.unchanged} 条"


def plan_document(plan: Plan, warnings: Sequence[str], *, dry_run: bool) -> dict[str, Any]:
    """What an import changes or changed, for programs."""
    counts = {"added": plan.added, "updated": plan.updated, "unchanged": plan.unchanged, "dry_run": dry_run}
    changes = {"changes": [asdict(d) for d in plan.differences]} if dry_run else {}
    return {**counts, "assigned": [asdict(a) for a in plan.assigned], **changes, "warnings": list(warnings)}


def statistics_lines(figures: Statistics) -> Iterator[str]:
    """The figures, for people."""
    application = ""
    for standing in figures.standings:
        if standing.application != application:
            application = standing.application
            total = sum(s.count for s in figures.standings if s.application == application)
            yield f"{application}：共 {total} 条"
        yield f"  {standing.status} {standing.count}"
    if figures.uses:
        yield "按推荐单位："
    for use in figures.uses:
        yield f"  {use.application}　{use.recommender or '（未填推荐单位）'}　{_use_line(use)}"
    yield f"总计 {figures.total} 条"


def statistics_document(figures: Statistics) -> dict[str, Any]:
    """The figures, for programs."""
    return asdict(figures) | {"over": [asdict(u) for u in figures.uses if u.over]}


def act_line(act: Act) -> str:
    """What somebody did, for people."""
    many = "" if act.action in {"set", "undo"} else f"（{KINDS[act.kind]} {act.rows} 条）"
    return f"{day_and_time(act.at)}　{act.by}　{ACTIONS[act.action]}　{act.what}{many}"


def act_document(act: Act) -> dict[str, Any]:
    """What somebody did, for programs."""
    return {**asdict(act), "at": iso(act.at)}


def check_target(file: Path) -> None:
    """Refuse a file that cannot be written for a plain reason, before the audit says that it was. Raises Error."""
    if not file.absolute().parent.is_dir():
        raise Error(Code.INPUT, f"{file}：没有这个文件夹；请先建立，或换一个位置")
    if file.is_dir():
        raise Error(Code.INPUT, f"{file}：是一个文件夹；请写文件名")
    if file.suffix.lower() not in {".xlsx", ".csv"}:
        raise Error(Code.INPUT, f"{file}：只支持 .xlsx 和 .csv 文件")


def _use_line(use: Use) -> str:
    if use.over:
        return f"{use.count} / {use.allotted}　★超额 {use.over}"
    if not use.listed:
        return f"{use.count}　（不在名额表中）"
    return f"{use.count} / {use.allotted}" if use.allotted else f"{use.count}"


def _assigned_line(assigned: Assigned) -> str:
    how = "沿用编号" if assigned.kept else "编号"
    return f"第 {assigned.row} 行　{how} {assigned.number}　{assigned.unit}　{assigned.title}"


def _difference_line(difference: Difference) -> str:
    if difference.new:
        unit, title = (difference.fields.get(name, ("", ""))[1] for name in ("unit", "title"))
        return f"新增 {difference.number}　{unit}　{title}"
    told = "；".join(_became(name, *values) for name, values in difference.fields.items())
    return f"更新 {difference.number}　{told}"


def _became(name: str, was: str, is_: str) -> str:
    return f"{FIELDS[name]} {was or '（无）'} → {is_ or '（无）'}"


def _name(application: str, applying: Applying) -> str:
    found = applying.applications.get(application)
    return found.name if found else application


def _missing(change: Change, applying: Applying) -> list[str]:
    s = change.submission
    application = applying.applications.get(s.application)
    if application is None:
        return []
    status = applying.workflow_of(application.id).status(s.status)
    return [p.name for p in application.missing(application.received(s.received, status))]


def _phone(phone: str) -> str:
    return masked(phone) if phone else ""
