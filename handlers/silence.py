"""Say that the documents are silent: something real, of which they state nothing that was asked."""

from __future__ import annotations

import re

from handlers.answer import Answer, Reading
from handlers.compose import contact_lines
from handlers.lexicon import lexicon
from handlers.library import share_explained
from handlers.otherworld import is_of_another_world
from handlers.proposal import Asked, Proposal
from handlers.question import Token
from knowledge.facets import LABELS, SELDOM_STATED
from knowledge.index import Unit
from knowledge.schema import RubricItem

_INTERROGATIVE = re.compile(r"[谁哪啥咋几]|什么|多少|怎么|何")
# What one expects an association to state; that it does not is worth saying. Of the rest nothing is found.
_EXPECTED = SELDOM_STATED | {
    "fee", "payment", "deadline", "when", "where", "person", "phone", "fax", "email", "website", "postcode", "address",
    "submit_to", "quota", "words", "format", "copies", "seal", "conditions", "materials", "approver", "share",
}  # fmt: skip
_NEAR_ENOUGH = 0.78  # from here on the best unit tells what the cue asks


def propose(asked: Asked) -> Proposal | None:
    """The facet that a noun of the question asks for and that no fact about its subject tells."""
    best: Proposal | None = None
    if is_of_another_world(asked, 1.0):
        return None
    for token in _asking_nouns(asked):
        if any(_told(asked, facet) for facet in token.facets):
            continue
        for facet in sorted(token.facets & _EXPECTED - _misheard(asked)):
            score = share_explained(asked.question, _explained(asked, facet))
            if best is None or score > best.score:
                best = _proposal(asked, facet, score)
    return best


def _misheard(asked: Asked) -> frozenset[str]:
    """The facet that sounds like the one meant: 几份 of an item that has points is 几分."""
    named = (asked.library.pack.records.get(r) for t in asked.question.named() for r in t.names.records)
    return frozenset({"copies"}) if any(isinstance(r, RubricItem) for r in named) else frozenset()


def _asking_nouns(asked: Asked) -> list[Token]:
    """Cues whose word the best unit does not explain, from the last clause that has any."""
    question = asked.question
    unsaid = lexicon().vague | lexicon().flags["days_left"]  # 还能报 asks for a day only where one is stated
    cues = [t for t in question.tokens if t.role == "cue" and not t.implied and t.text not in unsaid]
    asking = {
        t.clause for t in question.tokens if t.role == "asking" or (t.role == "cue" and _INTERROGATIVE.search(t.text))
    }
    last = max((t.clause for t in cues if t.clause in asking), default=max((t.clause for t in cues), default=-1))
    best = _best_on_subject(asked)
    there = [t for t in cues if t.clause == last]
    evidence = asked.library.ranker.evidence
    missed = [t for t in there if best is None or evidence.strengths(t)[best.number] < _NEAR_ENOUGH]
    told = (
        asked.ranked
        and asked.ranked[0].facet >= 1.0
        and len(missed) < len([t for t in question.tokens if t.facets and t.clause == last])
    )
    return [t for t in missed if t.facets & SELDOM_STATED] if told else missed


def _best_on_subject(asked: Asked) -> Unit | None:
    """The best unit, unless it has nothing to do with what was named."""
    records = asked.library.ranker.subjects(asked.question)
    if not asked.ranked:
        return None
    best = asked.ranked[0].unit
    return best if not records or best.general or best.related & records or asked.ranked[0].by_words else None


def _told(asked: Asked, facet: str) -> bool:
    """Whether a fact about what was named, or about everything, tells the facet."""
    index = asked.library.index
    stated = index.by_facet.get(facet, ())
    records = asked.library.ranker.subjects(asked.question)
    if not stated or not records:
        return bool(stated)
    return any(u.general or not u.related.isdisjoint(records) for u in map(index.units.__getitem__, stated))


def _explained(asked: Asked, facet: str) -> dict[int, float]:
    """What a silence explains: the facet's own words, how it is asked, and words that the documents know at all."""
    strengths: dict[int, float] = {}
    for token in asked.question.tokens:
        if token.role in {"cue", "asking"} and facet in token.facets:
            strengths[token.start] = 1.0
        elif token.role in {"name", "asking"}:
            strengths[token.start] = 0.9
        elif token.role in {"cue", "word", "common", "number"}:
            strengths[token.start] = 0.7 * asked.library.ranker.evidence.best(token)
    return strengths


def _proposal(asked: Asked, facet: str, score: float) -> Proposal:
    label = LABELS[facet]
    elsewhere = asked.library.index.by_facet.get(facet)
    subject = next((t.text for t in asked.question.named() if t.names.records), "") if elsewhere else ""
    lead = f"关于{subject}的{label}，文件没有规定。" if subject else f"关于{label}，文件没有规定。"
    said = next((t.text for t in asked.question.tokens if facet in t.facets and t.role == "cue"), "")
    if said and said not in label and len(said) > 1:
        lead = lead.replace(f"{label}，", f"{label}（{said}），")
    reading = Reading("silence", subject, facet, round(score, 3))
    names = tuple(r for t in asked.question.named() for r in sorted(t.names.records))
    return Proposal(
        reading, lambda: Answer(lead, "unspecified", "silence", contact_lines(asked.library.pack)), names, facet
    )
