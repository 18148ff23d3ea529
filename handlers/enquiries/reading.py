"""Whether a message asks for the member's own case, and what of it; all else is for the desk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from handlers.answer import Memory
from handlers.conversation import chosen
from handlers.enquiries.credentials import Credentials, credentials
from handlers.enquiries.cues import cues
from knowledge.pack import Pack
from knowledge.text import normalise

Kind = Literal["submission", "unit", "any"]
Act = Literal["see", "give", "lost", "stop", "unbind", "erase", "confirm"]

_LONGEST = 120  # characters of a message that may be an enquiry
_UNASKED = 7  # characters of a number that nobody asked for
_SERIAL = 3, 5  # or digits, and characters: FS-0001
_ASKED = 4  # characters of one that was asked for
_PREFIX = re.compile(r"[\u4e00-\u9fff]{1,6}")  # of a number that was asked for
_SEPARATORS = re.compile(r"[\s\-‐-―−_/\\.·]+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a member wants: ``see`` their case, ``give`` what a look-up needs, and what goes on around these.

    ``number`` and ``digits`` are as this message gives them; ``miscounted``: the digits were not four.
    """

    act: Act
    kind: Kind = "any"
    number: str = ""
    digits: str = ""
    miscounted: bool = False


class Reader:
    """Reads the messages to one association, which lets people apply or keeps a roll, or neither."""

    def __init__(self, pack: Pack) -> None:
        self._applies = bool(pack.applying.applications)
        self._rolls = pack.applying.roll is not None
        self._printed = tuple(_SEPARATORS.sub("", text.squeezed) for text in pack.texts.values())

    def read(self, text: str, memory: Memory) -> Wanted | None:
        """What is wanted by a message in a conversation that is awake; None where it is a question for the desk."""
        said = normalise(chosen(text, memory))
        if not said or len(said) > _LONGEST:
            return None
        given = credentials(said)
        return next((w for w in self._readings(said, given, memory) if w is not None), None)

    def _readings(self, said: str, given: Credentials, memory: Memory) -> Iterator[Wanted | None]:
        bare = cues().bare(said)
        if cues().confirm.found(bare):
            yield Wanted("confirm")
        if cues().erase.found(bare):
            yield Wanted("erase")
        if memory.enquiry.kind and not _is_checked(memory) and cues().stop.found(bare):
            yield Wanted("stop")
        if not (self._applies or self._rolls):
            return
        yield self._asked(given)
        if _waiting(memory) and cues().lost_meanwhile.found(bare):
            yield Wanted("lost", _kind_of(memory))
        yield self._given(given, memory)

    def _asked(self, given: Credentials) -> Wanted | None:
        """What is asked for in so many words, whatever numbers stand beside them."""
        rest, gist = cues().bare(given.rest), cues().gist(given.rest, numbered=given.given)
        if cues().unbind.found(rest):
            return Wanted("unbind", number=given.number)
        if cues().lost.found(rest) and not given.number:
            return Wanted("lost", self._kind(given))
        if self._applies and cues().status.found(gist):
            return Wanted("see", "submission", given.number, given.digits, given.miscounted)
        if self._rolls and cues().dues.found(gist):
            return Wanted("see", "unit", given.number, given.digits, given.miscounted)
        return None

    def _given(self, given: Credentials, memory: Memory) -> Wanted | None:
        """Number and digits by themselves: any that were asked for, else what can hardly be anything else."""
        left = cues().left_of(given.rest)
        if left and _waiting(memory) and _begins(left, given):
            given, left = replace(given, number=left + given.number), ""
        if left or not given.given:
            return None
        asked = given.digits or given.miscounted or (len(given.number) >= _ASKED and not _is_standard(given.number))
        if _waiting(memory) and asked:
            kind = self._kind(given) if given.kind else _kind_of(memory)
            return Wanted("give", kind, given.number, given.digits, given.miscounted)
        if given.number and (given.kind or self._unmistakable(given)):
            return Wanted("give", self._kind(given), given.number, given.digits)
        return None

    def _unmistakable(self, given: Credentials) -> bool:
        """Whether a number that nobody asked for is one: long enough, of letters and digits, and in no document."""
        plain = _SEPARATORS.sub("", given.number)
        digits = sum(c.isdigit() for c in plain)
        long = len(plain) >= _UNASKED or (digits >= _SERIAL[0] and len(plain) >= _SERIAL[1])
        mixed = 0 < digits < len(plain) or (bool(given.digits) and len(plain) >= _UNASKED)
        if not (mixed and long) or _is_standard(given.number):
            return False
        return not any(plain in text for text in self._printed)

    def _kind(self, given: Credentials) -> Kind:
        if self._applies and self._rolls:
            return "submission" if given.kind == "submission" else "unit" if given.kind == "unit" else "any"
        return "submission" if self._applies else "unit"


def _begins(left: str, given: Credentials) -> bool:
    """Whether what was said besides is where a number begins that an office gave: 青茶2025-012."""
    whole = _PREFIX.fullmatch(left) and f"{left} " in given.rest  # right before what was taken out
    return bool(whole) and sum(map(str.isdigit, given.number)) >= _ASKED and not _is_standard(given.number)


def _is_standard(number: str) -> bool:
    return bool(cues().standards.fullmatch(_SEPARATORS.sub("", number)))


def _is_checked(memory: Memory) -> bool:
    """Whether the member is being asked for something else: to check a case criterion by criterion."""
    return bool(memory.check.records) and not memory.check.paused


def _waiting(memory: Memory) -> bool:
    """Whether number or digits were asked for, and nothing else since."""
    return memory.enquiry.kind not in {"", "erase"} and not _is_checked(memory)


def _kind_of(memory: Memory) -> Kind:
    kind = memory.enquiry.kind
    return "any" if kind == "" or kind == "erase" else kind  # noqa: PLR1714  # the type checker follows these two alone
