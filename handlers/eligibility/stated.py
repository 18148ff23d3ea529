"""Whether an amount that is named is what a condition asks for: 要求三年对吗, 两年就行吧."""

from __future__ import annotations

import re

from handlers.answer import Answer, Reading
from handlers.compose import edition
from handlers.eligibility.verdict import HANDLER
from handlers.proposal import Asked, Proposal, background, computed_score
from knowledge.schema import Award, Membership

_REQUIRED = re.compile(r"(?:要求|规定|条件|标准|要|须|需要|得)(?:是|满|够|有|干|做)*$")
_WHETHER = re.compile(r"(?:以上|才行)?,?(?:对吗|对吧|对不对|是吗|是吧|是不是|吗|吧|[?])[?.]*$")
_ENOUGH = re.compile(r"(?:以上)?(?:就|也|便|即)?(?:行|可以|够|成|能[报评]?|算)(?:了)?(?:吗|吧|么|不|[?])[?.]*$")
_BESIDES = 0.5  # what a word may weigh that says something of its own


def propose(asked: Asked) -> Proposal | None:
    """对 or 不对, enough or 不行, with the condition that the amount is set against; nothing where a case is told."""
    question = asked.question
    numbers = [n for n in question.numbers if n.value is not None]
    named = [t for t in question.named() if not t.implied]
    if len(numbers) != 1 or not named or any(t.role == "word" and t.weight > _BESIDES for t in question.tokens):
        return None
    number, before, behind = numbers[0], question.text[: numbers[0].start], question.text[numbers[0].end :]
    required = _REQUIRED.search(before) and _WHETHER.match(behind)
    enough = _ENOUGH.match(behind)
    if not (required or enough):
        return None
    records = {i for t in named for i in t.names.records}
    found = [r for i in sorted(records) if isinstance(r := asked.library.pack.records.get(i), Award | Membership)]
    fitting = [(r, c) for r in found for c in r.criteria if c.threshold is not None and c.unit == number.unit]
    if len(fitting) != 1:
        return None
    record, criterion = fitting[0]
    value, wanted = number.value or 0.0, criterion.threshold or 0.0
    if required and not enough:
        word = "对" if value == wanted else "不对"
    else:
        word = "这一条够了" if (value >= wanted if criterion.kind == "at_least" else value <= wanted) else "不行"
    lead = f"{edition(asked.library, record, asked.today)}{word}，{record.name}的条件是{criterion.text}。"
    answer = Answer(lead, "answered", HANDLER, (), (asked.library.source(record, criterion),))
    score = computed_score(asked, background(question), (record.id,))
    return Proposal(Reading(HANDLER, record.name, "conditions", score), lambda: answer, (record.id,), "conditions")
