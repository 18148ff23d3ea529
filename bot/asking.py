"""Who asks about something of their own, and how an answer to that becomes the reply of a turn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.clock import Clock
from handlers.answer import Answer, Link, Memory, Reading, Reply
from handlers.eligibility import interview
from handlers.layout import lay_out


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, where and when: ``at`` by the real clock, ``now`` by that of business; no ``member``: nobody known."""

    account: str
    member: str
    at: float
    now: datetime


def asker(clock: Clock, account: str, member: str) -> Asker:
    """Somebody who asks now."""
    return Asker(account, member, clock.real(), clock.now())


def replied(answer: Answer, memory: Memory, who: Asker, link: Link, asked: str) -> Reply:
    """The answer laid out, and what is remembered of it; a case that is being checked waits meanwhile."""
    answer, memory = interview.aside(answer, memory)
    page = lay_out(answer, link)
    memory = replace(memory, choices=answer.choices, rest=page.rest, misses=0, at=who.now.isoformat())
    return Reply(answer, page.text, memory, Reading(answer.handler, "", asked, 1.0))
