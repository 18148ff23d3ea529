"""How many of each of a rubric's components are told, and which of the numbers told belong to none of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.earned import Earned
from handlers.pairing import Label, owners
from handlers.points import matched
from handlers.question import Token
from knowledge.parts import Scoring
from knowledge.schema import RubricItem
from knowledge.text import normalise, places_of

_EACH_ASKED = re.compile(r"[^,.!?;]{0,3}(?:几|多少|几多)分")  # 一项多少分 asks what each gives
_MARK = re.compile(r"[,.!?;]")
_MORE = re.compile(r"[又再另还]")
_ALL_OF_IT = re.compile(r"[都全均](?:是|为|属于?)?(?:我们|自己)?$")
_LOOSE = {"", "个", "项", "次", "场"}  # people do not keep them apart
Key = tuple[str, str]  # item and component


@dataclass(frozen=True)
class Counted:
    """How many by item and component, each number told once; ``left`` are the numbers that belong to none."""

    counts: dict[Key, float]
    left: tuple[Token, ...]


def count(text: str, told: Sequence[Token], items: Sequence[RubricItem]) -> Counted:
    """How many of each component the text tells of: every time that it speaks of one, its number is added."""
    places, keys = _places(text, items, {"piece"})
    told = _in_their_unit(told, [c for i in items for c in i.scoring if c.kind == "piece"])
    every = _of_one_kind(text, places)
    owned = [o for o in _each_once(text, owners(told, places)) if not _said_again(text, o, places)]
    found = [(n, every or (label.key if label else "")) for n, label in owned]
    counts: dict[Key, float] = {}
    for number, key in found:
        if key:
            counts[keys[key]] = counts.get(keys[key], 0.0) + (number.value or 0.0)
    left = [n for n, key in found if not key and not (n.value == 1 and _EACH_ASKED.match(text, n.end))]
    for number in list(left):
        for item in items:
            if label := next((c.label for c in item.scoring if _enough_of(text, number, c)), ""):
                counts[item.id, label] = number.value or 0.0
                left.remove(number)
                break
    return Counted(counts, tuple(left))


def unexplained(text: str, counted: Counted, item: RubricItem, earned: Sequence[Earned]) -> tuple[Token, ...]:
    """The numbers told that nothing of what was reckoned stands for; a total without them would be wrong."""
    if not counted.left or not earned or any(e.component.kind == "share" for e in earned):
        return ()
    got = {e.component.label for e in earned}
    within = [_spans(text, matched(text, c)) for c in item.scoring]
    left = [n for n in counted.left if not any(s <= n.start and n.end <= e for spans in within for s, e in spans)]
    left = [n for n in left if not (n.value == item.number and n.unit in {"项", "条"})]
    places, keys = _places(text, [item], {"flat", "tier"})
    by_piece = any(e.component.kind == "piece" for e in earned)
    told = {n.start: label.key if label else "" for n, label in owners(left, places)}
    return tuple(n for n in left if (keys[told[n.start]][1] not in got if told[n.start] else by_piece))


def _places(text: str, items: Sequence[RubricItem], kinds: set[str]) -> tuple[list[Label], dict[str, Key]]:
    """Every place where a text speaks of a component, but for those inside the longer words of another."""
    keys: dict[str, Key] = {}
    found: list[Label] = []
    for item in items:
        for component in (c for c in item.scoring if c.kind in kinds):
            key = f"{item.id} {component.label}"
            keys[key] = item.id, component.label
            found += [Label(s, e, key) for s, e in _spans(text, matched(text, component))]
    found = [a for a in found if not any(_inside(a, b) for b in found)]
    return [a for a in found if not any(_is_rather(text, b, a, keys, items) for b in found)], keys


def _is_rather(text: str, one: Label, other: Label, keys: dict[str, Key], items: Sequence[RubricItem]) -> bool:
    """Whether a place that two items call alike is rather of the first: the one that was named last before it."""
    ids = keys[one.key][0], keys[other.key][0]
    if one.start != other.start or ids[0] == ids[1]:
        return False
    mine, its = (max(_named_before(text, i, one.start) for i in items if i.id == item) for item in ids)
    return mine > its


def _named_before(text: str, item: RubricItem, at: int) -> int:
    names = (f"第{item.number}项", *map(normalise, (item.name, *item.aliases)))
    return max(text.rfind(name, 0, at) for name in names)


def _each_once(text: str, found: list[tuple[Token, Label | None]]) -> list[tuple[Token, Label | None]]:
    """The numbers with what they count, where a place that two numbers would count belongs to the nearer one."""
    nearest: dict[int, Token] = {}
    for number, label in found:
        other = nearest.get(label.start) if label else None
        if label and (other is None or _gap(text, number, label) < _gap(text, other, label)):
            nearest[label.start] = number
    return [(n, label if label and nearest[label.start] is n else None) for n, label in found]


def _said_again(text: str, owned: tuple[Token, Label | None], places: Sequence[Label]) -> bool:
    """Whether one piece is only said again to ask what it gives: 打假跑了一趟，打假一次算几分."""
    number, label = owned
    if label is None or number.value != 1 or label.end != number.start or not _EACH_ASKED.match(text, number.end):
        return False
    word = text[label.start : label.end]
    before = [p for p in places if p.start < label.start and text[p.start : p.end] == word]
    return bool(before) and not _MORE.search(text[before[-1].end : number.start])


def _enough_of(text: str, number: Token, component: Scoring) -> bool:
    """Whether so many are what a component wants of its parts: 保障机制两项, of any two of them."""
    quote = normalise(component.quote)
    wanted = component.kind == "flat" and component.any_of == number.value and bool(matched(text, component))
    return wanted and any(form in quote for form in (number.text, *number.expansions))


def _gap(text: str, number: Token, label: Label) -> tuple[bool, int]:
    between = text[label.end : number.start] + text[number.end : label.start]
    return bool(_MARK.search(between)), len(between)


def _inside(one: Label, other: Label) -> bool:
    return other.start <= one.start and one.end <= other.end and one.end - one.start < other.end - other.start


def _spans(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where words stand, the longest first; no two share a character."""
    found: list[tuple[int, int]] = []
    for word in words:
        for at in places_of(word, text):
            end = at + len(word)
            if all(end <= s or e <= at for s, e in found):
                found.append((at, end))
    return found


def _of_one_kind(text: str, places: Sequence[Label]) -> str:
    """The one component that all that is counted is said to be of: 培训2次、宣传3次，都是独立的."""
    keys = {p.key for p in places}
    said = [p for p in places if _ALL_OF_IT.search(text[: p.start])]
    return keys.pop() if len(keys) == 1 and said else ""


def _in_their_unit(told: Sequence[Token], pieces: Sequence[Scoring]) -> list[Token]:
    """The numbers without those that count people and the like beside pieces: 50人 of 2次，50人参加."""
    fitting = _LOOSE | {c.unit for c in pieces}
    counting = [n for n in told if n.unit in fitting]
    return counting or list(told)
