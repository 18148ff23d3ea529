"""「问一问」: a member's question, tried out by staff on any day, with how the answer was reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from aiohttp import web

from bot.clock import CHINA, FIRST_YEAR, LAST_YEAR, Clock
from bot.console.knowledge.explanation import Explanation, explained
from bot.console.knowledge.shelves import Shelf, Shelves
from bot.console.visit import Visit
from bot.rehearsal import Rehearsals, Rehearsed
from bot.simulator.shown import Part, text_parts

MOST_TURNS = 8  # of a conversation; older ones are forgotten, as they are all computed anew with each
LONGEST = 2000  # characters, which is more than WeChat lets a member type


@dataclass(frozen=True, slots=True)
class TurnShown:
    """A turn as the member sees it, and how its reply was reached."""

    said: str
    parts: tuple[Part, ...]
    explanation: Explanation | None


class Asking:
    """The box and what it answers; nothing that is asked here is kept, or counts as a message."""

    def __init__(self, shelves: Shelves, rehearsals: Rehearsals) -> None:
        self._shelves = shelves
        self._rehearsals = rehearsals

    async def show(self, visit: Visit) -> web.StreamResponse:
        """The empty box; an address may bring the question along."""
        shelf = await self._shelves.of(visit)
        return self._page(visit, shelf, question=visit.request.query.get("question", "")[:LONGEST])

    async def ask(self, visit: Visit) -> web.StreamResponse:
        """The conversation until now with one more reply."""
        shelf = await self._shelves.of(visit)
        question = visit.field("tapped") or visit.field("question")
        typed = visit.field("day")
        earlier = [t for t in visit.fields("earlier") if t.strip()]
        fault = _fault(question)
        try:
            clock = _clock(visit.parts.clock, typed)
        except ValueError:
            clock = visit.parts.clock
            day_fault = f"请填 {FIRST_YEAR} 到 {LAST_YEAR} 年之间的日期，如 2018-06-01；不填就按今天。"
            return self._page(
                visit, shelf, earlier=earlier, question=question, day=typed, day_fault=day_fault, status=400
            )
        if fault:
            return self._page(visit, shelf, earlier=earlier, question=question, day=typed, fault=fault, status=400)
        said = [t[:LONGEST] for t in (*earlier, question)][-MOST_TURNS:]
        desk = visit.parts.desks[visit.account]
        turns = await self._rehearsals.hold(visit.account, desk, visit.pack, said, clock=clock)
        visit.note(f"试问 {len(said)} 句")
        return self._page(visit, shelf, turns=turns, day=typed, clock=clock)

    def _page(
        self,
        visit: Visit,
        shelf: Shelf,
        *,
        turns: tuple[Rehearsed, ...] = (),
        earlier: list[str] | None = None,
        question: str = "",
        day: str = "",
        fault: str = "",
        day_fault: str = "",
        clock: Clock | None = None,
        status: int = 200,
    ) -> web.StreamResponse:
        return visit.render(
            "knowledge/ask.html",
            status=status,
            tab="ask",
            turns=[_shown(shelf, t) for t in turns],
            earlier=[t.said for t in turns] or earlier or [],
            question=question,
            day=day,
            answered_on=(clock or visit.parts.clock).now().date(),
            fault=fault,
            day_fault=day_fault,
            examples=shelf.pack.manifest.examples,
            longest=LONGEST,
        )


def _shown(shelf: Shelf, turn: Rehearsed) -> TurnShown:
    return TurnShown(turn.said, tuple(text_parts(turn.text)), explained(shelf, turn.reply) if turn.reply else None)


def _fault(question: str) -> str:
    if not question:
        return "请写会员会问的话。"
    return f"太长了：最多 {LONGEST} 个字。" if len(question) > LONGEST else ""


def _clock(clock: Clock, typed: str) -> Clock:
    """The business clock, or one that shows the same time on another day. Raises ValueError."""
    if not typed:
        return clock
    day = date.fromisoformat(typed)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(typed)
    now = clock.now()
    return Clock.starting_at(datetime.combine(day, time(now.hour, now.minute), CHINA), clock.real)
