"""What a store promises of broadcasts: each step logged with who and when, an audience frozen once, counts that add up.

``at`` are seconds of the real clock. ``year`` is the one whose dues count in an audience that asks for them;
``notice`` is the template of subscription notifications to which members may have agreed.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, Callable, Collection, Mapping, Sequence
from typing import Protocol

from bot.broadcast.audience import Sought
from bot.broadcast.broadcast import (
    Broadcast,
    Channel,
    Counts,
    Draft,
    LogEntry,
    MemberFacts,
    ReportRow,
    Skip,
    Standing,
    State,
)


class Broadcasts(Protocol):
    """What staff send to many."""

    async def broadcast(self, ident: int) -> Broadcast | None:
        """The broadcast of an id. Never waits for a writer."""
        ...

    async def broadcasts(self, account: str) -> Sequence[Broadcast]:
        """The broadcasts of an account, oldest first."""
        ...

    async def create_broadcast(self, draft: Draft, author: str, at: float, openids: int | None = None) -> Broadcast:
        """Keep a draft; ``openids``: the list that its audience rests on.

        Raises Error (CONFLICT) if the account has one for the same occasion.
        """
        ...

    async def move_broadcast(
        self, ident: int, origins: Collection[State], to: State, *, by: str, at: float, note: str = ""
    ) -> Broadcast:
        """Take a broadcast from one of some states to another, and log it.

        The note is kept as its reason; who approves, as its approver. Raises Error: UNKNOWN, or CONFLICT if it is in
        another state.
        """
        ...

    async def broadcast_log(self, ident: int) -> Sequence[LogEntry]:
        """The steps that a broadcast went, oldest first."""
        ...

    async def counts(self, ident: int, year: int | None = None) -> Counts:
        """How many deliveries have come to what, all of one moment. Raises Error (UNKNOWN).

        Before the audience is frozen the total is how many would be in it, all pending; ``year`` None: that in
        which it was created.
        """
        ...

    async def standing(self, ident: int, now: float) -> Standing:
        """Who of a broadcast waits for their next message, and whether nobody sends what is left beside them.

        What a process that was killed held counts as in hand until its leases end.
        """
        ...

    async def report_page(self, ident: int, after: int, limit: int) -> Sequence[ReportRow]:
        """The next deliveries after a number, at most so many; the first ones after 0."""
        ...

    async def audience_page(self, sought: Sought, after: str, limit: int) -> Sequence[tuple[str, MemberFacts]]:
        """The next members of an audience after an openid, at most so many, in order."""
        ...

    async def member_facts(
        self, account: str, members: Sequence[str], notice: str
    ) -> Sequence[tuple[MemberFacts, bool]]:
        """What is known of each of some openids, and whether the store knows it at all."""
        ...

    async def nobody_bound(self, sought: Sought) -> Mapping[str, int]:
        """``unbound``: how many submissions or units of an audience nobody is bound to.

        ``unrecorded``: of how many units the roll does not state up to when dues are paid.
        """
        ...

    async def recommenders(self, account: str) -> Sequence[str]:
        """The recommending units (推荐单位) of the account's submissions, each as it is written there."""
        ...

    async def mass_broadcasts(self, account: str, since: float, but: int) -> int:
        """How many mass sends the account began since a time, beside one of them."""
        ...

    async def keep_openids(self, account: str, openids: AsyncIterable[str], at: float) -> int:
        """Keep openids from outside, each once, for a broadcast to rest on; the list's id.

        Lists that nothing rests on any more are removed.
        """
        ...

    async def rest_on(self, ident: int, openids: int) -> Broadcast:
        """Let a broadcast rest on a list, unless it rests on one already; how it is then."""
        ...

    async def freeze_broadcast(
        self,
        ident: int,
        choose: Callable[[MemberFacts], Channel | Skip],
        *,
        year: int,
        notice: str,
        at: float,
        by: str,
        progress: Callable[[int], None] = ...,
        valid_until: float | None = ...,
    ) -> Broadcast:
        """Make deliveries of the audience of a broadcast that is ``sending``, each member once, or go on with that.

        From ``valid_until`` of the business clock on nobody is told, unless the draft says so itself.

        Other writers never wait long. ``progress`` hears how many are there. Raises Error (CONFLICT) if the broadcast
        is taken from ``sending`` meanwhile.
        """
        ...
