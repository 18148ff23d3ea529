"""How many messages a process has to answer of late."""

from __future__ import annotations

import time
from collections.abc import Callable
from math import exp

_SPAN = 1.0  # seconds over which it is reckoned


class Pulse:
    """Counts messages, the older the less; ``timer`` gives seconds of a steady clock."""

    def __init__(self, timer: Callable[[], float] = time.monotonic) -> None:
        self._timer = timer
        self._rate, self._at = 0.0, timer()

    def beat(self) -> None:
        """One more."""
        self._rate, self._at = self.rate() + 1 / _SPAN, self._timer()

    def rate(self) -> float:
        """How many a second."""
        return self._rate * exp((self._at - self._timer()) / _SPAN)
