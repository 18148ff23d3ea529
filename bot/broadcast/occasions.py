"""Drafts that make themselves: for which days, from what the pack's records say. Pure; the day is handed in."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta

from bot.broadcast import validity
from bot.broadcast.broadcast import Draft
from bot.broadcast.occasion import DUES, Occasion
from bot.clock import CHINA
from handlers.answer import Source
from handlers.deadlines import chinese
from handlers.enquiries.dues import ways_to_pay
from handlers.layout import TEXT_BYTES, clip, size, source_line
from handlers.library import source
from handlers.reminding.days import Due, dues, reminded_on, source_of
from knowledge.pack import Pack
from knowledge.parts import Fact
from knowledge.schema import Form, Material, Record

AT = time(9, 0)  # of the day, when they are to be sent
EARLY = 3  # days before that, from which staff see them, so that a weekend lies between
LEAVE = "不想再收到提醒，请回复“退订提醒”。"
_WEEKDAYS = "一二三四五六日"
_NAMED = 60  # bytes of a name
_MATERIALS = 700  # bytes of the papers, before it is only said how many more there are
_TEMPLATE = "deadline"  # the placeholder of the day


class Plan:
    """What a pack wants on a day. Its deadlines are looked up once."""

    def __init__(self, pack: Pack, today: date) -> None:
        self._pack = pack
        self._today = today
        self._dues = {due.ident: due for due in dues(pack)}

    def drafts(self, account: str, taken: Collection[str] = ()) -> Iterator[Draft]:
        """Those there are to be today and that are not made: to be sent today or in the next days, never before."""
        for occasion in self.occasions():
            if self._today <= occasion.send_on <= self._today + timedelta(days=EARLY) and occasion.key not in taken:
                yield self._draft(account, occasion)

    def occasions(self) -> Iterator[Occasion]:
        """Every occasion that the pack gives, passed ones too; of dues those of this year and the next."""
        for due in self._dues.values():
            for before in dict.fromkeys(due.record.remind_before):
                yield Occasion(due.ident, due.day, before)
        roll = self._pack.applying.roll
        if roll is not None and roll.remind_on:
            for year in (self._today.year, self._today.year + 1):
                yield Occasion(DUES, date.fromisoformat(f"{year}-{roll.remind_on}"))

    def moved(self, occasion: Occasion) -> str:
        """Why an occasion is none any more by what the pack says now; nothing where it still is."""
        if occasion.of == DUES:
            is_so = occasion.day.year < self._today.year or occasion in self.occasions()
            return "" if is_so else "会费提醒的日期已改"
        due = self._dues.get(occasion.of)
        if due is None:
            return "知识包里不再有这个截止日期"
        if due.day != occasion.day:
            return f"截止日期改为{chinese(due.day)}"
        return "" if occasion.before in due.record.remind_before else f"不再提前{occasion.before}天提醒"

    def _draft(self, account: str, occasion: Occasion) -> Draft:
        if occasion.of == DUES:
            return _of_dues(account, self._pack, occasion)
        return _of_deadline(account, self._pack, self._dues[occasion.of], occasion)


def coming(due: Due, now: datetime) -> tuple[date, ...]:
    """The days of a deadline's reminders whose sending is still to begin."""
    return tuple(day for day in reminded_on(due) if now.timestamp() < _at(day))


def _of_deadline(account: str, pack: Pack, due: Due, occasion: Occasion) -> Draft:
    return Draft(
        account,
        clip(due.name, _NAMED),
        deadline_text(pack, due),
        f"deadline:{due.ident}",
        send_at=_at(occasion.send_on),
        fields={_TEMPLATE: chinese(due.day)},
        occasion=occasion.key,
        valid_until=validity.end_of(occasion.day),
    )


