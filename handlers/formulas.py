"""Indicators computed by the documents' formulas from the member's own numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from handlers.answer import Answer, Reading
from handlers.compose import EDITION, edition
from handlers.library import mentioned
from handlers.proposal import Asked, Proposal, background, computed_score
from handlers.question import Question, Token
from knowledge.numerals import plain
from knowledge.parts import Operand
from knowledge.schema import Formula
from knowledge.text import normalise

_MARKS = r"[,.!?;]"
_RATE = re.compile(r"率|百分|占比|比例|%")
_FEWEST = 2  # numbers of a formula, and formulas that make several
_TAIL = 3  # characters at the end of a formula's name by which several are called: 成果率
_AFTER = 6  # characters behind a number in which the word for it may stand


@dataclass(frozen=True)
class _Operands:
    """What is put into a formula: numerator, the numbers that it is the sum of, and denominator."""

    numerator: float
    parts: tuple[float, ...]
    denominator: float


def propose(asked: Asked) -> Proposal | None:
    """The formula that the question names or whose operands it gives, with two numbers to put in; or several."""
    several = _several(asked)
    if several is not None:
        return several
    question = asked.question
    numbers, formulas = _counts(question), _formulas(asked)
    if len(numbers) < _FEWEST:
        return None
    named = [f for f in formulas if f.id in mentioned(question.named())] or _by_subject(asked, formulas)
    named = named or _by_operands(question, numbers, formulas)
    if not named:
        return None
    formula = max(named, key=lambda f: _fit(question, numbers, f))
    operands = _operands(question, numbers, formula)
    return _proposal(asked, [formula], _answer(asked, formula, operands)) if operands is not None else None


def _several(asked: Asked) -> Proposal | None:
    """One indicator of several things, each with two numbers: 甲注册10个，成果5个；乙注册25个，成果20个."""
    called = [f for f in _formulas(asked) if normalise(f.name)[-_TAIL:] in asked.question.text]
    texts = _in_pairs(asked.question) if called else []
    several = map(asked.library.reader.read, texts) if len(texts) >= _FEWEST else ()
    parts = [(q, n) for q in several if len(n := _counts(q)) >= _FEWEST]
    found: list[tuple[Formula, _Operands]] = []
    for part, numbers in parts if len(parts) >= _FEWEST else ():
        fitting = [f for f in called if any(_words_near(part, n, f.denominator, f) for n in numbers)]
        best = max(fitting, key=lambda f: _fit(part, numbers, f), default=None)
        operands = _operands(part, numbers, best) if best is not None else None
        if best is None or operands is None:
            return None
        found.append((best, operands))
    if not found:
        return None
    answers = [_answer(asked, f, o) for f, o in found]
    past = EDITION.match(answers[0].lead)
    leads = [a.lead.removeprefix(past.group()) if past else a.lead for a in answers]  # said once for all
    lines = tuple(line for a, lead in zip(answers[1:], leads[1:], strict=True) for line in (lead, *a.lines))
    return _proposal(asked, [f for f, _ in found], replace(answers[0], lines=(*answers[0].lines, *lines)))


def _in_pairs(question: Question) -> list[str]:
    """A text cut at its marks into stretches with two numbers or more each."""
    ends = [m.start() for m in re.finditer(_MARKS, question.text)] + [len(question.text)]
    starts, texts = [n.start for n in _counts(question)], []
    begin = 0
    for end in ends:
        if sum(begin <= at < end for at in starts) >= _FEWEST:
            texts.append(question.text[begin:end])
            begin = end + 1
    return texts


def _proposal(asked: Asked, formulas: list[Formula], answer: Answer) -> Proposal:
    ids = tuple(dict.fromkeys(f.id for f in formulas))
    names = "、".join(dict.fromkeys(f.name for f in formulas))
    reading = Reading("formulas", names, "formula", computed_score(asked, background(asked.question), ids))
    return Proposal(reading, lambda: answer, ids, "formula")


def _counts(question: Question) -> list[Token]:
    return [n for n in question.numbers if not n.share and n.unit not in {"年", "月", "日", "天"}]


def _formulas(asked: Asked) -> Sequence[Formula]:
    return asked.library.of_kind(Formula)


def _by_subject(asked: Asked, formulas: Sequence[Formula]) -> list[Formula]:
    return [f for f in formulas if f.id in asked.memory.subjects]


def _by_operands(question: Question, numbers: list[Token], formulas: Sequence[Formula]) -> list[Formula]:
    """The formulas that have each of two numbers for one side, in a message that tells nothing else to ask."""
    asks = question.has("polar") or any(t.role == "asking" for t in question.tokens)
    asks_else = asks and not _RATE.search(question.text)
    if len(numbers) != _FEWEST or asks_else:
        return []
    return [f for f in formulas if _words_of_both(question, numbers, f)]


def _words_of_both(question: Question, numbers: list[Token], formula: Formula) -> bool:
    """Whether two of the numbers stand beside words for the two sides."""
    text = question.text.replace("了", "")
    if not all(any(w in text for w in side.told_by) for side in (formula.numerator, formula.denominator)):
        return False
    tops = [n for n in numbers if _words_near(question, n, formula.numerator, formula)]
    bottoms = [n for n in numbers if _words_near(question, n, formula.denominator, formula)]
    return any(top is not bottom for top in tops for bottom in bottoms)


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
    if any(w in opening for o in operands for w in o.told_by):
        return before
    return before + re.split(_MARKS, question.text[number.end : min(right, number.end + _AFTER)])[0]


def _fit(question: Question, numbers: list[Token], formula: Formula) -> int:
    sides = (formula.numerator, formula.denominator)
    return sum(max((_words_near(question, n, s, formula) for n in numbers), default=0) for s in sides)


def _words_near(question: Question, number: Token, operand: Operand, formula: Formula) -> int:
    """The length of the operand's longest word near the number; none is counted within a longer one of the other."""
    near = _near(question, number, formula).replace("了", "")  # 出了成果
    other = formula.denominator if operand is formula.numerator else formula.numerator
    words = operand.told_by
    for longer in other.told_by:
        if any(w != longer and w in longer for w in words):
            near = near.replace(longer, " ")
    return next((len(w) for w in words if w in near), 0)


