"""What a draft that made itself is for (时机), as it is kept beside it; to be read without a pack."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.broadcast.broadcast import Draft
from bot.broadcast.reasons import PASSED, YEAR_PASSED

DUES = "dues"
WITHDRAWN = "#"  # follows the key of what was withdrawn, with the broadcast's id


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a draft is for: ``of`` a deadline's record, or dues; the ``day`` it is about, how many days ``before``."""

    of: str
    day: date
    before: int = 0

    @property
    def key(self) -> str:
        """As it is kept with a broadcast: one of each."""
        return f"{self.of}|{self.day.isoformat()}|{self.before}"

    @property
    def send_on(self) -> date:
        """The day to send it."""
        return self.day - timedelta(days=self.before)

    @classmethod
    def read(cls, key: str) -> Occasion | None:
        """The occasion of a key; None for what was not made here, or was withdrawn."""
        parts = key.split("|")
        try:
            of, day, before = parts
            return cls(of, date.fromisoformat(day), int(before))
        except ValueError:
            return None

    @property
    def mark(self) -> str:
        """By what staff tell the drafts of one day apart; members are told by the day alone."""
        if self.of == DUES:
            return ""
        return f"提前{self.before}天" if self.before else "当天"

    def over(self, today: date) -> str:
        """Why nobody is to be told of it any more; nothing while its day, or of dues its year, has not passed."""
        if self.of == DUES:
            return YEAR_PASSED if self.day.year < today.year else ""
        return PASSED if self.day < today else ""

    def replaces(self, other: Occasion, today: date) -> bool:
        """Whether it is a later one of the same day whose own day has come, and says all that the other would say."""
        same = (self.of, self.day) == (other.of, other.day)
        return same and self.before < other.before and self.send_on <= today


def mark_of(draft: Draft) -> str:
    """The mark of what made itself, withdrawn or not; nothing for what staff compose."""
    occasion = Occasion.read(draft.occasion.partition(WITHDRAWN)[0])
    return occasion.mark if occasion is not None else ""


def titled(draft: Draft) -> str:
    """The name of a draft as staff see it."""
    mark = mark_of(draft)
    return f"{draft.name}（{mark}）" if mark else draft.name


def replaced(occasion: Occasion, others: Iterable[Occasion], today: date) -> bool:
    """Whether any of the others takes its place."""
    return any(other.replaces(occasion, today) for other in others)
