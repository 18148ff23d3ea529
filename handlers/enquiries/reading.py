"""Whether a message asks for the member's own case, and what of it; all else is for the desk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from handlers.answer import Memory
from handlers.conversation import chosen
from handlers.enquiries.credentials import (
    Credentials,
    credentials,
    hidden,
    is_card,
    is_elses,
    is_standard,
    is_yearly,
    plain,
    within,
)
from handlers.enquiries.cues import cues
from handlers.enquiries.typed import typed
from handlers.enquiries.vocabulary import Vocabulary
from knowledge.pack import Pack
from knowledge.text import normalise

Kind = Literal["submission", "unit", "any"]
Act = Literal[
    "see", "give", "lost", "stop", "unbind", "erase", "confirm", "settled", "explain", "nothing_kept", "glued"
]

_LONGEST = 120  # characters of a message that may be an enquiry
_LONGEST_AROUND = 400  # of one that holds a number that can be nothing else
_UNASKED = 7  # characters of a number that nobody asked for
_SERIAL = 3, 5  # or digits, and characters: FS-0001
_ASKED = 4  # characters of one that was asked for
_DIGITS = re.compile(r"[0-9]{2,12}")  # a number where the telephone's digits are there already
_ORDINALS = "一二三四五"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a member wants: ``see`` their case, ``give`` what a look-up needs, and what goes on around these.

    ``number`` and ``digits`` are as this message gives them, ``more`` further ones; ``miscounted``: the digits were not
    four. ``topic`` is what of a case is to be told first, or the status that is to be explained.
    """

    act: Act
    kind: Kind = "any"
    number: str = ""
    digits: str = ""
    miscounted: bool = False
    more: tuple[tuple[str, str], ...] = ()
    topic: str = ""


