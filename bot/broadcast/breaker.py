"""The breaker (熔断): too many errors among the last sends mean a fault that staff should look at."""

from __future__ import annotations

from collections import deque

LAST = 200  # sends that are looked at
LEAST = 20  # and without so many of them nothing is concluded
SHARE = 0.25


class Breaker:
    """Counts sends; refusals that concern one member alone are not to be told to it."""

    def __init__(self, share: float = SHARE) -> None:
        self._share = share
        self._sends: deque[bool] = deque(maxlen=LAST)

    def count(self, *, error: bool) -> str:
        """Count a send; why to pause, empty: no reason to."""
        self._sends.append(error)
        errors, sends = sum(self._sends), len(self._sends)
        if sends < LEAST or errors <= self._share * sends:
            return ""
        return f"最近 {sends} 次发送有 {errors} 次出错，超过 {self._share:.0%}，已自动暂停；查明原因后再继续"
