"""What a store promises of who may see what, and of what keeps others from guessing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Binding:
    """That a member may see something: a ``submission`` or a ``unit``, by the key of its number.

    ``digits`` proved it; ``over``: the telephone has changed since, and nothing is shown any more. ``told`` is the
    status that the member was told last, empty where that is not known.
    """

    kind: str
    key: str
    digits: str = ""
    told: str = ""
    over: bool = False


@dataclass(frozen=True, slots=True)
class Attempt:
    """A look-up by number and digits. ``subjects`` are who tried and what was tried; see ``bot.store.access``.

    ``locked`` is what the reply takes for granted: that one of them was locked, or none.
    """

    subjects: tuple[str, ...]
    locked: bool
    failed: bool


@dataclass(frozen=True, slots=True)
class Effects:
    """What a turn does besides being answered.

    ``shows`` are bindings whose present status the reply tells. ``erases``: all that is kept on its member is removed.
    ``wishes`` and ``unwishes`` are deadlines of which the member wants to be reminded from now on, or no longer;
    ``opts`` says that they want no broadcasts (``out``), or want them again (``in``).
    """

    attempt: Attempt | None = None
    binds: tuple[Binding, ...] = ()
    unbinds: tuple[Binding, ...] = ()
    shows: tuple[Binding, ...] = ()
    erases: bool = False
    wishes: tuple[str, ...] = ()
    unwishes: tuple[str, ...] = ()
    opts: Literal["", "in", "out"] = ""


class Access(Protocol):
    """Who may see which submission or unit; changed by the effects of turns alone."""

    async def bound(self, account: str, member: str) -> Sequence[Binding]:
        """What a member may see, and what is over, in the order in which it was bound."""
        ...

    async def locked(self, account: str, subjects: Sequence[str], at: float) -> bool:
        """Whether any of the subjects is locked at a time, after too many failed look-ups."""
        ...
