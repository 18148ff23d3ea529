"""What became of a call to WeChat, and which calls may be made again (重发).

The kinds tell apart what matters to whoever must not tell a member twice: whether it is certain that nothing was
delivered. Only ``Unknown`` leaves that open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Whom = Literal["member", "channel", "account", "message"]

REMEMBERED = {"template": 600.0, "mass": 86_400.0}  # seconds for which WeChat knows a client_msg_id, clientmsgid again
MARGIN = 60.0  # seconds kept clear of their end, as the clocks differ and a call takes its time


@dataclass(frozen=True, slots=True)
class Sent:
    """WeChat took it. ``id`` is WeChat's own, empty where it gives none."""

    id: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """WeChat will not do this, now or later; nothing was delivered.

    ``whom`` it concerns: this member; this kind of message (channel) of the account; the whole account, until staff
    mend its settings; or what the message says. ``reason`` is for staff.
    """

    code: int
    reason: str
    whom: Whom


@dataclass(frozen=True, slots=True)
class QuotaUsedUp:
    """The account may do this again in the next minute or on the next day; nothing was delivered."""

    code: int
    reason: str
    lasts: Literal["minute", "day"]


@dataclass(frozen=True, slots=True)
class Unknown:
    """The request was made and no valid answer came: it may have been done."""

    reason: str


@dataclass(frozen=True, slots=True)
class NotSent:
    """It is certain that nothing was done, and trying again later may help."""

    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What WeChat answered to a call that it carried out."""

    fields: Mapping[str, object]


Outcome = Sent | Refused | QuotaUsedUp | Unknown | NotSent
Answered = Answer | Refused | QuotaUsedUp | Unknown | NotSent


def may_repeat(kind: str, first_at: float, now: float) -> bool:
    """Whether a send of unknown outcome may be made again with the same id, and the member still be told once.

    ``kind`` is ``template`` or ``mass``; no other has an id that WeChat knows again. Times are seconds.
    """
    return now - first_at < REMEMBERED.get(kind, 0.0) - MARGIN
