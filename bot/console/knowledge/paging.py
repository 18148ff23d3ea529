"""A page of a list that is at hand as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from bot.console.visit import Visit

PAGE = 40

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """What is shown of a list, and the addresses of the pages before and behind; empty where there is none."""

    shown: Sequence[T]
    previous: str
    next: str
    about: str


def page_of(visit: Visit, every: Sequence[T], parameter: str = "page") -> Page[T]:
    """The page that the address asks for, by a number that is counted from 1; one that is not there is the nearest."""
    last = max((len(every) + PAGE - 1) // PAGE, 1)
    asked = visit.request.query.get(parameter, "")
    number = min(max(int(asked), 1), last) if asked.isascii() and asked.isdecimal() and len(asked) < 9 else 1
    start = (number - 1) * PAGE
    shown = every[start : start + PAGE]
    about = f"第 {start + 1}–{start + len(shown)} 项，共 {len(every):,} 项" if last > 1 else ""
    return Page(
        shown,
        _address(visit, parameter, number - 1) if number > 1 else "",
        _address(visit, parameter, number + 1) if number < last else "",
        about,
    )


def _address(visit: Visit, parameter: str, number: int) -> str:
    query = [(k, v) for k, v in visit.request.query.items() if k != parameter]
    return f"{visit.request.path}?{urlencode([*query, (parameter, str(number))])}"
