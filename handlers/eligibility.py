"""Whether a case qualifies: machine-checkable criteria are decided, exclusions first; the rest is left to people."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from handlers.answer import Answer, Reading
from handlers.compose import edition
from handlers.counting import COUNTABLE
from handlers.lexicon import lexicon
from handlers.proposal import Asked, Proposal, computed_score
from handlers.question import Question, Token
from handlers.regions import places, within
from knowledge.numerals import plain
from knowledge.schema import Award, Criterion, Membership
from knowledge.text import normalise

_WINDOW = re.compile(r"(近|最近|过去|这|前)$")
_DENIAL = re.compile(r"(没有?|未|无|从来没|从未|没出过|没发生过?|不曾|零)[^,.!?;]{0,4}$")
_REACH = 16
_INTENT = re.compile(r"入会|加入|申请|申报|报名|参加|成为|作为|能入|能当|可以当|当你们|能报|够格|资格|条件|评")
_WISH = re.compile(r"(想|要|打算|准备|能)(申?报|评|入|加入|申请|参评)")
_JOIN = re.compile(r"(能|可以|想|让|给)[^,.!?;]{0,8}(入|进|加入|参加)(会|协会)?[^,.!?;]{0,2}(吗|不|么|嘛|吧|没|[?]|$)")
_NONE = re.compile(r"[^,.!?;]{0,3}(没有|没出|为零|是零|0次)")
_BESIDE_IT = re.compile(r"(离|靠近|挨着|去|到|跑)$")
_GLANCE = 70  # characters
_CALENDAR = 1900  # numbers of years above it are years of the calendar
_NOT_IN = re.compile(r"(不|没|没有|未|并未|非)(在|是)?$")
_NOT_THERE = re.compile(r"[^,.!?;]{0,3}(没|未|不)")
_GOODWILL = 0.55  # what a case tells besides its criteria is background


@dataclass(frozen=True)
class Finding:
    """A criterion with what the member's case says of it."""

    criterion: Criterion
    state: Literal["met", "failed"]
    told: str


def propose(asked: Asked) -> Proposal | None:
    """The decision on the award or membership that was named, where the case says something about its criteria."""
    question = asked.question
    said = {f for t in question.tokens if t.role == "cue" and not t.implied for f in t.facets}
    if not (question.has("polar") or said & {"conditions", "rule"} or _WISH.search(question.text)):
        return None
    best: tuple[float, Award | Membership, list[Finding]] | None = None
    for record, named in _candidates(asked):
        findings = [f for c in record.criteria if (f := _decide(asked, c)) is not None]
        if all(f.criterion.kind == "category" for f in findings) and not _INTENT.search(question.text):
            continue
        weight = len(findings) + named
        if findings and (best is None or weight > best[0]):
            best = (weight, record, findings)
    if best is None:
        return None
    _, record, findings = best
    strength = {t.start: _explains(t) for t in question.tokens}
    reading = Reading(
        "eligibility", record.name, "conditions", computed_score(asked, strength, (record.id, record.part_of))
    )
    return Proposal(reading, lambda: _answer(asked, record, findings), (record.id,), "conditions")


def _explains(token: Token) -> float:
    return 1.0 if token.role in {"name", "number", "asking"} or token.facets & {"conditions", "rule"} else _GOODWILL


def _candidates(asked: Asked) -> list[tuple[Award | Membership, float]]:
    """What the question names, or else what the conversation is about."""
    named = {r: max(1.0, len(t.text) / 4) for t in asked.question.named() if not t.implied for r in t.names.records}
    pool = named or dict.fromkeys(asked.memory.subjects, 0.5)
    if not pool and _JOIN.search(asked.question.text):
        pool = {r.id: 0.5 for r in asked.library.pack.records.values() if isinstance(r, Membership)}
    own = {i: asked.library.pack.records.get(i) for i in pool}
    found = [(r, pool[i]) for i, r in own.items() if isinstance(r, Award | Membership)]
    best = asked.ranked[0].unit if asked.ranked else None  # the condition that the case describes, if it names none
    if best is not None and best.fact.facet == "conditions" and isinstance(best.record, Award | Membership):
        found.append((best.record, 0.9))
    if found:
        return found
    under = [r for r in asked.library.pack.records.values() if isinstance(r, Award | Membership) and r.part_of in pool]
    return [(r, _spoken_of(asked.question, r)) for r in under]


