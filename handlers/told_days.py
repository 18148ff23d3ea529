"""A day that the member names, held against the deadline: 6月15日寄到可以吗, 后天交行不行."""

from __future__ import annotations

import re
from datetime import date, timedelta

from handlers.answer import Answer, Reading
from handlers.compose import edition, notes
from handlers.deadlines import distance, reach, stated_days
from handlers.proposal import Asked, Proposal, computed_score
from knowledge.index import Unit
from knowledge.schema import Deadline

_SENT = r"(?:寄|交|送|发|报|邮|递|投)(?!流|易|通|表|言|票|布|展|会|到哪|哪|什么|给谁)"
_HOPES = re.compile(
    r"行(?:吗|不行|么|吧)|可以(?:吗|不|么)|可不可以|[能成](?:吗|不)|来得及|来不及|赶得上|晚(?:吗|不晚|了吗)|迟(?:吗|不迟|了吗)|算(?:不算)?(?:逾期|超期|晚|迟)"
)
_DAY = re.compile(r"(?:(\d{1,2})月)?(\d{1,2})[日号](?!之?以?后|楼|院)|(明天|后天|大后天)")
_AHEAD = {"明天": 1, "后天": 2, "大后天": 3}
_NEAR = 16  # characters between the day and what is done on it
_SCORE = 1.1
_AS_GOOD = 0.02


def propose(asked: Asked) -> Proposal | None:
    """Whether what is sent on the day named comes in time."""
    text = asked.question.text
    said = _DAY.search(text)
    if said is None or not _HOPES.search(text):
        return None
    if not re.match(rf"[^,.!?;]{{0,{_NEAR}}}?{_SENT}", text[said.end() :]):
        return None
    unit = _deadline(asked)
    told = _told(said, unit, asked.today) if unit else None
    if unit is None or unit.fact.on is None or told is None:
        return None
    record = unit.record
    score = max(_SCORE, computed_score(asked, {t.start: 1.0 for t in asked.question.tokens}, (record.id,)))
    reading = Reading("deadlines", record.name, "deadline", score)
    return Proposal(reading, lambda: _answer(asked, unit, told), (record.id,), "deadline")


def _deadline(asked: Asked) -> Unit | None:
    """The deadline of what was named; else the one that most depends on."""
    named = asked.library.ranker.subjects(asked.question)
    dated = [u for u in stated_days(asked) if u.fact.standing != "open"]
    own = [u for u in dated if u.related & named and isinstance(u.record, Deadline)]
    own = own or [u for u in dated if u.related & named] or dated
    scores = {s.unit.number: s.score for s in asked.ranked}
    return max(
        own, key=lambda u: (round(scores.get(u.number, 0.0) / _AS_GOOD), reach(u.record), -u.number), default=None
    )


def _told(said: re.Match[str], unit: Unit, today: date) -> date | None:
    """The day named, of the deadline's own year, and of its month where none was said."""
    on = unit.fact.on or today
    if said[3]:
        return today + timedelta(days=_AHEAD[said[3]])
    try:
        return date(on.year, int(said[1]) if said[1] else on.month, int(said[2]))
    except ValueError:
        return None


def _answer(asked: Asked, unit: Unit, told: date) -> Answer:
    record, fact = unit.record, unit.fact
    on = fact.on or told
    late = (told - on) // timedelta(days=1)
    if late > 0:
        verdict = f"来不及：{_short(told)}已过截止日期{_short(on)}（晚{late}天）。"
    elif late < 0:
        verdict = f"来得及：{_short(told)}在截止日期{_short(on)}之前。"
    else:
        verdict = f"{_short(told)}就是截止日期当天。"
    over = f"今天{_short(asked.today)}，{distance(on, asked.today)}。" if asked.today > on and late <= 0 else ""
    lead = f"{edition(asked.library, record, asked.today, fact)}{over}{verdict}"
    lines = (*((fact.say,) if fact.say else ()), *notes(record, fact))
    return Answer(lead, "answered", "deadlines", lines, (asked.library.source(record, fact),))


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"