def deadline_text(pack: Pack, due: Due, last: str = LEAVE) -> str:
    """What has to be in by when, to where, with which papers, and where that stands.

    Nothing counts from the day of sending: who is told at the next contact may read it days later. ``last`` ends it.
    """
    record, fact = due.record, due.fact
    to, papers = _submit_to(pack, due), _papers(due)
    note = next((n for n in (fact.note, record.note) if n), "")
    sources = [source_of(pack, due), *(source(pack, r, f) for r, f in (to, papers) if f is not None)]
    return _whole(
        f"【截止提醒】{due.name}",
        f"截止日期：{chinese(due.day)}（星期{_WEEKDAYS[due.day.weekday()]}）",
        fact.say or fact.quote,
        f"送交：{_said(to[1])}" if to[1] is not None else "",
        _materials(pack, due, papers[1]),
        f"注意：{note}" if note else "",
        sources=sources,
        last=last,
    )


def _of_dues(account: str, pack: Pack, occasion: Occasion) -> Draft:
    year = occasion.day.year
    return Draft(
        account,
        f"{year}年会费提醒",
        dues_text(pack, year),
        "members:dues=unpaid",
        send_at=_at(occasion.day),
        fields=_last_day(pack, year),
        occasion=occasion.key,
        valid_until=validity.end_of_year(year),
    )


def _last_day(pack: Pack, year: int) -> dict[str, str]:
    """The last day to pay a year's dues where a document states one; nothing is put in its place."""
    roll = pack.applying.roll
    records = (pack.records.get(i) for i in (roll.account, *roll.levels)) if roll is not None else ()
    facts = (f for record in records if record is not None for f in record.facts)
    stated = (f.on for f in facts if f.facet == "deadline" and f.standing == "stated")
    return next(({_TEMPLATE: chinese(on)} for on in stated if on is not None and on.year == year), {})


def dues_text(pack: Pack, year: int) -> str:
    """That dues are owed, how to pay them, and what becomes of a membership without them."""
    roll = pack.applying.roll
    assert roll is not None  # noqa: S101  # occasions of dues rest on it
    ways, sources = ways_to_pay(pack)
    level = pack.records[roll.levels[0]]
    basis = [source(pack, level, roll)] if roll.lapse else []
    return _whole(
        f"【会费提醒】按协会名册，贵单位到{year}年的会费还没有缴清。",
        *ways,
        roll.lapse,
        "欠缴年数和金额，请回复“我的会费”查看；如已缴纳，请与协会核对。",
        sources=[*basis, *sources],
    )


def _whole(*lines: str, sources: list[Source], last: str = LEAVE) -> str:
    """The lines as one text message; the last of them are left out where they do not fit."""
    tail = "\n".join(x for x in (source_line(tuple(dict.fromkeys(sources))), last) if x)
    kept: list[str] = []
    for line in filter(None, lines):
        room = TEXT_BYTES - size("\n".join((*kept, tail))) - 2
        kept.append(clip(line, room))
        if size(line) > room:
            break
    return "\n".join((*kept, tail))


def _submit_to(pack: Pack, due: Due) -> tuple[Record, Fact | None]:
    """Where to: as the deadline says, else as the first of what has to be in says."""
    for record in (due.record, *(pack.records[i] for i in due.record.of if i in pack.records)):
        for fact in record.facts:
            if fact.facet == "submit_to" and fact.standing == "stated":
                return record, fact
    return due.record, None


def _papers(due: Due) -> tuple[Record, Fact | None]:
    return due.record, next((f for f in due.record.facts if f.facet == "materials" and f.standing == "stated"), None)


def _materials(pack: Pack, due: Due, fact: Fact | None) -> str:
    if fact is not None:
        return f"材料：{_said(fact)}"
    owed = (pack.records[i] for i in due.record.of if i in pack.records)
    names = [r.name for r in owed if isinstance(r, Form | Material)]
    shown: list[str] = []
    for name in names:
        if size("、".join((*shown, name))) > _MATERIALS:
            break
        shown.append(name)
    if not shown:
        return ""
    more = f"等{len(names)}项" if len(shown) < len(names) else ""
    return f"材料：{'、'.join(shown)}{more}"


def _said(fact: Fact) -> str:
    entries = "、".join(i.text or i.label or i.quote for i in fact.items)
    return (fact.say or fact.quote) + entries if entries else fact.say or fact.quote


def _at(day: date) -> float:
    return datetime.combine(day, AT, CHINA).timestamp()
