"""In SQLite: who may see what, and locks."""

from __future__ import annotations

from collections.abc import Sequence

from bot.store import access
from bot.store.file import SqliteFile
from bot.store.promises.access import Binding


class SqliteAccess(SqliteFile):
    """See ``Access``."""

    async def bound(self, account: str, member: str) -> Sequence[Binding]:
        """See Access."""
        return self._read(lambda c: access.bound(c, account, member))

    async def locked(self, account: str, subjects: Sequence[str], at: float) -> bool:
        """See Access."""
        return self._read(lambda c: access.is_locked(c, account, subjects, at))
