"""The followers of an account, and what each of them allows it to send."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

PAGE = 10_000
MASS_A_MONTH = 4

# What a member does → how many customer messages that allows, and for how many seconds.
ALLOWANCES = {
    "message": (5, 48 * 3600.0),
    "click": (3, 60.0),
    "subscribe": (3, 60.0),
    "scan": (3, 60.0),
}


@dataclass(slots=True)
class _Allowance:
    left: int
    until: float


@dataclass(slots=True)
class Follower:
    """One who follows, or left (``following`` false). ``refuses`` is an errcode that every send to them gets."""

    following: bool = True
    refuses: int = 0
    allowances: dict[str, _Allowance] = field(default_factory=dict)
    consents: Counter[str] = field(default_factory=Counter)
    mass: Counter[int] = field(default_factory=Counter)


class Followers:
    """By openid. A follower of whom nothing more is known is None, so that there may be a million of them.

    ``everyone``: any openid is taken for a follower's.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._known: dict[str, Follower | None] = {}
        self._listed: list[str] | None = None
        self.tags: dict[int, tuple[str, set[str]]] = {}
        self.everyone = False

    def add(self, openids: Iterable[str]) -> None:
        """More followers."""
        self._listed = None
        for openid in openids:
            self._known.setdefault(openid, None)

    def act(self, openid: str, kind: str) -> None:
        """A member does something: writes (``message``), taps (``click``), scans, follows or leaves."""
        follower = self._change(openid)
        if kind == "unsubscribe":
            follower.following, self._listed = False, None
            follower.allowances.clear()
            follower.consents.clear()
            return
        if not follower.following:
            follower.following, self._listed = True, None
        if kind in ALLOWANCES:
            count, seconds = ALLOWANCES[kind]
            follower.allowances[kind] = _Allowance(count, self._now() + seconds)

    def refuse(self, openid: str, code: int) -> None:
        """From now on every send to a member gets this errcode; 0: none does."""
        self._change(openid).refuses = code

    def consent(self, openid: str, template: str, *, accepts: bool) -> None:
        """A member agrees to one notification more, or to none at all."""
        consents = self._change(openid).consents
        consents[template] = consents[template] + 1 if accepts else 0

    def refusal(self, openid: str) -> int:
        """0, or the errcode of a send to this openid, whatever is sent."""
        if openid not in self._known:
            return 0 if self.everyone else 40003
        follower = self._known[openid]
        if follower is None:
            return 0
        return follower.refuses or (0 if follower.following else 43004)

    def spend_allowance(self, openid: str) -> int:
        """Count a customer message; 0, or 45015 outside of every window, 45047 where none is left."""
        follower = self._known.get(openid)
        now = self._now()
        alive = sorted(
            (a for a in (follower.allowances if follower else {}).values() if now < a.until), key=lambda a: a.until
        )
        if not alive:
            return 45015
        for allowance in alive:
            if allowance.left:
                allowance.left -= 1
                return 0
        return 45047

    def spend_consent(self, openid: str, template: str) -> int:
        """Count a subscription notification; 0, or 43101 without consent."""
        follower = self._known.get(openid)
        if follower is None or not follower.consents[template]:
            return 43101
        follower.consents[template] -= 1
        return 0

    def spend_mass(self, openid: str, month: int) -> bool:
        """Count a mass message; whether it reaches the member, which four a month do."""
        if self.refusal(openid):
            return False
        follower = self._change(openid)
        follower.mass[month] += 1
        return follower.mass[month] <= MASS_A_MONTH

    def page(self, after: str) -> tuple[int, Sequence[str]]:
        """How many follow, and up to 10,000 of them that come after an openid."""
        listed = self.listed()
        start = bisect_right(listed, after) if after else 0
        return len(listed), listed[start : start + PAGE]

    def listed(self) -> Sequence[str]:
        """All who follow, in order."""
        if self._listed is None:
            self._listed = sorted(o for o, f in self._known.items() if f is None or f.following)
        return self._listed

    def tag(self, number: int, name: str, openids: Iterable[str]) -> None:
        """A tag, and who has it."""
        self.tags[number] = name, set(openids)
        self.add(self.tags[number][1])

    def tagged(self, number: int, after: str) -> Sequence[str]:
        """Up to 10,000 followers who have a tag and come after an openid."""
        listed = sorted(o for o in self.tags[number][1] if not self.refusal(o))
        start = bisect_right(listed, after) if after else 0
        return listed[start : start + PAGE]

    def _change(self, openid: str) -> Follower:
        follower = self._known.get(openid)
        if follower is None:
            if openid not in self._known:
                self._listed = None
            follower = self._known[openid] = Follower()
        return follower
