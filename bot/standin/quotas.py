"""How often an account may call: by day (China's) and minute, and the few times a month that the count is cleared."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable

from bot.standin.tokens import CHINA_OFFSET

CUSTOMER = "/cgi-bin/message/custom/send"
TEMPLATE = "/cgi-bin/message/template/send"
SUBSCRIBE = "/cgi-bin/message/subscribe/bizsend"
MASS = "/cgi-bin/message/mass/send"
MASS_ALL = "/cgi-bin/message/mass/sendall"

A_DAY = {
    "/cgi-bin/token": 2000,
    "/cgi-bin/stable_token": 500_000,
    CUSTOMER: 500_000,
    TEMPLATE: 100_000,
    MASS: 100,  # together with those to all or a tag
    "/cgi-bin/menu/create": 1000,
    "/cgi-bin/menu/get": 10_000,
    "/cgi-bin/menu/delete": 1000,
    "/cgi-bin/user/get": 500,
    "/cgi-bin/user/info": 5_000_000,
}
A_MINUTE = {"/cgi-bin/stable_token": 10_000, MASS: 60}
SHARED = {MASS_ALL: MASS}
CLEARED_A_MONTH = 10


class Quotas:
    """Counts the calls of each account. ``now`` is seconds; ``a_day`` and ``a_minute`` may be changed."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._day = self._minute = -1
        self._used_today: Counter[tuple[str, str]] = Counter()
        self._used_now: Counter[tuple[str, str]] = Counter()
        self._cleared: dict[tuple[str, int], int] = defaultdict(int)
        self.a_day = dict(A_DAY)
        self.a_minute = dict(A_MINUTE)

    def take(self, app_id: str, path: str) -> int:
        """Count a call; 0, or the errcode where there are none left."""
        self._turn()
        key = app_id, SHARED.get(path, path)
        if key[1] in self.a_minute and self._used_now[key] >= self.a_minute[key[1]]:
            return 45011
        if key[1] in self.a_day and self._used_today[key] >= self.a_day[key[1]]:
            return 45009
        self._used_now[key] += 1
        self._used_today[key] += 1
        return 0

    def clear(self, app_id: str) -> int:
        """Begin the day's count anew; 0, or 48006 when that was done too often this month."""
        self._turn()
        key = app_id, self._day // 30
        if self._cleared[key] >= CLEARED_A_MONTH:
            return 48006
        self._cleared[key] += 1
        for used in [k for k in self._used_today if k[0] == app_id]:
            del self._used_today[used]
        return 0

    def used(self, app_id: str, path: str) -> tuple[int, int]:
        """The day's limit of a path, 0 where there is none, and how many calls were made."""
        self._turn()
        path = SHARED.get(path, path)
        return self.a_day.get(path, 0), self._used_today[app_id, path]

    def _turn(self) -> None:
        now = int(self._now())
        if (now + CHINA_OFFSET) // 86_400 != self._day:
            self._day = (now + CHINA_OFFSET) // 86_400
            self._used_today.clear()
        if now // 60 != self._minute:
            self._minute = now // 60
            self._used_now.clear()