def _spoken_of(question: Question, record: Award | Membership) -> float:
    """How much the question speaks of one kind among several: 我个人 of 个人会员."""
    names = [normalise(n) for n in (record.name, *record.aliases)]
    last = max((t.clause for t in question.tokens), default=0)
    return sum(
        0.4 if t.clause == last else 0.2 for t in question.tokens if len(t.text) > 1 and any(t.text in n for n in names)
    )


def _decide(asked: Asked, criterion: Criterion) -> Finding | None:
    question = asked.question
    match criterion.kind:
        case "at_least" | "at_most":
            return _compare(asked, criterion)
        case "exclusion":
            return _excluded(asked, criterion)
        case "place":
            return _placed(question, criterion)
        case "category":
            return _categorised(question, criterion)
        case "judgement":
            return None


def _compare(asked: Asked, criterion: Criterion) -> Finding | None:
    question = asked.question
    number = _number_for(question, criterion)
    if number is None or criterion.threshold is None:
        return None
    if _stale(asked, number, criterion):
        return None
    value = number.value or 0.0
    met = value >= criterion.threshold if criterion.kind == "at_least" else value <= criterion.threshold
    lacking = abs(criterion.threshold - value)
    told = f"您说的是{plain(value)}{criterion.unit}"
    if not met:
        told += f"，{'还差' if criterion.kind == 'at_least' else '多出'}{plain(lacking)}{criterion.unit}"
    return Finding(criterion, "met" if met else "failed", told)


def _number_for(question: Question, criterion: Criterion) -> Token | None:
    """The number told for a criterion's metric: of its unit, near one of its words, and no span of time like 近三年."""
    best: tuple[int, Token] | None = None
    for number in question.numbers:
        if not _unit_fits(number.unit, criterion.unit) or _is_window(question.text, number):
            continue
        gap = min((_gap(question.text, number, normalise(w)) for w in criterion.metric_words), default=_REACH + 1)
        if gap <= _REACH and (best is None or gap < best[0]):
            best = (gap, number)
    return best[1] if best else None


def _unit_fits(said: str, wanted: str) -> bool:
    return said == wanted or (wanted in COUNTABLE and said in COUNTABLE)


def _is_window(text: str, number: Token) -> bool:
    return number.unit == "年" and bool(
        _WINDOW.search(text[: number.start]) or re.match(r"(之?内|以来|里)", text[number.end :])
    )


def _gap(text: str, number: Token, word: str) -> int:
    gaps = [
        m.start() - number.end if m.start() >= number.end else number.start - m.end()
        for m in re.finditer(re.escape(word), text)
    ]
    return min((g for g in gaps if g >= 0), default=_REACH + 1)


def _excluded(asked: Asked, criterion: Criterion) -> Finding | None:
    question = asked.question
    said = [(w, at) for w in map(normalise, criterion.metric_words) if (at := question.text.find(w)) >= 0]
    if not said:
        return None
    barred = [word for word, at in said if not (_denied(question, word) or _stale(asked, at, criterion))]
    if barred:
        return Finding(criterion, "failed", f"您提到{barred[0]}")
    return Finding(criterion, "met", f"您说的{said[0][0]}不在其内")


def _denied(question: Question, word: str) -> bool:
    """Whether any mention of the word says that there was none."""
    places = [m.start() for m in re.finditer(re.escape(word), question.text)]
    return any(_DENIAL.search(question.text[:at]) or _NONE.match(question.text[at + len(word) :]) for at in places)


