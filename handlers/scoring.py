"""What a rubric (评分细则) gives for what the member has done, with tiers, pieces, caps and the working."""

from __future__ import annotations

import re
from collections.abc import Sequence

from handlers.answer import Answer, Reading, Slots, Source
from handlers.compose import entries
from handlers.counting import told_counts
from handlers.earned import Earned
from handlers.library import mentioned
from handlers.piece_counts import count, unexplained
from handlers.points import cap_of, capped, earned_of, matched, pieces, reached
from handlers.proposal import Asked, Proposal, background, computed_score
from handlers.question import Question, Token
from handlers.rubric_besides import told_besides, unmet_of
from handlers.rubric_lists import listed
from handlers.rubric_parts import some_of_alike, the_other
from handlers.rubric_sums import summed
from knowledge.numerals import plain
from knowledge.schema import Record, RubricGroup, RubricItem

_ITEM_NUMBER = re.compile(r"第(\d{1,3})(?:项|条|个|款|题)")
_GOES_ON = 0.3  # 「联合搞的呢」 goes on about the same item
_HOW = re.compile(r"(怎么|咋个?|如何|怎样)(给|计|算|打|得|个)|[计算给打]分(法|办法|规则|标准)|哪几|哪些")
_EACH = re.compile(r"(各|分别)[^,.!?;]{0,4}(几|多少)分")
_FULL = re.compile(r"满分|拿满|得满|全拿")
_HOW_OFTEN = re.compile(r"[几多]少?[次项家个].{0,4}(满|才)")  # what full marks take
_HAS = re.compile(r"有了?$|没$")  # 规划有，计划没有
_SPOKEN_OF = 2  # the least by which an item is meant
_MORE = re.compile(r"[再又][^,.!?;]{0,4}[\d一二两三四五六七八九十]|多加")
_SAID_POINTS = re.compile(r"(?:是|得|给|算|有|项|个|次)(\d+(?:\.\d+)?)分(?:吗|吧|么|对|[?])")
_ABLE = re.compile(r"能|可以|拿|够")
_ONE_MORE = ("个", "项", "次")
_NUMBERED, _NAMED, _REMEMBERED, _RANKED = 30, 8, 5, 6


def propose(asked: Asked) -> Proposal | None:
    """The points that the item in question, or several together, give for what was told."""
    return listed(asked) or summed(asked) or _single(asked)


def _single(asked: Asked) -> Proposal | None:
    question = asked.question
    item = _item(asked)
    several = item is not None and (len(item.scoring) > 1 or (bool(_EACH.search(question.text)) and _has_tiers(item)))
    if item is None or (_asks_how(question) and several):
        return None  # how the points are given is told whole
    goes_on = some_of_alike(question.text, item) or the_other(asked, item) or _so_many(asked, item)
    earned = goes_on if goes_on and (_MORE.search(question.text) or not question.numbers or goes_on[0].of) else []
    counted = count(question.text, told_counts(question), [item])
    left: tuple[Token, ...] = ()
    if not earned:
        earned = earned_of(asked, item, counted.counts) or goes_on
        left = unexplained(question.text, counted, item, earned) if earned is not goes_on else ()
    if not earned:
        return None
    strength = background(question)
    score = computed_score(asked, strength, (item.id,))
    if question.has("ellipsis") and asked.memory.facet == "score" and item.id in asked.memory.subjects:
        score += _GOES_ON
    reading = Reading("scoring", item.name, "score", score)
    if left:
        return Proposal(reading, lambda: _not_reckoned(asked, item, left), (item.id,), "score")
    return Proposal(reading, lambda: _answer(asked, item, earned), (item.id,), "score", slots=_told_of(item, earned))


def _not_reckoned(asked: Asked, item: RubricItem, left: Sequence[Token]) -> Answer:
    """No total where a number that was told belongs to nothing that is counted; how the points are given."""
    said = "、".join(f"“{n.text}”" for n in left)
    lead = f"{said}该算第{item.number}项的哪一小项，我没有把握，先不报总分。请说明每个数是哪一小项的。这样给分："
    rules = tuple(dict.fromkeys(c.quote for c in item.scoring if c.quote))
    return Answer(lead, "clarify", "scoring", rules, (asked.library.source(item, item.scoring[0]),))


def _has_tiers(item: RubricItem) -> bool:
    return any(len(c.tiers) > 1 for c in item.scoring)


