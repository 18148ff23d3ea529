"""Access tokens: stable and classic ones, which end, overlap, and can be forced or taken away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

LASTS = 7200.0  # seconds
OVERLAP = 300.0  # seconds for which the one before still works
FORCED_APART = 30.0
FORCED_A_DAY = 20
CHINA_OFFSET = 8 * 3600


@dataclass(slots=True)
class _Current:
    token: str
    ends: float
    forced_at: float = -1e18
    forced_day: int = 0
    forced: int = 0


class Tokens:
    """Hands tokens out and knows them again. ``now`` is seconds; ``lasts`` may be set to make them end sooner."""

    def __init__(self, now: Callable[[], float], entropy: Callable[[int], bytes]) -> None:
        self._now = now
        self._entropy = entropy
        self._current: dict[tuple[str, str], _Current] = {}
        self._owners: dict[str, tuple[str, float]] = {}
        self.lasts = LASTS
        self.overlap = OVERLAP

    def stable(self, app_id: str, *, force: bool) -> tuple[str, float] | int:
        """The account's stable token and the seconds that it lasts, the same for everybody; or an errcode."""
        now, kind = self._now(), ("stable", app_id)
        current = self._current.get(kind)
        if current is None or current.token not in self._owners:
            current = self._current[kind] = _Current(self._new(app_id), now + self.lasts)
        elif force:
            refusal = self._force(current, now)
            if refusal:
                return refusal
            del self._owners[current.token]  # ends at once
            current.token, current.ends = self._new(app_id), now + self.lasts
        elif current.ends - now < min(self.overlap, self.lasts / 2):  # the one before works until its own end
            current.token, current.ends = self._new(app_id), now + self.lasts
        return current.token, current.ends - now

    def classic(self, app_id: str) -> tuple[str, float]:
        """A new classic token; the one before ends soon."""
        now, kind = self._now(), ("classic", app_id)
        if before := self._current.get(kind):
            owner, ends = self._owners.get(before.token, (app_id, now))
            self._owners[before.token] = owner, min(ends, now + self.overlap)
        current = self._current[kind] = _Current(self._new(app_id), now + self.lasts)
        return current.token, self.lasts

    def owner(self, token: str) -> str | int:
        """The AppID of who holds a token, or the errcode of one that is wrong or ended."""
        app_id, ends = self._owners.get(token, ("", 0.0))
        if not app_id:
            return 40001
        return app_id if self._now() < ends else 42001

    def end(self, app_id: str = "") -> None:
        """End all tokens, or those of one account, before their time."""
        self._owners = {t: o for t, o in self._owners.items() if app_id and o[0] != app_id}

    def _new(self, app_id: str) -> str:
        token = self._entropy(64).hex()
        self._owners[token] = app_id, self._now() + self.lasts
        return token

    def _force(self, current: _Current, now: float) -> int:
        """0, or why a new token is not forced now; counts."""
        day = int(now + CHINA_OFFSET) // 86_400
        if current.forced_day != day:
            current.forced_day, current.forced = day, 0
        if current.forced >= FORCED_A_DAY:
            return 45009
        if now - current.forced_at < FORCED_APART:
            return 45011
        current.forced_at, current.forced = now, current.forced + 1
        return 0
