"""The honest end: ask back, or say that nothing was found."""

from __future__ import annotations

from handlers.answer import Answer, Choice
from handlers.compose import contact_line, suggestions
from handlers.proposal import Asked
from handlers.ranking import Scored
from knowledge.facets import LABELS

_ECHO_MOST = 28


def ask_back(readings: list[Scored]) -> Answer:
    """The readings that come near, to tap."""
    choices: list[Choice] = []
    for scored in readings:
        unit = scored.unit
        label = _title(scored)
        if label not in {c.label for c in choices}:
            choices.append(Choice(label, label))
        if unit and len(choices) == 4:
            break
    return Answer("没太明白您的意思，您想问的是下面哪一个？", "clarify", "unknown", choices=tuple(choices))


def _title(scored: Scored) -> str:
    unit = scored.unit
    label = LABELS[unit.fact.facet]
    return unit.record.name if label == "内容" else f"{unit.record.name}的{label}"


def nothing(asked: Asked) -> Answer:
    """Nothing was found: said plainly, with the contact and what this account can do."""
    line = contact_line(asked.library.pack)
    text = asked.question.text
    echo = f"“{text if len(text) <= _ECHO_MOST else text[:_ECHO_MOST] + '…'}”" if text else "这个问题"
    lead = f"没有找到与{echo}有关的内容，本账号收录的文件未提及。"
    return Answer(lead, "unknown", "unknown", (line,) if line else (), choices=suggestions(asked.library.pack))
