"""Until when a broadcast is worth telling (有效期), in seconds of the business clock; nobody is told afterwards."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from bot.broadcast.audience import Audience
from bot.clock import CHINA, parse_moment

DAYS = 30  # from when it is sent, where neither staff nor the pack say more
_DATE = len("2026-06-30")


def end_of(day: date) -> float:
    """The end of a day."""
    return datetime.combine(day + timedelta(days=1), time(), CHINA).timestamp()


def end_of_year(year: int) -> float:
    """The end of a year."""
    return end_of(date(year, 12, 31))


def read(said: str, option: str) -> float:
    """What staff say: a day, which counts as a whole, or a moment. Raises Error (INPUT)."""
    moment = parse_moment(said, option)
    return end_of(moment.date()) if len(said.strip()) <= _DATE else moment.timestamp()


def by_default(audience: Audience, now: datetime, year: int) -> float:
    """Until when what is sent now is worth telling: dues are of a year, which is told."""
    if audience.kind == "members":
        return end_of_year(year)
    return (now + timedelta(days=DAYS)).timestamp()
