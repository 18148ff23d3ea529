"""What a store promises of deliveries: that each is in the hands of one worker at a time, and settled once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.broadcast.broadcast import Broadcast, Channel, Delivery
from bot.broadcast.sending import MassJob, Reasons, Result


class Deliveries(Protocol):
    """Deliveries of broadcasts, from their lease to their result. Times are of the real clock, unless said."""

    async def due_broadcasts(self, accounts: Sequence[str], business: float, now: float) -> Sequence[Broadcast]:
        """Scheduled broadcasts whose time has come by the business clock, of which something can be done now.

        Approved ones, and those being sent that are not frozen or have deliveries to lease. Never waits for a writer.
        """
        ...

    async def spent_broadcasts(self) -> Sequence[int]:
        """Those being sent, or paused, of which nothing is pending any more. Never waits for a writer."""
        ...

    async def lease_deliveries(
        self, ident: int, channels: Sequence[Channel], now: float, until: float, limit: int
    ) -> Sequence[Delivery]:
        """Take up deliveries of a broadcast that is being sent, as they are known until the lease ends.

        First those whose lease has ended, whose ``sent_at`` is earlier than ``now``: they may have been sent. Then
        pending ones, whose ``sent_at`` is ``now``.
        """
        ...

    async def is_being_sent(self, ident: int) -> bool:
        """Whether a broadcast's deliveries may be taken up. Never waits for a writer."""
        ...

    async def has_to_call(self, ident: int) -> bool:
        """Whether deliveries of a broadcast are pending that need a call to WeChat. Never waits for a writer."""
        ...

    async def leased_until(self, ident: int, channels: Sequence[Channel]) -> float | None:
        """When the first of the present leases ends; None: nothing is leased. Never waits for a writer."""
        ...

    async def settle_deliveries(self, results: Sequence[Result]) -> int:
        """Write down what became of leased deliveries; how many were still leased as they say, the others stay."""
        ...

    async def abandon_deliveries(self, now: float, reason: str) -> int:
        """Fail what a dead worker left of broadcasts that nobody sends any more; how many."""
        ...

    async def expire_deliveries(self, business: float, now: float, reasons: Reasons, limit: int) -> int:
        """Settle so many of what has not been sent of broadcasts that are over by the business clock; how many.

        What is in somebody's hands is left to them until its lease ends.
        """
        ...

    async def lease_mass(self, ident: int, now: float, until: float, most: int | None) -> MassJob | None:
        """Take up a mass send of a broadcast that is being sent: one whose lease has ended, else the next.

        It is for ``most`` members, or for all at once. Leaves no single one over, which WeChat would refuse.
        """
        ...

    async def mass_leased_until(self, ident: int) -> float | None:
        """When the first mass send that is not made yet may be taken up, if there is one. Never waits for a writer."""
        ...

    async def hold_mass(self, job: MassJob, limit: int) -> int:
        """Mark some deliveries of a mass send as being sent, before it is sent; how many. None left: 0."""
        ...

    async def members_of_mass(self, job: MassJob) -> Sequence[str]:
        """Whom a mass send is to, once all are marked."""
        ...

    async def leave_out_of_mass(self, job: MassJob, at: float) -> int:
        """Skip the members of a mass send, all marked and none sent to, who by now opted out or are gone; how many."""
        ...

    async def opted_out_of(self, ident: int) -> int:
        """How many members of a frozen audience want no broadcasts. Never waits for a writer."""
        ...

    async def mass_accepted(self, job: MassJob, account: str, msg_id: str, until: float) -> bool:
        """WeChat took a mass send, whose result it tells by ``msg_id`` until a time. False: the lease was lost."""
        ...

    async def mass_not_sent(self, job: MassJob, again: float, *, certain: bool) -> bool:
        """A mass send may be taken up from ``again`` on; ``certain``: it was not sent, as if never begun."""
        ...

    async def mass_failed(self, job: MassJob, reason: str) -> bool:
        """A mass send is given up; ``settle_mass`` then settles its deliveries."""
        ...

    async def settle_mass(self, now: float, reason: str, limit: int) -> int:
        """Settle so many deliveries of mass sends that have ended; how many.

        Those of which WeChat told nothing in time fail with ``reason``. Where WeChat did not reach all, as many are
        failed as it says; it does not say which ones.
        """
        ...
