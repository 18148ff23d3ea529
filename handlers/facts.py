"""Answer from the fact, or the entry of a list, that explains the question best."""

from __future__ import annotations

from handlers.answer import Answer, Choice, Reading
from handlers.compose import answer_several, answer_unit, say
from handlers.polar import verdict
from handlers.proposal import Asked, Proposal
from handlers.ranking import Scored
from knowledge.index import Unit

CLOSE = 0.035  # readings nearer than this to the best are as good
MOST_TOGETHER = 3


def propose(asked: Asked) -> Proposal | None:
    """The best unit; several when they answer the same of different subjects that the words name alike."""
    if not asked.ranked:
        return None
    best = asked.ranked[0]
    rivals = _rivals(asked, best)
    reading = Reading(
        "facts",
        "、".join(u.record.name for u in rivals),
        best.unit.fact.facet,
        round(best.score, 3),
        tuple(f"{t.text}({t.role})" for t in asked.question.tokens if t.weight),
    )
    subjects = tuple(dict.fromkeys(u.record.id for u in rivals))
    return Proposal(reading, lambda: _answer(asked, rivals), subjects, best.unit.fact.facet)


def _answer(asked: Asked, units: list[Unit]) -> Answer:
    if len(units) == 1:
        said = verdict(asked.question, units[0])
        return answer_unit(asked.library, units[0], asked.today, "facts", said, asked.question.facets)
    if len(units) <= MOST_TOGETHER:
        return answer_several(asked.library, units, asked.today, "facts")
    facet = units[0].fact.facet
    choices = tuple(Choice(u.record.name, f"{u.record.name}{_label(facet)}") for u in units[:5])
    return Answer("请问您想问的是哪一个？", "clarify", "facts", choices=choices)


def _label(facet: str) -> str:
    from knowledge.facets import LABELS

    return LABELS[facet]


def _rivals(asked: Asked, best: Scored) -> list[Unit]:
    """Units of other records that the same words name as well and that answer the same facet, best first."""
    units = [best.unit]
    if not best.named or best.unit.item is not None:
        return units
    for other in asked.ranked[1:]:
        close = best.score - other.score <= CLOSE and other.named and other.unit.item is None
        if close and other.unit.fact.facet == best.unit.fact.facet and other.unit.record.id not in {u.record.id for u in units}:
            if _same_names(asked, best.unit, other.unit) and say(other.unit.record, other.unit.fact) != say(
                best.unit.record, best.unit.fact
            ):
                units.append(other.unit)
    return units


def _same_names(asked: Asked, one: Unit, other: Unit) -> bool:
    return any(
        one.record.id in t.names.records and other.record.id in t.names.records for t in asked.question.named()
    )
