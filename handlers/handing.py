"""What members read while staff are to answer them (找人工): office hours, and that a question was passed on."""

from __future__ import annotations

from datetime import datetime

from handlers.answer import Answer
from handlers.compose import contact_lines
from knowledge.pack import Pack

ANSWER_HEAD = "【工作人员答复】"


def hours_line(pack: Pack, now: datetime) -> str:
    """When somebody is there; nothing where that is not known."""
    office = pack.manifest.office
    if office is None:
        return ""
    if office.holds(now):
        return f"现在是工作时间（{office.stated}）。"
    return f"现在不是工作时间，工作时间是{office.stated}，到时会有人处理。"


def found_nothing(answer: Answer) -> bool:
    """Whether the desk found nothing at all, rather than say what is wrong with a question, or with a number."""
    return (answer.outcome, answer.handler) == ("unknown", "unknown")


def passed_on(pack: Pack | None) -> Answer:
    """The reply to what nothing was found for, once the member has asked for a person."""
    lead = "这个问题我无法回答，已转给工作人员，答复会发到这里。"
    return Answer(lead, "unknown", "handing", contact_lines(pack) if pack else ())


def answered(text: str) -> str:
    """An answer of staff's as it stands above a reply."""
    return f"{ANSWER_HEAD}\n{text}"
