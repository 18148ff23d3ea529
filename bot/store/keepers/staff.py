"""Staff, their sessions and the audit in SQLite."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from bot.store import audit, staff
from bot.store.file import SqliteFile
from bot.store.promises.staff import Session, StaffAct, StaffRecord


class SqliteStaffBook(SqliteFile):
    """See ``StaffBook``."""

    async def staff(self, name: str) -> StaffRecord | None:
        """See StaffBook."""
        return self._read(lambda c: staff.find(c, name))

    async def all_staff(self) -> Sequence[StaffRecord]:
        """See StaffBook."""
        return self._read(staff.everybody)

    async def add_staff(self, record: StaffRecord) -> None:
        """See StaffBook."""
        await self._write(lambda c: staff.add(c, record))

    async def change_staff(
        self,
        name: str,
        *,
        role: str | None = None,
        accounts: tuple[str, ...] | None = None,
        password: tuple[str, float | None] | None = None,
        secret: str | None = None,
        keeps: str = "",
    ) -> None:
        """See StaffBook."""
        hashed, until = password or (None, None)
        held = None if accounts is None else json.dumps(accounts)
        changes = {"role": role, "accounts": held, "password": hashed, "until": until, "secret": secret}
        await self._write(lambda c: staff.change(c, name, changes, keeps))

    async def remove_staff(self, name: str) -> None:
        """See StaffBook."""
        await self._write(lambda c: staff.remove(c, name))

    async def use_code(self, name: str, counter: int) -> bool:
        """See StaffBook."""
        return await self._write(lambda c: staff.use_code(c, name, counter))

    async def open_session(self, session: Session) -> None:
        """See StaffBook."""
        await self._write(lambda c: staff.open_session(c, session))

    async def session(self, token: str) -> tuple[Session, StaffRecord] | None:
        """See StaffBook."""
        return self._read(lambda c: staff.session(c, token))

    async def touch_session(self, token: str, seen_at: float, notice: str = "") -> None:
        """See StaffBook."""
        await self._write(lambda c: staff.touch(c, token, seen_at, notice))

    async def end_session(self, token: str) -> None:
        """See StaffBook."""
        await self._write(lambda c: staff.end_session(c, token))

    async def end_sessions(self, *, staff: str = "", before: float | None = None) -> int:
        """See StaffBook."""
        return await self._write(lambda c: _end_sessions(c, staff, before))

    async def attempt_sign_in(self, limits: Mapping[str, int], at: float, since: float) -> bool:
        """See StaffBook."""
        return await self._write(lambda c: staff.attempt(c, limits, at, since))

    async def clear_attempts(self, subjects: Sequence[str]) -> None:
        """See StaffBook."""
        await self._write(lambda c: staff.clear_attempts(c, subjects))

    async def note_act(self, act: StaffAct) -> None:
        """See StaffBook."""
        await self._write(lambda c: audit.add(c, act))

    async def staff_acts(
        self, accounts: Sequence[str] | None, *, before: int | None = None, limit: int = 100
    ) -> Sequence[StaffAct]:
        """See StaffBook."""
        return await self._read_apart(lambda c: audit.latest(c, accounts, before, limit))


_end_sessions = staff.end_sessions  # the method's parameter hides the module
