"""The page of Today, put together from the store, the pack and the two clocks."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from aiohttp import web
from markupsafe import Markup

from bot.clock import CHINA
from bot.console import plots
from bot.console.parts import Parts
from bot.console.roles import Right
from bot.console.route import Route
from bot.console.today import figures
from bot.console.today.coming import coming, passed
from bot.console.today.condition import LATELY, Seen, faults
from bot.console.today.figures import ANSWERS, MISSES, SPANS, Figures, daily, together
from bot.console.today.tiles import WAITING, Tile
from bot.console.visit import Visit
from bot.errors import Error
from bot.store.promises.tallies import PaperTally

_DEFAULT = 30  # days in the plots
_SOON = 7  # days, within which a deadline is marked
_USUAL = 7  # days that tell what is usual
_REHEARSAL = 60.0  # seconds between the clocks, from which the page says that they differ
_WEEKDAYS = "一二三四五六日"
_Days = Sequence[tuple[date, Figures]]


@dataclass(frozen=True, slots=True)
class Standing:
    """How many submissions have a status."""

    status: str
    count: int


def routes(_parts: Parts) -> tuple[Route, ...]:
    """The first page that staff see."""
    return (Route("GET", "/today", _today, Right.SEE),)


async def _today(visit: Visit) -> web.StreamResponse:
    store, account, clock = visit.parts.store, visit.account, visit.parts.clock
    real = clock.real()
    today = datetime.fromtimestamp(real, CHINA).date()
    first = today - timedelta(days=max(SPANS) - 1)
    fault = await _store_fault(visit)
    days = daily(await store.messages_by_day(account, first, today), first, today)
    papers, troubles, tiles = await asyncio.gather(
        store.paper_tallies(account), store.notice_troubles(account, real - LATELY), _waiting(visit)
    )
    last = await store.last_message(account)
    span = _span(visit)
    pack = visit.pack
    seen = Seen(
        has_pack=pack is not None,
        silent_for=None if last is None else max(0.0, real - last),
        usual=together(days[-_USUAL - 1 : -1]).messages / _USUAL,
        failed=days[-1][1].failed,
        notices=troubles,
        paused=await store.paused_broadcasts(account),
        store=fault,
    )
    return visit.render(
        "today.html",
        today=today,
        weekday=_WEEKDAYS[today.weekday()],
        tiles=(*_of_messages(days), *tiles),
        standings=_standings(visit, papers),
        coming=coming(pack, papers, clock.now().date()) if pack else (),
        soon=_SOON,
        passed=passed(pack, clock.now().date()) if pack else None,
        faults=faults(seen),
        silent_for=seen.silent_for,
        last=last,
        rehearsing=abs(clock.offset) > _REHEARSAL,
        spans=SPANS,
        span=span,
        sums=_sums(days),
        drawings=_drawings(days[-span:]),
    )


async def _store_fault(visit: Visit) -> str:
    """Why nothing can be written now; a store that cannot be read either raises with the first number."""
    try:
        await visit.parts.store.ping()
    except Error as error:
        return error.message
    return ""


async def _waiting(visit: Visit) -> list[Tile]:
    return await asyncio.gather(*(provider(visit) for provider in WAITING))


def _span(visit: Visit) -> int:
    """How many days are to be drawn, as the address says."""
    asked = visit.request.query.get("days", "")
    return next((span for span in SPANS if asked == str(span)), _DEFAULT)


def _of_messages(days: _Days) -> tuple[Tile, ...]:
    now, before = days[-1][1], days[-2][1]
    asked = now.messages - now.other
    share = f"占提问的 {round(100 * now.answered / asked)}%" if asked else ""
    return (
        Tile("今天的消息", now.messages, "today#days", f"昨天 {before.messages}"),
        Tile("今天已答", now.answered, "today#days", share),
    )


def _standings(visit: Visit, tallies: Iterable[PaperTally]) -> tuple[Standing, ...]:
    """Submissions by status, in the order of the workflows; those that no workflow knows come last."""
    counts: Counter[str] = Counter()
    for tally in tallies:
        counts[tally.status] += tally.count
    workflows = visit.pack.applying.workflows.values() if visit.pack else ()
    known = dict.fromkeys(name for workflow in workflows for name in workflow.names)
    return tuple(Standing(s, counts[s]) for s in (*known, *sorted(counts.keys() - known.keys())))


def _sums(days: _Days) -> tuple[tuple[str, Figures], ...]:
    return (("今天", together(days[-1:])), *((f"最近 {span} 天", together(days[-span:])) for span in SPANS))


def _drawings(days: _Days) -> tuple[Markup, ...]:
    return (
        plots.stacked("messages", f"最近 {len(days)} 天每天的消息", ANSWERS, figures.answers(days)),
        plots.stacked("missed", f"最近 {len(days)} 天没答上的", MISSES, figures.misses(days)),
    )
