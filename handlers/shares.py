"""A stated proportion (比例) applied to the member's own number."""

from __future__ import annotations

import re

from handlers.answer import Answer, Reading
from handlers.compose import edition, notes, say
from handlers.counting import COUNTABLE
from handlers.proposal import Asked, Proposal, background, computed_score
from knowledge.numerals import plain

_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*[%％]")


def propose(asked: Asked) -> Proposal | None:
    """How many a stated percentage of the number told is."""
    question = asked.question
    counts = [n for n in question.numbers if n.unit in COUNTABLE and not n.share and n.value]
    best = next((s for s in asked.ranked[:3] if s.unit.fact.facet == "share"), None)
    if "share" not in question.facets or best is None or len(counts) != 1:
        return None
    record, fact = best.unit.record, best.unit.fact
    percent = _PERCENT.search(fact.say or fact.quote)
    if percent is None:
        return None
    count, share = counts[0], float(percent.group(1))
    result = (count.value or 0.0) * share / 100
    score = computed_score(asked, background(question), (record.id,))
    rounded = "" if result == int(result) else "（不是整数，如何取整没有规定）"
    prefix = edition(asked.library, record, asked.today, fact)
    lead = f"{prefix}{plain(result)}{count.unit}：{plain(count.value or 0)}×{plain(share)}%＝{plain(result)}{rounded}。"
    answer = Answer(
        lead, "answered", "shares", (say(record, fact), *notes(record, fact)), (asked.library.source(record, fact),)
    )
    return Proposal(Reading("shares", record.name, "share", score), lambda: answer, (record.id,), "share")
