"""Open questions in SQLite."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from bot.store import questions
from bot.store.file import SqliteFile
from bot.store.promises.questions import AskedQuestion, Counts, QuestionState, Wording


class SqliteQuestions(SqliteFile):
    """See ``Questions``."""

    async def question_tally(self, account: str) -> Mapping[QuestionState, int]:
        """See Questions."""
        return self._read(lambda c: questions.tally(c, account))

    async def question_wordings(self, account: str, state: QuestionState, frequent: int, latest: int) -> Counts:
        """See Questions."""
        return await self._read_apart(lambda c: questions.counts(c, account, state, frequent, latest))

    async def wordings_of(self, account: str, state: QuestionState, keys: Collection[str]) -> Sequence[Wording]:
        """See Questions."""
        return await self._read_apart(lambda c: questions.wordings_of(c, account, state, keys))

    async def question_page(
        self, account: str, state: QuestionState, before: int | None, limit: int
    ) -> Sequence[AskedQuestion]:
        """See Questions."""
        return self._read(lambda c: questions.page(c, account, state, before, limit))

    async def question(self, account: str, number: int) -> AskedQuestion | None:
        """See Questions."""
        return self._read(lambda c: questions.find(c, account, number))

    async def questions_asked(
        self, account: str, state: QuestionState, keys: Collection[str], limit: int
    ) -> Sequence[AskedQuestion]:
        """See Questions."""
        return await self._read_apart(lambda c: questions.asked_in(c, account, state, keys, limit))

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
        """See Questions."""
        moved = 0
        while some := await self._write(
            lambda c: questions.move(c, account, keys, origin, to, by=by, at=at, addition=addition)
        ):
            moved += some
        return moved
