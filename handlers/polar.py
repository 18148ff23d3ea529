"""Yes-or-no questions about a rule: what it allows and what it denies."""

from __future__ import annotations

import re

from handlers.question import Question
from knowledge.index import Unit
from knowledge.text import normalise

_WHO = re.compile(r"谁|哪|什么人|啥人")  # asks which, not whether
_MAY = re.compile(r"(能|可以|能否|可否|能不能|可不可以).{0,4}(推|报)")


def verdict(question: Question, unit: Unit) -> str:
    """可以 or 不可以 where a yes-or-no question named what the rule allows or denies; else nothing."""
    if not question.has("polar") or _WHO.search(question.text):
        return ""
    if unit.item is not None:
        return "可以：" if unit.fact.facet in {"participants", "partner"} else ""
    if (
        unit.fact.facet == "quota"
        and unit.fact.standing == "stated"
        and _MAY.search(question.text)
        and not question.numbers
    ):
        return "可以："
    word = _judged(question, unit)
    return f"{word}：" if word else ""


def _judged(question: Question, unit: Unit) -> str:
    fact = unit.fact
    if any(normalise(w) in question.text for w in fact.denies):
        return "不可以"
    if any(normalise(w) in question.text for w in fact.allows):
        return "需要" if fact.facet == "seal" else "可以"
    return ""
