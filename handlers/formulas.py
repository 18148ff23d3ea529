"""Indicators computed by the documents' formulas from the member's own numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from handlers.answer import Answer, Reading
from handlers.compose import edition
from handlers.library import mentioned
from handlers.proposal import Asked, Proposal, background, computed_score
from handlers.question import Question, Token
from knowledge.numerals import plain
from knowledge.schema import Formula, Operand
from knowledge.text import normalise

_MARKS = r"[,.!?;]"
_RATE = re.compile(r"率|百分|占比|比例|%")
_AFTER = 6  # characters behind a number in which the word for it may stand


def propose(asked: Asked) -> Proposal | None:
    """The formula that the question names or whose operands it gives, with two numbers to put in."""
    question = asked.question
    numbers = [n for n in question.numbers if not n.share and n.unit not in {"年", "月", "日", "天"}]
    if len(numbers) < 2:
        return None
    formulas = asked.library.of_kind(Formula)
    named = [f for f in formulas if f.id in mentioned(question.named())] or _by_subject(asked, formulas)
    named = named or _by_operands(question, numbers, formulas)
    if not named:
        return None
    formula = max(named, key=lambda f: _fit(question, numbers, f))
    operands = _operands(question, numbers, formula)
    if operands is None:
        return None
    strength = background(question)
    reading = Reading("formulas", formula.name, "formula", computed_score(asked, strength, (formula.id,)))
    return Proposal(reading, lambda: _answer(asked, formula, *operands), (formula.id,), "formula")


def _by_subject(asked: Asked, formulas: Sequence[Formula]) -> list[Formula]:
    return [f for f in formulas if f.id in asked.memory.subjects]


def _by_operands(question: Question, numbers: list[Token], formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas that have each of two numbers for one side, in a message that tells nothing else to ask."""
    asks_else = any(t.role == "asking" for t in question.tokens) and not _RATE.search(question.text)
    if len(numbers) != 2 or asks_else:
        return []
    (one, other) = numbers
    return [
        f
        for f in formulas
        for top, bottom in ((one, other), (other, one))
        if _words_near(question, top, f.numerator, f) and _words_near(question, bottom, f.denominator, f)
    ]


def _near(question: Question, number: Token, formula: Formula) -> str:
    """What stands before the number in its clause, and behind it where people put the number first."""
    numbers = question.numbers
    at = numbers.index(number)
    left = numbers[at - 1].end if at else 0
    right = numbers[at + 1].start if at + 1 < len(numbers) else len(question.text)
    before = question.text[left : number.start]
    before = re.split(_MARKS, before, maxsplit=1)[-1] if at else before
    operands = (formula.numerator, formula.denominator)
    opening = question.text[: numbers[0].start]
    if any(normalise(w) in opening for o in operands for w in (o.name, *o.words)):
        return before
    return before + re.split(_MARKS, question.text[number.end : min(right, number.end + _AFTER)])[0]


def _fit(question: Question, numbers: list[Token], formula: Formula) -> int:
    sides = (formula.numerator, formula.denominator)
    return sum(max((_words_near(question, n, s, formula) for n in numbers), default=0) for s in sides)


def _words_near(question: Question, number: Token, operand: Operand, formula: Formula) -> int:
    """The length of the operand's longest word near the number; none is counted within a longer one of the other."""
    near = _near(question, number, formula).replace("了", "")  # 出了成果
    other = formula.denominator if operand is formula.numerator else formula.numerator
    words = [normalise(w) for w in (operand.name, *operand.words)]
    for longer in sorted(map(normalise, (other.name, *other.words)), key=len, reverse=True):
        if any(w != longer and w in longer for w in words):
            near = near.replace(longer, " ")
    return max((len(w) for w in words if w in near), default=0)


def _operands(question: Question, numbers: list[Token], formula: Formula) -> tuple[float, float] | None:
    """Numerator and denominator: the pair of numbers whose surroundings fit them best."""
    pairs = [(n, d) for n in numbers for d in numbers if n is not d]
    top, bottom = formula.numerator, formula.denominator
    scored = {
        (n, d): _words_near(question, n, top, formula) + _words_near(question, d, bottom, formula) for n, d in pairs
    }
    best = max(pairs, key=lambda p: scored[p])
    if not scored[best] or best[0].value is None or best[1].value is None:
        return None
    return best[0].value, best[1].value


def _answer(asked: Asked, formula: Formula, numerator: float, denominator: float) -> Answer:
    sources = (asked.library.source(formula),)
    rule = (
        f"公式：{formula.name}＝{formula.numerator.name}/{formula.denominator.name}{'×100%' if formula.percent else ''}"
    )
    wrong = ""
    if denominator == 0:
        wrong = f"{formula.denominator.name}不能是0"
    elif formula.bounded and numerator > denominator:
        wrong = (
            f"{formula.numerator.name}（{plain(numerator)}）不会多于{formula.denominator.name}（{plain(denominator)}）"
        )
    if wrong:
        return Answer(f"算不出{formula.name}：{wrong}，请核对数字。", "clarify", "formulas", (rule,), sources)
    value = numerator / denominator * (100 if formula.percent else 1)
    result = f"{plain(round(value, 2))}{'%' if formula.percent else ''}"
    working = f"{plain(numerator)}÷{plain(denominator)}{'×100%' if formula.percent else ''}"
    prefix = edition(asked.library, formula, asked.today)
    return Answer(f"{prefix}{formula.name}是{result}：{working}＝{result}。", "answered", "formulas", (rule,), sources)
