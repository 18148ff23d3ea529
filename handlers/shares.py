"""A stated proportion (比例) applied to the member's own number."""

from __future__ import annotations

import re

from handlers.answer import Answer, Reading
from handlers.compose import edition, notes, say
from handlers.counting import COUNTABLE
from handlers.proposal import Asked, Proposal, background, computed_score
from knowledge.index import Unit
from knowledge.numerals import plain
from knowledge.schema import Fact
from knowledge.text import normalise

_LOOKED_AT, _PAIR = 3, 2
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*[%％]")


def propose(asked: Asked) -> Proposal | None:
    """How many a stated percentage of the number told is."""
    question = asked.question
    counts = [n for n in question.numbers if n.unit in COUNTABLE and not n.share and n.value]
    may = len(counts) == _PAIR and question.has("polar")
    if not (may or len(counts) == 1) or not (may or "share" in question.facets or question.counted in COUNTABLE - {""}):
        return None
    unit = _stated(asked)
    if unit is None:
        return None
    record, fact = unit.record, unit.fact
    percent = _PERCENT.search(fact.say or fact.quote)
    if percent is None:
        return None
    counts = sorted(counts, key=lambda n: -(n.value or 0.0))
    count, share = counts[0], float(percent.group(1))
    result = (count.value or 0.0) * share / 100
    score = computed_score(asked, background(question), (record.id,))
    rounded = "" if result == int(result) else "（不是整数，如何取整没有规定）"
    prefix = edition(asked.library, record, asked.today, fact)
    verdict = _verdict(counts[1].value or 0.0, result, count.unit) if may else ""
    working = f"{plain(count.value or 0)}×{plain(share)}%＝{plain(result)}{rounded}"
    lead = f"{prefix}{verdict}{plain(result)}{count.unit}：{working}。"
    answer = Answer(
        lead, "answered", "shares", (say(record, fact), *notes(record, fact)), (asked.library.source(record, fact),)
    )
    return Proposal(Reading("shares", record.name, "share", score), lambda: answer, (record.id,), "share")


def _verdict(wanted: float, most: float, unit: str) -> str:
    """Whether so many of the whole keep to the proportion: 报10个, 7个想报一等."""
    over = f"不可以，超出{plain(wanted - most)}{unit}，按比例是"
    return over if wanted > most else "可以，没有超出，按比例是"


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
