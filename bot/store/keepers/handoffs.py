"""Handoffs in SQLite."""

from __future__ import annotations

from collections.abc import Sequence

from bot.handoffs.handoff import Act, Draft, Fate, Handoff, Line, OpenHandoffs, Waiting
from bot.store import handoff_office, handoffs
from bot.store.file import SqliteFile


class SqliteHandoffs(SqliteFile):
    """See ``Handoffs``."""

    async def open_handoffs(self, account: str) -> OpenHandoffs:
        """See Handoffs."""
        return self._read(lambda c: handoff_office.count(c, account))

    async def handoffs(self, account: str, limit: int) -> Sequence[Handoff]:
        """See Handoffs."""
        return await self._read_apart(lambda c: handoff_office.opened(c, account, limit))

    async def closed_handoffs(self, account: str, limit: int, before: int | None = None) -> Sequence[Handoff]:
        """See Handoffs."""
        return await self._read_apart(lambda c: handoff_office.closed(c, account, limit, before))

    async def handoff(self, account: str, number: int) -> Handoff | None:
        """See Handoffs."""
        return self._read(lambda c: handoff_office.find(c, account, number))

    async def handoff_lines(self, account: str, number: int, limit: int, now: float) -> Sequence[Line]:
        """See Handoffs."""
        return self._read(lambda c: handoff_office.lines(c, account, number, limit, now))

    async def handoff_waiting(self, account: str, member: str) -> Waiting:
        """See Handoffs."""
        return self._read(lambda c: handoffs.waiting(c, account, member))

    async def see_handoff(self, account: str, number: int, line: int) -> None:
        """See Handoffs."""
        await self._write(lambda c: handoff_office.see(c, account, number, line))

    async def take_handoff(self, act: Act, *, over: bool = False) -> None:
        """See Handoffs."""
        await self._write(lambda c: handoff_office.take(c, act, over=over))

    async def release_handoff(self, act: Act) -> None:
        """See Handoffs."""
        await self._write(lambda c: handoff_office.release(c, act))

    async def begin_answer(self, draft: Draft, until: float | None) -> tuple[int, bool]:
        """See Handoffs."""
        return await self._write(lambda c: handoff_office.begin(c, draft, until))

    async def resume_answer(self, act: Act, line: int, until: float) -> tuple[str, str] | None:
        """See Handoffs."""
        return await self._write(lambda c: handoff_office.resume(c, act, line, until))

    async def withdraw_answer(self, act: Act, line: int) -> bool:
        """See Handoffs."""
        return await self._write(lambda c: handoff_office.withdraw(c, act, line))

    async def settle_answer(self, line: int, fate: Fate, at: float, reason: str = "") -> None:
        """See Handoffs."""
        await self._write(lambda c: handoff_office.settle(c, line, fate, at, reason))

    async def note_call(self, draft: Draft) -> None:
        """See Handoffs."""
        await self._write(lambda c: handoff_office.call(c, draft))

    async def close_handoff(self, act: Act, note: str) -> None:
        """See Handoffs."""
        await self._write(lambda c: handoff_office.close(c, act, note))

    async def reopen_handoff(self, act: Act) -> None:
        """See Handoffs."""
        await self._write(lambda c: handoff_office.reopen(c, act))

    async def purge_handoffs(self, before: float) -> int:
        """See Handoffs."""
        return await self._write(lambda c: handoffs.purge(c, before))
