"""What members received, and what was called: the stand-in's own record, which tests and the simulator read."""

from __future__ import annotations

import sys
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

CALLS = 1000  # of the latest calls that are kept whole


@dataclass(frozen=True, slots=True)
class Received:
    """A message that a member got. ``number`` counts all from 1; ``content`` is JSON; ``key`` the caller's own id."""

    number: int
    at: float
    account: str
    member: str
    channel: str
    ident: str
    key: str
    content: str


class Record:
    """Kept in memory as long as the stand-in runs; equal contents are kept once."""

    def __init__(self) -> None:
        self._received: list[Received] = []
        self._calls: deque[dict[str, Any]] = deque(maxlen=CALLS)
        self._answers: Counter[tuple[str, str, str]] = Counter()

    def deliver(
        self, account: str, member: str, channel: str, *, at: float, ident: str, key: str, content: str
    ) -> None:
        """A member got a message."""
        number, content = len(self._received) + 1, sys.intern(content)
        self._received.append(Received(number, at, account, member, channel, ident, key, content))

    def called(self, account: str, path: str, answered: object, body: object) -> None:
        """A call, and how it was answered: an errcode, or what went wrong."""
        self._answers[account, path, str(answered)] += 1
        self._calls.append({"account": account, "path": path, "answered": answered, "body": body})

    def received(
        self, account: str = "", member: str = "", *, channel: str = "", after: int = 0, limit: int = 1_000_000
    ) -> list[dict[str, Any]]:
        """What was received later than message ``after``, oldest first."""
        found = []
        for each in self._since(after):
            if account in ("", each.account) and member in ("", each.member) and channel in ("", each.channel):
                found.append(asdict(each))
                if len(found) == limit:
                    break
        return found

    def summary(self, account: str = "") -> dict[str, Any]:
        """How many messages, to how many members, and the most that any one member got on any one channel."""
        each_got: Counter[tuple[str, str, str]] = Counter()
        channels: Counter[str] = Counter()
        for each in self._since(0):
            if account in ("", each.account):
                each_got[each.account, each.member, each.channel] += 1
                channels[each.channel] += 1
        members = len({(a, m) for a, m, _ in each_got})
        return {
            "messages": channels.total(),
            "members": members,
            "most": max(each_got.values(), default=0),
            "channels": dict(channels),
        }

    def calls(self) -> dict[str, Any]:
        """How often each path was answered how, and the latest calls."""
        counts = [{"account": a, "path": p, "answered": w, "count": n} for (a, p, w), n in self._answers.items()]
        return {"counts": counts, "latest": list(self._calls)}

    def clear(self) -> None:
        """Forget all of it."""
        self._received.clear()
        self._calls.clear()
        self._answers.clear()

    def _since(self, after: int) -> Iterator[Received]:
        for place in range(max(after, 0), len(self._received)):
            yield self._received[place]
