"""Yes-or-no questions about a rule: what it allows, what it denies, and how many are too many."""

from __future__ import annotations

from handlers.question import Question
from knowledge.index import Unit
from knowledge.numerals import plain
from knowledge.text import normalise

_LIMITED = {"quota", "words", "copies"}


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
    if fact.limit is not None and fact.facet in _LIMITED:
        for token in question.numbers:
            fits = token.unit in {"字"} if fact.facet == "words" else token.unit in {"个", "名", "家", "人", "位", "份", "支", "组", ""}
            if fits and token.value is not None and token.value > fact.limit:
                return f"不可以，超出{plain(token.value - fact.limit)}{token.unit}"
    return ""
