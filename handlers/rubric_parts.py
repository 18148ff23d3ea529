"""Parts of a rubric's item that are not called by their own words: only one of two, or what was not the other."""

from __future__ import annotations

import re

from handlers.earned import Earned
from handlers.points import matched
from handlers.proposal import Asked
from knowledge.numerals import parse_chinese, plain
from knowledge.parts import Scoring
from knowledge.schema import RubricItem

_COUNT = r"([一二两三四五六七八九]|\d)[个份样项种]"
_ONLY = re.compile(rf"(?:只[有交做提供出拿到]{{0,3}}|仅有?|就|其中)(?:了|其中)?(?:的)?{_COUNT}")
_LACKING = re.compile(rf"(?:缺|少|差)了?(?:其中)?(?:的)?{_COUNT}|[有另](?:外)?{_COUNT}(?:没|缺|未)")
_NOT_SO = re.compile(r"(?:不是|不算|并非|没有|没|非|不)")
_PAIR = 2


def some_of_alike(text: str, item: RubricItem) -> list[Earned]:
    """The points for so many of several parts that are worth the same, where it is not said which: 两份只有一份."""
    parts = [c for c in item.scoring if c.kind == "flat"]
    alike = len(parts) > 1 and len(parts) == len(item.scoring) and len({c.points for c in parts}) == 1
    said = [c for c in parts if matched(text, c)]
    only = _ONLY.search(text)
    found = only or _LACKING.search(text)
    if not alike or found is None or 0 < len(said) < len(parts):  # which one it is was said
        return []
    told = int(parse_chinese(next(g for g in found.groups() if g)) or 0)
    count = told if only else len(parts) - told
    if not 0 < count < len(parts):
        return []
    each = parts[0].points
    return [Earned(parts[0], each * count, f"{count}×{plain(each)}", of=f"{count}样")]


def the_other(asked: Asked, item: RubricItem) -> list[Earned]:
    """Of an item that knows two ways, the one that is left where the other is denied: 不是独立办的呢."""
    text = asked.question.text
    if len(item.scoring) != _PAIR or item.id not in asked.memory.subjects or not asked.question.has("ellipsis"):
        return []
    said = [[w for w in matched(text, c) if _NOT_SO.search(text[: text.find(w)])] for c in item.scoring]
    spoken = [bool(matched(text, c)) for c in item.scoring]
    if sum(map(bool, said)) != 1 or sum(spoken) != 1:
        return []
    other = item.scoring[1 if said[0] else 0]
    count = next((float(n) for i, n in asked.memory.slots.get("counted", ()) if i == item.id), 1.0)
    return [_whole(other, count)] if other.kind in {"piece", "flat"} else []


def _whole(component: Scoring, count: float) -> Earned:
    count = count if component.kind == "piece" else 1.0
    points = component.points * count
    working = f"{plain(count)}×{plain(component.points)}" if count != 1 else plain(points)
    return Earned(component, points, working, of=component.label, count=count)