def _stale(asked: Asked, at: Token | int, criterion: Criterion) -> bool:
    """Whether what is told there is further back than the criterion looks: 四年前有3个, 2010年有6个."""
    if criterion.within_years is None:
        return False
    start = at if isinstance(at, int) else at.start
    for year in asked.question.numbers:
        if year.unit != "年" or year.end > start or re.search(r"[.;!?]", asked.question.text[year.end : start]):
            continue
        ago = asked.today.year - (year.value or 0) if (year.value or 0) > _CALENDAR else (year.value or 0)
        dated = (year.value or 0) > _CALENDAR or asked.question.text[year.end : year.end + 1] == "前"
        if dated and ago > criterion.within_years:
            return True
    return False


def _placed(question: Question, criterion: Criterion) -> Finding | None:
    outside = next((w for w in lexicon().outside if w in question.text), "")
    if outside:
        return Finding(criterion, "failed", f"您说的是{outside}")
    named = sorted(places(question.text), key=lambda p: p[2])
    named = [p for p in named if not _BESIDE_IT.search(question.text[: p[2]])]
    regions = [w for v, words in criterion.values.items() for w in (v, *words)]
    if not named:
        return None
    near = [normalise(w) for w in criterion.metric_words]

    def gap(place: tuple[str, str, int]) -> int:
        return min((abs(question.text.find(w) - place[2]) for w in near if w in question.text), default=99)

    place, province, at = min(named, key=gap)
    inside = any(within(place, province, r) for r in regions)
    before, behind = question.text[:at], question.text[at + len(place) :]
    if inside and (_NOT_THERE.match(behind) or _NOT_IN.search(before)):
        inside, place = False, f"不在{place}"
    return Finding(criterion, "met" if inside else "failed", f"您说的是{place}")


def _categorised(question: Question, criterion: Criterion) -> Finding | None:
    negated = {t.text for t in question.tokens if t.negated}
    for value, words in criterion.values.items():
        for word in sorted((value, *words), key=len, reverse=True):
            said = normalise(word)
            at = question.text.find(said)
            if (
                at >= 0
                and said not in negated
                and not _within_name(question, at)
                and not re.search(r"(不是|不算|并非)$", question.text[:at])
            ):
                return Finding(criterion, "met", f"您说的{word}属于{value}" if word != value else f"{value}在列")
    return None


def _within_name(question: Question, at: int) -> bool:
    return any(t.start <= at < t.end for t in question.named() if t.names.records)


def _shortened(conditions: list[str]) -> str:
    """The conditions run together, as many as a phone shows at a glance."""
    shown: list[str] = []
    for condition in conditions:
        if shown and sum(map(len, shown)) + len(condition) > _GLANCE:
            return "；".join(shown) + f"等{len(conditions)}条"
        shown.append(condition)
    return "；".join(shown)


def _answer(asked: Asked, record: Award | Membership, findings: list[Finding]) -> Answer:
    prefix = edition(asked.library, record, asked.today)
    failed = [f for f in findings if f.state == "failed"]
    decided = {id(f.criterion) for f in findings}
    open_ones = [c.text for c in record.criteria if id(c) not in decided]
    if failed:
        failed.sort(key=lambda f: f.criterion.kind != "exclusion")
        first = failed[0]
        lead = f"{prefix}不符合{record.name}的条件：{first.criterion.text}（{first.told}）。"
        lines = [f"也不符合：{f.criterion.text}（{f.told}）。" for f in failed[1:]]
        return Answer(lead, "answered", "eligibility", tuple(lines), (asked.library.source(record, first.criterion),))
    met = "；".join(f"{f.criterion.text}（{f.told}）" for f in findings)
    undecided = [c for c in record.criteria if c.kind != "judgement" and id(c) not in decided]
    lead = f"可以申请{record.name}，您说的符合：{met}。"
    if undecided:
        lead = f"您说的这几项符合{record.name}的条件：{met}。"
    lead = prefix + lead
    rest = (f"还要看：{_shortened(open_ones)}（由协会审核）。",) if open_ones else ()
    return Answer(lead, "answered", "eligibility", rest, (asked.library.source(record, findings[0].criterion),))
