"""By when (截止), how many days are left, and what has passed."""

from __future__ import annotations

import re
from datetime import date, timedelta

from handlers.answer import Answer, Reading
from handlers.compose import answer_unit, edition, notes
from handlers.otherworld import is_of_another_world
from handlers.proposal import ENOUGH, Asked, Proposal, background, computed_score
from handlers.ranking import Scored
from handlers.years import other_year
from knowledge.index import Unit
from knowledge.schema import Deadline, Record

_APART = re.compile(r"(晚|早|迟|差|隔|相差|间隔)(了)?(几|多少)天")
_UNTIL = re.compile(
    r"(?:离|距离?)(?:开)?([^,.!?;还]{2,6}?)(?:召开|开始|举行)?还[有剩]|^([^,.!?;还离距]{2,6})还[有剩](?:几|多少)天"
)
_COUNTED_TO = 0.1
_TWO = 2
_AS_GOOD = 0.02
_ENOUGH = 0.48  # by when is asked with its own words; the rest is mostly what for


def propose(asked: Asked) -> Proposal | None:
    """The deadline that the question is about, where it asks for one."""
    apart = _apart(asked)
    if apart is not None:
        return apart
    if not (asked.question.facets & {"deadline", "late"} or asked.question.has("days_left") or _goes_on(asked)):
        return None
    event = _until_an_event(asked)
    if event is not None:
        return event
    dated = [s for s in asked.ranked if s.unit.fact.on and "deadline" in s.unit.facets and s.unit.item is None]
    if not dated:
        return _passed(asked) if asked.question.has("days_left") else None
    best = max(dated, key=lambda s: (round(s.score / _AS_GOOD), reach(s.unit.record), -s.unit.number))
    record = best.unit.record
    reading = Reading("deadlines", record.name, "deadline", round(best.score + 0.03, 3))
    spoken = any(t.facets & {"deadline", "late"} and not t.implied for t in asked.question.tokens if t.role != "asking")
    enough = ENOUGH if is_of_another_world(asked, best.facet) or not (spoken or best.named) else _ENOUGH
    return Proposal(reading, lambda: other_year(asked, _answer(asked, best)), (record.id,), "deadline", enough=enough)


def _until_an_event(asked: Asked) -> Proposal | None:
    """When an event takes place to which the days are counted and that is no deadline: 离会议还有几天."""
    said = _UNTIL.search(asked.question.text)
    event = next((g for g in said.groups() if g), "") if said else ""
    index = asked.library.index
    if not event or any(event in index.units[n].names for n in index.by_facet.get("deadline", ())):
        return None
    timed = (index.units[n] for n in index.by_facet.get("when", ()))
    unit = next((u for u in timed if u.item is None and u.fact.standing == "tba" and event in u.said), None)
    if unit is None:
        return None
    score = computed_score(asked, background(asked.question), (unit.record.id,)) + _COUNTED_TO
    reading = Reading("deadlines", unit.record.name, "when", round(score, 3))
    return Proposal(
        reading, lambda: answer_unit(asked.library, unit, asked.today, "deadlines"), (unit.record.id,), "when"
    )


def _goes_on(asked: Asked) -> bool:
    return asked.memory.facet == "deadline" and bool(_APART.search(asked.question.text))


def _apart(asked: Asked) -> Proposal | None:
    """How many days lie between two deadlines that were named, or talked of last: 名单比材料晚几天."""
    if not _APART.search(asked.question.text):
        return None
    named = (frozenset(t.names.records) for t in asked.question.named() if t.names.records and not t.implied)
    days = list(dict.fromkeys(filter(None, (_day_of(asked, records) for records in named))))
    if not days or _goes_on(asked):
        talked = (_day_of(asked, frozenset((r,))) for r in (*asked.memory.subjects, *asked.memory.earlier))
        days = list(dict.fromkeys((*days, *filter(None, talked))))
    if len(days) != _TWO:
        return None
    (one, first), (other, second) = sorted(days, key=lambda d: d[1])
    records = asked.library.pack.records
    gap = (second - first) // timedelta(days=1)
    lead = f"{edition(asked.library, records[one], asked.today)}相差{gap}天：{chinese(first)}到{chinese(second)}。"
    lines = tuple(f"{records[i].name}：{chinese(day)}" for i, day in ((one, first), (other, second)))
    sources = tuple(dict.fromkeys(asked.library.source(records[i]) for i in (one, other)))
    score = computed_score(asked, background(asked.question), (one, other))
    reading = Reading("deadlines", "、".join(records[i].name for i in (one, other)), "deadline", score)
    return Proposal(reading, lambda: Answer(lead, "answered", "deadlines", lines, sources), (one, other), "deadline")


def stated_days(asked: Asked) -> list[Unit]:
    """What states the day of a deadline."""
    index = asked.library.index
    stated = (index.units[n] for n in index.by_facet.get("deadline", ()))
    return [u for u in stated if u.fact.on and u.item is None]


def _day_of(asked: Asked, ids: frozenset[str]) -> tuple[str, date] | None:
    """The one day that records state as theirs, or that a deadline of theirs states, with the record that does."""
    dated = [(u.record.id, u.fact.on) for u in stated_days(asked) if u.fact.on and u.related & ids]
    own = [d for d in dated if d[0] in ids] or dated
    return own[0] if len({day for _, day in own}) == 1 else None


def _passed(asked: Asked) -> Proposal | None:
    """Where nothing says by when, but when it was to take place is over."""
    timed = [s for s in asked.ranked if s.unit.fact.facet == "when" and s.unit.fact.standing != "open"]
    if not timed or asked.library.past(timed[0].unit.record, asked.today, timed[0].unit.fact) is None:
        return None
    best = timed[0]
    reading = Reading("deadlines", best.unit.record.name, "when", round(max(s.score for s in asked.ranked) + 0.03, 3))
    return Proposal(
        reading, lambda: answer_unit(asked.library, best.unit, asked.today, "deadlines"), (best.unit.record.id,), "when"
    )


def reach(record: Record) -> int:
    """How much depends on a deadline: one of much is what is meant by one of nothing in particular."""
    return len(record.of) + 1 if isinstance(record, Deadline) else 0


def _answer(asked: Asked, best: Scored) -> Answer:
    record, fact = best.unit.record, best.unit.fact
    day = fact.on or date.max
    what = record.name if record.name.endswith(("截止", "期限", "时间", "日期")) else f"{record.name}的截止日期"
    lead = f"{edition(asked.library, record, asked.today, fact)}{what}：{chinese(day)}，{distance(day, asked.today)}。"
    detail = (fact.say,) if fact.say and fact.say not in lead and len(fact.say) <= 90 else ()
    return Answer(lead, "answered", "deadlines", (*detail, *notes(record, fact)), (asked.library.source(record, fact),))


def chinese(day: date) -> str:
    """A date as members write it."""
    return f"{day.year}年{day.month}月{day.day}日"


def distance(day: date, today: date) -> str:
    """How far a day lies from today, in whole days of the business calendar."""
    days = (day - today) // timedelta(days=1)
    if days < 0:
        return f"已截止（已过{-days}天）"
    return "就是今天" if days == 0 else f"还剩{days}天"
