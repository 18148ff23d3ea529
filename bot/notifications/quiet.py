"""Quiet hours (免打扰时段): a time of day in which nobody is sent a message that they did not ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one time of day until another, over midnight where that is earlier; equal ones mean never."""

    start: time
    end: time

    @classmethod
    def between(cls, start: str, end: str) -> QuietHours:
        """From two times such as 22:00."""
        return cls(time.fromisoformat(start), time.fromisoformat(end))

    def left(self, now: datetime) -> float:
        """The seconds until they end; 0 outside of them."""
        at = now.time()
        over_midnight = self.start > self.end
        quiet = at >= self.start or at < self.end if over_midnight else self.start <= at < self.end
        if not quiet:
            return 0.0
        end = datetime.combine(now.date(), self.end, now.tzinfo)
        return ((end if end > now else end + timedelta(days=1)) - now).total_seconds()
