"""Office hours (工作时间): when somebody of the association is there to answer members themselves."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from itertools import pairwise
from typing import Literal

from pydantic import field_validator, model_validator

from knowledge.parts import Quoted

WEEK = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
Weekday = Literal["周一", "周二", "周三", "周四", "周五", "周六", "周日"]

_SPAN = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*[-–—~]\s*([01]?\d|2[0-3]):([0-5]\d)")


class OfficeHours(Quoted):
    """``[office]`` of ``pack.toml``; times are China's.

    They rest on a quote, or on what the association says itself: then ``by`` says so (协会提供). ``closed`` are days
    off besides, ``open`` days of work besides, as holidays (调休) have it.
    """

    days: tuple[Weekday, ...]
    times: tuple[str, ...]  # such as 9:00-12:00, in order
    closed: tuple[date, ...] = ()
    open: tuple[date, ...] = ()
    by: str = ""

    @field_validator("times")
    @classmethod
    def _in_order(cls, times: tuple[str, ...]) -> tuple[str, ...]:
        spans = [_span(t) for t in times]
        ends = [moment for span in spans for moment in span]
        if not spans or any(a >= b for a, b in pairwise(ends)):
            raise ValueError("needs times such as 9:00-12:00, one after the other")
        return times

    @model_validator(mode="after")
    def _rests_on_something(self) -> OfficeHours:
        if not self.days:
            raise ValueError("needs days such as 周一")
        if bool(self.quote) == bool(self.by):
            raise ValueError('needs its quote, or by = "协会提供" where no document states it')
        return self

    def holds(self, now: datetime) -> bool:
        """Whether somebody is there at a moment."""
        day = now.date()
        works = day in self.open or (WEEK[day.weekday()] in self.days and day not in self.closed)
        return works and any(first <= now.time() < last for first, last in map(_span, self.times))

    @property
    def stated(self) -> str:
        """Days and times as members read them."""
        return f"{_days(self.days)} {'、'.join(map(_readable, self.times))}"


def _span(text: str) -> tuple[time, time]:
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is no time such as 9:00-12:00")
    hour, minute, last_hour, last_minute = map(int, found.groups())
    return time(hour, minute), time(last_hour, last_minute)


def _readable(text: str) -> str:
    first, last = _span(text)
    return f"{first.hour}:{first.minute:02}–{last.hour}:{last.minute:02}"


def _days(days: tuple[str, ...]) -> str:
    """Days in a row as from the first to the last."""
    at = sorted({WEEK.index(d) for d in days})
    if len(at) > 2 and at[-1] - at[0] == len(at) - 1:
        return f"{WEEK[at[0]]}至{WEEK[at[-1]]}"
    return "、".join(WEEK[n] for n in at)
