"""FAQ entries in SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from bot.store import additions, faq
from bot.store.keepers.additions import SqliteAdditions
from bot.store.merge import Merge
from bot.store.promises.additions import Stamp
from bot.store.promises.faq import IMPORT, Present
from knowledge.additions import Additions
from knowledge.faq import FaqEntry


class SqliteFaq(SqliteAdditions):
    """See ``Faq``."""

    async def faq(self, account: str) -> Sequence[FaqEntry]:
        """See Faq."""
        return self._read(lambda c: faq.listed(c, account))

    async def faq_version(self, account: str) -> int:
        """See Faq."""
        return self._read(lambda c: faq.version(c, account))

    async def additions(self, account: str) -> Present:
        """See Faq."""

        def present(connection: sqlite3.Connection) -> Present:
            added = Additions(faq.listed(connection, account), additions.live_aliases(connection, account))
            return Present(faq.version(connection, account), added)

        return await self._read_apart(present)

    async def merge_faq(
        self, account: str, entries: Sequence[FaqEntry], *, replace: bool = False, by: str = IMPORT, at: float = 0.0
    ) -> Merge:
        """See Faq."""

        stamp = Stamp(by, at)

        def merge(connection: sqlite3.Connection) -> faq.Merged:
            merged = faq.merge(connection, account, entries, replace=replace)
            for ident, entry in merged.rewritten:
                additions.imported_anew(connection, account, entry, ident, stamp)
            for ident in merged.dropped:
                additions.dropped(connection, account, ident, stamp)
            return merged

        merged = await self._write(merge)
        for ident in merged.dropped:
            await self._open_again(account, ident)
        return merged.done
