"""What a store promises of the FAQ entries that staff imported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.store.merge import Merge
from knowledge.faq import FaqEntry


class Faq(Protocol):
    """The FAQ entries of each account, and when they changed."""

    async def faq(self, account: str) -> Sequence[FaqEntry]:
        """The account's FAQ entries, in the order in which they came."""
        ...

    async def faq_version(self, account: str) -> int:
        """A number that grows with every change of the account's FAQ entries."""
        ...

    async def merge_faq(self, account: str, entries: Sequence[FaqEntry], *, replace: bool = False) -> Merge:
        """Add entries and update those whose question is kept; ``replace`` drops all others. All or nothing."""
        ...
