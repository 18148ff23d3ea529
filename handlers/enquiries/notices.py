"""What changed since a member was here, above the answer to whatever they ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handlers.answer import Reply
from handlers.enquiries.case import Notice
from handlers.layout import MORE, TEXT_BYTES, clip, size
from knowledge.applying import Applying

_SHOWN = 3
_LINE_BYTES = 360
_FOR_MORE = 80


def told(applying: Applying, notice: Notice) -> str:
    """One change of status, and what it means."""
    application = applying.applications.get(notice.application)
    workflow = applying.workflows.get(application.workflow) if application else None
    status = workflow.status(notice.status) if workflow else None
    acts = "需要您处理。" if status is not None and status.acts else ""
    line = f"您的申报【{notice.number}】{notice.title}现在是“{notice.status}”。{status.means if status else ''}{acts}"
    line += f"协会留言：{notice.told}" if notice.told else ""
    return clip(line, _LINE_BYTES)


def above(applying: Applying, notices: Sequence[Notice], reply: Reply) -> Reply:
    """The reply with a few changes above it; what no longer fits waits for 「更多」."""
    shown = [told(applying, n) for n in notices[:_SHOWN]]
    if len(notices) > _SHOWN:
        shown.append(f"还有{len(notices) - _SHOWN}项申报有变化，回复“进度”看全部。")
    head = "\n".join((*shown, "————", ""))
    room = TEXT_BYTES - size(head)
    if size(reply.text) <= room:
        return replace(reply, text=head + reply.text)
    kept, later = _parted(reply.text.split("\n"), room - _FOR_MORE)
    rest = (*later, *reply.memory.rest)
    text = "\n".join((*kept, f"（还有{len(rest)}条，回复“{MORE}”继续看）"))
    return replace(reply, text=head + text, memory=replace(reply.memory, rest=rest))


def _parted(lines: Sequence[str], room: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines that fit, and the others; a first line that is too long is cut."""
    used = 0
    for at, line in enumerate(lines):
        used += size(line) + 1
        if used > room:
            return (tuple(lines[:at]), tuple(lines[at:])) if at else ((clip(line, room),), tuple(lines[1:]))
    return tuple(lines), ()
