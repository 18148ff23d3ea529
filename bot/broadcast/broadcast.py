"""What a broadcast is, where it stands, and what becomes of each of its deliveries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

ANY_CHANNEL = "auto"
ERASED_PREFIX = "erased:"  # of what stands for the openid of a member who left or was erased


class State(StrEnum):
    """Where a broadcast stands. ``approved`` with a time is scheduled (定时)."""

    DRAFT = "draft"
    APPROVED = "approved"
    SENDING = "sending"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Channel(StrEnum):
    """By what a member is told (渠道)."""

    MASS = "mass"
    TEMPLATE = "template"
    SUBSCRIBE = "subscribe"
    CUSTOMER = "customer"
    NEXT_CONTACT = "next-contact"


class Outcome(StrEnum):
    """What became of a delivery. ``sending`` ones are counted as pending: nobody knows yet."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Draft:
    """What staff compose.

    ``audience`` is an expression (``all``, ``tag:…``, ``deadline:…``, ``submissions:状态=…``, ``members:dues=unpaid``,
    ``file:…``); ``channel`` one of ``Channel`` or ``auto``. ``send_at`` is seconds of the business clock, None: only
    ``run`` sends it. ``fields`` fill templates beside ``{name}`` and ``{text}``, such as ``deadline``. ``occasion``
    names what a draft that made itself is for, so that it is made once; empty for what staff compose. Nobody is told
    from ``valid_until`` on, in seconds of the business clock; None: it is settled when it is sent (``validity``).
    """

    account: str
    name: str
    text: str
    audience: str
    channel: str = ANY_CHANNEL
    send_at: float | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    occasion: str = ""
    valid_until: float | None = None


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A broadcast as it is kept.

    ``frozen_at``: when its audience became deliveries; ``reason``: why it was paused; ``openids``: the list that its
    audience rests on, where that stood in a file or was told by WeChat. ``submitted_at``: since when a draft waits to
    be approved. ``any_hour``: a person decided that quiet hours are not waited out.
    """

    ident: int
    draft: Draft
    state: State
    author: str
    created_at: float
    approver: str = ""
    frozen_at: float | None = None
    reason: str = ""
    openids: int | None = None
    submitted_at: float | None = None
    any_hour: bool = False


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A step of a broadcast: ``what`` is the state that it came to, or ``frozen``; ``note`` why, if anybody said."""

    at: float
    by: str
    what: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """What is known of a member of an audience.

    ``last_seen``: when they last wrote, in seconds of the real clock; None: not known. ``granted``: whether they agreed
    to a subscription notification more than they were sent; None: not known.
    """

    last_seen: float | None = None
    left: bool = False
    opted_out: bool = False
    granted: bool | None = None


@dataclass(frozen=True, slots=True)
class Skip:
    """The member is not told, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """One member of a broadcast's audience.

    ``number`` counts from 1 within the broadcast. ``channel`` is chosen when the audience is frozen. While it is
    ``sending``, ``until`` is the end of its lease, and ``sent_at`` when its send was first begun.
    """

    broadcast: int
    number: int
    member: str
    channel: Channel | None
    outcome: Outcome = Outcome.PENDING
    until: float | None = None
    sent_at: float | None = None
    reason: str = ""

    @property
    def message_id(self) -> str:
        """The id by which WeChat knows a send again (client_msg_id)."""
        return f"zxt-b{self.broadcast}-{self.number}"


@dataclass(frozen=True, slots=True)
class ReportRow:
    """What became of one member, for the report. ``at``: when it was settled, or else its send was begun."""

    number: int
    member: str
    channel: Channel | None
    outcome: Outcome
    reason: str
    at: float | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many deliveries have come to what; the four add up to the total."""

    total: int
    sent: int
    failed: int
    skipped: int
    pending: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What counts alone do not tell of a broadcast that is being sent.

    ``waiting``: how many of the pending are told with their next reply; ``unattended``: something else is left, and no
    process holds any of it.
    """

    waiting: int = 0
    unattended: bool = False
