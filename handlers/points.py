"""The points that an item of a rubric gives: flat, by the piece, by tier, by share, with their caps."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from handlers.earned import Earned
from handlers.proposal import Asked
from handlers.question import Token, before_in_clause, behind_in_clause
from handlers.rubric_shares import share_of
from handlers.spans import CALENDAR
from knowledge.numerals import plain
from knowledge.parts import Scoring, Tier
from knowledge.schema import RubricItem
from knowledge.text import normalise

_LACKS = re.compile(r"没有?|还没|未|(?<!天)无(?!理由)|缺|不具备|没建|没写")
_DENIED_BEFORE = re.compile(
    r"(没有?|未|无|缺)(?:建立?|制定|设立|成立|开展|签订?)[^,.!?;了但和有]{0,4}$|(没有?|未|无|缺)(任何)?"
    r"(建立|制定|建|有|写|提|提到|涉及|做|开展|设立|设|成立|办|搞|拿到?|得到?|获得|评上|签订?|提供|注册)?过?$"
)
_NOT_KEPT = re.compile(r".{0,2}((?:还?没|未)(?:更新|维护|落实|执行|使用|应用|用上|公布|盖章|签字|备案|完成|结束|通过))")
_BUT = re.compile(r"但是?|可是|不过|却|只是")
_TELLING = 2  # characters of a word that may say what is meant
_REACH = 8  # characters around a component's word in which a denial counts


def earned_of(asked: Asked, item: RubricItem, counts: Mapping[tuple[str, str], float]) -> list[Earned]:
    """What each component of an item gives; ``counts`` by item and component."""
    text = asked.question.text
    if any(_denied(text, normalise(w)) for w in item.requires_words if normalise(w) in text):
        return [Earned(item.scoring[0], 0.0, "")]
    every = [w for c in item.scoring for w in matched(text, c)]
    parts = (_component(asked, c, counts.get((item.id, c.label), 1.0), every) for c in item.scoring)
    return [earned for earned in parts if earned is not None]


def cap_of(item: RubricItem) -> float | None:
    """The most that an item gives."""
    return item.cap if item.cap is not None else item.points


def capped(item: RubricItem, earned: list[Earned]) -> float:
    """The sum of what its components give, but no more than the item does."""
    total, cap = sum(e.points for e in earned), cap_of(item)
    return total if cap is None else min(total, cap)


def _component(asked: Asked, component: Scoring, count: float, every: list[str]) -> Earned | None:
    """What one component gives; ``every`` word of the item that was said is one of its own or of another."""
    text = asked.question.text
    if component.kind == "share":
        return share_of(asked, component)
    said = matched(text, component)
    if component.kind == "tier":
        tier = _tier(text, component.tiers) if said else None
        return Earned(component, tier.points, plain(tier.points), of=tier.label) if tier else None
    nothing = _earns_nothing(asked, component, said, [w for w in every if w not in said]) if said else None
    if nothing is not None or (said and component.kind == "piece"):
        return nothing or pieces(component, count)
    enough = component.any_of or 1
    flat = component.kind == "flat" and (len(said) >= enough or (bool(said) and count >= enough))
    return Earned(component, component.points, plain(component.points)) if flat else None


def _earns_nothing(asked: Asked, component: Scoring, said: list[str], others: list[str]) -> Earned | None:
    """Why a component that was spoken of earns nothing, or nothing that is stated; None where it earns."""
    text = asked.question.text
    if _too_old(asked, component):
        return Earned(component, 0.0, f"须是近{plain(component.within_years or 0)}年内的")
    if undone := _undone(text, said[0]):
        return Earned(component, 0.0, f"您说的是“{undone}”", stated=False)
    return Earned(component, 0.0, "0") if _denied(text, said[0], others) else None


def _too_old(asked: Asked, component: Scoring) -> bool:
    text = asked.question.text
    ago = [
        asked.today.year - n.value if n.value > CALENDAR else n.value
        for n in asked.question.numbers
        if n.unit == "年" and n.value and (n.value > CALENDAR or text[n.end : n.end + 1] == "前")
    ]
    return component.within_years is not None and any(years > component.within_years for years in ago)


def pieces(component: Scoring, count: float) -> Earned:
    """The points for so many pieces, up to the component's own cap."""
    points = component.points * count
    working = f"{plain(count)}×{plain(component.points)}" if count != 1 else plain(points)
    if component.cap is not None and points > component.cap:
        working = f"{plain(component.cap)}（{working}，这一小项最高{plain(component.cap)}）"
        points = component.cap
    return Earned(component, points, working, count=count)


def reached(component: Scoring, told: Token) -> Earned | None:
    """What so many give where a number is enough whatever the share, if they are: 310家呢."""
    enough, value = component.count_at_least, told.value or 0.0
    if not enough or f"{plain(enough)}{told.unit}" not in normalise(component.quote):
        return None
    if value < enough:
        return None  # the share decides
    working = f"{plain(value)}{told.unit}，达到{plain(enough)}{told.unit}"
    return Earned(component, component.count_points or 0.0, working)


def _tier(text: str, tiers: tuple[Tier, ...]) -> Tier | None:
    fitting = [(len(w), t) for t in tiers for w in map(normalise, (t.label, *t.words)) if w in text]
    return max(fitting, key=lambda f: f[0])[1] if fitting else None


def _undone(text: str, word: str) -> str:
    """What is there but was not kept up or used (档案没更新), of which a rubric seldom says what it gives."""
    at = text.find(word)
    said = _NOT_KEPT.match(behind_in_clause(text, at + len(word)))
    return said[1] if said else ""


def _denied(text: str, word: str, others: Sequence[str] = ()) -> bool:
    """Whether the member says of this word that it is not there (没有X, X还没建); 但 begins another thing.

    Of 有X没有Y, where Y is one of the ``others``, it is there.
    """
    at = text.find(word)
    after = _BUT.split(behind_in_clause(text, at + len(word)))[0][:_REACH]
    before = _BUT.split(before_in_clause(text, at))[-1]
    lacks = _LACKS.search(after)
    behind = after[lacks.end() :] if lacks else ""
    here = lacks is not None and not any(behind.startswith(o[:_TELLING]) for o in others)
    return here or bool(_DENIED_BEFORE.search(before))


def matched(text: str, component: Scoring) -> list[str]:
    """The words of a component that a text says, the longest first."""
    return [w for w in component.told_by if w in text]
