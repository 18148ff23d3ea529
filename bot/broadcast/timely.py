"""Whether a draft that made itself still has its time, whoever approves or sends it, and of which year it speaks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from bot.broadcast.broadcast import Broadcast, Draft, State
from bot.broadcast.occasion import Occasion, replaced
from bot.broadcast.reasons import REPLACED
from bot.clock import CHINA

GIVEN_UP = frozenset({State.CANCELLED, State.FAILED})


class Others(Protocol):
    """What is asked of the store."""

    async def broadcasts(self, account: str) -> Sequence[Broadcast]:
        """See ``Broadcasts``."""
        ...


async def outdated(store: Others, broadcast: Broadcast, at: float) -> str:
    """Why a broadcast may not be begun at a time (seconds) any more; nothing where it may.

    What had passed already when it was made was made by a business clock that rehearses, and is not judged.
    """
    occasion = Occasion.read(broadcast.draft.occasion)
    today, made = _day(at), _day(broadcast.created_at)
    if occasion is None or occasion.over(made):
        return ""
    if reason := occasion.over(today):
        return reason
    others = [b for b in await store.broadcasts(broadcast.draft.account) if b.state not in GIVEN_UP]
    return REPLACED if replaced(occasion, read(others), today) else ""


def late(draft: Draft, at: float) -> str:
    """What becomes of a scheduled draft whose time has passed, for staff; nothing where it has not."""
    if draft.send_at is None or draft.send_at > at:
        return ""
    return f"定时 {datetime.fromtimestamp(draft.send_at, CHINA):%Y-%m-%d %H:%M} 已过，批准后立即发送"


def dues_year(broadcast: Broadcast, this: int) -> int:
    """The year whose dues a broadcast is about: what made itself names it, all else is about this one."""
    occasion = Occasion.read(broadcast.draft.occasion)
    return occasion.day.year if occasion is not None else this


def read(broadcasts: Sequence[Broadcast]) -> list[Occasion]:
    """The occasions of those that made themselves."""
    return [o for b in broadcasts if (o := Occasion.read(b.draft.occasion)) is not None]


def _day(at: float) -> date:
    return datetime.fromtimestamp(at, CHINA).date()
