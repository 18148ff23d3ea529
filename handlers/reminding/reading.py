"""Whether a message asks for a reminder, or for none; all else is for others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from handlers.answer import Memory
from handlers.conversation import chosen
from handlers.enquiries.cues import cues as politeness
from handlers.reminding.cues import cues
from handlers.reminding.days import Due, dues, names_of
from knowledge.numerals import whole_number
from knowledge.pack import Pack
from knowledge.text import normalise

Act = Literal["wish", "mine", "unwish", "opt-out", "opt-in"]

_LONGEST = 60  # characters of a message that may ask for a reminder
_NAMED = 2, 14  # characters of what may name a deadline


@dataclass(frozen=True, slots=True)
class Asked:
    """What a member wants: to be reminded of the deadlines ``of``, or of ``number`` in the list shown last.

    ``named`` is what they call a deadline that is not known; ``every``: they want all of them.
    """

    act: Act
    of: tuple[str, ...] = ()
    number: int = 0
    named: str = ""
    every: bool = False


class Reader:
    """Reads the messages to one association."""

    def __init__(self, pack: Pack) -> None:
        self._dues = dues(pack)
        self._own = [(d, _heard((d.name, *d.record.aliases))) for d in self._dues]
        self._all = [(d, _heard(names_of(pack, d))) for d in self._dues]

    def read(self, text: str, memory: Memory) -> Asked | None:
        """What is asked for by a message in a conversation that is awake; None where it is something else."""
        said = normalise(chosen(text, memory))
        if not said or len(said) > _LONGEST:
            return None
        bare = politeness().bare(said)
        if cues().opt_in.fullmatch(bare):
            return Asked("opt-in")
        if cues().opt_out.fullmatch(bare):
            return Asked("opt-out")
        if cues().mine.fullmatch(bare):
            return Asked("mine")
        return self._unwish(bare) or self._wish(bare)

    def _unwish(self, bare: str) -> Asked | None:
        for pattern in cues().unwish:
            if match := pattern.fullmatch(bare):
                said = match["of"] + match["after"]
                named = self._named(_gist(said))
                if named or not _gist(said) or _number(said):
                    return Asked("unwish", named, _number(said), every=bool(cues().every.search(said)))
        return None

    def _wish(self, bare: str) -> Asked | None:
        match = cues().wish.search(bare)
        if match is None or not cues().about.search(bare) or cues().asks.search(bare):
            return None
        said = bare[: match.start()] + bare[match.end() :]
        gist = _gist(said)
        if not gist:
            return Asked("wish", every=bool(cues().every.search(said)))
        if number := _number(said):
            return Asked("wish", number=number)
        if named := self._named(gist):
            return Asked("wish", named)
        return Asked("wish", named=gist) if len(gist) <= _NAMED[1] else None

    def _named(self, gist: str) -> tuple[str, ...]:
        """The deadlines that somebody may mean: called so, else called alike, else of something called alike."""
        if len(gist) < _NAMED[0]:
            return ()
        exact = _ids(self._own, lambda name: name == gist)
        alike = exact or _ids(self._own, lambda name: gist in name or name in gist)
        return alike or _ids(self._all, lambda name: gist in name or name in gist)


def _ids(named: Sequence[tuple[Due, frozenset[str]]], meant: Callable[[str], bool]) -> tuple[str, ...]:
    return tuple(due.ident for due, names in named if any(map(meant, names)))


def _heard(names: Iterable[str]) -> frozenset[str]:
    """Names as they are heard; what is left of too little says nothing."""
    return frozenset(gist for n in names if len(gist := _gist(politeness().bare(normalise(n)))) >= _NAMED[0])


def _gist(said: str) -> str:
    return cues().noise.sub("", said)


def _number(said: str) -> int:
    match = cues().number.fullmatch(said) or cues().number.fullmatch(_gist(said))
    return whole_number(match["number"]) or 0 if match else 0
