"""Yes-or-no questions about a rule: what it allows and what it denies."""

from __future__ import annotations

import re

from handlers.question import Question, before_in_clause
from handlers.spans import CALENDAR
from knowledge.index import Unit
from knowledge.text import normalise

_WHO = re.compile(r"谁|哪|什么人|啥人")  # asks which, not whether
_MUST = re.compile(r"[要需用][^,.!?;]{0,10}(吗|么|不|没)[,.!?;]?|要不要|用不用|需不需要|必须|非得")
_IS = re.compile(r"属于|算不算|是不是|算[^,.!?;]{0,6}(吗|么|不)")
_CAN = re.compile(r"能|可以|可否|行")
_REQUIRES = re.compile(r"应|须|必须|要求|需")
_WITHOUT = re.compile(r"(没有?|未|不)(经过?|参加过?|受过?|做过?|通过|提供|交|有)[^,.!?;]{0,8}$")
_WHO_IS = re.compile(r"^副|^常务|^代理?|(总|长|员|师|经理|主任|书记|主席|领导|老板|干部|人|工)$")
_NEEDLESS = re.compile(r"不需|无需|不必|不用|无须|不须")
_ONLY = re.compile(r"只|仅|光(?=做|收|要|管)|单单")
_MAY = re.compile(r"(能|可以|能否|可否|能不能|可不可以).{0,4}(推|报)")


def verdict(question: Question, unit: Unit) -> str:
    """可以 or 不可以 where a yes-or-no question named what the rule allows or denies; else nothing."""
    if not question.has("polar") or _WHO.search(question.text):
        return ""
    years = [n.text for n in question.numbers if n.unit == "年" and (n.value or 0) > CALENDAR]
    if any(y.removesuffix("年") not in unit.text for y in years):
        return ""  # of another year
    if _lacks(question, unit):
        return "不可以："
    if unit.item is not None:
        return "可以：" if unit.fact.facet in {"participants", "partner"} and _is_listed(question, unit) else ""
    if (
        unit.fact.facet == "quota"
        and unit.fact.standing == "stated"
        and _MAY.search(question.text)
        and not (question.numbers or question.counted)
    ):
        return "可以："
    word = _judged(question, unit)
    return f"{word}：" if word else ""


def _lacks(question: Question, unit: Unit) -> bool:
    """Whether the member says that something is not there which the rule says must be: 没参加过培训, 没经过评审."""
    if unit.fact.facet not in {"rule", "conditions"} or not _REQUIRES.search(unit.said) or "还" in question.text:
        return False
    telling = [t for t in question.tokens if t.role in {"word", "name"} and len(t.text) > 1 and t.text in unit.said]
    return any(_WITHOUT.search(before_in_clause(question.text, t.start)) for t in telling)


def _is_listed(question: Question, unit: Unit) -> bool:
    """Whether who is asked about stands in the list itself, and is not only found by it: 副总 beside 经理."""
    asked = (t for t in question.tokens if t.role in {"word", "name"} and len(t.text) > 1 and not t.implied)
    return all(any(w in unit.said for w in (t.text, *t.expansions)) or not _WHO_IS.search(t.text) for t in asked)


def _affirmed(text: str, facet: str) -> str:
    """Yes in the word that was asked: 要盖章吗 wants 需要, 算不算 wants 是."""
    if _MUST.search(text) and not _CAN.search(text):
        return "需要"
    if _IS.search(text) and not _CAN.search(text):
        return "是"
    return "需要" if facet == "seal" else "可以"


def _judged(question: Question, unit: Unit) -> str:
    fact = unit.fact
    if _ONLY.search(question.text):
        return ""  # what is allowed is allowed to others as well
    if any(normalise(w) in question.text for w in fact.denies):
        spared = _MUST.search(question.text) and not _CAN.search(question.text) and _NEEDLESS.search(unit.said)
        return "不需要" if spared else "不可以"
    if any(normalise(w) in question.text for w in fact.allows):
        return _affirmed(question.text, fact.facet)
    return ""
