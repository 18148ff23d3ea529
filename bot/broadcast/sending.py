"""What passes between who sends a broadcast and who remembers it: results of sends, and mass sends as a whole."""

from __future__ import annotations

import string
from dataclasses import dataclass

from bot.broadcast.broadcast import Channel, Delivery, Outcome

_DIGITS = string.digits + string.ascii_lowercase

LIST = 10_000  # members of one mass send (群发) at most
LEAST = 2  # and at least: WeChat refuses a list of one


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a leased delivery, at a time of the real clock.

    ``pending``: certainly not sent, anybody may send it. ``sending``: nobody knows; it may be taken up from ``again``
    on, by who can send it without telling the member twice. ``channel``: by which it goes on, None: the same.
    ``msg_id``: by which WeChat will report whether it arrived, empty where it will not.
    """

    delivery: Delivery
    outcome: Outcome
    at: float
    reason: str = ""
    again: float | None = None
    channel: Channel | None = None
    msg_id: str = ""


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why what is over is not sent, and why it counts as failed where nobody knows whether it was."""

    skipped: str
    unknown: str


@dataclass(frozen=True, slots=True)
class MassJob:
    """One mass send: the deliveries by mass of a broadcast from number ``first`` to ``last``, ``size`` of them.

    ``until`` is the end of its lease, ``sent_at`` when its send was first begun, ``made_at`` when the
    broadcast was made.
    """

    broadcast: int
    part: int
    first: int
    last: int
    size: int
    until: float
    sent_at: float
    made_at: float

    @property
    def message_id(self) -> str:
        """The id by which WeChat knows it again (clientmsgid) for a day, of 32 characters at most.

        Broadcasts are numbered anew in every store: with the same id, another store's send would count as this one.
        """
        return f"zxt-{_short(int(self.made_at))}-b{self.broadcast}-m{self.part}"


def _short(number: int) -> str:
    """A number in base 36."""
    digits = ""
    while number:
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return digits or "0"
