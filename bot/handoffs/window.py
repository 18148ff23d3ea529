"""How long, and how often, a member may still be answered by customer message (客服消息)."""

from __future__ import annotations

from dataclasses import dataclass

from bot.handoffs.handoff import Handoff
from bot.wechat.capabilities import CUSTOMER_WINDOW

TAP_WINDOW = 60.0  # seconds after a tap in the menu
MESSAGES, TAPS = 5, 3  # customer messages after a message, after a tap


@dataclass(frozen=True, slots=True)
class Window:
    """``until`` when, in seconds of the real clock, and how many messages are ``left``; none: it is closed."""

    until: float
    left: int

    @property
    def open(self) -> bool:
        """Whether a message may be sent."""
        return self.left > 0


def window(handoff: Handoff, now: float) -> Window:
    """As far as is known here: other programs may have sent messages too, and WeChat then refuses."""
    wrote, tapped = (handoff.wrote_at or 0.0) + CUSTOMER_WINDOW, (handoff.clicked_at or 0.0) + TAP_WINDOW
    until = max(wrote, tapped)
    allowed = MESSAGES if wrote > now else TAPS if tapped > now else 0
    return Window(until, max(allowed - handoff.used, 0))
