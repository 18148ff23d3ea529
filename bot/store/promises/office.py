"""What a store promises the office: submissions as a trail of changes, the membership roll, and the audit of both.

Numbers may be written in any way that ``folded`` makes one of.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from bot.store.merge import Merge
from bot.submissions.listing import Listing, Page
from bot.submissions.submission import Act, Change, Draft, Filter, Tally, Unit


class Office(Protocol):
    """What staff keep of who applied and who is a member, and who changed it."""

    async def submission(self, account: str, number: str) -> Change | None:
        """The present state of a submission, with the change that brought it about. Never waits for a writer."""
        ...

    async def submission_trail(self, account: str, number: str) -> Sequence[Change]:
        """All changes of a submission, oldest first."""
        ...

    async def submissions(self, account: str, wanted: Filter) -> Sequence[Change]:
        """The present states that a filter wants, by number; read in a thread, as there may be very many."""
        ...

    async def submission_page(self, account: str, listing: Listing) -> Page:
        """A page of present states, sorted; quick however many there are."""
        ...

    async def alike(self, account: str, keys: Sequence[str]) -> Mapping[str, str]:
        """Of some folded numbers those that are another submission's but for the marks in them, with its number."""
        ...

    async def unbind(self, account: str, kind: str, key: str, *, by: str, number: str, at: float) -> int:
        """End every binding to a number, and note for the audit who did it; how many there were."""
        ...

    async def tallies(self, account: str) -> Sequence[Tally]:
        """How many submissions there are of each application, status and recommending unit."""
        ...

    async def change_submission(
        self, draft: Draft, *, by: str, at: float, action: str = "set", undoes: int | None = None
    ) -> Change:
        """Change one submission, and announce a new status to who is bound to it.

        Raises Error (CONFLICT) if its state is not the one that the draft replaces.
        """
        ...

    async def import_submissions(
        self,
        account: str,
        drafts: Sequence[Draft],
        *,
        by: str,
        file: str,
        now: Callable[[], float],
        progress: Callable[[int], None] = ...,
    ) -> None:
        """Make all the changes at one instant, or none; other writers never wait long, readers not at all.

        ``now`` is the real clock, ``progress`` hears how many are written. Raises Error (CONFLICT) if somebody else
        changed one of the numbers meanwhile.
        """
        ...

    async def change_submissions(
        self,
        account: str,
        drafts: Sequence[Draft],
        *,
        by: str,
        what: str,
        now: Callable[[], float],
        progress: Callable[[int], None] = ...,
    ) -> None:
        """Make changes that staff chose for many at one instant, or none, as an import does; ``what`` for the audit."""
        ...

    async def end_imports(self, now: Callable[[], float]) -> None:
        """End what imports left open that died; to be called now and then."""
        ...

    async def note_export(self, account: str, kind: str, *, by: str, file: str, rows: int, at: float) -> None:
        """Note for the audit that a file with whole telephone numbers is made; ``kind``: submissions or members."""
        ...

    async def acts(self, account: str) -> Sequence[Act]:
        """Who changed, imported or exported what, oldest first."""
        ...

    async def unit(self, account: str, number: str) -> Unit | None:
        """A unit on the membership roll."""
        ...

    async def units(self, account: str) -> Sequence[Unit]:
        """The membership roll, by number."""
        ...

    async def merge_units(self, account: str, units: Sequence[Unit], *, by: str, file: str, at: float) -> Merge:
        """Add units to the roll and update those whose number is on it. All or nothing."""
        ...
