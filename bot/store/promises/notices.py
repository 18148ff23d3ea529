"""What a store promises of notices: that a member is told of a change of status once, by whoever gets to it first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.notifications.notice import Channel, Hearer, Notice, Step


@dataclass(frozen=True, slots=True)
class KeptNotice:
    """A change of status that a member is to be told of."""

    ident: int
    number: str
    application: str
    title: str
    status: str
    told: str = ""  # by the office to the applicant


class Notices(Protocol):
    """Changes of status that bound members are to be told of."""

    async def notices(self, account: str, member: str) -> Sequence[KeptNotice]:
        """What a member has not been told yet of the submissions that they may see, oldest first."""

    async def hearers(self, account: str, changes: Sequence[tuple[str, str]]) -> Sequence[Hearer]:
        """Who would be told of new statuses, given as (folded number, status); each member for each submission."""
        ...

    async def notices_due(self, accounts: Sequence[str], now: float, limit: int) -> Sequence[Notice]:
        """Notices of these accounts that may be taken up, the longest waiting first. Never waits for a writer."""
        ...

    async def claim_notices(
        self, wanted: Sequence[tuple[Notice, Channel]], now: float, until: float
    ) -> Sequence[Notice]:
        """Take up notices to send each by a channel: those of them that nobody else took, as they are known until then.

        Before a notice is sent it is claimed; one that is not settled by ``until`` counts as abandoned.
        """
        ...

    async def settle_notice(self, notice: Notice, step: Step) -> bool:
        """Take a notice on from where it was read or claimed; False if it is not there any more."""
        ...
