"""What a store promises of open questions (待答问题): what nothing was found for, from being asked to being answered.

Questions of one normal form (``handlers.alike.folded``) are one *wording*: it is counted, and goes by its ``key``.
``at`` are seconds of the real clock.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.store.promises.conversations import Near


class QuestionState(StrEnum):
    """Where a question stands."""

    OPEN = "open"
    ANSWERED = "answered"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class Count:
    """How often a wording was asked, and when first and last."""

    key: str
    asked: int
    first_at: float
    last_at: float


@dataclass(frozen=True, slots=True)
class Wording:
    """A wording, how often it was asked, and its oldest question that is kept; ``near``: see ``OpenQuestion``."""

    key: str
    number: int
    text: str
    asked: int
    first_at: float
    last_at: float
    near: tuple[Near, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """The wordings asked most and latest, the most frequent and then the oldest first.

    ``of`` is of how many they are, counted up to a most.
    """

    shown: tuple[Count, ...]
    of: int


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One question as staff read it. ``addition`` is what answers it; ``near``: see ``OpenQuestion``."""

    number: int
    key: str
    text: str
    asked_at: float
    state: QuestionState
    addition: int | None = None
    settled_by: str = ""
    settled_at: float | None = None
    near: tuple[Near, ...] = ()


class Questions(Protocol):
    """The questions that nothing was found for, of each account."""

    async def question_tally(self, account: str) -> Mapping[QuestionState, int]:
        """How many questions are in which state."""
        ...

    async def question_wordings(self, account: str, state: QuestionState, frequent: int, latest: int) -> Counts:
        """So many wordings that were asked most often, and so many of those asked last."""
        ...

    async def wordings_of(self, account: str, state: QuestionState, keys: Collection[str]) -> Sequence[Wording]:
        """What is known of some wordings, the most frequent first; those without a question in this state lack."""
        ...

    async def question_page(
        self, account: str, state: QuestionState, before: int | None, limit: int
    ) -> Sequence[AskedQuestion]:
        """The next questions asked before one with a number, the latest first; the latest of all before None."""
        ...

    async def question(self, account: str, number: int) -> AskedQuestion | None:
        """The question of a number, if it is this account's."""
        ...

    async def questions_asked(
        self, account: str, state: QuestionState, keys: Collection[str], limit: int
    ) -> Sequence[AskedQuestion]:
        """The latest questions of some wordings."""
        ...

    async def settle_questions(
        self,
        account: str,
        keys: Collection[str],
        origin: QuestionState,
        to: QuestionState,
        *,
        by: str,
        at: float,
        addition: int | None = None,
    ) -> int:
        """Take all questions of some wordings from one state to another; how many there were.

        Some thousand at a time, so that no reply waits long. What is asked again in a wording that was dismissed counts
        as dismissed, too.
        """
        ...
