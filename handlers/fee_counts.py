"""Which numbers of a question count what is paid for, which are amounts of money, and which count something else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.counting import PIECES
from handlers.pairing import Label
from handlers.prices import prices
from handlers.proposal import Asked
from handlers.question import Token, before_in_clause

_ADDENDS, _NEXT_TO = 3, 2  # counts of which one may be the sum of the others; characters between a count and its thing
_WITHIN = 4  # characters of a longer name between a count and its thing: 3个省级小组
_PEOPLE = re.compile(r"人(?!会员)|组员|成员|员工|同事|代表|参会")
_OF_A_CASE = re.compile(r"近[^,.!?;]{1,2}年|荣获|获得|获评|获奖|(?<!信)得过|拿过|拿了|得了|评上|累计")
_TIMES = frozenset("次场")
_HAS = re.compile(r"(有|得|获|拿)[^,.!?;]{0,3}$")


@dataclass(frozen=True)
class Numbers:
    """The numbers of a question: ``counts`` of things that are paid for, ``amounts`` of money, ``strays`` of neither.

    A stray counts something of which no price is known, so that no sum may be told that leaves it out.
    """

    counts: list[Token]
    amounts: list[Token]
    strays: list[Token]


def numbers_of(asked: Asked, labels: Sequence[Label]) -> Numbers:
    """The numbers of a question, told apart; those that only describe a case (近两年4个省优) are none of them."""
    found = Numbers([], [], [])
    for number in asked.question.numbers:
        if number.unit not in {*PIECES, "元"} or not number.value or number.share:
            continue
        if number.unit == "元" or (number.unit == "" and not _counts_beside(asked, number, labels)):
            found.amounts.append(number)
        elif not (is_of_people(asked, number) or describes(asked, number, labels)):
            (found.strays if _of_something_else(asked, number, labels) else found.counts).append(number)
    return found


def is_of_people(asked: Asked, number: Token) -> bool:
    """Whether people of a group are counted (5个人, 10名组员), who cost nothing of their own."""
    return _PEOPLE.match(asked.question.text, number.end) is not None


def describes(asked: Asked, number: Token, labels: Sequence[Label]) -> bool:
    """Whether a number belongs to what an applicant has: 近两年4个省优, 我有5个省优成果."""
    before = before_in_clause(asked.question.text, number.start)
    if _OF_A_CASE.search(before):
        return True
    own = any(m.clause == number.clause for m in labels)
    return not own and bool(_HAS.search(before)) and _behind(asked, number) is not None


def apart_from_sum(numbers: list[Token], labels: Sequence[Label]) -> list[Token]:
    """The counts without one that adds up all the others: 两家A, 一家B, 三家一年多少; not 1个A, 1个B, 2个C."""
    if len(numbers) < _ADDENDS:
        return numbers
    whole = sum(n.value or 0.0 for n in numbers) / 2
    bare = (n for n in numbers if not any(0 <= m.start - n.end <= _NEXT_TO for m in labels))
    total = next((n for n in bare if n.value == whole), None)
    return [n for n in numbers if n is not total]


def _counts_beside(asked: Asked, number: Token, labels: Sequence[Label]) -> bool:
    """Whether a number without a common measure word counts: by the word of a price (3席), or right beside a thing.

    3QC小组 counts; what is as large as a price does not.
    """
    stated = prices(asked.library)
    if asked.question.text.startswith(tuple({p.fact.each for p in stated if p.fact.each}), number.end):
        return True
    cheapest = min((p.amount for p in stated if p.amount), default=0.0)
    beside = any(number.end == m.start or m.end == number.start for m in labels)
    return beside and (number.value or 0.0) < cheapest


def _of_something_else(asked: Asked, number: Token, labels: Sequence[Label]) -> bool:
    """Whether what stands right behind a count is no thing with a price; those who pay (家) are."""
    behind = _behind(asked, number)
    if behind is None or any(0 <= m.start - number.end <= _WITHIN for m in labels):
        return False
    thing = number.unit not in _TIMES and not behind.facets
    return thing and (behind.role == "name" or (behind.role == "word" and number.unit != "家"))


def _behind(asked: Asked, number: Token) -> Token | None:
    """The word right behind a number that says what is counted."""
    text = asked.question.text
    at = number.end + (1 if text[number.end : number.end + 1] == "的" else 0)
    found = (t for t in asked.question.tokens if t.start == at and len(t.text) > 1 and not t.implied)
    return next((t for t in found if t.role in {"name", "word", "common"} and t.weight > 0), None)


def whole(things: Sequence[float]) -> bool:
    """Whether all counts are of whole things."""
    return all(float(n).is_integer() for n in things)
