"""The two clocks: the real one, which signatures and time limits use, and the business clock, which staff may set."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

from bot.errors import Code, Error

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
FIRST_YEAR, LAST_YEAR = 1970, 2999  # of a business clock


class Clock:
    """A business clock that runs ``offset`` seconds beside the real one."""

    def __init__(self, offset: float = 0.0, real: Callable[[], float] = time.time) -> None:
        self.offset = offset
        self.real = real

    @classmethod
    def starting_at(cls, moment: datetime | None, real: Callable[[], float] = time.time) -> Clock:
        """A clock whose business time is ``moment`` now and runs on from there; None: the real time."""
        return cls(0.0 if moment is None else moment.timestamp() - real(), real)

    def now(self) -> datetime:
        """The business time, in China's time zone."""
        return datetime.fromtimestamp(self.real() + self.offset, CHINA)


def parse_moment(text: str, option: str = "--now") -> datetime:
    """A date or time in ISO form, not too far from our own; without a zone it is China's. Raises Error."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise Error(Code.INPUT, f"{option} {text}: expected an ISO time such as 2018-06-01T10:00:00+08:00") from error
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise Error(Code.INPUT, f"{option} {text}: expected a year from {FIRST_YEAR} to {LAST_YEAR}")
    return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)
