"""What a store promises of how broadcasts go through the office: each step from what somebody had seen, once.

``at`` are seconds of the real clock, ``send_at`` of the business clock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.broadcast.audience import Sought
from bot.broadcast.broadcast import Broadcast, Draft, MemberFacts, State
from bot.broadcast.stage import Stage


@dataclass(frozen=True, slots=True)
class Seen:
    """A broadcast as somebody saw it: the last ``step`` of its log that was not the service's own counting."""

    ident: int
    step: int


@dataclass(frozen=True, slots=True)
class Step:
    """What a person does. ``what`` stands in the log; ``to`` None: the state stays.

    ``submitted``: whether the draft waits to be approved then. ``send_at`` and ``any_hour`` None: as they are. A
    broadcast whose time has come keeps it, so that those of one account go on in their order.
    """

    what: str
    origins: frozenset[Stage]
    by: str
    at: float
    to: State | None = None
    submitted: bool = False
    send_at: float | None = None
    any_hour: bool | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sampled:
    """Some of an audience: how many members there are of whom this is known.

    ``looked`` of ``rows`` members, wishes or bindings that may be of it were looked at; all of them: it is exact.
    ``last_seen`` of the facts says no more than whether it was before or after the time asked about.
    """

    groups: Sequence[tuple[MemberFacts, int]]
    looked: int
    rows: int


class Reviews(Protocol):
    """Broadcasts on their way from a draft to a send."""

    async def listed_broadcasts(
        self, account: str, stage: Stage | None, before: int | None, limit: int
    ) -> Sequence[Broadcast]:
        """Those of a stage (None: all), the latest first, at most so many; those made before an id, if one is given."""
        ...

    async def stage_counts(self, account: str) -> Mapping[Stage, int]:
        """How many broadcasts of an account are in each stage; stages with none are left out."""
        ...

    async def seen(self, ident: int) -> Seen:
        """A broadcast as it is now."""
        ...

    async def draft_once(
        self,
        draft: Draft,
        author: str,
        at: float,
        openids: int | None = None,
        *,
        token: str,
        replaces: Seen | None = None,
    ) -> Broadcast:
        """Keep a draft; or find the one that the same form, known by its token, made before.

        What it ``replaces`` is cancelled with it, and leaves it its list of openids unless it brings one. Raises Error
        (CONFLICT) if that was changed since it was seen, or is being sent.
        """
        ...

    async def take_step(self, seen: Seen, step: Step) -> Broadcast:
        """Take a step with a broadcast and log it.

        Raises Error (CONFLICT), naming who did what, if somebody took another step since it was seen.
        """
        ...

    async def sample_audience(self, sought: Sought, opened: float, limit: int) -> Sampled:
        """Look at so many of those who may be in an audience, at most; ``opened``: see ``Sampled``.

        It takes as long for a million followers as for a few of them.
        """
        ...
