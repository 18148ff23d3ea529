"""The ordered list of handlers, and how one reading is chosen among theirs."""

from __future__ import annotations

from collections.abc import Sequence

from handlers import (
    copies,
    deadlines,
    eligibility,
    elsewhere,
    facts,
    fees,
    formulas,
    limits,
    numbering,
    price_lookup,
    quotas,
    responsibility,
    scoring,
    shares,
    silence,
    smalltalk,
)
from handlers.proposal import Asked, Handler, Proposal

# In order of preference where scores are equal: what computes before what quotes, what states before what is silent.
HANDLERS: tuple[Handler, ...] = (
    smalltalk.propose,
    elsewhere.propose,
    numbering.propose,
    formulas.propose,
    scoring.propose,
    eligibility.propose,
    limits.propose,
    quotas.propose,
    copies.propose,
    fees.propose,
    price_lookup.propose,
    shares.propose,
    responsibility.propose,
    deadlines.propose,
    facts.propose,
    silence.propose,
)
NEARLY = 0.45  # from here on it is worth asking back


def readings(asked: Asked, more: Sequence[Handler] = ()) -> list[Proposal]:
    """Every handler's proposal, the best first."""
    offered = [p for handler in (*more, *HANDLERS) if (p := handler(asked)) is not None]
    return sorted(offered, key=lambda p: -p.score)
