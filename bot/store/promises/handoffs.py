"""What a store promises of handoffs (求助): the conversation since a member asked for a person, and staff's answers.

A handoff is opened, and its lines are kept, by the turns of its member alone; see ``Conversations.settle``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.handoffs.handoff import Act, Draft, Fate, Handoff, Line, OpenHandoffs, Waiting


class Handoffs(Protocol):
    """Members who asked for a person. All of it goes when the member leaves or has what is kept removed.

    What changes one raises Error: UNKNOWN where the account has no such handoff, CONFLICT where it is closed, or where
    somebody else has taken it.
    """

    async def open_handoffs(self, account: str) -> OpenHandoffs:
        """How many are open. Never waits for a writer."""
        ...

    async def handoffs(self, account: str, limit: int) -> Sequence[Handoff]:
        """The open ones: unread first, then those that wait for an answer, each by how long."""
        ...

    async def closed_handoffs(self, account: str, limit: int, before: int | None = None) -> Sequence[Handoff]:
        """The closed ones, the newest first; ``before`` a number."""
        ...

    async def handoff(self, account: str, number: int) -> Handoff | None:
        """One of them."""
        ...

    async def handoff_lines(self, account: str, number: int, limit: int, now: float) -> Sequence[Line]:
        """Its last lines, oldest first."""
        ...

    async def handoff_waiting(self, account: str, member: str) -> Waiting:
        """What a member is to hear of. Never waits for a writer."""
        ...

    async def see_handoff(self, account: str, number: int, line: int) -> None:
        """Note that staff saw it up to a line; what the member wrote later stays unread."""
        ...

    async def take_handoff(self, act: Act, *, over: bool = False) -> None:
        """Take it, so that nobody else answers meanwhile; ``over``: from whoever has it."""
        ...

    async def release_handoff(self, act: Act) -> None:
        """Give it back, for anybody to take."""
        ...

    async def begin_answer(self, draft: Draft, until: float | None) -> tuple[int, bool]:
        """Keep an answer before it is sent, and take the handoff with it: the line, and whether it is new.

        It counts as being sent ``until`` then, and its outcome as unknown later; None: it waits for the member's next
        message. A token that was used gives the line that it was used for, and changes nothing.
        """
        ...

    async def resume_answer(self, act: Act, line: int, until: float) -> tuple[str, str] | None:
        """Take up an answer that waits, to send it now: its member and text; None if it waits no more."""
        ...

    async def withdraw_answer(self, act: Act, line: int) -> bool:
        """Take back an answer that waits; False if it waits no more."""
        ...

    async def settle_answer(self, line: int, fate: Fate, at: float, reason: str = "") -> None:
        """Note what became of an answer that was being sent; once."""
        ...

    async def note_call(self, draft: Draft) -> None:
        """Note what was answered by telephone; once for each token."""
        ...

    async def close_handoff(self, act: Act, note: str) -> None:
        """Close it: nothing more is kept of the conversation. Answers that wait are still told."""
        ...

    async def reopen_handoff(self, act: Act) -> None:
        """Open it again; CONFLICT where the member has a newer one."""
        ...

    async def purge_handoffs(self, before: float) -> int:
        """Drop those that were closed before a time, with all of their lines; how many there were."""
        ...
