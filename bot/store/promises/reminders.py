"""What a store promises of drafts that make themselves: each occasion has one, until it moves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.broadcast.broadcast import Broadcast


class Reminders(Protocol):
    """Broadcasts with an ``occasion``; times are of the real clock."""

    async def occasions(self, account: str) -> Sequence[Broadcast]:
        """Those that made themselves, oldest first. Never waits for a writer."""
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
