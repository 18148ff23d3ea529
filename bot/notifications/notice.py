"""A notice (进度通知): that the status of a submission changed, for one member who is bound to it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Channel(StrEnum):
    """A way to tell a member something."""

    CUSTOMER = "customer"  # a customer service message (客服消息), which only a member who wrote lately can get
    TEMPLATE = "template"  # a template message (模板消息)
    SUBSCRIBE = "subscribe"  # a subscription notification (订阅通知), to which the member has agreed
    NEXT_CONTACT = "next-contact"  # above the reply to whatever the member writes next


class State(StrEnum):
    """Where a notice stands; all but the first two are final."""

    PENDING = "pending"
    SENDING = "sending"  # on its way by a channel, or was when a process died
    SENT = "sent"  # WeChat took it
    TOLD = "told"  # at the member's next contact
    FAILED = "failed"
    SUPERSEDED = "superseded"  # the status changed again before the member was told


@dataclass(frozen=True, slots=True)
class Notice:
    """What a worker needs to know of a notice.

    ``number`` as the office writes it; ``application`` is the pack's id of what was applied for. ``tried`` are the
    channels that are known not to have delivered it, ``tries`` how often WeChat could not be reached. ``due`` is when
    it may be taken up, which no other worker changes unseen; ``sent_at`` is when it was first handed to ``channel``.
    ``last_seen`` is when the member last wrote. ``bound``: the member is still there, and may still see the submission.
    ``newer``: another notice of the same submission waits. ``told`` is what the office says to the applicant besides.
    """

    id: int
    account: str
    member: str
    number: str
    application: str
    status: str
    at: float
    state: State
    due: float
    channel: Channel | None = None
    tried: tuple[Channel, ...] = ()
    tries: int = 0
    sent_at: float | None = None
    last_seen: int | None = None
    bound: bool = True
    newer: bool = False
    told: str = ""

    @property
    def client_msg_id(self) -> str:
        """What WeChat knows it by, the same on every attempt."""
        return f"zxt-{self.id}-{int(self.at * 1000)}"


@dataclass(frozen=True, slots=True)
class Hearer:
    """A member who would be told of a new status.

    ``key`` is the submission's folded number, ``last_seen`` when the member last wrote.
    """

    key: str
    status: str
    last_seen: int | None


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of a notice: its next state, and what is to be remembered with it.

    ``due`` None: nothing more is tried, and a pending notice waits for the member's next contact.
    """

    state: State
    at: float
    due: float | None = None
    channel: Channel | None = None
    tried: tuple[Channel, ...] = ()
    tries: int = 0
    reason: str = ""
