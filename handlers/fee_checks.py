"""Whether an amount that a member names is what something costs: 会费8000对吗, 三年9000对不对."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers.answer import Answer
from handlers.compose import edition, say
from handlers.fee_counts import whole
from handlers.fee_totals import Term, caveats, sources, total
from handlers.prices import Priced
from handlers.proposal import Asked
from handlers.question import Token

_WHETHER = re.compile(r"(吗|吧|么|[?]|对不对|是不是|对吗|对吧|没错)[,.?!]*$|对不对|是不是")
_ASKS_ELSE = re.compile(
    r"多少|几[块元个家年]|什么|啥|哪|谁|怎|如何|够|够不够|能|可以|行|算|报销|退|发票|预算|交了|付了|还是|每[人个家]|为什么"
)


def check(
    asked: Asked, items: list[Priced], counts: dict[str, float], years: float, amounts: list[Token]
) -> Answer | None:
    """对 or 不对 with what is stated; None where no single amount of one thing is asked about."""
    text = asked.question.text
    if len(items) != 1 or len(amounts) != 1 or not _WHETHER.search(text) or _ASKS_ELSE.search(text):
        return None
    item = items[0]
    term = Term(item, counts.get(item.record.id, 1.0), years if item.fact.period else 1.0)
    if not whole([term.count, term.years]):
        return None
    word = "对" if amounts[0].value == term.amount else "不对"
    prefix = edition(asked.library, item.record, asked.today, item.fact)
    if term.amount != item.amount:
        answer = total(asked, [term])
        return replace(answer, lead=f"{prefix}{word}，{answer.lead.removeprefix(prefix)}")
    lead = f"{prefix}{word}，{say(item.record, item.fact)}"
    return Answer(lead, "answered", "fees", caveats(items), sources(asked, items))
