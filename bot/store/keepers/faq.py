"""FAQ entries in SQLite."""

from __future__ import annotations

from collections.abc import Sequence

from bot.store import faq
from bot.store.file import SqliteFile
from bot.store.merge import Merge
from knowledge.faq import FaqEntry


class SqliteFaq(SqliteFile):
    """See ``Faq``."""

    async def faq(self, account: str) -> Sequence[FaqEntry]:
        """See Faq."""
        return self._read(lambda c: faq.listed(c, account))

    async def faq_version(self, account: str) -> int:
        """See Faq."""
        return self._read(lambda c: faq.version(c, account))

    async def merge_faq(self, account: str, entries: Sequence[FaqEntry], *, replace: bool = False) -> Merge:
        """See Faq."""
        return await self._write(lambda c: faq.merge(c, account, entries, replace=replace))
