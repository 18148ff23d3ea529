"""Additions in SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence

from bot.broadcast.broadcast import Draft
from bot.errors import Code, Error
from bot.store import additions, askers, questions
from bot.store.keepers.questions import SqliteQuestions
from bot.store.promises.additions import (
    Addition,
    AdditionState,
    AdditionStep,
    AdditionVersion,
    Askers,
    Content,
    ImportedEntry,
    Stamp,
    Trial,
)
from bot.store.promises.questions import QuestionState


class SqliteAdditions(SqliteQuestions):
    """See ``AdditionKeeping``."""

    async def addition(self, account: str, ident: int) -> Addition | None:
        """See AdditionKeeping."""
        return self._read(lambda c: additions.find(c, account, ident))

    async def addition_page(
        self, account: str, states: Collection[AdditionState], before: int | None, limit: int
    ) -> Sequence[Addition]:
        """See AdditionKeeping."""
        return await self._read_apart(lambda c: additions.page(c, account, states, before, limit))

    async def addition_versions(self, account: str, ident: int) -> Sequence[AdditionVersion]:
        """See AdditionKeeping."""
        return self._read(lambda c: additions.versions(c, account, ident))

    async def addition_steps(self, account: str, ident: int) -> Sequence[AdditionStep]:
        """See AdditionKeeping."""
        return self._read(lambda c: additions.steps(c, account, ident))

    async def addition_keys(self, account: str, ident: int) -> Sequence[str]:
        """See AdditionKeeping."""
        return self._read(lambda c: additions.keys(c, account, ident))

    async def imported_page(self, account: str, after: int, limit: int) -> Sequence[ImportedEntry]:
        """See AdditionKeeping."""
        return await self._read_apart(lambda c: additions.imported(c, account, after, limit))

    async def draft_addition(
        self, account: str, content: Content, keys: Collection[str], *, by: str, at: float
    ) -> Addition:
        """See AdditionKeeping."""
        return await self._write(lambda c: additions.draft(c, account, content, keys, Stamp(by, at)))

    async def take_up(self, account: str, number: int, *, by: str, at: float) -> Addition:
        """See AdditionKeeping."""
        return await self._write(lambda c: additions.take_up(c, account, number, Stamp(by, at)))

    async def revise_addition(
        self, account: str, ident: int, version: int, content: Content, *, by: str, at: float, note: str = ""
    ) -> Addition:
        """See AdditionKeeping."""

        def revise(connection: sqlite3.Connection) -> Addition:
            present = additions.known(connection, account, ident)
            if present.state is AdditionState.DISCARDED:
                raise Error(Code.CONFLICT, f"答复 {ident}：已经丢弃，不能再改")
            if present.version != version:
                raise Error(Code.CONFLICT, f"答复 {ident}：{present.by} 刚改过；请先看一看，再接着改")
            if present.content != content:
                additions.revise(connection, present, content, "revised", Stamp(by, at), note=note)
            return additions.known(connection, account, ident)

        return await self._write(revise)

    async def keep_trial(self, account: str, ident: int, trial: Trial) -> None:
        """See AdditionKeeping."""

        def keep(connection: sqlite3.Connection) -> None:
            additions.known(connection, account, ident)
            additions.keep_trial(connection, ident, trial)

        await self._write(keep)

    async def trial(self, account: str, ident: int) -> Trial | None:
        """See AdditionKeeping."""
        return self._read(lambda c: additions.trial(c, account, ident))

    async def go_live(
        self, account: str, ident: int, trial: Trial, keys: Collection[str], *, by: str, at: float
    ) -> Addition:
        """See AdditionKeeping."""
        live = await self._write(lambda c: additions.go_live(c, account, ident, trial, Stamp(by, at)))
        was, now = QuestionState.OPEN, QuestionState.ANSWERED
        await self.settle_questions(account, keys, was, now, by=by, at=at, addition=ident)
        return live

    async def withdraw_addition(self, account: str, ident: int, *, by: str, at: float, note: str = "") -> Addition:
        """See AdditionKeeping."""
        withdrawn = await self._write(lambda c: additions.withdraw(c, account, ident, Stamp(by, at), note))
        await self._open_again(account, ident)
        return withdrawn

    async def discard_addition(self, account: str, ident: int, *, by: str, at: float) -> Addition:
        """See AdditionKeeping."""
        return await self._write(lambda c: additions.discard(c, account, ident, Stamp(by, at)))

    async def askers(self, account: str, ident: int, since: float) -> Askers:
        """See AdditionKeeping."""
        return await self._read_apart(lambda c: askers.count(c, account, ident, since))

    async def tell_askers(self, draft: Draft, ident: int, *, by: str, at: float) -> int | None:
        """See AdditionKeeping."""
        return await self._write(lambda c: askers.tell(c, draft, ident, Stamp(by, at)))

    async def _open_again(self, account: str, ident: int) -> None:
        while await self._write(lambda c: questions.reopen(c, account, ident)):
            pass
