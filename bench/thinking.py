"""Understanding and answering alone: a desk, a question, no webhook, no store."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from bench.wording import Question, wordings
from bot.desks import Answering
from handlers.answer import Memory


@dataclass(frozen=True, slots=True)
class Thinking:
    """Milliseconds of a core that one answer takes at a desk."""

    account: str
    answers: int
    median: float
    worst: float  # that 1 answer in 100 exceeds


def think(
    desks: Mapping[str, Answering], questions: tuple[Question, ...], now: datetime, turns: int = 6, rounds: int = 3
) -> list[Thinking]:
    """Every question in ``turns`` wordings at its own account's desk, after one wording that does not count.

    Of ``rounds`` over them all the least time of each counts: what else the machine did is left out as far as can be.
    Between two rounds a desk hears more other texts than it keeps readings of, so that none is known any more.
    """
    asked = list(islice(wordings(questions), len(questions) * (turns + 1)))
    least = [min(times) for times in zip(*(_round(desks, asked, now) for _ in range(rounds)), strict=True)]
    taken: dict[str, list[float]] = {account: [] for account in desks}
    for question, spent in islice(zip(asked, least, strict=True), len(questions), None):
        taken[question.account].append(spent)
    return [Thinking(a, len(times), reached(times, 0.50), reached(times, 0.99)) for a, times in taken.items() if times]


def _round(desks: Mapping[str, Answering], asked: Sequence[Question], now: datetime) -> list[float]:
    return [milliseconds(desks[question.account], question.text, now) for question in asked]


def milliseconds(desk: Answering, text: str, now: datetime) -> float:
    """The milliseconds of a core that one answer takes, whatever else the machine does meanwhile."""
    begun = time.thread_time()
    desk.reply(text, Memory(), now)
    return (time.thread_time() - begun) * 1000


def reached(times: Sequence[float], share: float) -> float:
    """The time that this share of times does not exceed."""
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]
