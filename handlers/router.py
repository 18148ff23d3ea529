"""The ordered list of handlers, and how one reading is chosen among theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handlers import (
    addresses,
    contrasts,
    copies,
    deadlines,
    duration,
    eligibility,
    elsewhere,
    facts,
    fees,
    files,
    formulas,
    levels,
    limits,
    numbering,
    other_rows,
    price_lookup,
    quotas,
    responsibility,
    scoring,
    sections,
    shares,
    silence,
    smalltalk,
    told_days,
)
from handlers.proposal import Asked, Handler, Proposal

# In order of preference where scores are equal: what computes before what quotes, what states before what is silent.
HANDLERS: tuple[Handler, ...] = (
    smalltalk.propose,
    elsewhere.propose,
    numbering.propose,
    sections.propose,
    formulas.propose,
    scoring.propose,
    eligibility.propose,
    limits.propose,
    quotas.propose,
    other_rows.propose,
    copies.propose,
    fees.propose,
    levels.propose,
    price_lookup.propose,
    shares.propose,
    contrasts.propose,
    responsibility.propose,
    duration.propose,
    told_days.propose,
    deadlines.propose,
    addresses.propose,
    files.propose,
    facts.propose,
    silence.propose,
)
NEARLY = 0.45  # from here on it is worth asking back
_SHOWN = 2  # readings that are told: the one taken, and the runner-up


def readings(asked: Asked, more: Sequence[Handler] = ()) -> list[Proposal]:
    """Every handler's proposal, the best first."""
    offered = [p for handler in (*more, *HANDLERS) if (p := handler(asked)) is not None]
    offered.sort(key=lambda p: -p.score)
    return [_explained(p, asked) for p in offered[:_SHOWN]] + offered[_SHOWN:]


def _explained(proposal: Proposal, asked: Asked) -> Proposal:
    """The proposal, whose reading names the words that it was read from where it does not say so itself."""
    if proposal.reading.why:
        return proposal
    why = tuple(f"{t.text}({t.role})" for t in asked.question.tokens if t.weight and t.text)
    return replace(proposal, reading=proposal.reading.read_from(why))
