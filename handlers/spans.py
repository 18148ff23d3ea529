"""How many years a member speaks of: 三年, 从2023年起没交, 交到2023年, 2021年到2023年."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from handlers.question import Question, Token

CALENDAR = 1900  # numbers of years above it are years of the calendar
_PAID_UNTIL = re.compile(r"(交|缴)(费)?(到|至|了)$|截至$|(交|缴)完了?$")
_FROM_TO = re.compile(r"((?:19|20)\d\d)年?(?:到|至|-|~)((?:19|20)\d\d)年")
_UNTIL_NOW = re.compile(r"起|开始|以来|以后|之后|没|未|欠|断")


def years_told(question: Question, today: date) -> list[tuple[Token, float]]:
    """Each number of years with how many it comes to; calendar years count up to the one of ``today``."""
    between = _FROM_TO.search(question.text)
    if between:
        last = next((n for n in question.numbers if n.end >= between.end() - 1), None)
        return [(last, float(between[2]) - float(between[1]) + 1)] if last else []
    told = ((n, _years(question.text, n, today)) for n in _years_in(question))
    return [(n, years) for n, years in told if years is not None]


def _years_in(question: Question) -> Iterable[Token]:
    return (n for n in question.numbers if n.unit == "年" and n.value)


def _years(text: str, number: Token, today: date) -> float | None:
    value = number.value or 0.0
    if value <= CALENDAR:
        return value
    if _PAID_UNTIL.search(text[: number.start]):
        return max(today.year - value, 0.0)
    return max(today.year - value + 1, 0.0) if _UNTIL_NOW.search(text[number.end :]) else None
