"""Yes-or-no questions about a rule: what it allows and what it denies."""

from __future__ import annotations

from handlers.question import Question
from knowledge.index import Unit
from knowledge.text import normalise

def verdict(question: Question, unit: Unit) -> str:
    """可以 or 不可以 where a yes-or-no question named what the rule allows or denies; else nothing."""
    if not question.has("polar"):
        return ""
    if unit.item is not None:
        return "可以：" if unit.fact.facet == "participants" else ""
    word = _judged(question, unit)
    return f"{word}：" if word else ""


def _judged(question: Question, unit: Unit) -> str:
    fact = unit.fact
    if any(normalise(w) in question.text for w in fact.denies):
        return "不可以"
    if any(normalise(w) in question.text for w in fact.allows):
        return "可以"
    return ""
