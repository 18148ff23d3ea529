"""What a store promises of WeChat's reports: each has its effect once, and is on disk before it is answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.results import ConsentChange, MassFinished
from bot.store.promises.conversations import MessageKey


class Results(Protocol):
    """How mass sends ended, what did not arrive, and to how many notifications members agreed.

    Times are seconds of the real clock.
    """

    async def mass_finished(self, account: str, result: MassFinished, at: float) -> None:
        """Keep how a mass send ended; once, however often it is told, even before it is known that WeChat took it."""
        ...

    async def template_failed(self, account: str, msg_id: str, reason: str, at: float) -> None:
        """A template message did not arrive: its delivery is failed, even if it is settled after this."""
        ...

    async def subscription_changed(
        self, event: MessageKey, sent_at: int, at: float, changes: Sequence[ConsentChange]
    ) -> bool:
        """A member agreed to notifications, refused them or was sent some; once for each event. Whether it was new.

        Of a member who left after ``sent_at``, the event's own time, nothing is kept.
        """
        ...

    async def consents(self, account: str, member: str) -> Mapping[str, int]:
        """How many notifications of each template a member may still be sent."""
        ...
