"""What a store promises of what desks answer by beside their packs: FAQ entries, and other names for records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.store.merge import Merge
from knowledge.additions import Additions
from knowledge.faq import FaqEntry

IMPORT = "表格导入"


@dataclass(frozen=True, slots=True)
class Present:
    """What an account's desk is to answer by; ``version`` grows with every change."""

    version: int
    additions: Additions


class Faq(Protocol):
    """The FAQ entries of each account, the other names for its records, and when they changed."""

    async def faq(self, account: str) -> Sequence[FaqEntry]:
        """The account's FAQ entries, in the order in which they came."""
        ...

    async def faq_version(self, account: str) -> int:
        """A number that grows with every change of what the account's desk answers by. Never waits for a writer."""
        ...

    async def additions(self, account: str) -> Present:
        """All that the account's desk answers by beside its pack."""
        ...

    async def merge_faq(
        self, account: str, entries: Sequence[FaqEntry], *, replace: bool = False, by: str = IMPORT, at: float = 0.0
    ) -> Merge:
        """Add entries and update those whose question is kept; ``replace`` drops all others. All or nothing.

        What was written in the console and is changed or dropped by that keeps its history, with who (``by``) and when
        (``at``, seconds of the real clock).
        """
        ...
