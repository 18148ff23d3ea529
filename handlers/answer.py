"""What an answer is made of, and what a member's conversation remembers.

Everything here is a plain value: no store, no clock, no platform.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, TypeAdapter, ValidationError

from handlers.question import Question

Outcome = Literal["answered", "unspecified", "clarify", "unknown", "handoff"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement stands: document title, section, and a verbatim quote."""

    document: str
    section: str
    quote: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Something a member may tap; ``say`` is the text that the tap sends, and that may be typed as well."""

    label: str
    say: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply before it is laid out.

    ``lead`` answers in its first line; ``lines`` are what else the member needs to act, in order of
    importance, each whole (a page never ends inside one); ``sources`` are shown as one closing line.
    ``listed`` marks ``lines`` as a list that is numbered and paged; ``then`` is what the member is asked in turn,
    right above the choices.
    """

    lead: str
    outcome: Outcome
    handler: str
    lines: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    choices: tuple[Choice, ...] = ()
    listed: bool = False
    then: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a question was understood: for ``ask --json`` and the simulator's fold-out."""

    handler: str
    subject: str
    asked: str
    score: float
    why: tuple[str, ...] = ()

    def read_from(self, words: tuple[str, ...]) -> Reading:
        """The same, with the words that it was read from."""
        return Reading(self.handler, self.subject, self.asked, self.score, words)


def _with_zone(text: str) -> str:
    if text and datetime.fromisoformat(text).tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return text


Moment = Annotated[str, AfterValidator(_with_zone)]
Slots = dict[str, tuple[tuple[str, str], ...]]  # cells of a table that were talked of: table id, row or column


@dataclass(frozen=True, slots=True)
class Told:
    """What a member told of one criterion, which goes by its text: met or left open, and in which words.

    ``value`` is the kind of applicant that was told, ``narrow`` says that a question more would decide.
    """

    criterion: str
    state: Literal["met", "open"]
    words: str
    value: str = ""
    narrow: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """A case that is checked criterion by criterion; the empty one is none.

    ``records`` are several until it is known which is meant. ``asked`` is the criterion that was asked for last,
    ``narrow`` whether it was the question that a vague reply needed, ``again`` whether it was not understood before.
    ``paused``: the member asked something else meanwhile.
    """

    records: tuple[str, ...] = ()
    told: tuple[Told, ...] = ()
    asked: str = ""
    narrow: bool = False
    again: bool = False
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Enquiry:
    """What a member is being asked for to see their own case; the empty one is none.

    ``kind``: a submission, a unit on the roll, either (``any``), or the removal of what is kept. ``number`` and
    ``digits`` are what was given until now; what is not there yet is waited for. ``shown``: nothing is, and a
    submission was shown, of which more may be asked.
    """

    kind: Literal["", "submission", "unit", "any", "erase", "shown"] = ""
    number: str = ""
    digits: str = ""


@dataclass(frozen=True, slots=True)
class Memory:
    """What a conversation carries from one turn to the next; one for each member and account.

    It is kept by the caller as the text of :meth:`dump` and holds record ids and the member's own choices; of personal
    data only what a running ``enquiry`` was given. ``earlier`` is what the turn before the last was about, ``counted``
    the unit that was asked for, ``listed`` the record and facet of the last list that was shown (and the entry, where
    it was only that; see :mod:`handlers.references`), ``at`` the business time of the last turn as ISO text with its
    zone.
    """

    subjects: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    facet: str = ""
    counted: str = ""
    slots: Slots = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    listed: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    misses: int = 0
    check: Check = field(default_factory=Check)
    enquiry: Enquiry = field(default_factory=Enquiry)
    at: Moment = ""

    def dump(self) -> str:
        """The memory as compact JSON."""
        return _MEMORY.dump_json(self).decode()

    @classmethod
    def load(cls, text: str | None) -> Memory:
        """The memory that :meth:`dump` wrote; an empty one for nothing, or for anything else."""
        if not text:
            return cls()
        try:
            raw = _MEMORY.validate_json(text)
        except ValidationError:
            return cls()
        return raw


@dataclass(frozen=True, slots=True)
class Reply:
    """One turn's outcome: the answer, its text as sent (at most 2,048 bytes), and what to remember.

    ``question`` is what was understood, where it was a question; :mod:`handlers.explaining` tells of its words.
    ``records`` are the ids of the records that the reading is of, and those of the runner-up.
    """

    answer: Answer
    text: str
    memory: Memory
    reading: Reading | None = None
    runner_up: Reading | None = None
    question: Question | None = None
    records: tuple[tuple[str, ...], ...] = ()


_MEMORY = TypeAdapter(Memory)

Link = Callable[[Choice], str]


def plain_link(choice: Choice) -> str:
    """A choice where nothing can be tapped: its label alone."""
    return choice.label
