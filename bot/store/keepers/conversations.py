"""Conversations in SQLite."""

from __future__ import annotations

from collections.abc import Sequence

from bot.store import inbox, members, questions, turns
from bot.store.file import SqliteFile
from bot.store.promises.conversations import KeptQuestion, MessageKey, Recall, Settled, Turn
from bot.store.writer import Job


class SqliteConversations(SqliteFile):
    """See ``Conversations``."""

    async def recall(self, key: MessageKey) -> Recall:
        """See Conversations. Two look-ups by primary key, which WAL lets pass any writer."""
        return self._read(lambda c: Recall(inbox.find(c, key), members.memory(c, key)))

    def settle(self, turn: Turn) -> Job[Settled]:
        """See Conversations."""
        job = self._writer.settle(turn)
        if turn.effects is not None and turn.effects.erases:
            job.future.add_done_callback(self._cut_log)
        return job

    def correct(self, turn: Turn) -> Job[Settled]:
        """See Conversations."""
        return self._writer.submit(lambda c: turns.correct(c, turn))

    def forget(self, turn: Turn) -> Job[Settled]:
        """See Conversations."""
        job = self._writer.submit(lambda c: turns.forget(c, turn))
        job.future.add_done_callback(self._cut_log)
        return job

    async def questions(self, account: str) -> Sequence[KeptQuestion]:
        """See Conversations."""
        return self._read(lambda c: questions.listed(c, account))

    async def purge(self, before: float) -> int:
        """See Conversations."""
        return await self._write(lambda c: turns.purge(c, before))
