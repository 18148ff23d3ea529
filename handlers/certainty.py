"""How sure it is that a unit is what was asked for, and how much of the question has to speak for it."""

from __future__ import annotations

import re

from handlers.otherworld import is_of_another_world
from handlers.proposal import ENOUGH, Asked
from handlers.ranking import Scored
from knowledge.index import Unit
from knowledge.schema import Account

_ENOUGH_FOR_CONTACT, _ENOUGH_FOR_SILENCE, _ENOUGH_TO_OFFER = 0.36, 0.42, 0.48  # the last as the nearest there is
_TOO_LITTLE = 0.6
_WHICH = re.compile(r"哪|啥|什么")
_NEVER = 2.0  # more than any score
_SURE = 0.74  # below it, and without a noun for what is asked, one reading in four is not what was meant


def is_sure(asked: Asked, best: Scored) -> bool:
    """Whether enough of the question speaks for a unit to answer with it without reserve."""
    least = _SURE if best.facet < 1.0 else ENOUGH
    return best.score >= least and not is_of_another_world(asked, best.facet) and not _costs_otherwise(asked, best)


def says_too_little(asked: Asked, best: Scored) -> bool:
    """Whether hardly a word of the question means something by itself, so that common ones alone chose the unit."""
    content = sum(t.weight for t in asked.question.tokens if t.role in {"name", "cue", "word"})
    return content < _TOO_LITTLE and best.facet < 1.0 and not best.named


def _costs_otherwise(asked: Asked, best: Scored) -> bool:
    """Whether an amount is all that was told of the price, and it is not this one: 1801元是哪种会员."""
    told = {n.value for n in asked.question.numbers if n.unit == "元"}
    asks = any(t.role == "cue" and not t.implied and "fee" in t.facets for t in asked.question.tokens)
    return bool(told) and not asks and best.unit.fact.amount is not None and best.unit.fact.amount not in told


def enough(asked: Asked, best: Scored) -> float:
    """What was asked for by its own noun needs less around it: a telephone number is wanted, whatever the story."""
    unit = best.unit
    if _asks_of_nothing(asked):
        return _NEVER
    strange = is_of_another_world(asked, best.facet)
    turn = best.facet >= 1.0 and unit.fact.standing != "open" and _is_where_to_turn(asked, unit)
    if turn and not (strange and unit.fact.facet == "person"):  # who mends a pipe is nobody here
        return _ENOUGH_FOR_CONTACT
    if strange:
        return ENOUGH
    if best.facet >= 1.0 and unit.fact.standing == "open":
        return _ENOUGH_FOR_SILENCE
    return _ENOUGH_TO_OFFER if best.facet >= 1.0 or best.named or best.by_words > 1 else ENOUGH


def _is_where_to_turn(asked: Asked, unit: Unit) -> bool:
    return unit.record is asked.library.pack.contact or isinstance(unit.record, Account)


def _asks_of_nothing(asked: Asked) -> bool:
    """Whether nothing is said but an interrogative that goes with everything: 还要啥, 是什么."""
    spoken = [t for t in asked.question.tokens if t.weight > 0]
    return bool(spoken) and all("about" in t.facets and (t.role == "asking" or _WHICH.search(t.text)) for t in spoken)
