"""How many days something takes (一共几天), where its first and its last day are stated."""

from __future__ import annotations

import re
from datetime import date, timedelta

from handlers.answer import Answer, Reading
from handlers.compose import edition, notes, say
from handlers.proposal import Asked, Proposal, background, computed_score
from knowledge.index import Unit
from knowledge.text import normalise

_SPAN = re.compile(
    r"(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?(?:至|到|-|~)"
    r"(?:(?P<last_year>\d{4})年)?(?:(?P<last_month>\d{1,2})月)?(?P<last_day>\d{1,2})[日号]"
)
_LOOKED_AT = 8
_TIMES = {"when", "period", "duration"}


def propose(asked: Asked) -> Proposal | None:
    """The days from the first to the last, both counted, of what the question tells or what was asked about."""
    question = asked.question
    if question.counted != "天" or question.has("days_left"):
        return None
    own = _days(question.text, asked.today)
    if own is not None:
        score = computed_score(asked, background(question), ())
        return Proposal(Reading("duration", "", "duration", score), lambda: Answer(_lead(*own), "answered", "duration"))
    for scored in asked.ranked[:_LOOKED_AT]:
        unit = scored.unit
        days = _days(unit.said, asked.today) if unit.fact.facet in _TIMES and unit.fact.standing == "stated" else None
        if days is not None:
            return _proposal(asked, unit, days)
    return None


def _proposal(asked: Asked, unit: Unit, days: tuple[date, date]) -> Proposal:
    record, fact = unit.record, unit.fact
    lead = f"{edition(asked.library, record, asked.today, fact)}{_lead(*days)}"
    source = asked.library.source(record, unit.item, fact)
    lines = (say(record, fact, unit.item), *notes(record, fact, unit.item))
    answer = Answer(lead, "answered", "duration", lines, (source,))
    score = computed_score(asked, background(asked.question), (record.id,))
    return Proposal(Reading("duration", record.name, "duration", score), lambda: answer, (record.id,), "duration")


def _days(text: str, today: date) -> tuple[date, date] | None:
    """The first and the last day of the one span in a text; None where there is none or it runs backwards."""
    found = _SPAN.search(normalise(text))
    if found is None:
        return None
    year, month = int(found["year"] or today.year), int(found["month"])
    try:
        first = date(year, month, int(found["day"]))
        last = date(int(found["last_year"] or year), int(found["last_month"] or month), int(found["last_day"]))
    except ValueError:
        return None
    return (first, last) if first < last else None


def _lead(first: date, last: date) -> str:
    days = (last - first) // timedelta(days=1) + 1
    return f"共{days}天：{first.month}月{first.day}日到{last.month}月{last.day}日，首尾两天都算。"
