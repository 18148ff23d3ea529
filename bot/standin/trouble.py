"""What may go wrong with a call, on command: how, how often, and whether the call was carried out all the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

EVERYWHERE = "*"

Kind = Literal["errcode", "slow", "reset", "silence", "garbage", "status"]


class Trouble(BaseModel):
    """A rule. ``path`` is that of a call, ``*`` any, or a beginning that ends in ``*``.

    ``errcode``: WeChat refuses with ``code``, and nothing is done. ``slow``: the answer takes ``seconds`` more.
    ``reset``: the connection is cut. ``silence``: no answer comes. ``garbage``: a page that is no JSON. ``status``: an
    HTTP status ``code``. With the last four the call is carried out before, with the probability ``done``.

    ``rate`` is how often the rule bites, ``times`` at most how often altogether. The first rule that bites counts, but
    for slow ones, which add up. ``account`` and ``members`` restrict it.
    """

    model_config = ConfigDict(extra="forbid")

    kind: Kind
    path: str = EVERYWHERE
    code: int = 0
    seconds: float = Field(default=1.0, ge=0)
    rate: float = Field(default=1.0, ge=0, le=1)
    times: int | None = Field(default=None, ge=0)
    done: float = Field(default=1.0, ge=0, le=1)
    account: str = ""
    members: frozenset[str] = frozenset()

    def concerns(self, account: str, path: str, member: str) -> bool:
        """Whether the rule is about this call."""
        if self.times == 0 or self.account not in ("", account) or (self.members and member not in self.members):
            return False
        return path.startswith(self.path[:-1]) if self.path.endswith(EVERYWHERE) else path == self.path


class Troubles:
    """The rules in force; ``chance`` gives numbers from 0 to 1."""

    def __init__(self, chance: Callable[[], float]) -> None:
        self._chance = chance
        self.rules: list[Trouble] = []

    def strike(self, account: str, path: str, member: str) -> tuple[Trouble | None, float]:
        """What goes wrong with a call, if anything, and the seconds that it takes longer."""
        seconds = 0.0
        for rule in self.rules:
            if not rule.concerns(account, path, member) or (rule.rate < 1 and self._chance() >= rule.rate):
                continue
            if rule.times is not None:
                rule.times -= 1
            if rule.kind != "slow":
                return rule, seconds
            seconds += rule.seconds
        return None, seconds

    def is_done(self, trouble: Trouble) -> bool:
        """Whether a call with this trouble is carried out."""
        return trouble.kind != "errcode" and (trouble.done >= 1 or self._chance() < trouble.done)
