"""What a notice says: the submission's number and status and what that means; no unit, title, person or telephone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from bot.notifications.notice import Notice
from knowledge.applying import Application, Status
from knowledge.pack import Pack

_HEAD = "【进度通知】您绑定的申报有了新的状态。"
_MORE = "回复「进度」可查看详情。"
_ACTS = "这一步需要您来办理。"
_UNNAMED = "申报进度"


def message(notice: Notice, pack: Pack | None) -> str:
    """The notice as a text message."""
    lines = [_HEAD, f"受理编号：{notice.number}", f"当前状态：{notice.status}"]
    if status := _status(notice, pack):
        lines.append(status.means)
        if status.acts:
            lines.append(_ACTS)
    if notice.told:
        lines.append(f"协会留言：{notice.told}")
    return "\n".join([*lines, _MORE])


def values(notice: Notice, pack: Pack | None, changed_at: datetime, today: date) -> Mapping[str, str]:
    """What the placeholders of a template's fields stand for; ``deadline`` is empty where none lies ahead."""
    application = _application(notice, pack)
    deadline = _deadline(application, pack, today) if application and pack else None
    return {
        "name": application.name if application else _UNNAMED,
        "text": f"{notice.status}：{notice.number}",
        "number": notice.number,
        "status": notice.status,
        "time": f"{_day(changed_at)} {changed_at:%H:%M}",
        "deadline": _day(deadline) if deadline else "",
    }


def _application(notice: Notice, pack: Pack | None) -> Application | None:
    return pack.applying.applications.get(notice.application) if pack else None


def _status(notice: Notice, pack: Pack | None) -> Status | None:
    if pack is None or notice.application not in pack.applying.applications:
        return None
    return pack.applying.workflow_of(notice.application).status(notice.status)


def _deadline(application: Application, pack: Pack, today: date) -> date | None:
    """The next day that still matters to applicants."""
    records = (pack.records[record] for record in application.deadlines if record in pack.records)
    return min((f.on for r in records for f in r.facts if f.on and f.on >= today), default=None)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
