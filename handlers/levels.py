"""The next level above or below the one that is talked of (再往下一档呢)."""

from __future__ import annotations

import re

from handlers.answer import Answer, Reading
from handlers.compose import edition, notes
from handlers.library import Library
from handlers.prices import Priced, price_of, prices
from handlers.proposal import Asked, Proposal, background, computed_score

_STEP = re.compile(
    r"(?P<way>上|高|下|低)(?:面|边)?的?(?:那|这)?(?:一|1)?个?(?:档|级|层|等)(?!的?(?:单位|部门|协会|机构|媒体))"
)
_UP = {"上", "高"}
_FEWEST = 2  # levels that make a scale


def propose(asked: Asked) -> Proposal | None:
    """The level next to the one named, or to that of the last turn, on its scale of prices."""
    step = _STEP.search(asked.question.text)
    base = _base(asked) if step else None
    if step is None or base is None:
        return None
    scale = _scale(asked.library, base)
    if len(scale) < _FEWEST:
        return None
    up = step["way"] in _UP
    beyond = [p for p in scale if (p.amount > base.amount if up else p.amount < base.amount)]
    shown = (beyond[0] if up else beyond[-1]) if beyond else base
    end = "" if beyond else f"{base.record.name}已经是最{'高' if up else '低'}的一档。"
    ids = (shown.record.id,)
    lead = f"{edition(asked.library, shown.record, asked.today, shown.fact)}{end}{shown.line}。"
    caveats = notes(shown.record, shown.fact)
    answer = Answer(lead, "answered", "levels", caveats, (asked.library.source(shown.record, shown.fact),))
    score = computed_score(asked, background(asked.question), (*ids, base.record.id))
    return Proposal(Reading("levels", shown.record.name, "fee", score), lambda: answer, ids, "fee")


def _base(asked: Asked) -> Priced | None:
    """The thing with a price that the step starts from."""
    named = [r for t in asked.question.named() if not t.implied for r in sorted(t.names.records)]
    found = (price_of(asked.library, r) for r in (*named, *asked.memory.subjects))
    return next((p for p in found if p is not None), None)


def _scale(library: Library, base: Priced) -> list[Priced]:
    """Everything of one kind that belongs together with it, the cheapest first."""
    own = [p for p in prices(library) if p.record.part_of == base.record.part_of and p.record.kind == base.record.kind]
    return sorted(own, key=lambda p: p.amount)