class Reader:
    """Reads the messages to one association, which lets people apply or keeps a roll, or neither."""

    def __init__(self, pack: Pack) -> None:
        self._applies = bool(pack.applying.applications)
        self._rolls = pack.applying.roll is not None
        self._printed = tuple(plain(text.squeezed) for text in pack.texts.values())
        self._words = Vocabulary.of(pack.applying)

    def read(self, text: str, memory: Memory) -> Wanted | None:
        """What is wanted by a message in a conversation that is awake; None where it is a question for the desk."""
        said = normalise(self._chosen(text, memory))
        if not said or len(said) > _LONGEST_AROUND:
            return None
        if len(said) <= _LONGEST:
            given = credentials(said)
            wanted = next((w for w in self._readings(said, given, memory) if w is not None), None)
            if wanted is not None:
                return wanted
        return self._around(said)

    def hidden(self, text: str) -> str:
        """A message as it may be kept for staff: what could be a number, digits or a telephone is left out."""
        said = normalise(text)
        kept = hidden(said)
        return text if kept == said or self._is_printed(said) else kept

    def _chosen(self, text: str, memory: Memory) -> str:
        """What is said with a number or an ordinal that answers the last turn's choices."""
        said = chosen(text, memory)
        if (which := cues().ordinal.fullmatch(said.strip(" 。.?？!！"))) is not None:
            at = _ORDINALS.find(which[1]) if which[1] in _ORDINALS else int(which[1]) - 1
            say = memory.choices[at].say if at < len(memory.choices) else ""
            return say if cues().status.found(cues().gist(credentials(normalise(say)).rest, numbered=True)) else said
        return said

    def _readings(self, said: str, given: Credentials, memory: Memory) -> Iterator[Wanted | None]:
        bare = cues().bare(said)
        if cues().confirm.found(bare):
            yield Wanted("confirm")
        if cues().erase.found(bare):
            yield Wanted("erase")
        if memory.enquiry.kind not in {"", "shown"} and not _is_checked(memory) and cues().stop.found(bare):
            yield Wanted("stop")
        yield self._asked(given)
        if not (self._applies or self._rolls):
            return
        if (status := self._words.explained(bare)) and not given.given:
            yield Wanted("explain", "submission", topic=status)
        if memory.enquiry.kind == "shown" and cues().shown.found(bare):
            yield Wanted("see", "submission", topic=cues().topic(bare, shown=True))
        if cues().settled.found(bare) and not given.given:
            yield Wanted("settled", self._kind(given))
        if _waiting(memory) and cues().lost_meanwhile.found(bare):
            yield Wanted("lost", _kind_of(memory))
        if _waiting(memory) and memory.enquiry.digits and not memory.enquiry.number and _DIGITS.fullmatch(bare):
            yield Wanted("give", _kind_of(memory), bare)
        if _waiting(memory) and (number := typed(said)) is not None:
            yield Wanted("give", _kind_of(memory), number.number, number.digits)
        yield self._given(given, memory)

    def _asked(self, given: Credentials) -> Wanted | None:
        """What is asked for in so many words, whatever numbers stand beside them."""
        rest, gist = cues().bare(given.rest), cues().gist(given.rest, numbered=given.given)
        if (self._applies or self._rolls) and cues().unbind.found(rest):
            return Wanted("unbind", number=given.number)
        if (self._applies or self._rolls) and cues().lost.found(rest) and not given.number:
            return Wanted("lost", self._kind(given))
        if any(cues().status.found(g) for g in (gist, self._words.general(gist))):
            if not self._applies:
                return Wanted("nothing_kept") if not self._rolls else None
            return self._wanted("see", "submission", given, cues().topic(rest))
        if self._rolls and cues().dues.found(gist):
            return self._wanted("see", "unit", given, "")
        return None

    def _wanted(self, act: Act, kind: Kind, given: Credentials, topic: str) -> Wanted:
        if given.glued:
            return Wanted("glued", kind)
        return Wanted(act, kind, given.number, given.digits, given.miscounted, given.more, topic)

    def _given(self, given: Credentials, memory: Memory) -> Wanted | None:
        """Number and digits by themselves: any that were asked for, else what can hardly be anything else."""
        left = cues().left_of(given.rest)
        if left or not given.given:
            return None
        asked = given.digits or given.miscounted or (len(given.number) >= _ASKED and not is_standard(given.number))
        if _waiting(memory) and asked and not is_card(given.number):
            kind = self._kind(given) if given.kind else _kind_of(memory)
            return self._wanted("give", kind, given, "")
        if given.number and (given.kind or self._unmistakable(given)):
            return self._wanted("give", self._kind(given), given, "")
        return None

    def _around(self, said: str) -> Wanted | None:
        """A number that can be nothing else in an ordinary sentence: with digits, or with a word that asks."""
        given = within(said)
        if not given.number or self._is_printed(given.number):
            return None
        if not (self._applies or self._rolls):
            return Wanted("nothing_kept") if given.digits or cues().asking.search(given.rest) else None
        if given.glued:
            return Wanted("glued", self._kind(given))
        if given.digits or given.kind or cues().asking.search(given.rest):
            return self._wanted("see", self._kind(given), given, cues().topic(given.rest))
        return None

    def _unmistakable(self, given: Credentials) -> bool:
        """Whether a number that nobody asked for is one: long enough, of letters and digits, and in no document."""
        text = plain(given.number)
        digits = sum(c.isdigit() for c in text)
        long = len(text) >= _UNASKED or (digits >= _SERIAL[0] and len(text) >= _SERIAL[1])
        mixed = 0 < digits < len(text) or (bool(given.digits) and is_yearly(text))
        return mixed and long and not is_elses(given.number) and not self._is_printed(text)

    def _is_printed(self, number: str) -> bool:
        return any(plain(number) in text for text in self._printed)

    def _kind(self, given: Credentials) -> Kind:
        if self._applies and self._rolls:
            return "submission" if given.kind == "submission" else "unit" if given.kind == "unit" else "any"
        return "submission" if self._applies else "unit"


def _is_checked(memory: Memory) -> bool:
    """Whether the member is being asked for something else: to check a case criterion by criterion."""
    return bool(memory.check.records) and not memory.check.paused


def _waiting(memory: Memory) -> bool:
    """Whether number or digits were asked for, and nothing else since."""
    return memory.enquiry.kind not in {"", "erase", "shown"} and not _is_checked(memory)


def _kind_of(memory: Memory) -> Kind:
    kind = memory.enquiry.kind
    return kind if kind == "submission" or kind == "unit" else "any"  # noqa: PLR1714  # the type checker follows this alone
