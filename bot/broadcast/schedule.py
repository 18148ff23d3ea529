"""When the service sends by itself: what is due by the business clock, outside of quiet hours (免打扰时段)."""

from __future__ import annotations

from bot.clock import Clock
from bot.notifications.quiet import QuietHours


class Schedule:
    """The business clock decides both, so that staff can rehearse a day. A person's own ``run`` asks nobody."""

    def __init__(self, clock: Clock, quiet: QuietHours) -> None:
        self._clock = clock
        self._quiet = quiet

    def now(self) -> float:
        """The business time in seconds, which ``send_at`` is of."""
        return self._clock.now().timestamp()

    def waits(self) -> float:
        """For how many seconds quiet hours still go on; 0 outside of them."""
        return self._quiet.left(self._clock.now())

    def awake(self) -> bool:
        """Whether members may be sent messages now."""
        return self.waits() == 0
