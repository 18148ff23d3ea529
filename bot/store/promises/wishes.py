"""What a store promises of what members want to be reminded of, and of broadcasts that wait for their next message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class WaitingBroadcast:
    """A broadcast that stands above a member's next reply; ``over``: why it does so no more, empty where it does."""

    ident: int
    text: str
    over: str = ""


class Wishes(Protocol):
    """Wishes and opting out; members change them by the effects of their turns. Reads never wait for a writer."""

    async def wishes(self, account: str, member: str) -> Sequence[str]:
        """The deadlines, by their records' ids, of which a member wants to be reminded, in the order of asking."""
        ...

    async def wish(self, account: str, member: str, deadline: str, at: float) -> None:
        """Remind a member of a deadline, as ``Effects.wishes`` does."""
        ...

    async def unwish(self, account: str, member: str, deadline: str) -> None:
        """Remind them of it no longer."""
        ...

    async def opted_out(self, account: str, member: str) -> bool:
        """Whether a member wants no broadcasts."""
        ...

    async def opt_out(self, account: str, member: str, at: float) -> None:
        """Tell a member of no broadcast any more, as ``Effects.opts`` does; what is being sent skips them too."""
        ...

    async def opt_in(self, account: str, member: str) -> None:
        """Tell them of later broadcasts again."""
        ...

    async def waiting_broadcasts(self, account: str, member: str, now: datetime) -> Sequence[WaitingBroadcast]:
        """What a member is to be told above the next reply by the business time, oldest first, and what is over.

        Of submissions and dues, what waits is over as well when it does not hold for the member any more.
        """
        ...
