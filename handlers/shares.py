"""A stated proportion (比例) applied to the member's own number."""

from __future__ import annotations

import re

from handlers.answer import Answer, Reading
from handlers.compose import edition, notes, say
from handlers.counting import COUNTABLE
from handlers.proposal import Asked, Proposal, background, computed_score
from handlers.question import Token
from knowledge.index import Unit
from knowledge.numerals import plain
from knowledge.parts import Fact
from knowledge.text import normalise

_LOOKED_AT = 3
_TWO = 2
_NEAR, _BESIDE = 6, 3  # characters between the part's word and the number behind it, or before it
_NOT_ROUNDED = "（不是整数，如何取整没有规定）"
_OF_HOW_MANY = re.compile(r"(总共|一共|总的|总数|合计|得|要)[^,.!?;]{0,6}(几|多少)")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*[%％]")


def propose(asked: Asked) -> Proposal | None:
    """How many a stated percentage of the number told is, of how many it is one, and whether a part is too many."""
    question = asked.question
    counts = [n for n in question.numbers if n.unit in COUNTABLE and not n.share and n.value]
    unit = _stated(asked) if counts else None
    percent = _PERCENT.search(unit.fact.say or unit.fact.quote) if unit is not None else None
    if unit is None or percent is None:
        return None
    share = float(percent.group(1))
    parts = [n for n in counts if _is_part(asked, unit.fact, n)]
    lead = ""
    if len(counts) == _TWO and len(parts) == 1 and question.has("polar"):
        lead = _verdict(next(n for n in counts if n is not parts[0]), parts[0], share)
    elif len(counts) == 1 and parts and _OF_HOW_MANY.search(question.text):
        lead = _whole(parts[0], share)
    elif len(counts) == 1 and ("share" in question.facets or question.counted in COUNTABLE - {""}):
        lead = _part(counts[0], share)
    return _proposal(asked, unit, lead) if lead else None


def _part(count: Token, share: float) -> str:
    result = (count.value or 0.0) * share / 100
    rounded = "" if result == int(result) else _NOT_ROUNDED
    return f"{plain(result)}{count.unit}：{plain(count.value or 0)}×{plain(share)}%＝{plain(result)}{rounded}。"


def _whole(part: Token, share: float) -> str:
    """Of how many a number is the stated percentage."""
    result = (part.value or 0.0) * 100 / share
    rounded = "" if result == int(result) else _NOT_ROUNDED
    shown = plain(round(result, 2))
    return f"{shown}{part.unit}：{plain(part.value or 0)}÷{plain(share)}%＝{shown}{rounded}。"


def _verdict(count: Token, part: Token, share: float) -> str:
    """Whether a part keeps to the stated percentage of a number."""
    most, wanted = (count.value or 0.0) * share / 100, part.value or 0.0
    word = "可以，没有超出" if wanted <= most else f"不可以，超出{plain(wanted - most)}{part.unit}"
    rounded = "" if most == int(most) else _NOT_ROUNDED
    return f"{word}：{plain(count.value or 0)}×{plain(share)}%＝{plain(most)}{rounded}。"


def _proposal(asked: Asked, unit: Unit, lead: str) -> Proposal:
    record, fact = unit.record, unit.fact
    score = computed_score(asked, background(asked.question), (record.id,))
    lines = (say(record, fact), *notes(record, fact))
    prefix = edition(asked.library, record, asked.today, fact)
    answer = Answer(prefix + lead, "answered", "shares", lines, (asked.library.source(record, fact),))
    return Proposal(Reading("shares", record.name, "share", score), lambda: answer, (record.id,), "share")


def _is_part(asked: Asked, fact: Fact, number: Token) -> bool:
    """Whether a number counts the part whose percentage is stated: 3个 of 一等推荐3个."""
    beside = (t for t in asked.question.tokens if t.clause == number.clause and len(t.text) > 1)
    named = [t for t in beside if t.role in {"word", "name"}]
    near = (t for t in named if 0 <= number.start - t.end <= _NEAR or 0 <= t.start - number.end <= _BESIDE)
    return any(_is_of(fact, [t.text]) for t in near)


def _stated(asked: Asked) -> Unit | None:
    """The proportion that is asked for by its noun, or by the part that it is of (一等 of 一等50%)."""
    index, question = asked.library.index, asked.question
    if "share" in question.facets:
        return next((s.unit for s in asked.ranked[:_LOOKED_AT] if s.unit.fact.facet == "share"), None)
    stated = (index.units[n] for n in index.by_facet.get("share", ()))
    said = [t.text for t in question.tokens if t.role in {"word", "name"} and len(t.text) > 1]
    return next((u for u in stated if u.item is None and _is_of(u.fact, said)), None)


def _is_of(fact: Fact, words: list[str]) -> bool:
    """Whether one of the words is the part whose percentage the fact states."""
    percent = _PERCENT.search(fact.say or fact.quote)
    before = normalise((fact.say or fact.quote)[: percent.start()]) if percent else ""
    return any(before.endswith(w) for w in words)
