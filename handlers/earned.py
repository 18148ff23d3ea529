"""What was earned for one component of a rubric's item."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.question import Token
from knowledge.parts import Scoring


@dataclass(frozen=True)
class Earned:
    """Points for one component, and how they come about."""

    component: Scoring
    points: float
    working: str
    stated: bool = True
    of: str = ""  # the tier reached
    count: float = 0.0  # how many pieces were told
    beside: tuple[Token, ...] = ()  # numbers told that the points do not rest on
