"""The calendar (日历): deadlines ahead with their reminders, month by month; what was withdrawn, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from aiohttp import web

from bot.broadcast.audience import Audience, Sought
from bot.broadcast.broadcast import Broadcast, State
from bot.broadcast.occasion import DUES, WITHDRAWN, Occasion, titled
from bot.broadcast.occasions import AT, EARLY, Plan
from bot.broadcast.stage import STAGES, Stage, stage_of
from bot.broadcast.timely import GIVEN_UP
from bot.clock import CHINA
from bot.console.broadcasts.views import TAGS, account_of
from bot.console.visit import Visit
from bot.store.promises.reminders import SelfMade
from handlers.reminding.days import ahead, dues
from knowledge.pack import Pack

BACK = timedelta(days=400)  # of what is shown as withdrawn
WITHDRAWN_MOST = 20
PLANNED_MOST = 100
SAMPLE = 1000
FIRST, LAST = 1970, 2999  # years that may be asked for

Stages = Mapping[str, tuple[int, Stage]]  # by occasion: the broadcast there is, and its stage


@dataclass(frozen=True, slots=True)
class Reminder:
    """One day on which a deadline's reminder is to be sent. ``ident`` 0: there is no draft for it."""

    before: int
    on: date
    ident: int
    label: str
    tag: str


@dataclass(frozen=True, slots=True)
class Row:
    """A deadline ahead, or dues: how many days are left, how many would be told, and its reminders."""

    name: str
    day: date
    left: int
    asked: int
    ident: str
    reminders: Sequence[Reminder]


@dataclass(frozen=True, slots=True)
class Entry:
    """Something in a month. ``href`` stands behind the account; empty: it leads nowhere."""

    day: date
    kind: str
    text: str
    href: str
    tag: str
    label: str


async def calendar(visit: Visit) -> web.StreamResponse:
    """The page."""
    pack, store = visit.pack, visit.parts.store
    if pack is None:
        raise visit.missing("这个账号没有知识包，没有日历。")
    today = visit.parts.clock.now().date()
    first = _month(visit.request.query.get("month", ""), today)
    plan = Plan(pack, today)
    since = visit.parts.clock.now() - BACK
    made = (await store.self_made((visit.account,), since.timestamp())).get(visit.account, ())
    stages = await _stages(visit, made)
    rows = await _rows(visit, pack, plan, stages, today)
    planned = [
        broadcast
        for stage in (Stage.APPROVED, Stage.SUBMITTED)
        for broadcast in await store.listed_broadcasts(visit.account, stage, None, PLANNED_MOST)
        if broadcast.draft.send_at is not None and not broadcast.draft.occasion
    ]
    entries = [e for e in _entries(plan, stages, planned, pack, today) if (e.day.year, e.day.month) == _key(first)]
    return visit.render(
        "broadcasts_calendar.html",
        rows=rows,
        first=first,
        before=_shifted(first, -1),
        after=_shifted(first, 1),
        today=today,
        entries=sorted(entries, key=lambda e: (e.day, e.kind, e.text)),
        withdrawn=await _withdrawn(visit, made),
        early=EARLY,
        at=AT,
        dues=DUES,
    )


async def _rows(visit: Visit, pack: Pack, plan: Plan, stages: Stages, today: date) -> Sequence[Row]:
    occasions: dict[str, list[Occasion]] = {}
    for occasion in plan.occasions():
        occasions.setdefault(occasion.of, []).append(occasion)
    rows = []
    for due in ahead(dues(pack), today):
        mine = sorted(occasions.get(due.ident, ()), key=lambda o: o.send_on)
        audience = Audience("deadline", due.ident)
        asked = await _asked(visit, audience, today.year)
        reminders = tuple(_reminder(o, stages, today) for o in mine)
        rows.append(Row(due.name, due.day, (due.day - today).days, asked, due.ident, reminders))
    for occasion in [o for o in occasions.get(DUES, ()) if o.day >= today][:1]:
        asked = await _asked(visit, Audience("members"), occasion.day.year)
        name, left = f"{occasion.day.year}年会费提醒", (occasion.day - today).days
        rows.append(Row(name, occasion.day, left, asked, DUES, (_reminder(occasion, stages, today),)))
    return sorted(rows, key=lambda r: (r.day, r.name))


