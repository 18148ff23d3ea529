"""The numbers at the top of Today, each with the list that it counts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.broadcast.stage import Stage
from bot.console.visit import Visit
from bot.store.promises.questions import QuestionState


@dataclass(frozen=True, slots=True)
class Tile:
    """A number, where it leads to behind the account's address, and a word on it."""

    label: str
    number: int
    page: str
    hint: str = ""


Provider = Callable[[Visit], Awaitable[Tile]]


async def _questions(visit: Visit) -> Tile:
    tally = await visit.parts.store.question_tally(visit.account)
    return Tile("没答上的", tally.get(QuestionState.OPEN, 0), "questions", "等着写答复")


async def _handoffs(visit: Visit) -> Tile:
    waiting = await visit.parts.store.open_handoffs(visit.account)
    return Tile("找人工", waiting.count, "handoffs", f"{waiting.waiting} 件等待答复" if waiting.count else "")


async def _broadcasts(visit: Visit) -> Tile:
    stages = await visit.parts.store.stage_counts(visit.account)
    drafts = stages.get(Stage.DRAFT, 0)
    hint = f"另有 {drafts} 个草稿没提交" if drafts else ""
    return Tile("待审核群发", stages.get(Stage.SUBMITTED, 0), f"broadcasts?state={Stage.SUBMITTED}", hint)


# What waits for staff, in the order of the tiles: one line for each.
WAITING: tuple[Provider, ...] = (_questions, _handoffs, _broadcasts)
