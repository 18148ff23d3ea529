"""What a store promises of tallies (统计): how many messages came to what on which day, and what is still open.

Days are China's. Nothing of any member is in them, so that they stay when a member leaves or is erased.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

FAILED = "failed"  # an apology was all that could be told
MOST_NOTICES = 10_000  # of each kind, that are looked at to say why they were not told
OTHER = "other"  # no words were to be answered: a picture, a new follower


@dataclass(frozen=True, slots=True)
class MessageTally:
    """How many messages of a day came to the same ``outcome``, and when the last of them was told (real clock).

    ``outcome`` is an ``Outcome`` of ``handlers.answer``, ``FAILED`` or ``OTHER``.
    """

    day: date
    outcome: str
    count: int
    last_at: float


@dataclass(frozen=True, slots=True)
class PaperTally:
    """How many submissions have the same application, status and received papers (已收材料)."""

    application: str
    status: str
    received: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class NoticeTrouble:
    """How many notices of a new status did not reach their member for the same reason.

    ``lost``: they are not tried again; the others are.
    """

    reason: str
    count: int
    lost: bool


@dataclass(frozen=True, slots=True)
class Paused:
    """A broadcast that was paused, and why."""

    ident: int
    name: str
    reason: str


class Tallies(Protocol):
    """Figures of an account that are read often: none takes the longer the more messages there were."""

    async def messages_by_day(self, account: str, first: date, last: date) -> Sequence[MessageTally]:
        """The tallies of some days, both ends included, in order; nothing for a day without messages."""
        ...

    async def last_message(self, account: str) -> float | None:
        """When the latest message was answered, by the real clock; None: there was none yet."""
        ...

    async def paused_broadcasts(self, account: str) -> Sequence[Paused]:
        """The broadcasts that are paused, oldest first."""
        ...

    async def paper_tallies(self, account: str) -> Sequence[PaperTally]:
        """How many submissions there are of each application, status and set of received papers."""
        ...

    async def notice_troubles(self, account: str, since: float) -> Sequence[NoticeTrouble]:
        """Why notices could not be told: those that are tried again, and those lost since a time (real clock).

        The most frequent reason comes first; of very many notices so many are looked at (``MOST_NOTICES``).
        """
        ...
