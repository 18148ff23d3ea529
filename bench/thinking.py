"""Understanding and answering alone: a desk, a question, no webhook, no store."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from bench.wording import Question, wordings
from bot.desks import Answering
from handlers.answer import Memory


@dataclass(frozen=True, slots=True)
class Thinking:
    """Milliseconds that one answer takes at a desk."""

    account: str
    answers: int
    median: float
    worst: float  # that 1 answer in 100 exceeds


def think(
    desks: Mapping[str, Answering], questions: tuple[Question, ...], now: datetime, turns: int = 6
) -> list[Thinking]:
    """Every question in ``turns`` wordings at its own account's desk, after one wording that does not count."""
    taken: dict[str, list[float]] = {account: [] for account in desks}
    for number, question in enumerate(islice(wordings(questions), len(questions) * (turns + 1))):
        desk = desks[question.account]
        begun = time.perf_counter()
        desk.reply(question.text, Memory(), now)
        ended = time.perf_counter()
        if number >= len(questions):
            taken[question.account].append((ended - begun) * 1000)
    return [_summary(account, sorted(times)) for account, times in taken.items() if times]


def _summary(account: str, times: list[float]) -> Thinking:
    return Thinking(account, len(times), times[len(times) // 2], times[min(len(times) - 1, int(len(times) * 0.99))])
