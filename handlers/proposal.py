"""What a handler offers for a question: a reading with its score, and the answer it would give."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from handlers.answer import Answer, Check, Memory, Reading, Slots
from handlers.library import Library, share_explained
from handlers.question import Question
from handlers.ranking import Scored

ENOUGH = 0.6  # a reading that explains less of a question does not answer it
_COMPUTED = 0.12
_ABOVE = 0.04
_TOLD = 0.6  # what words that tell of the case explain


@dataclass(frozen=True)
class Asked:
    """All that a handler may look at: the question, the library, the conversation, the business time."""

    question: Question
    library: Library
    memory: Memory
    now: datetime
    ranked: tuple[Scored, ...]

    @property
    def today(self) -> date:
        """The business day."""
        return self.now.date()


@dataclass(frozen=True)
class Proposal:
    """A reading and how to answer it. What stands behind ``build`` is remembered; ``enough`` is the least score.

    One that is not ``sure`` says itself that it is only the nearest there is.
    ``check`` is where the checking of a case stands after it; None where the answer has nothing to do with that.
    """

    reading: Reading
    build: Callable[[], Answer]
    subjects: tuple[str, ...] = ()
    facet: str = ""
    counted: str = ""
    slots: Slots = field(default_factory=dict)
    listed: tuple[str, ...] = ()
    enough: float = ENOUGH
    sure: bool = True
    check: Check | None = None

    @property
    def score(self) -> float:
        """How much of the question this reading explains, from 0 to a little above 1."""
        return self.reading.score


def background(question: Question, names: float = 1.0) -> dict[int, float]:
    """The strengths of a reading that computes: names and numbers are put to use, other words are what it is about."""
    return {
        t.start: _TOLD if t.role in {"word", "common"} else names if t.role == "name" else 1.0 for t in question.tokens
    }


def computed_score(asked: Asked, strength: dict[int, float], records: Iterable[str]) -> float:
    """The score of a reading that computes from the member's own words: above a mere quote of the same records."""
    wanted = frozenset(records)
    quoted = max((s.score for s in asked.ranked if s.unit.related & wanted), default=0.0)
    return round(max(share_explained(asked.question, strength) + _COMPUTED, quoted + _ABOVE), 3)


Handler = Callable[[Asked], Proposal | None]