def _told_of(item: RubricItem, earned: list[Earned]) -> Slots:
    """How many pieces were told of, for 再加一项 of the next turn."""
    told = [e for e in earned if e.count]
    if len(told) != 1:
        return {}
    return {"counted": ((item.id, plain(told[0].count)),), "of": ((told[0].component.label, item.id),)}


def _so_many(asked: Asked, item: RubricItem) -> list[Earned]:
    """So many pieces of the one component that is counted in their unit, where the item was talked of: 5项呢."""
    told = [n for n in told_counts(asked.question) if n.unit]
    if len(told) != 1 or item.id not in asked.memory.subjects:
        return []
    more = 0.0
    if _MORE.search(asked.question.text):  # beside what was told before
        more = next((float(n) for i, n in asked.memory.slots.get("counted", ()) if i == item.id), 0.0)
    counted = [c for c in item.scoring if c.kind == "piece" and told[0].unit in {c.unit, *(_ONE_MORE if more else ())}]
    if len(counted) > 1:
        counted = [c for c in counted if c.label in {label for label, _ in asked.memory.slots.get("of", ())}]
    if len(counted) == 1:
        return [pieces(counted[0], more + (told[0].value or 0.0))]
    return [e for c in item.scoring if c.kind == "share" and (e := reached(c, told[0])) is not None]


def _item(asked: Asked) -> RubricItem | None:
    """The one item of which the question asks points."""
    question = asked.question
    items = [r for r in asked.library.of_kind(RubricItem) if r.scoring]
    if not items or ("cap" in question.facets and not question.numbers):
        return None
    how_much = any(t.role == "asking" and "score" in t.facets for t in question.tokens)
    told = bool(question.numbers) and any(isinstance(s.unit.record, RubricItem) for s in asked.ranked[:1])
    points = any(n.unit == "分" for n in question.numbers) or (
        bool(_ITEM_NUMBER.search(question.text)) and (how_much or question.has("polar"))
    )
    points = points or (how_much and told) or (bool(told_counts(question)) and bool(_FULL.search(question.text)))
    tells = _only_tells(asked)
    if not question.facets & {"score", "cap", "total"} and asked.memory.facet != "score" and not (points or tells):
        return None
    records = asked.library.pack.records
    named = [records[r] for r in mentioned(t for t in question.named() if not t.implied) if r in records]
    if any(isinstance(r, RubricGroup) for r in named) and not any(isinstance(r, RubricItem) for r in named):
        return None  # a whole group is asked about
    if not question.numbers and _says_itself(named):
        return None
    if tells and asked.memory.facet != "score":
        return _counting(asked, items)
    weights = _about(asked, items)
    item = max(items, key=lambda i: (weights[i.id], -i.number))
    return item if weights[item.id] >= _SPOKEN_OF else None


def _only_tells(asked: Asked) -> bool:
    """Whether the member just states how many there are of something: 我们办了三次培训."""
    question = asked.question
    asks = any(t.role in {"cue", "asking"} and t.weight > 0 for t in question.tokens)
    told = bool(told_counts(question)) or any(n.share for n in question.numbers)
    told = told or (question.has("negations") and all(map(_HAS.search, re.split(r"[,.!?;]", question.text))))
    return told and not asks and not question.has("polar") and not question.has("difference")


def _counting(asked: Asked, items: list[RubricItem]) -> RubricItem | None:
    """The one item of which what is told speaks of most: the words of its components, and its name."""
    text, kinds = asked.question.text, {"piece", "share"} if asked.question.numbers else {"flat"}
    named = mentioned(t for t in asked.question.named() if not t.implied)
    said = {i.id: [max(map(len, matched(text, c)), default=0) for c in i.scoring if c.kind in kinds] for i in items}
    weights = {i.id: sum(said[i.id]) + _NAMED * (i.id in named) for i in items if any(said[i.id])}
    most = max(weights.values(), default=0)
    meant = [i for i in items if weights.get(i.id) == most and (asked.question.numbers or all(said[i.id]))]
    return meant[0] if len(meant) == 1 else None


def _says_itself(named: Sequence[Record]) -> bool:
    """Whether what was named is no item, and states itself what points there are for it."""
    others = [r for r in named if not isinstance(r, RubricItem)]
    return len(others) == len(named) and any(f.facet == "score" for r in others for f in r.facts)


def _asks_how(question: Question) -> bool:
    """Whether the rules are asked for, with nothing told to reckon with: 怎么计分, 哪几样算分."""
    rules = not question.numbers and bool(_HOW.search(question.text))
    return rules or any(p.search(question.text) for p in (_HOW_OFTEN, _EACH))


