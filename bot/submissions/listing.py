"""A page of a list of submissions: which are wanted, in what order, and which stretch of them is shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from bot.submissions.submission import Change, Filter


class Order(StrEnum):
    """What a list is sorted by."""

    NUMBER = "number"
    UNIT = "unit"
    STATUS = "status"  # as the workflow has them, and by number within each
    SINCE = "since"


@dataclass(frozen=True, slots=True)
class Listing:
    """What is to be shown. ``statuses`` is the order of the workflows' statuses, where it is sorted by them."""

    wanted: Filter
    order: Order = Order.NUMBER
    descending: bool = False
    offset: int = 0
    limit: int = 50
    statuses: tuple[str, ...] = ()

    def within(self, status: str, offset: int, limit: int) -> Listing:
        """A stretch of one status."""
        return replace(self, wanted=replace(self.wanted, status=status), offset=offset, limit=limit)


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of what is wanted, and how many there are in all."""

    rows: tuple[Change, ...]
    total: int