def _operands(question: Question, numbers: list[Token], formula: Formula) -> _Operands | None:
    """Numerator and denominator: the pair of numbers whose surroundings fit them best.

    Where several numbers are told of the numerator, with what is listed behind them, they are added up.
    """
    pairs = [(n, d) for n in numbers for d in numbers if n is not d]
    top, bottom = formula.numerator, formula.denominator
    scored = {
        (n, d): _words_near(question, n, top, formula) + _words_near(question, d, bottom, formula) for n, d in pairs
    }
    best = max(pairs, key=lambda p: scored[p])
    if not scored[best] or best[0].value is None or best[1].value is None:
        return None
    rest = [n for n in numbers if n is not best[1] and n.unit == best[0].unit and n.value is not None]
    told = [n for n in rest if _words_near(question, n, top, formula)]
    if any(_words_near(question, n, bottom, formula) for n in rest if n not in told):
        return None  # there is more than one to divide by
    parts = tuple(n.value or 0.0 for n in rest) if len(told) > 1 else (best[0].value,)
    return _Operands(sum(parts), parts, best[1].value)


def _answer(asked: Asked, formula: Formula, operands: _Operands) -> Answer:
    numerator, denominator = operands.numerator, operands.denominator
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
    added = "＋".join(map(plain, operands.parts))
    summed = (f"{formula.numerator.name}按您说的相加：{added}＝{plain(numerator)}",) if len(operands.parts) > 1 else ()
    return Answer(
        f"{prefix}{formula.name}是{result}：{working}＝{result}。", "answered", "formulas", (*summed, rule), sources
    )