async def _asked(visit: Visit, audience: Audience, year: int) -> int:
    """How many an audience has, or nearly."""
    sought = Sought(visit.account, audience, None, year, account_of(visit).notice_template)
    sampled = await visit.parts.store.sample_audience(sought, 0.0, SAMPLE)
    found = sum(number for _, number in sampled.groups)
    return round(found * sampled.rows / sampled.looked) if sampled.looked else 0


def _reminder(occasion: Occasion, stages: Stages, today: date) -> Reminder:
    if occasion.key in stages:
        ident, stage = stages[occasion.key]
        return Reminder(occasion.before, occasion.send_on, ident, STAGES[stage], TAGS[stage])
    if occasion.send_on < today:
        return Reminder(occasion.before, occasion.send_on, 0, "已过，没有起草", "plain")
    drafted = occasion.send_on - timedelta(days=EARLY)
    label = "即将自动起草" if drafted <= today else f"{drafted.month}月{drafted.day}日自动起草"
    return Reminder(occasion.before, occasion.send_on, 0, label, "plain")


def _entries(plan: Plan, stages: Stages, planned: Iterable[Broadcast], pack: Pack, today: date) -> Iterable[Entry]:
    names = {due.ident: due.name for due in dues(pack)}
    for due in dues(pack):
        yield Entry(due.day, "截止", due.name, "", "bad" if due.day >= today else "plain", "截止")
    for occasion in plan.occasions():
        reminder = _reminder(occasion, stages, today)
        name = names.get(occasion.of, "会费")
        text = f"提醒：{name}{f'（{occasion.mark}）' if occasion.mark else ''}"
        href = f"broadcasts/{reminder.ident}" if reminder.ident else ""
        yield Entry(occasion.send_on, "提醒", text, href, reminder.tag, reminder.label)
    for broadcast in planned:
        day = _day(broadcast)
        stage = stage_of(broadcast)
        text = f"群发：{titled(broadcast.draft)}"
        yield Entry(day, "群发", text, f"broadcasts/{broadcast.ident}", TAGS[stage], STAGES[stage])


async def _withdrawn(visit: Visit, made: Sequence[SelfMade]) -> Sequence[Broadcast]:
    """The latest that made themselves and were not sent."""
    gone = [m.ident for m in made if m.state in GIVEN_UP][-WITHDRAWN_MOST:]
    found = [await visit.parts.store.broadcast(ident) for ident in reversed(gone)]
    return [b for b in found if b is not None]


async def _stages(visit: Visit, made: Sequence[SelfMade]) -> Stages:
    """What there is for each occasion; what was withdrawn left its occasion free."""
    stages: dict[str, tuple[int, Stage]] = {}
    for one in made:
        if WITHDRAWN in one.key:
            continue
        whole = await visit.parts.store.broadcast(one.ident) if one.state is State.DRAFT else None
        settled = Stage.CANCELLED if one.state in GIVEN_UP else Stage(one.state)
        stages[one.key] = one.ident, stage_of(whole) if whole is not None else settled
    return stages


def _day(broadcast: Broadcast) -> date:
    return datetime.fromtimestamp(broadcast.draft.send_at or 0.0, CHINA).date()


def _month(said: str, today: date) -> date:
    """The first day of the month that is asked for, else of this one."""
    try:
        first = date.fromisoformat(f"{said}-01")
    except ValueError:
        first = today
    return first.replace(day=1) if FIRST < first.year < LAST else today.replace(day=1)


def _shifted(first: date, months: int) -> date:
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def _key(day: date) -> tuple[int, int]:
    return day.year, day.month
