"""The numbers at the top of Today, each with the list that it counts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.console.visit import Visit


@dataclass(frozen=True, slots=True)
class Tile:
    """A number, where it leads to behind the account's address, and a word on it."""

    label: str
    number: int
    page: str
    hint: str = ""


Provider = Callable[[Visit], Awaitable[Tile]]


async def _questions(visit: Visit) -> Tile:
    return Tile("没答上的", await visit.parts.store.open_questions(visit.account), "questions", "等着写答复")


async def _handoffs(visit: Visit) -> Tile:
    waiting = await visit.parts.store.open_handoffs(visit.account)
    return Tile("找人工", waiting.count, "handoffs", f"{waiting.waiting} 件等待答复")


async def _drafts(visit: Visit) -> Tile:
    return Tile(
        "待审核群发", await visit.parts.store.drafts_waiting(visit.account), "broadcasts?state=draft", "批准后才会发"
    )


# What waits for staff, in the order of the tiles: one line for each.
WAITING: tuple[Provider, ...] = (_questions, _handoffs, _drafts)