def _evidence(item: RubricItem) -> tuple[str, ...]:
    """What is to be handed in for the item, if its text says so."""
    return next(((f.say or f.quote,) for f in item.facts if f.facet == "evidence"), ())


def _about(asked: Asked, items: Sequence[RubricItem]) -> dict[str, int]:
    """How surely the question is about each item: by its number, its name, or the words of its components."""
    text, subjects = asked.question.text, asked.memory.subjects
    numbers = set(map(int, _ITEM_NUMBER.findall(text)))
    named = mentioned(t for t in asked.question.named() if not t.implied)
    remembered = _REMEMBERED * (2 if asked.question.has("ellipsis") else 1)
    ranked: dict[str, float] = {}
    for scored in asked.ranked:  # the best first
        ranked.setdefault(scored.unit.record.id, scored.score)
    return {
        i.id: sum(len(next((w for w in c.told_by if w in text), "")) for c in i.scoring)
        + (_NUMBERED if i.number in numbers else 0)
        + (_NAMED if i.id in named else 0)
        + (remembered if i.id in subjects else 0)
        + round(_RANKED * ranked.get(i.id, 0.0))
        for i in items
    }


def _answer(asked: Asked, item: RubricItem, earned: list[Earned]) -> Answer:
    total = sum(e.points for e in earned)
    got = capped(item, earned)
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
    lead = f"第{item.number}项得{plain(got)}分{_detail(item, earned)}。"
    if len(earned) == 1 and earned[0].component.kind == "piece" and total == earned[0].component.points:
        component, cap = earned[0].component, cap_of(item)
        most = f"，最高{plain(cap)}分" if cap is not None else ""
        lead = f"{component.label}每{component.unit or '项'}得{plain(component.points)}分（第{item.number}项{most}）。"
    named = len(earned) > 1 or (asked.question.has("polar") and earned[0].component.kind == "flat")
    lines = [f"{e.component.label}：{plain(e.points)}分" for e in earned] if named else []
    if got and asked.question.has("polar") and not asked.question.has("mismatch"):
        lead = _judged(asked, item, got, lead)
    lines += dict.fromkeys(e.component.note for e in earned if e.component.note)
    unmet = unmet_of(asked, item) or told_besides(asked, item, earned)
    if unmet:
        lead = f"不一定：只按数目是{plain(got)}分{_detail(item, earned)}，但{unmet}"
    return Answer(lead, "answered", "scoring", (*lines, *_evidence(item)), source)


def _detail(item: RubricItem, earned: list[Earned]) -> str:
    """The working behind the points, and the most that the item gives."""
    cap, total = cap_of(item), sum(e.points for e in earned)
    most = f"最高{plain(cap)}分" if cap is not None else ""
    working = "＋".join(e.working for e in earned)
    shown = (
        f"{working}＝{plain(total)}分"
        if working != plain(total)
        else "、".join(f"{e.of}：{plain(e.points)}分" for e in earned if e.of)
    )
    parts = [p for p in (shown, most if shown else f"本项{most}" if most else "") if p]
    return f"（{'，'.join(parts)}）" if parts else ""


def _judged(asked: Asked, item: RubricItem, got: float, lead: str) -> str:
    """Whether that is enough for what is wanted, or whether it is what was said: 是2分吗."""
    said = _SAID_POINTS.search(asked.question.text)
    if said and not _ABLE.search(asked.question.text):
        return f"{'是' if float(said[1]) == got else f'不是，{plain(got)}分'}：{lead}"
    return f"可以：{lead}" if got >= _wanted(asked, item) else f"不能，只得{plain(got)}分：{lead}"


def _wanted(asked: Asked, item: RubricItem) -> float:
    """The points that the member hopes for: 能拿满5分吗."""
    told = [n.value or 0.0 for n in asked.question.numbers if n.unit == "分"]
    full = (cap_of(item) or 0.0) if _FULL.search(asked.question.text) else 0.0
    return max([*told, full], default=0.0)


def _nothing(item: RubricItem, earned: Earned, source: tuple[Source, ...]) -> Answer:
    """No points for what was told, and what else the item has points for."""
    why = f"（{earned.working}）" if earned.working != plain(0.0) else ""
    others = [t for f in item.facts if f.facet == "score" for t in entries(f)]
    if len(others) < 2:
        return Answer(f"不能得分：第{item.number}项得0分{why}。", "answered", "scoring", _evidence(item), source)
    lead = f"第{item.number}项：“{earned.component.label}”得0分{why}。这一项的分是这样给的："
    return Answer(lead, "answered", "scoring", tuple(others), source)
