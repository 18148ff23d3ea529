"""Which unit answers a question, or which units: the best ranked, unless the question points at others."""

from __future__ import annotations

import re
from itertools import pairwise

from handlers.compose import say
from handlers.kinds import asked_for, missing
from handlers.proposal import Asked
from handlers.ranking import Scored
from knowledge.index import Unit
from knowledge.numerals import whole_number
from knowledge.schema import Department, RubricItem
from knowledge.text import normalise

CLOSE = 0.035  # readings nearer than this to the best are as good
_TIED = 0.006  # unnamed subjects nearer than this cannot be told apart
_ORDINAL = re.compile(
    r"(?:第[(]?|[(])([一二三四五六七八九十]+|\d{1,2})[)]?(?:[项条款个类点]|大?块|部分)|[(]([一二三四五六七八九十]+)[)]"
)
_JOINT = re.compile(r"和|与|跟|及|以及|,|还有|同")
_WAYS = {"phone", "email", "address", "person", "fax", "website", "postcode"}
_WAYS_AT_ONCE = 3
_ALL_OF_IT = re.compile(r"[全都整]|完整|所有|一份|一并|有哪些|有啥|有什么")
_LOOKED_AT, _NEARLY_SO = 8, 0.2  # units behind the best that may hold the kind of value asked for
_EACH = re.compile(r"各|分别|每一?[档级种类项]")
_ENTRIES, _ALIKE = 2, 0.03


def best_of(asked: Asked) -> Scored:
    """The unit that answers best: the first, unless the question asks for all of a list, or for one entry by number."""
    best = _whole_contact(asked) or _of_the_kind(asked) or _list_of_both(asked) or asked.ranked[0]
    return _nth(asked, best)


def answering(asked: Asked, best: Scored) -> list[Unit]:
    """The units that answer, the best among them: of each thing named, or of things that the words name alike."""
    return _each_named(asked, best) or _rivals(asked, best)


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
            s._replace(score=best.score, facet=1.0)
            for s in asked.ranked
            if s.unit.record is contact and s.unit.fact.facet == "about"
        ),
        None,
    )


def _of_the_kind(asked: Asked) -> Scored | None:
    """The best unit that holds the kind of value asked for, where the best of all does not: 落款写的是哪天."""
    first, kinds = asked.ranked[0], asked_for(asked.question.text)
    if not kinds or first.unit.fact.standing == "open" or not missing(kinds, _told(first.unit)):
        return None
    contact = asked.library.pack.contact
    near = (s for s in asked.ranked[1:_LOOKED_AT] if first.score - s.score <= _NEARLY_SO)
    stated = (s for s in near if s.unit.fact.standing != "open")
    fitting = (s for s in stated if s.named or s.by_words or (s.unit.record is contact and _same_way(s, first)))
    return next((s for s in fitting if not missing(kinds, _told(s.unit))), None)


def _same_way(one: Scored, other: Scored) -> bool:
    return one.unit.fact.facet == other.unit.fact.facet and one.unit.fact.facet in _WAYS


def _told(unit: Unit) -> str:
    items = () if unit.item else unit.fact.items
    listed = " ".join((*(i.text or i.quote for i in items), f"{len(items)}个" if items else ""))
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
    if (
        index.lists[second.unit.number] != whole
        or first.score - second.score > _ALIKE
        or (_joined(asked) and not _EACH.search(question.text))
    ):
        return None
    return first._replace(unit=index.units[whole])


def _joined(asked: Asked) -> bool:
    """Whether two things are asked for side by side, each of which an entry may answer."""
    return any(_JOINT.fullmatch(asked.question.text[a.end : b.start]) for a, b in pairwise(asked.question.tokens))


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
    return best._replace(unit=index.units[entry])


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
        if (alike or unsure) and not (_says_the_same(best.unit, unit) or _same_office(asked, best.unit, unit)):
            units.append(unit)
    return units


def _says_the_same(one: Unit, other: Unit) -> bool:
    """Whether two records state the same value, so that either may answer."""
    values = [(u.fact.amount, u.fact.on, u.fact.limit, u.fact.each) for u in (one, other)]
    typed = any(v is not None for v in values[0][:3])
    return (typed and values[0] == values[1]) or say(one.record, one.fact) == say(other.record, other.fact)


def _same_office(asked: Asked, one: Unit, other: Unit) -> bool:
    """Whether two statements of who sees to something name the same departments."""
    if one.fact.facet != "responsible":
        return False
    offices = [normalise(r.name) for r in asked.library.pack.records.values() if isinstance(r, Department)]
    told = [{o for o in offices if o in u.said} for u in (one, other)]
    return bool(told[0]) and told[0] == told[1]


def _same_names(asked: Asked, one: Unit, other: Unit) -> bool:
    return any(one.record.id in t.names.records and other.record.id in t.names.records for t in asked.question.named())
