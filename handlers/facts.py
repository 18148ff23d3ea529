"""Answer from the fact, or the entry of a list, that explains the question best."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from handlers.answer import Answer, Choice, Reading
from handlers.compose import EDITION, answer_several, answer_unit, say
from handlers.kinds import missing
from handlers.otherworld import is_of_another_world
from handlers.polar import verdict
from handlers.proposal import ENOUGH, Asked, Proposal
from handlers.question import Token
from handlers.ranking import Scored
from handlers.years import other_year
from knowledge.facets import LABELS
from knowledge.index import Unit
from knowledge.numerals import whole_number
from knowledge.schema import Account, RubricItem
from knowledge.text import normalise

_ENOUGH_FOR_CONTACT, _ENOUGH_FOR_SILENCE, _ENOUGH_TO_OFFER = 0.36, 0.42, 0.48  # the last as the nearest there is
_TIED = 0.006  # unnamed subjects nearer than this cannot be told apart
CLOSE = 0.035  # readings nearer than this to the best are as good
MOST_TOGETHER = 3
_SURE = 0.74  # below it, and without a noun for what is asked, one reading in four is not what was meant
_NEAREST = "没有找到完全对应的内容，最接近的是："
_UNSTATED = "没有找到写明{}的内容，相关的是："
_ORDINAL = re.compile(
    r"(?:第[(]?|[(])([一二三四五六七八九十]+|\d{1,2})[)]?(?:[项条款个类点]|大?块|部分)|[(]([一二三四五六七八九十]+)[)]"
)
_JOINT = re.compile(r"和|与|跟|及|以及|,|还有|同")
_WAYS = {"phone", "email", "address", "person", "fax", "website", "postcode"}
_WAYS_AT_ONCE = 3
_ALL_OF_IT = re.compile(r"[全都整]|完整|所有|一份|一并|有哪些|有啥|有什么")
_TOLD = 0.7  # a cue that the first sentence explains so well needs no second
_TOGETHER_CHARACTERS = 150
_NEARLY_AS_GOOD = 0.03
_LOOKED_AT, _NEARLY_SO = 8, 0.2  # units behind the best that may hold the kind of value asked for
_ENTRIES, _ALIKE = 2, 0.03
_NEAR_TO_IT = 0.5  # what was answered is so near to what was asked that the next turn goes on about the latter


def propose(asked: Asked) -> Proposal | None:
    """The best unit; several when they answer the same of different subjects that the words name alike."""
    if not asked.ranked:
        return None
    best = _whole_contact(asked) or _of_the_kind(asked) or _list_of_both(asked) or asked.ranked[0]
    best = _nth(asked, best)
    rivals = _each_named(asked, best) or _rivals(asked, best)
    reading = Reading(
        "facts",
        "、".join(u.record.name for u in rivals),
        best.unit.fact.facet,
        round(best.score, 3),
        tuple(f"{t.text}({t.role})" for t in asked.question.tokens if t.weight),
    )
    subjects = tuple(dict.fromkeys((*(u.record.id for u in rivals), *_answered_with(asked, rivals))))
    only = next(iter(asked.question.facets)) if len(asked.question.facets) == 1 else ""
    return Proposal(
        reading,
        lambda: other_year(asked, _hedged(asked, best, _answer(asked, rivals))),
        subjects,
        only if only and best.facet > _NEAR_TO_IT else best.unit.fact.facet,  # 最高几分, and then: 那另一项呢
        asked.question.counted,
        listed=(best.unit.record.id, best.unit.fact.facet) if _is_list(rivals) else (),
        enough=_enough(asked, best),
        sure=_is_sure(asked, best),
    )


def _is_list(units: list[Unit]) -> bool:
    return len(units) == 1 and units[0].item is None and len(units[0].fact.items) > 1


def _answered_with(asked: Asked, units: list[Unit]) -> list[str]:
    """The department that the answer names: 它 of the next question."""
    if len(units) > 1 or units[0].fact.facet not in {"responsible", "approver"}:
        return []
    told = normalise(say(units[0].record, units[0].fact, units[0].item))
    departments = (r for r in asked.library.pack.records.values() if r.kind == "department")
    return [r.id for r in departments if normalise(r.name) in told][:1]


def _hedged(asked: Asked, best: Scored, answer: Answer) -> Answer:
    """The answer, said to be the nearest there is where too little of the question speaks for it."""
    if answer.outcome != "answered":
        return answer
    kind = _unstated(asked, answer)
    if kind:
        return replace(answer, lead=f"{_UNSTATED.format(kind)}{answer.lead}", outcome="unspecified")
    return answer if _is_sure(asked, best) else replace(answer, lead=f"{_NEAREST}{answer.lead}")


def _is_sure(asked: Asked, best: Scored) -> bool:
    enough = _SURE if best.facet < 1.0 else ENOUGH
    return best.score >= enough and not is_of_another_world(asked, best.facet) and not _costs_otherwise(asked, best)


def _costs_otherwise(asked: Asked, best: Scored) -> bool:
    """Whether an amount is all that was told of the price, and it is not this one: 1801元是哪种会员."""
    told = {n.value for n in asked.question.numbers if n.unit == "元"}
    asks = any(t.role == "cue" and not t.implied and "fee" in t.facets for t in asked.question.tokens)
    return bool(told) and not asks and best.unit.fact.amount is not None and best.unit.fact.amount not in told


def _unstated(asked: Asked, answer: Answer) -> str:
    """The kind of value that the question asks for in so many words and that the answer does not hold."""
    said = normalise(EDITION.sub("", " ".join((answer.lead, *answer.lines))))
    return missing(asked.question.text, said)


def _whole_contact(asked: Asked) -> Scored | None:
    """All the ways to reach the association, where three or more of them are asked for at once."""
    contact, question = asked.library.pack.contact, asked.question
    best = asked.ranked[0]
    if contact is None or best.unit.record is not contact:
        return None
    whole = any(contact.id in t.names.records and t.facets for t in question.named()) and _ALL_OF_IT.search(
        question.text
    )
    if not whole and len(question.facets & _WAYS) < _WAYS_AT_ONCE:
        return None
    return next(
        (
            replace(s, score=best.score, facet=1.0)
            for s in asked.ranked
            if s.unit.record is contact and s.unit.fact.facet == "about"
        ),
        None,
    )


def _of_the_kind(asked: Asked) -> Scored | None:
    """The best unit that holds the kind of value asked for, where the best of all does not: 落款写的是哪天."""
    first = asked.ranked[0]
    if first.unit.fact.standing == "open" or not missing(asked.question.text, _told(first.unit)):
        return None
    near = (s for s in asked.ranked[1:_LOOKED_AT] if first.score - s.score <= _NEARLY_SO)
    fitting = (s for s in near if s.unit.fact.standing != "open" and (s.named or s.by_words))
    return next((s for s in fitting if not missing(asked.question.text, _told(s.unit))), None)


def _told(unit: Unit) -> str:
    listed = "" if unit.item else " ".join(i.text or i.quote for i in unit.fact.items)
    return normalise(f"{say(unit.record, unit.fact, unit.item)} {listed}")


def _list_of_both(asked: Asked) -> Scored | None:
    """The whole list, where two of its entries fit alike: the words did not tell them apart."""
    index, question = asked.library.index, asked.question
    if not (
        question.has("listing") or any(t.role == "asking" and "participants" in t.likeliest for t in question.tokens)
    ):
        return None
    entries = [s for s in asked.ranked if s.unit.number in index.lists]
    if len(entries) < _ENTRIES or asked.ranked[0] is not entries[0] or asked.ranked[1] is not entries[1]:
        return None
    first, second = entries[:2]
    whole = index.lists[first.unit.number]
    if index.lists[second.unit.number] != whole or first.score - second.score > _ALIKE or _joined(asked):
        return None
    return replace(first, unit=index.units[whole])


def _joined(asked: Asked) -> bool:
    """Whether two things are asked for side by side, each of which an entry may answer."""
    return any(_JOINT.fullmatch(asked.question.text[a.end : b.start]) for a, b in pairwise(asked.question.tokens))


def _enough(asked: Asked, best: Scored) -> float:
    """What was asked for by its own noun needs less around it: a telephone number is wanted, whatever the story."""
    unit = best.unit
    if best.facet >= 1.0 and unit.fact.standing != "open" and _is_where_to_turn(asked, unit):
        return _ENOUGH_FOR_CONTACT
    if is_of_another_world(asked, best.facet):
        return ENOUGH
    if best.facet >= 1.0 and unit.fact.standing == "open":
        return _ENOUGH_FOR_SILENCE
    return _ENOUGH_TO_OFFER if best.facet >= 1.0 or best.named or best.by_words > 1 else ENOUGH


def _is_where_to_turn(asked: Asked, unit: Unit) -> bool:
    return unit.record is asked.library.pack.contact or isinstance(unit.record, Account)


def _answer(asked: Asked, units: list[Unit]) -> Answer:
    if len(units) == 1:
        said = verdict(asked.question, units[0])
        answer = answer_unit(asked.library, units[0], asked.today, "facts", verdict=said, asked=asked.question.facets)
        return _with_runner_up(asked, units[0], _with_companions(asked, units[0], answer))
    if len(units) <= MOST_TOGETHER:
        return answer_several(asked.library, units, asked.today, "facts")
    facet = units[0].fact.facet
    choices = tuple(Choice(u.record.name, f"{u.record.name}{LABELS[facet]}") for u in units[:5])
    return Answer("请问您想问的是哪一个？", "clarify", "facts", choices=choices)


def _is_told(asked: Asked, token: Token, unit: Unit) -> bool:
    """Whether a sentence already answers what a cue asks."""
    near = asked.library.ranker.evidence.facet_strengths(token.facets).get(unit.number, 0.0)
    return near >= _TOLD or token.text in normalise(say(unit.record, unit.fact, unit.item))


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
        cues += [replace(t, facets=frozenset({"person"})) for t in whom]
    for token in sorted(cues, key=lambda t: t.start):
        if token.implied or _is_told(asked, token, unit):
            continue
        others = [asked.library.index.units[n] for n in asked.library.index.by_record.get(unit.record.id, ())]
        exact = [u for u in others if u.item is None and not u.fact.items and u.facets & token.facets]
        told = [u for u in exact if ranker.evidence.facet_strengths(token.facets).get(u.number, 0.0) >= 1.0]
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
    said = normalise(" ".join((answer.lead, *answer.lines)))
    for other in asked.ranked[1:4]:
        near = best.score - other.score <= _NEARLY_AS_GOOD and other.unit.fact.standing != "open"
        sentence = say(other.unit.record, other.unit.fact, other.unit.item)
        fresh = other.unit.item is not None or not other.unit.fact.items
        if near and fresh and normalise(sentence) not in said and len(said) + len(sentence) <= _TOGETHER_CHARACTERS:
            source = asked.library.source(other.unit.record, other.unit.item, other.unit.fact)
            return replace(answer, lines=(*answer.lines, sentence), sources=(*answer.sources, source))
    return answer


def _nth(asked: Asked, best: Scored) -> Scored:
    """The entry of a list that the question names by its number (第三条, （五）)."""
    said = _ORDINAL.search(asked.question.text)
    index = asked.library.index
    whole = index.lists.get(best.unit.number, best.unit.number)
    fact = index.units[whole].fact
    if said is None or not fact.items or isinstance(best.unit.record, RubricItem):
        return best
    named = any(
        t.role == "name" and t.start <= said.start() < t.end and len(t.text) > len(said[0])
        for t in asked.question.tokens
    )
    number = None if named else whole_number(said[said.lastindex or 1])
    if number is None or not 1 <= number <= len(fact.items):
        return best
    entry = [n for n, owner in index.lists.items() if owner == whole][number - 1]
    return replace(best, unit=index.units[entry])


def _each_named(asked: Asked, best: Scored) -> list[Unit]:
    """The same facet of several things named side by side (甲和乙分别多少), in the order in which they were named."""
    named = [t for t in asked.question.named() if t.names.records and not t.implied]
    joined = asked.question.has("listing") or any(
        _JOINT.fullmatch(asked.question.text[a.end : b.start]) for a, b in pairwise(named)
    )
    if len(named) < 2 or not joined or best.facet < 1.0 or best.unit.item is not None:
        return []
    index, found = asked.library.index, []
    for token in named:
        told = [index.units[n] for r in sorted(token.names.records) for n in index.by_record.get(r, ())]
        same = [u for u in told if u.fact.facet == best.unit.fact.facet and u.item is None and not u.fact.items]
        if len(same) == 1 and same[0] not in found:
            found.append(same[0])
    return found if len(found) > 1 and best.unit in found else []


def _rivals(asked: Asked, best: Scored) -> list[Unit]:
    """Units of other records that answer the same facet and that the words fit as well, best first."""
    units = [best.unit]
    implied = any(t.implied and t.role == "name" for t in asked.question.tokens)
    if best.unit.item is not None:
        return units
    for other in asked.ranked[1:]:
        unit = other.unit
        if (
            unit.item is not None
            or unit.fact.facet != best.unit.fact.facet
            or unit.record.id in {u.record.id for u in units}
        ):
            continue
        alike = best.named and other.named and best.score - other.score <= CLOSE and _same_names(asked, best.unit, unit)
        unsure = not (best.named or implied or best.unit.general) and best.score - other.score <= _TIED
        if (alike or unsure) and not _says_the_same(best.unit, unit):
            units.append(unit)
    return units


def _says_the_same(one: Unit, other: Unit) -> bool:
    """Whether two records state the same value, so that either may answer."""
    values = [(u.fact.amount, u.fact.on, u.fact.limit, u.fact.each) for u in (one, other)]
    typed = any(v is not None for v in values[0][:3])
    return (typed and values[0] == values[1]) or say(one.record, one.fact) == say(other.record, other.fact)


def _same_names(asked: Asked, one: Unit, other: Unit) -> bool:
    return any(one.record.id in t.names.records and other.record.id in t.names.records for t in asked.question.named())
