"""What changed since a member was here, above the answer to whatever they ask."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.enquiries.case import Notice
from handlers.layout import clip
from knowledge.applying import Applying

_SHOWN = 3
_LINE_BYTES = 360


def told(applying: Applying, notice: Notice) -> str:
    """One change of status, and what it means."""
    application = applying.applications.get(notice.application)
    workflow = applying.workflows.get(application.workflow) if application else None
    status = workflow.status(notice.status) if workflow else None
    acts = "需要您处理。" if status is not None and status.acts else ""
    line = f"您的申报【{notice.number}】{notice.title}现在是“{notice.status}”。{status.means if status else ''}{acts}"
    line += f"协会留言：{notice.told}" if notice.told else ""
    return clip(line, _LINE_BYTES)


def lines(applying: Applying, notices: Sequence[Notice]) -> tuple[str, ...]:
    """A few changes, and how many more there are."""
    shown = [told(applying, n) for n in notices[:_SHOWN]]
    if len(notices) > _SHOWN:
        shown.append(f"还有{len(notices) - _SHOWN}项申报有变化，回复“进度”看全部。")
    return tuple(shown)
