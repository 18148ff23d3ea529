"""What a rubric (评分细则) gives for what the member has done, with tiers, pieces, caps and the working."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from handlers.answer import Answer, Reading, Source
from handlers.compose import entries
from handlers.counting import PIECES
from handlers.library import mentioned
from handlers.pairing import Label, pair
from handlers.proposal import Asked, Proposal, background, computed_score
from handlers.question import Question, Token, before_in_clause, behind_in_clause
from knowledge.numerals import plain
from knowledge.schema import RubricGroup, RubricItem, Scoring, Tier
from knowledge.text import normalise

_ITEM_NUMBER = re.compile(r"第(\d{1,3})(?:项|条|个|款|题)")
_LACKS = re.compile(r"没有?|还没|未|(?<!天)无(?!理由)|缺|不具备|没建|没写")
_DENIED_BEFORE = re.compile(r"(没有?|未|无|缺)(建立|制定|建|有|写|做|开展|设立|签订?|提供|注册)?$")
_SHORT_OF = re.compile(r"(不到|不足|没到|未到|(?<!有)没(有)?(达到)?|未达到|达不到|低于|少于|不满|接近|将近)了?$")
_NOT_QUITE = re.compile(r"不到|不足|以下|以内|之下")
_LEFT_OUT = re.compile(r"(?<!有)没有?(?!达到)|未|还没")
_TELLING = 2  # characters of a word that may say what is meant
_REACH = 8  # characters around a component's word in which a denial counts
_GOES_ON = 0.3  # 「联合搞的呢」 goes on about the same item
_ONE_BY_ONE = Answer("几项一起我算不准，请一项一项地问，再把分数加起来。", "clarify", "scoring")
_SUMMED = re.compile(r"一?共|合计|合起来|加起来|总")  # 两项合计 counts the items
_NUMBERED, _NAMED, _REMEMBERED, _RANKED = 30, 8, 5, 6


@dataclass(frozen=True)
class Earned:
    """Points for one component, and how they come about."""

    component: Scoring
    points: float
    working: str
    stated: bool = True


def propose(asked: Asked) -> Proposal | None:
    """The points that the item in question, or several together, give for what was told."""
    return _several(asked) or _single(asked)


def _single(asked: Asked) -> Proposal | None:
    question = asked.question
    how_much = any(t.role == "asking" and "score" in t.facets for t in question.tokens)
    told = bool(question.numbers) and any(isinstance(s.unit.record, RubricItem) for s in asked.ranked[:1])
    points = any(n.unit == "分" for n in question.numbers) or (
        how_much and (told or bool(_ITEM_NUMBER.search(question.text)))
    )
    if not question.facets & {"score", "cap", "total"} and asked.memory.facet != "score" and not points:
        return None
    items = [r for r in asked.library.pack.records.values() if isinstance(r, RubricItem) and r.scoring]
    if not items or ("cap" in question.facets and not question.numbers):
        return None
    records = asked.library.pack.records
    named = [records[r] for r in mentioned(t for t in question.named() if not t.implied) if r in records]
    if any(isinstance(r, RubricGroup) for r in named) and not any(isinstance(r, RubricItem) for r in named):
        return None  # a whole group is asked about
    weights = {i.id: _about(asked, i) for i in items}
    item = max(items, key=lambda i: (weights[i.id], -i.number))
    if weights[item.id] < 2:
        return None
    earned = _earned(asked, item, _counts(question.text, _told(question), [item]))
    if not earned:
        return None
    strength = background(question)
    score = computed_score(asked, strength, (item.id,))
    if question.has("ellipsis") and asked.memory.facet == "score" and item.id in asked.memory.subjects:
        score += _GOES_ON
    reading = Reading("scoring", item.name, "score", score)
    return Proposal(reading, lambda: _answer(asked, item, earned), (item.id,), "score")


def _several(asked: Asked) -> Proposal | None:
    """The points of two items or more together, where a sum is asked for and the case tells of each."""
    question = asked.question
    records = asked.library.pack.records
    if not question.has("sum") or not question.facets & {"score", "total"}:
        return None
    named = sorted(mentioned(t for t in question.named() if not t.implied))
    items = [r for n in named if isinstance(r := records.get(n), RubricItem) and r.scoring]
    if len(items) < 2 or sum(any(c.kind == "share" for c in i.scoring) for i in items) > 1:
        return None
    told = [n for n in _told(question) if not (n.value == len(items) and _SUMMED.match(question.text, n.end))]
    counts = _counts(question.text, told, items)
    earned = {i.id: _earned(asked, i, counts) for i in items}
    counted = sum(part.component.kind == "piece" for e in earned.values() for part in e)
    sure = not told or len(told) == len(counts) == counted  # each count is of one thing, and no other
    if not all(e and all(part.stated for part in e) for e in earned.values()):
        return None
    reading = Reading(
        "scoring",
        "、".join(i.name for i in items),
        "score",
        computed_score(asked, background(question), [i.id for i in items]),
    )
    build = (lambda: _together(asked, items, earned)) if sure else (lambda: _ONE_BY_ONE)
    return Proposal(reading, build, tuple(i.id for i in items), "score")


def _together(asked: Asked, items: list[RubricItem], earned: dict[str, list[Earned]]) -> Answer:
    got = [_capped(i, earned[i.id]) for i in items]
    total = sum(got)
    lead = f"共{plain(total)}分：{'＋'.join(map(plain, got))}＝{plain(total)}。"
    lines = tuple(
        f"第{i.number}项{i.name}：{plain(points)}分" + (f"（{working}）" if working != plain(points) else "")
        for i, points in zip(items, got, strict=True)
        for working in ("＋".join(e.working for e in earned[i.id]),)
    )
    sources = tuple(dict.fromkeys(asked.library.source(i, earned[i.id][0].component) for i in items))
    return Answer(lead, "answered", "scoring", lines, sources)


def _cap(item: RubricItem) -> float | None:
    return item.cap if item.cap is not None else item.points


def _capped(item: RubricItem, earned: list[Earned]) -> float:
    total, cap = sum(e.points for e in earned), _cap(item)
    return total if cap is None else min(total, cap)


def _evidence(item: RubricItem) -> tuple[str, ...]:
    """What is to be handed in for the item, if its text says so."""
    return next(((f.say or f.quote,) for f in item.facts if f.facet == "evidence"), ())


def _about(asked: Asked, item: RubricItem) -> int:
    """How surely the question is about an item: by its number, its name, or the words of its components."""
    text = asked.question.text
    weight = sum(len(w) for s in item.scoring for w in _matched(text, s)[:1])
    if any(int(n) == item.number for n in _ITEM_NUMBER.findall(text)):
        weight += _NUMBERED
    named = mentioned(t for t in asked.question.named() if not t.implied)
    if item.id in named:
        weight += _NAMED
    if item.id in asked.memory.subjects:
        weight += _REMEMBERED * (2 if asked.question.has("ellipsis") else 1)
    best = max((s.score for s in asked.ranked if s.unit.record.id == item.id), default=0.0)
    return weight + round(_RANKED * best)


def _matched(text: str, component: Scoring) -> list[str]:
    return sorted((w for w in component.told_by if w in text), key=len, reverse=True)


def _earned(asked: Asked, item: RubricItem, counts: Mapping[tuple[str, str], float]) -> list[Earned]:
    """What each component of an item gives; ``counts`` by item and component."""
    text = asked.question.text
    if any(_denied(text, normalise(w)) for w in item.requires_words if normalise(w) in text):
        return [Earned(item.scoring[0], 0.0, "")]
    parts = (_component(asked, c, counts.get((item.id, c.label), 1.0)) for c in item.scoring)
    return [earned for earned in parts if earned is not None]


def _component(asked: Asked, component: Scoring, count: float) -> Earned | None:
    text = asked.question.text
    if component.kind == "share":
        return _share(asked, component)
    matched = _matched(text, component)
    if component.kind == "tier":
        tier = _tier(text, component.tiers) if matched else None
        return Earned(component, tier.points, f"{tier.label}{plain(tier.points)}") if tier else None
    if matched and _too_old(asked, component):
        return Earned(component, 0.0, f"须是近{plain(component.within_years or 0)}年内的")
    if matched and _denied(text, matched[0]):
        return Earned(component, 0.0, "0")
    if matched and component.kind == "piece":
        return _pieces(component, count)
    flat = component.kind == "flat" and len(matched) >= (component.any_of or 1)
    return Earned(component, component.points, plain(component.points)) if flat else None


def _too_old(asked: Asked, component: Scoring) -> bool:
    text = asked.question.text
    ago = [n.value or 0.0 for n in asked.question.numbers if n.unit == "年" and text[n.end : n.end + 1] == "前"]
    return component.within_years is not None and any(years > component.within_years for years in ago)


def _pieces(component: Scoring, count: float) -> Earned:
    points = component.points * count
    working = f"{plain(count)}×{plain(component.points)}" if count != 1 else plain(points)
    if component.cap is not None and points > component.cap:
        return Earned(
            component, component.cap, f"{plain(component.cap)}（{working}，这一小项最高{plain(component.cap)}）"
        )
    return Earned(component, points, working)


def _counts(text: str, told: list[Token], items: list[RubricItem]) -> dict[tuple[str, str], float]:
    """How many of each component that the text speaks of, by item and component."""
    labels: dict[str, tuple[str, str]] = {}
    places: list[Label] = []
    for item in items:
        for component in item.scoring:
            for word in _matched(text, component)[:1] if component.kind == "piece" else ():
                key = f"{item.id} {component.label}"
                labels[key] = item.id, component.label
                places.append(Label(text.find(word), text.find(word) + len(word), key))
    return {labels[key]: count for key, count in pair(told, places).items()}


def _told(question: Question) -> list[Token]:
    """The counts of pieces that are told."""
    return [n for n in question.numbers if n.unit in PIECES and not n.share and not _ordinal(question.text, n)]


def _ordinal(text: str, number: Token) -> bool:
    return text[max(number.start - 1, 0) : number.start] == "第"


def _tier(text: str, tiers: tuple[Tier, ...]) -> Tier | None:
    fitting = [(len(w), t) for t in tiers for w in map(normalise, (t.label, *t.words)) if w in text]
    return max(fitting, key=lambda f: f[0])[1] if fitting else None


def _share(asked: Asked, component: Scoring) -> Earned | None:
    question = asked.question
    shares = [n for n in question.numbers if n.share]
    text = question.text
    reached = [n for n in shares if not (_SHORT_OF.search(text[: n.start]) or _NOT_QUITE.match(text, n.end))]
    if shares and not reached:
        return None  # below half may be anything
    share = reached[0].value if reached else None
    counts = _told(question)
    part = _nearest(question.text, counts, component.part_words)
    whole = _nearest(question.text, [n for n in counts if n is not part], component.whole_words)
    if part is None and whole is not None and len(counts) > 1:
        part = next((n for n in counts if n is not whole), None)
    if whole is None and part is not None and len(counts) > 1:
        whole = max((n for n in counts if n is not part), key=lambda n: n.value or 0)
    if part and whole and (part.value or 0) > (whole.value or 0):
        part, whole = whole, part
    working = f"{plain(share)}%" if share is not None else ""
    if share is None and part is not None and whole is not None and whole.value:
        share = 100 * (part.value or 0) / whole.value
        working = f"{plain(part.value or 0)}÷{plain(whole.value)}＝{plain(round(share, 1))}%"
    tiers = [t for t in component.tiers if share is not None and t.at_least is not None and share >= t.at_least]
    best = max(tiers, key=lambda t: t.points, default=None)
    if component.count_at_least and part is not None and (part.value or 0) >= component.count_at_least:
        points, unit = component.count_points or 0.0, component.unit
        if best is None or points > best.points:
            return Earned(
                component, points, f"{plain(part.value or 0)}{unit}，达到{plain(component.count_at_least)}{unit}"
            )
    if best is not None:
        return Earned(component, best.points, f"{working}，达到{plain(best.at_least or 0)}%")
    if share is not None:
        lowest = min(t.at_least for t in component.tiers if t.at_least is not None)
        return Earned(component, 0.0, f"{working}，不到最低一档{plain(lowest)}%", stated=False)
    return None


def _nearest(text: str, numbers: list[Token], words: tuple[str, ...]) -> Token | None:
    """The number next to one of the words: behind it first, as 签了150家."""
    best: tuple[int, Token] | None = None
    for number in numbers:
        for word in map(normalise, words):
            at = text.rfind(word, 0, number.start)
            gap = number.start - at - len(word) if at >= 0 else 99
            if gap <= _REACH and (best is None or gap < best[0]):
                best = (gap, number)
    return best[1] if best else None


def _denied(text: str, word: str) -> bool:
    """Whether the member says of this word that it is not there: 没有X, X还没建."""
    at = text.find(word)
    after = behind_in_clause(text, at + len(word))[:_REACH]
    before = before_in_clause(text, at)[-5:]
    return bool(_LACKS.search(after) or _DENIED_BEFORE.search(before))


def _answer(asked: Asked, item: RubricItem, earned: list[Earned]) -> Answer:
    total = sum(e.points for e in earned)
    cap = _cap(item)
    got = _capped(item, earned)
    source = (asked.library.source(item, earned[0].component),)
    if item.requires_quote and not any(e.working for e in earned):
        return Answer(f"第{item.number}项不得分，得0分：{item.requires_quote}", "answered", "scoring", (), source)
    if not all(e.stated for e in earned):
        unsaid = next(e for e in earned if not e.stated)
        return Answer(
            f"第{item.number}项没有规定这种情况得几分：{unsaid.working}。", "unspecified", "scoring", (), source
        )
    if not total and len(earned) == 1 and earned[0].working:
        return _nothing(item, earned[0], source)
    working = "＋".join(e.working for e in earned)
    shown = f"{working}＝{plain(total)}分" if working != plain(total) else ""
    capped = f"，最高{plain(cap)}分" if cap is not None else ""
    detail = f"（{shown}{capped}）" if shown else (f"（本项{capped[1:]}）" if capped else "")
    lead = f"第{item.number}项得{plain(got)}分{detail}。"
    if len(earned) == 1 and earned[0].component.kind == "piece" and total == earned[0].component.points:
        component = earned[0].component
        lead = (
            f"{component.label}每{component.unit or '项'}得{plain(component.points)}分（第{item.number}项{capped}）。"
        )
    lines = [f"{e.component.label}：{plain(e.points)}分" for e in earned] if len(earned) > 1 else []
    lines += dict.fromkeys(e.component.note for e in earned if e.component.note)
    unmet = _unmet(asked, item)
    if unmet:
        lead = f"不一定：只按数目是{plain(got)}分{detail}，但{unmet}"
    return Answer(lead, "answered", "scoring", (*lines, *_evidence(item)), source)


def _unmet(asked: Asked, item: RubricItem) -> str:
    """What is said of something that the item asks for besides and that the member says is not there."""
    denied = _left_out(asked, item)
    told = next((f.say for f in item.facts if f.standing in {"tba", "open"} and any(w in f.say for w in denied)), "")
    asks = (a for a in re.split(r"[,，。;；（）]", item.quote) if any(w in normalise(a) for w in denied))
    required = next(asks, "")
    if not required:
        return ""
    return told or f"第{item.number}项还要求“{required}”，没做到怎么给分，没有明确规定。"


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


def _nothing(item: RubricItem, earned: Earned, source: tuple[Source, ...]) -> Answer:
    """No points for what was told, and what else the item has points for."""
    why = f"（{earned.working}）" if earned.working != plain(0.0) else ""
    others = [t for f in item.facts if f.facet == "score" for t in entries(f)]
    if len(others) < 2:
        return Answer(f"不能得分：第{item.number}项得0分{why}。", "answered", "scoring", _evidence(item), source)
    lead = f"第{item.number}项：“{earned.component.label}”得0分{why}。这一项的分是这样给的："
    return Answer(lead, "answered", "scoring", tuple(others), source)
