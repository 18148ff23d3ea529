"""Who sees to something (归谁管): the department among whose duties it stands."""

from __future__ import annotations

from dataclasses import replace

from handlers.answer import Reading
from handlers.compose import answer_unit
from handlers.proposal import Asked, Proposal
from handlers.ranking import FURTHEST
from knowledge.schema import Department

_SPOKEN = 0.05


def propose(asked: Asked) -> Proposal | None:
    """The duty that the other words describe; a department named in the question is the member's guess."""
    question = asked.question
    asked_who = "responsible" in {f for t in question.tokens if t.role == "cue" for f in t.facets}
    if not (asked_who or question.has("responsible")):
        return None
    records = asked.library.pack.records
    guesses = {
        t.start
        for t in question.named()
        if t.names.records and all(isinstance(records[r], Department) for r in t.names.records) and not t.implied
    }
    kept = tuple(t._replace(weight=0.0) if t.start in guesses else t for t in question.tokens)
    bare = not any(t.role == "word" and t.weight > 0 for t in question.tokens)  # 合理化建议归谁管
    ranked = asked.library.ranker.rank(replace(question, tokens=kept), most=FURTHEST)
    duties = [
        s
        for s in ranked
        if "responsible" in s.unit.facets
        and (s.unit.item is not None or not s.unit.fact.items)
        and (s.by_words or (bare and s.named))
    ]
    if not duties:
        return None
    best = duties[0]
    whole = next((s.score for s in ranked if s.unit.record.id == best.unit.record.id), 0.0)
    reading = Reading(
        "responsibility", best.unit.record.name, "responsible", round(max(best.score, whole) + _SPOKEN, 3)
    )
    return Proposal(
        reading,
        lambda: answer_unit(asked.library, best.unit, asked.today, "responsibility"),
        (best.unit.record.id,),
        "responsible",
    )
