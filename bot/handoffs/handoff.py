"""A handoff (求助): one member's conversation from the moment they asked for a person, until staff close it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Speaker(StrEnum):
    """By whom a line of the conversation is."""

    MEMBER = "member"
    BOT = "bot"
    STAFF = "staff"  # an answer to the member
    PHONE = "phone"  # what was answered by telephone
    NOTE = "note"  # what happened to the handoff itself


class Fate(StrEnum):
    """What became of an answer of staff's.

    ``SENDING`` whose lease has ended is ``UNKNOWN`` to whoever reads it: somebody died between intent and outcome.
    """

    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"  # it may have arrived, and is never sent again
    WAITING = "waiting"  # for the member's next message
    TOLD = "told"  # above the reply to it
    FAILED = "failed"  # certainly not delivered, and no use to try again
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Handoff:
    """One of them. Times are seconds of the real clock; ``wrote_at`` and ``clicked_at`` those of WeChat's.

    ``waits``: nobody has answered the member's last words, ``since`` when; else ``since`` is when they were answered.
    ``unread``: there are words that nobody of staff has seen. ``wrote_at`` is the member's last message, ``clicked_at``
    their last tap in the menu, and ``used`` the customer messages sent to them after the later of the two. ``last`` are
    the words that they wrote last.
    """

    number: int
    account: str
    member: str
    opened_at: float
    asked_at: float
    times: int
    unread: bool
    waits: bool
    since: float
    wrote_at: float | None
    clicked_at: float | None
    transferred_at: float | None
    taken_by: str
    closed_at: float | None
    closed_by: str
    note: str
    used: int
    last: str

    @property
    def open(self) -> bool:
        """Whether it is not closed."""
        return self.closed_at is None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the conversation; ``by`` names the staff, ``fate`` and ``reason`` are of staff's answers alone."""

    ident: int
    at: float
    speaker: Speaker
    by: str
    text: str
    fate: Fate | None
    reason: str
    settled_at: float | None


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody of staff does something with an account's handoff."""

    account: str
    number: int
    by: str
    at: float


@dataclass(frozen=True, slots=True)
class Draft:
    """What staff want to answer. ``token`` is the form's: two with one token are one."""

    act: Act
    text: str
    token: str


@dataclass(frozen=True, slots=True)
class OpenHandoffs:
    """How many are open, unread and unanswered; ``since`` is when the one that waits longest began to."""

    count: int
    unread: int
    waiting: int
    since: float | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a member is to hear of: the answers that wait for them, oldest first, and whether a handoff is open."""

    answers: tuple[tuple[int, str], ...] = ()
    open: bool = False
