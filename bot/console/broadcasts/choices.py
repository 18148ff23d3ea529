"""What the form of a broadcast offers, from the pack and the account; and how an audience reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.broadcast.audience import Audience, parse
from bot.broadcast.broadcast import ANY_CHANNEL, Channel
from bot.broadcast.choosing import NAMES, lacking
from bot.config import AccountSettings
from bot.console.broadcasts.form import WHO
from bot.errors import Error
from handlers.reminding.days import Due, dues
from knowledge.pack import Pack

AUTO = "自动（每位会员用最合适的渠道）"

Option = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Choices:
    """Options of the form: what is kept, and how it reads. ``lacking``: channels that there are none of, and why."""

    who: Sequence[Option]
    deadlines: Sequence[Option]
    statuses: Sequence[Option]
    applications: Sequence[Option]
    channels: Sequence[Option]
    lacking: Sequence[Option]


def choices(account: AccountSettings, pack: Pack, today: date) -> Choices:
    """What an account can send to whom."""
    applying = pack.applying
    names = dict.fromkeys(n for w in applying.workflows.values() for n in w.names)
    without = {
        "deadline": not dues(pack),
        "submissions": not applying.applications,
        "members": applying.roll is None,
        "tag": bool(lacking(Channel.MASS, account)),
    }
    lacks = [(c, lacking(c, account)) for c in Channel]
    return Choices(
        who=[(kind, name) for kind, name in WHO.items() if not without.get(kind)],
        deadlines=[("", "请选择"), *_deadlines(pack, today)],
        statuses=[("", "不限"), *((n, n) for n in names)],
        applications=[("", "不限"), *((a.id, a.name) for a in applying.applications.values())],
        channels=[(ANY_CHANNEL, AUTO), *((c.value, NAMES[c]) for c, fault in lacks if not fault)],
        lacking=[(NAMES[c], fault) for c, fault in lacks if fault],
    )


def audience_said(expression: str, pack: Pack | None) -> str:
    """An audience in words."""
    try:
        audience = parse(expression)
    except Error:
        return expression
    match audience.kind:
        case "deadline":
            record = pack.records.get(audience.name) if pack else None
            return f"请求过截止提醒的人：{record.name if record else audience.name}"
        case "submissions":
            return f"申报人：{'，'.join(_conditions(audience, pack))}"
        case "tag" | "file":
            return f"{'标签' if audience.kind == 'tag' else '名单'}：{audience.name}"
        case "askers":
            return "问过、当时没有答上的人"
    return WHO[audience.kind]


def channel_said(channel: str) -> str:
    """A channel in words."""
    return "自动" if channel == ANY_CHANNEL else NAMES[Channel(channel)]


def _deadlines(pack: Pack, today: date) -> Iterator[Option]:
    every = dues(pack)
    for due in (*(d for d in every if d.day >= today), *(d for d in reversed(every) if d.day < today)):
        yield due.ident, _named(due, today)


def _named(due: Due, today: date) -> str:
    day = f"{due.day.year}年{due.day.month}月{due.day.day}日"
    return f"{due.name}（{day}{'，已过' if due.day < today else ''}）"


def _conditions(audience: Audience, pack: Pack | None) -> Iterator[str]:
    if audience.status:
        yield f"状态为{audience.status}"
    if audience.application:
        known = pack.applying.applications.get(audience.application) if pack else None
        yield f"类别为{known.name if known else audience.application}"
    if audience.recommender:
        yield f"推荐单位为{audience.recommender}"
