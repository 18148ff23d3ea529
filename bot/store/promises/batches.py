"""What a store promises of batches (一批): what staff chose or uploaded, to be looked at before it takes effect."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class BatchKind(StrEnum):
    """What is prepared."""

    CHANGE = "change"  # of submissions that were chosen
    IMPORT = "import"  # of a file of submissions
    ROLL = "roll"  # of a file of members


class BatchState(StrEnum):
    """Where a batch stands; it takes effect once."""

    OPEN = "open"
    RUNNING = "running"  # or its process died; whether it took effect is seen from what it was to change
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Batch:
    """``token`` is not to be guessed. ``name`` is the file's; ``plan`` what is to be done or was done, in JSON."""

    token: str
    account: str
    staff: str
    kind: BatchKind
    name: str
    content: bytes
    made_at: float
    state: BatchState = BatchState.OPEN
    plan: str = "{}"


class Batches(Protocol):
    """Batches hold telephone numbers: they are kept for a short time, and a few of each member of staff."""

    async def keep_batch(self, batch: Batch) -> None:
        """Keep a new batch; the oldest of the same staff goes where they have too many."""
        ...

    async def batch(self, account: str, staff: str, token: str) -> Batch | None:
        """A batch, for who made it."""
        ...

    async def plan_batch(self, batch: Batch, plan: str) -> None:
        """Change what an open batch is to do. Raises Error (CONFLICT) if it is not open."""
        ...

    async def begin_batch(self, batch: Batch) -> bool:
        """Take an open batch in hand; False if somebody did already."""
        ...

    async def reopen_batch(self, batch: Batch) -> None:
        """Let a batch that had no effect be confirmed again."""
        ...

    async def end_batch(self, batch: Batch, plan: str) -> None:
        """Note that it took effect, and drop its content."""
        ...

    async def purge_batches(self, before: float) -> None:
        """Drop those that were made before a time."""
        ...
