"""What a store promises of the people who use the console: who they are, their sessions, and what they did.

Times are seconds of the real clock. ``token`` is a digest of what the browser holds, never that itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class StaffRecord:
    """A member of staff as kept. ``accounts`` empty: all of the deployment.

    ``password_until`` is the end of a one-time password; None: the password is the person's own. ``secret`` is that of
    the one-time codes (TOTP), empty where there are none.
    """

    name: str
    role: str
    accounts: tuple[str, ...]
    password: str
    password_until: float | None
    secret: str
    created_at: float
    created_by: str


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser. ``notice`` is shown once, at the top of the next page."""

    token: str
    staff: str
    began_at: float
    seen_at: float
    notice: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class StaffAct:
    """One entry of the audit; ``result`` is 完成, 拒绝 or 失败. ``ident`` is given by the store."""

    at: float
    staff: str
    account: str
    act: str
    note: str
    result: str
    address: str
    ident: int = 0


class StaffBook(Protocol):
    """Accounts, sessions, attempts to sign in, and the audit."""

    async def staff(self, name: str) -> StaffRecord | None:
        """Who has a name, however it is written (width, case)."""
        ...

    async def all_staff(self) -> Sequence[StaffRecord]:
        """Everybody, by name."""
        ...

    async def add_staff(self, record: StaffRecord) -> None:
        """Keep a new member of staff. Raises Error (CONFLICT) if the name is taken."""
        ...

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
        """Change what is not None, and end the sessions but for the one whose token is ``keeps``.

        ``password`` is its hash and the end of a one-time one. Raises Error (UNKNOWN).
        """
        ...

    async def remove_staff(self, name: str) -> None:
        """Remove a member of staff and their sessions; the audit stays. Raises Error (UNKNOWN)."""
        ...

    async def use_code(self, name: str, counter: int) -> bool:
        """Whether a one-time code's counter is later than every one used before; then it is used now."""
        ...

    async def open_session(self, session: Session) -> None:
        """Keep a session; those that began before the oldest that may still hold are dropped with ``end_sessions``."""
        ...

    async def session(self, token: str) -> tuple[Session, StaffRecord] | None:
        """A session and whose it is. Never waits for a writer."""
        ...

    async def touch_session(self, token: str, seen_at: float, notice: str = "") -> None:
        """Note that a session is in use, and what is to be shown next."""
        ...

    async def end_session(self, token: str) -> None:
        """Sign out."""
        ...

    async def end_sessions(self, *, staff: str = "", before: float | None = None) -> int:
        """End all sessions of one person, or those that were last seen before a time; how many."""
        ...

    async def attempt_sign_in(self, limits: Mapping[str, int], at: float, since: float) -> bool:
        """Count an attempt for some subjects, unless one of them has had its limit of them since a time.

        Whether it may be made. Counting comes first, so that attempts made at once are all counted.
        """
        ...

    async def clear_attempts(self, subjects: Sequence[str]) -> None:
        """Forget the attempts of some subjects, as one of them succeeded; and all that no limit looks back to."""
        ...

    async def note_act(self, act: StaffAct) -> None:
        """Add an entry to the audit, which nobody can change."""
        ...

    async def staff_acts(
        self, accounts: Sequence[str] | None, *, before: int | None = None, limit: int = 100
    ) -> Sequence[StaffAct]:
        """The latest entries of some accounts (None: of all, and of none), newest first, before an entry's id."""
        ...
