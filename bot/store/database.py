"""What a store promises, whichever database keeps it: ``bot.store.promises`` has a part for each concern.

Who needs one concern alone asks for that part.
"""

from __future__ import annotations

from typing import Protocol

from bot.store.promises.access import Access
from bot.store.promises.additions import AdditionKeeping
from bot.store.promises.batches import Batches
from bot.store.promises.broadcasts import Broadcasts
from bot.store.promises.conversations import Conversations
from bot.store.promises.deliveries import Deliveries
from bot.store.promises.faq import Faq
from bot.store.promises.handoffs import Handoffs
from bot.store.promises.notices import Notices
from bot.store.promises.office import Office
from bot.store.promises.questions import Questions
from bot.store.promises.reminders import Reminders
from bot.store.promises.results import Results
from bot.store.promises.reviews import Reviews
from bot.store.promises.staff import StaffBook
from bot.store.promises.tallies import Tallies
from bot.store.promises.tokens import AccessTokens
from bot.store.promises.wishes import Wishes


class Store(
    Conversations,
    Access,
    Office,
    Notices,
    Broadcasts,
    Deliveries,
    Wishes,
    Reminders,
    AccessTokens,
    Faq,
    AdditionKeeping,
    Questions,
    Results,
    Reviews,
    StaffBook,
    Tallies,
    Handoffs,
    Batches,
    Protocol,
):
    """Keeps all that the service remembers, for any number of processes.

    Every method raises Error (UNAVAILABLE) when the database is out of reach. What a write reports as done is on disk.
    """

    async def ping(self) -> None:
        """Prove that the store reads, and that it could be written a few seconds ago at most."""
        ...

    async def close(self) -> None:
        """Finish the writes in hand and let go of the database."""
        ...
