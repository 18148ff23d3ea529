"""How fast an account may send (频率限制): a steady rate, slower once WeChat says that a minute's calls are used up.

WeChat tells no rate for messages to single members, only calls a day (``quota``); when it refuses for the minute
(45011), what went through in that minute is what the account may do.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from math import inf

PER_SECOND = 2000.0
MINUTE = 60.0
_BURST = 0.05  # seconds' worth that may go at once
_KEPT = 0.9  # of what went through in a minute, from then on
_SLOWEST = 1.0  # a second
# Sends a second of a process that answers members meanwhile: where nobody writes, where many do, and what each message
# a second takes away. A send takes a third of the time of an answer, and members wait for theirs.
_BESIDE_NOBODY, _BESIDE_MANY, _FOR_EACH = 400.0, 20.0, 2.0


def _always() -> bool:
    return True


class _Steady:
    """Turns at a steady rate that may change; ``timer`` gives seconds."""

    def __init__(self, timer: Callable[[], float], sleep: Callable[[float], Awaitable[None]]) -> None:
        self._timer = timer
        self._sleep = sleep
        self._next = timer()

    async def _slot(self, per_second: float) -> None:
        """Take the next one and wait for it."""
        now = self._timer()
        due = self._next = max(self._next, now - _BURST) + 1.0 / per_second
        if due > now:
            await self._sleep(due - now)


class Beside(_Steady):
    """What sending takes of a process that answers members: less the more of them write, for all accounts together.

    ``written`` tells how many messages of theirs come in a second. Accounts have their turns one after the other, and
    none takes one that is not its next: who waited for too long takes none at all.
    """

    def __init__(
        self,
        written: Callable[[], float],
        *,
        timer: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        super().__init__(timer, sleep)
        self._written = written
        self._lock = asyncio.Lock()
        self._accounts = 0  # that wait for a turn

    @property
    def per_second(self) -> float:
        """How many sends a second there may be now."""
        return max(_BESIDE_NOBODY - _FOR_EACH * self._written(), _BESIDE_MANY)

    @property
    def share(self) -> float:
        """How many of them fall to each account that sends."""
        return self.per_second / max(self._accounts, 1)

    async def turn(self, wanted: Callable[[], bool]) -> bool:
        """Wait until a send may be made; False: it is not ``wanted`` any more."""
        self._accounts += 1
        try:
            async with self._lock:
                if wanted():
                    await self._slot(self.per_second)
                return wanted()
        finally:
            self._accounts -= 1


class Limit(_Steady):
    """One account's, shared by all that sends for it in a process; 0: none. ``beside`` is what all accounts share."""

    def __init__(
        self,
        per_second: float = PER_SECOND,
        *,
        beside: Beside | None = None,
        timer: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        super().__init__(timer, sleep)
        self._own = per_second or inf
        self._beside = beside
        self._lock = asyncio.Lock()
        self._rests_until = 0.0
        self._seconds: deque[tuple[int, int]] = deque()  # each second of the last minute, and the sends in it

    @property
    def per_second(self) -> float:
        """How many sends a second there may be now."""
        return min(self._own, self._beside.share if self._beside else inf)

    async def turn(self, wanted: Callable[[], bool] = _always) -> bool:
        """Wait until a send may be made, after those who came before; False: it is not ``wanted`` any more.

        Who does not want it any more takes no turn from those who do, and counts as no send.
        """
        async with self._lock:
            while wanted() and (rest := self._rests_until - self._timer()) > 0:
                await self._sleep(rest)
            if wanted():
                await self._slot(self._own)
            if not (await self._beside.turn(wanted) if self._beside else wanted()):
                return False
            self._count(int(self._timer()))
            return True

    def used_up(self) -> None:
        """WeChat refused for the minute: rest for it, and be slower from then on."""
        now = self._timer()
        if now < self._rests_until:
            return
        passed = sum(count for _, count in self._seconds)
        self._own = max(min(self._own, _KEPT * passed / MINUTE), _SLOWEST)
        self._rests_until = self._next = now + MINUTE

    def _count(self, second: int) -> None:
        if not self._seconds or self._seconds[-1][0] != second:
            self._seconds.append((second, 0))
        while self._seconds[0][0] <= second - MINUTE:
            self._seconds.popleft()
        self._seconds[-1] = (second, self._seconds[-1][1] + 1)


class Limits:
    """A limit for each account, by its id."""

    def __init__(self, per_second: float = PER_SECOND, beside: Beside | None = None) -> None:
        self._per_second = per_second
        self._beside = beside
        self._limits: dict[str, Limit] = {}

    def of(self, account: str) -> Limit:
        """The account's own."""
        return self._limits.setdefault(account, Limit(self._per_second, beside=self._beside))
