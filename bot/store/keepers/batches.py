"""Batches in SQLite."""

from __future__ import annotations

from bot.store import batches
from bot.store.file import SqliteFile
from bot.store.promises.batches import Batch, BatchState


class SqliteBatches(SqliteFile):
    """See ``Batches``."""

    async def keep_batch(self, batch: Batch) -> None:
        """See Batches."""
        await self._write(lambda c: batches.keep(c, batch))

    async def batch(self, account: str, staff: str, token: str) -> Batch | None:
        """See Batches."""
        return self._read(lambda c: batches.find(c, account, staff, token))

    async def plan_batch(self, batch: Batch, plan: str) -> None:
        """See Batches."""
        await self._write(lambda c: batches.plan(c, batch.token, plan))

    async def begin_batch(self, batch: Batch) -> bool:
        """See Batches."""
        return await self._write(lambda c: batches.move(c, batch.token, BatchState.OPEN, BatchState.RUNNING))

    async def reopen_batch(self, batch: Batch) -> None:
        """See Batches."""
        await self._write(lambda c: batches.move(c, batch.token, BatchState.RUNNING, BatchState.OPEN))

    async def end_batch(self, batch: Batch, plan: str) -> None:
        """See Batches."""
        self._cut_log(await self._write(lambda c: batches.end(c, batch.token, plan)))

    async def purge_batches(self, before: float) -> None:
        """See Batches."""
        await self._write(lambda c: batches.purge(c, before))
