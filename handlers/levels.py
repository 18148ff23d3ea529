"""The next level above or below the one that is talked of (再往下一档呢), and whether one may change it."""

from __future__ import annotations

import re

from handlers.answer import Answer, Reading
from handlers.compose import OUTCOMES, edition, notes, say
from handlers.library import Library
from handlers.prices import Priced, price_of, prices
from handlers.proposal import Asked, Proposal, background, computed_score

# 上一档, 再高些的一级; but no 高层, 上级 or 高级, which are not said of levels.
_STEP = re.compile(
    r"(?:[再往更朝](?P<way>上|高|下|低)(?:面|边)?的?(?:那|这)?一?个?|(?P<next>上|高|下|低)(?:面|边)?的?(?:那|这)?(?:一|1)个?)"
    r"(?:档|级|层|等)(?!的?(?:单位|部门|协会|机构|媒体))"
)
_MAY = re.compile(r"(能|可以|可否|允许|让)[^,.!?;]{0,14}(吗|不|么|没|嘛)?[?.]?$")
_HOW_MUCH = re.compile(r"多少|几|差|多[交掏出付缴花收]|补|退|省|贵|便宜")
_UP = {"上", "高"}
_FEWEST = 2  # levels that make a scale


def propose(asked: Asked) -> Proposal | None:
    """The level next to the one named, or to that of the last turn, on its scale of prices."""
    if asked.question.has("difference") and asks_leave(asked.question.text):
        return _changing(asked)
    step = _STEP.search(asked.question.text)
    base = _base(asked) if step else None
    if step is None or base is None or _names_it(asked, step.end()):
        return None
    scale = _scale(asked.library, base)
    if len(scale) < _FEWEST:
        return None
    up = (step["way"] or step["next"]) in _UP
    beyond = [p for p in scale if (p.amount > base.amount if up else p.amount < base.amount)]
    shown = (beyond[0] if up else beyond[-1]) if beyond else base
    end = "" if beyond else f"{base.record.name}已经是最{'高' if up else '低'}的一档。"
    ids = (shown.record.id,)
    lead = f"{edition(asked.library, shown.record, asked.today, shown.fact)}{end}{shown.line}。"
    caveats = notes(shown.record, shown.fact)
    answer = Answer(lead, "answered", "levels", caveats, (asked.library.source(shown.record, shown.fact),))
    score = computed_score(asked, background(asked.question), (*ids, base.record.id))
    return Proposal(Reading("levels", shown.record.name, "fee", score), lambda: answer, ids, "fee")


def _names_it(asked: Asked, at: int) -> bool:
    """Whether the level that the step leads to is named right behind it: 低一档的理事."""
    named = (t for t in asked.question.named() if not t.implied and at <= t.start <= at + 1)
    return any(price_of(asked.library, r) for t in named for r in t.names.records)


def asks_leave(text: str) -> bool:
    """Whether it is asked if a level may be changed for another (能降成理事单位吗), and not for how much."""
    return bool(_MAY.search(text)) and not _HOW_MUCH.search(text)


def _changing(asked: Asked) -> Proposal | None:
    """What the documents say of changing levels, on the scale of those named, be it that they say nothing."""
    pack = asked.library.pack
    named = [r for t in asked.question.named() for i in sorted(t.names.records) if (r := pack.records.get(i))]
    owners = [o for r in named if price_of(asked.library, r.id) for o in pack.lineage(r)]
    owner, fact = next(((o, f) for o in owners for f in asked.library.facts(o, "change")), (None, None))
    if owner is None or fact is None:
        return None
    lead = edition(asked.library, owner, asked.today, fact) + say(owner, fact)
    source = (asked.library.source(owner, fact),)
    answer = Answer(lead, OUTCOMES.get(fact.standing, "answered"), "levels", notes(owner, fact), source)
    score = computed_score(asked, background(asked.question), (owner.id, *(r.id for r in named)))
    return Proposal(Reading("levels", owner.name, "change", score), lambda: answer, (owner.id,), "change")


def _base(asked: Asked) -> Priced | None:
    """The thing with a price that the step starts from."""
    named = [r for t in asked.question.named() if not t.implied for r in sorted(t.names.records)]
    found = (price_of(asked.library, r) for r in (*named, *asked.memory.subjects))
    return next((p for p in found if p is not None), None)


def _scale(library: Library, base: Priced) -> list[Priced]:
    """Everything of one kind that belongs together with it, the cheapest first."""
    own = [p for p in prices(library) if p.record.part_of == base.record.part_of and p.record.kind == base.record.kind]
    return sorted(own, key=lambda p: p.amount)
