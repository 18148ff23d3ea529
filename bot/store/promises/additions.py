"""What a store promises of additions (补充): FAQ entries and other names that staff write, with all their versions.

What is live is part of what ``Faq`` keeps, which spreadsheets change, too. ``at`` are seconds of the real clock.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.broadcast.broadcast import Draft
from knowledge.additions import Aliases
from knowledge.faq import FaqEntry

Content = FaqEntry | Aliases


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who did something, and when."""

    by: str
    at: float


class AdditionState(StrEnum):
    """Where an addition stands: written and never live, live, or taken back; a draft may be thrown away."""

    DRAFT = "draft"
    LIVE = "live"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class Addition:
    """An addition as it stands. ``content`` is its latest ``version``, ``live`` the one by which desks answer."""

    ident: int
    account: str
    state: AdditionState
    version: int
    live: int | None
    content: Content
    by: str
    at: float


@dataclass(frozen=True, slots=True)
class AdditionVersion:
    """What was written once; never changed."""

    version: int
    content: Content
    by: str
    at: float


@dataclass(frozen=True, slots=True)
class AdditionStep:
    """What was done: ``drafted``, ``revised``, ``live``, ``withdrawn``, ``discarded``, ``imported`` or ``told``."""

    what: str
    version: int
    by: str
    at: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """A test of a version against the additions of a moment; ``found`` is the console's own text."""

    version: int
    against: int
    by: str
    at: float
    found: str


@dataclass(frozen=True, slots=True)
class ImportedEntry:
    """An FAQ entry that came with a spreadsheet, by its number."""

    number: int
    entry: FaqEntry


@dataclass(frozen=True, slots=True)
class Askers:
    """Members who asked what an addition answers and were not told yet.

    ``reachable``: how many of them wrote late enough; ``opted_out``: how many want no messages, beside the others.
    """

    reachable: int
    others: int
    opted_out: int

    @property
    def total(self) -> int:
        """How many can be told."""
        return self.reachable + self.others


class AdditionKeeping(Protocol):
    """What staff add, for each account."""

    async def addition(self, account: str, ident: int) -> Addition | None:
        """The addition of an id, if it is this account's."""
        ...

    async def addition_page(
        self, account: str, states: Collection[AdditionState], before: int | None, limit: int
    ) -> Sequence[Addition]:
        """The next additions before one, the latest first; the latest of all before None."""
        ...

    async def addition_versions(self, account: str, ident: int) -> Sequence[AdditionVersion]:
        """All that was ever written, oldest first."""
        ...

    async def addition_steps(self, account: str, ident: int) -> Sequence[AdditionStep]:
        """What was done, oldest first."""
        ...

    async def addition_keys(self, account: str, ident: int) -> Sequence[str]:
        """The wordings of questions that an addition is to answer."""
        ...

    async def imported_page(self, account: str, after: int, limit: int) -> Sequence[ImportedEntry]:
        """The next entries that came with a spreadsheet and that nobody took up in the console."""
        ...

    async def draft_addition(
        self, account: str, content: Content, keys: Collection[str], *, by: str, at: float
    ) -> Addition:
        """Keep something new for the questions of some wordings; nothing answers by it yet."""
        ...

    async def take_up(self, account: str, number: int, *, by: str, at: float) -> Addition:
        """Make an addition of an entry that came with a spreadsheet. Raises Error (UNKNOWN)."""
        ...

    async def revise_addition(
        self, account: str, ident: int, version: int, content: Content, *, by: str, at: float, note: str = ""
    ) -> Addition:
        """Write the version after this one, which nothing answers by yet; none where nothing is changed.

        Raises Error: UNKNOWN, or CONFLICT where somebody wrote another meanwhile or it was thrown away.
        """
        ...

    async def keep_trial(self, account: str, ident: int, trial: Trial) -> None:
        """Keep a test in place of the one before."""
        ...

    async def trial(self, account: str, ident: int) -> Trial | None:
        """The latest test."""
        ...

    async def go_live(
        self, account: str, ident: int, trial: Trial, keys: Collection[str], *, by: str, at: float
    ) -> Addition:
        """Let desks answer by the version that was tested, and count the open questions of some wordings as answered.

        Raises Error: UNKNOWN, or CONFLICT where the version or what else desks answer by is not what was tested, or
        another entry has the same question.
        """
        ...

    async def withdraw_addition(self, account: str, ident: int, *, by: str, at: float, note: str = "") -> Addition:
        """Let desks answer by it no longer; what it answered is open again. Raises Error: UNKNOWN, CONFLICT."""
        ...

    async def discard_addition(self, account: str, ident: int, *, by: str, at: float) -> Addition:
        """Throw a draft away that was never live. Raises Error: UNKNOWN, CONFLICT."""
        ...

    async def askers(self, account: str, ident: int, since: float) -> Askers:
        """Who can still be told of an answer; ``since``: those who wrote later are reachable."""
        ...

    async def tell_askers(self, draft: Draft, ident: int, *, by: str, at: float) -> int | None:
        """Make an approved broadcast to all who asked what an addition answers, each once for ever; its id.

        None where there is nobody left. The broadcast and that they are told are written together.
        """
        ...
