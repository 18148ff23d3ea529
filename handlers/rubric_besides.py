"""What is told beside a rubric's points: something asked for that is not there, or a number that nothing rests on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from handlers.earned import Earned
from handlers.proposal import Asked
from handlers.question import before_in_clause, behind_in_clause
from knowledge.schema import RubricItem
from knowledge.text import normalise

_LEFT_OUT = re.compile(r"(?<!有)没有?(?!达到)|未|还没")
_TELLING = 2  # characters of a word that may say what is meant


def unmet_of(asked: Asked, item: RubricItem) -> str:
    """What is said of something that the item asks for besides and that the member says is not there."""
    denied = _left_out(asked, item)
    told = next((f.say for f in item.facts if f.standing in {"tba", "open"} and any(w in f.say for w in denied)), "")
    asks = (a for a in re.split(r"[,，。;；（）]", item.quote) if any(w in normalise(a) for w in denied))
    required = next(asks, "")
    if not required:
        return ""
    return told or f"第{item.number}项还要求“{required}”，没做到怎么给分，没有明确规定。"


def told_besides(asked: Asked, item: RubricItem, earned: Sequence[Earned]) -> str:
    """What is stated of what was told besides, with a number that the points do not rest on: 50家挂网."""
    left = [n for e in earned for n in e.beside]
    if not left:
        return ""
    text = asked.question.text
    around = "".join(before_in_clause(text, n.start) + behind_in_clause(text, n.end) for n in left)
    rules = (
        f for f in item.facts if f.facet not in {"score", "about"} and any(normalise(t) in around for t in f.terms)
    )
    said = "、".join(f"“{n.text}”" for n in left)
    return f"{said}没有算进去。" + next((f.say for f in rules), "")


def _left_out(asked: Asked, item: RubricItem) -> list[str]:
    """The words behind a denial in their clause, but for those that the item's points are for."""
    text = asked.question.text
    counted = {w for c in item.scoring for w in c.told_by}
    return [
        t.text
        for t in asked.question.tokens
        if len(t.text) >= _TELLING
        and t.role in {"word", "cue", "name"}
        and not any(t.text in w or w in t.text for w in counted)
        and _LEFT_OUT.search(before_in_clause(text, t.start).split("但")[-1])
    ]
