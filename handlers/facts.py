"""Answer from the fact, or the entry of a list, that explains the question best."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers.answer import Answer, Choice, Reading
from handlers.certainty import enough, is_sure, says_too_little
from handlers.choosing import answering, best_of
from handlers.compose import EDITION, answer_several, answer_unit, say
from handlers.kinds import asked_for, missing
from handlers.polar import verdict
from handlers.proposal import Asked, Proposal
from handlers.question import Token
from handlers.ranking import Scored
from handlers.years import other_year
from knowledge.facets import LABELS
from knowledge.index import Unit
from knowledge.text import normalise

MOST_TOGETHER = 3
_NEAREST = "没有找到完全对应的内容，最接近的是："
_UNSTATED = "没有找到写明{}的内容，相关的是："
_EXCEPT = re.compile(r"除|以外|之外")
_HAN = r"\u4e00-\u9fff"
_TOLD = 0.7  # a cue that the first sentence explains so well needs no second
_TOGETHER_CHARACTERS = 150
_NEARLY_AS_GOOD = 0.03
_NEAR_TO_IT = 0.5  # what was answered is so near to what was asked that the next turn goes on about the latter


def propose(asked: Asked) -> Proposal | None:
    """The best unit; several when they answer the same of different subjects that the words name alike."""
    if not asked.ranked:
        return None
    best = best_of(asked)
    rivals = answering(asked, best)
    reading = Reading(
        "facts",
        "、".join(u.record.name for u in rivals),
        best.unit.fact.facet,
        round(best.score, 3),
    )
    subjects = tuple(dict.fromkeys((*(u.record.id for u in rivals), *_answered_with(asked, rivals))))
    only = next(iter(asked.question.facets)) if len(asked.question.facets) == 1 else ""
    return Proposal(
        reading,
        lambda: other_year(asked, _hedged(asked, best, _answer(asked, rivals))),
        subjects,
        only if only and best.facet > _NEAR_TO_IT else best.unit.fact.facet,  # 最高几分, and then: 那另一项呢
        asked.question.counted,
        listed=_list_told(rivals),
        enough=enough(asked, best),
        sure=is_sure(asked, best),
    )


def _list_told(units: list[Unit]) -> tuple[str, ...]:
    """The list that the answer shows, and the number of the entry where it is only one of it."""
    unit = units[0]
    if len(units) > 1 or len(unit.fact.items) <= 1:
        return ()
    if unit.item is None:
        return unit.record.id, unit.fact.facet
    return unit.record.id, unit.fact.facet, str(unit.fact.items.index(unit.item))


def _answered_with(asked: Asked, units: list[Unit]) -> list[str]:
    """The department that the answer names: 它 of the next question."""
    if len(units) > 1 or units[0].fact.facet not in {"responsible", "approver"}:
        return []
    told = normalise(say(units[0].record, units[0].fact, units[0].item))
    departments = (r for r in asked.library.pack.records.values() if r.kind == "department")
    named = [r for r in departments if normalise(r.name) in told]
    return [r.id for r in sorted(named, key=lambda r: f"由{normalise(r.name)}" not in told)][:1]


def _hedged(asked: Asked, best: Scored, answer: Answer) -> Answer:
    """The answer, said to be the nearest there is where too little of the question speaks for it."""
    if answer.outcome != "answered" or best.unit.fact.standing == "open":
        return answer
    kind = _unstated(asked, answer)
    if kind:
        return replace(answer, lead=f"{_UNSTATED.format(kind)}{answer.lead}", outcome="unspecified")
    sure = is_sure(asked, best) and not says_too_little(asked, best)
    return answer if sure else replace(answer, lead=f"{_NEAREST}{answer.lead}")


def _unstated(asked: Asked, answer: Answer) -> str:
    """The kind of value that the question asks for in so many words and that the answer does not hold."""
    kinds = asked_for(asked.question.text)
    return missing(kinds, normalise(EDITION.sub("", " ".join((answer.lead, *answer.lines))))) if kinds else ""


def _answer(asked: Asked, units: list[Unit]) -> Answer:
    if len(units) == 1:
        said = verdict(asked.question, units[0])
        answer = answer_unit(asked.library, units[0], asked.today, "facts", verdict=said, asked=asked.question.facets)
        answer = _with_companions(asked, units[0], answer)
        return _without_excepted(asked, _with_runner_up(asked, units[0], answer))
    if len(units) <= MOST_TOGETHER:
        return answer_several(asked.library, units, asked.today, "facts")
    facet = units[0].fact.facet
    choices = tuple(Choice(u.record.name, f"{u.record.name}{LABELS[facet]}") for u in units[:5])
    return Answer("请问您想问的是哪一个？", "clarify", "facts", choices=choices)


def _without_excepted(asked: Asked, answer: Answer) -> Answer:
    """A list without the entries that the question sets aside: 除了甲还有哪些."""
    question = asked.question
    excepted = [t.text for t in question.tokens if t.negated]
    if not (answer.listed and excepted and _EXCEPT.search(question.text)):
        return answer
    alone = re.compile(rf"(?<![{_HAN}])(?:{'|'.join(map(re.escape, excepted))})(?![{_HAN}])")  # 班组, and not 班组长
    kept = tuple(line for line in answer.lines if not alone.search(normalise(line)))
    if len(kept) in {0, len(answer.lines)}:
        return answer
    edition = EDITION.match(answer.lead)
    lead = f"{edition[0] if edition else ''}除{'、'.join(excepted)}外还有{len(kept)}项："
    return replace(answer, lead=lead, lines=kept)


def _is_told(asked: Asked, token: Token, unit: Unit) -> bool:
    """Whether a sentence already answers what a cue asks."""
    near = asked.library.ranker.evidence.facet_strengths(token.facets)[unit.number]
    return bool(near >= _TOLD) or token.text in normalise(say(unit.record, unit.fact, unit.item))


def _with_companions(asked: Asked, unit: Unit, answer: Answer) -> Answer:
    """What else the question asked of the same record in words of its own: both halves of a double question."""
    if answer.listed:
        return answer
    ranker, question = asked.library.ranker, asked.question
    length = len(answer.lead) + sum(map(len, answer.lines))
    lines, sources = list(answer.lines), list(answer.sources)
    cues = [t for t in question.tokens if t.role == "cue"]
    if unit.record is asked.library.pack.contact:  # 给谁打电话 asks for a name, too
        whom = (t for t in question.tokens if t.likeliest[:1] == ("person",))
        cues += [t._replace(facets=frozenset({"person"})) for t in whom]
    for token in sorted(cues, key=lambda t: t.start):
        if token.implied or _is_told(asked, token, unit):
            continue
        others = [asked.library.index.units[n] for n in asked.library.index.by_record.get(unit.record.id, ())]
        exact = [u for u in others if u.item is None and not u.fact.items and u.facets & token.facets]
        told = [u for u in exact if ranker.evidence.facet_strengths(token.facets)[u.number] >= 1.0]
        sentence = say(told[0].record, told[0].fact) if told else ""
        if sentence and sentence not in (answer.lead, *lines) and length + len(sentence) <= _TOGETHER_CHARACTERS:
            lines.append(sentence)
            sources += [asked.library.source(told[0].record, told[0].fact)] if told[0].fact.quote else []
            length += len(sentence)
    return replace(answer, lines=tuple(lines), sources=tuple(dict.fromkeys(sources)))


def _with_runner_up(asked: Asked, unit: Unit, answer: Answer) -> Answer:
    """What fits the question nearly as well, in a line behind the answer: the member sees which of two was meant."""
    best = asked.ranked[0]
    carried = any(t.implied and t.role == "name" for t in asked.question.tokens)
    if answer.listed or best.unit is not unit or carried:
        return answer
    near = [o.unit for o in asked.ranked[1:4] if best.score - o.score <= _NEARLY_AS_GOOD]
    near = [u for u in near if u.fact.standing != "open" and (u.item is not None or not u.fact.items)]
    said = normalise(" ".join((answer.lead, *answer.lines))) if near else ""
    for other in near:
        sentence = say(other.record, other.fact, other.item)
        if normalise(sentence) not in said and len(said) + len(sentence) <= _TOGETHER_CHARACTERS:
            source = asked.library.source(other.record, other.item, other.fact)
            return replace(answer, lines=(*answer.lines, sentence), sources=(*answer.sources, source))
    return answer
