"""What a store promises of drafts that make themselves: each occasion has one, until it moves."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.broadcast.broadcast import State
from bot.broadcast.occasion import Occasion

OPEN = frozenset({State.DRAFT, State.APPROVED, State.SENDING, State.PAUSED})


@dataclass(frozen=True, slots=True)
class SelfMade:
    """A broadcast that made itself: the ``key`` of its occasion, and whether its audience is ``frozen``."""

    ident: int
    key: str
    state: State
    frozen: bool

    @property
    def occasion(self) -> Occasion | None:
        """What it is for; None where it was withdrawn."""
        return Occasion.read(self.key)


class Reminders(Protocol):
    """Broadcasts with an ``occasion``; times are of the real clock."""

    async def self_made(self, accounts: Collection[str], since: float) -> Mapping[str, Sequence[SelfMade]]:
        """Those of each account, oldest first: all that are ``OPEN``, of the others what was to be sent ``since``.

        ``since`` is seconds of the business clock. Never waits for a writer, and keeps nobody waiting.
        """
        ...

    async def withdraw(self, ident: int, *, by: str, at: float, note: str) -> bool:
        """Cancel a broadcast of which nothing was sent, so that its occasion may come again; False where it was."""
        ...

    async def expire(self, ident: int, *, at: float, reason: str) -> int:
        """Skip what has not been sent of a broadcast; how many."""
        ...

    async def skip_waiting(self, ident: int, *, at: float, reason: str) -> int:
        """Skip who is still to be told of a broadcast with the next reply; how many."""
        ...

    async def skip_opted_out(self, at: float) -> int:
        """Skip who wants no broadcasts in those being sent; how many. They may opt out while these are frozen."""
        ...
