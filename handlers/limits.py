"""Too many, too long: a stated limit against the member's own number."""

from __future__ import annotations

import re

from handlers.answer import Answer, Reading
from handlers.compose import edition, notes, say
from handlers.counting import COUNTABLE
from handlers.library import mentioned
from handlers.proposal import Asked, Proposal, background, computed_score
from handlers.question import Token, before_in_clause, behind_in_clause
from handlers.spans import CALENDAR
from knowledge.numerals import plain
from knowledge.parts import Fact
from knowledge.schema import Record

_BEYOND = re.compile(r"(超过|多于|大于|不止|超出)$")
_BELOW = re.compile(r"(少于|不到|低于|不足|小于)$")
_WITHOUT = re.compile(r"没|未|欠|断|停|忘|漏|拖|不(交|缴|参加)")
_WHAT_THEN = re.compile(r"会怎|会咋|怎么样|怎么处理|怎么办|咋办|后果|什么结果")
_LACKED = re.compile(r"[了多]?(?:都|也|还|来|以上|无故|一直|从)?(?:没|未|欠|断|停|忘|漏|拖|不(?:交|缴|参加))")
_ONLY = re.compile(r"[仅只才]有?$")
_ELSEWHERE = frozenset(
    {"format", "fee", "deadline", "submit_to", "email", "seal", "evidence", "score"}
)  # asked instead
_SHOWN = 5  # limits among which is asked
_LOOKED_AT, _TOLD_OF = 3, 0.45  # the best units, if they explain so much, are spoken of though they are not named
_NEAR = 0.8  # so near to what a noun asks for
_BESIDE = 2  # characters between a number and the name that it counts
_RECOMMENDS = re.compile(r"(推荐?|报|申报|上报)(了|上)?$")
_UNITS = {"quota": COUNTABLE - {""}, "words": {"字"}, "copies": {"份", "套"}, "rule": {"年"}}


def propose(asked: Asked) -> Proposal | None:
    """Whether the number told keeps to the limit of what was named."""
    question = asked.question
    cues = {f for t in question.tokens if t.role == "cue" and not t.implied for f in t.facets}
    then = _WHAT_THEN.search(question.text) is not None
    if not (question.has("polar") or then) or cues & _ELSEWHERE - {"fee"}:
        return None
    wanted = {"rule"} if "fee" in cues or not question.has("polar") else set(_UNITS)
    best: tuple[float, Record, Fact, Token] | None = None
    scores = {s.unit.record.id: s.score for s in reversed(asked.ranked)}
    told = {
        s.unit.record.id for s in asked.ranked[:_LOOKED_AT] if (s.by_words or s.facet >= _NEAR) and s.score >= _TOLD_OF
    }
    for record_id in sorted(mentioned(question.named()) | told):
        record = asked.library.pack.records.get(record_id)
        for fact in record.facts if record else ():
            number = _told(asked, record_id, fact) if fact.facet in wanted else None
            score = scores.get(record_id, 0.0)
            if record is not None and number is not None and (best is None or score > best[0]):
                best = (score, record, fact, number)
    several = _word_limits(asked) if not mentioned(question.named()) else []
    if len(several) > 1:
        return _which(asked, several)
    best = best or _only_limit(asked)
    if best is None:
        return None
    _, record, fact, number = best
    strength = background(question)
    reading = Reading("limits", record.name, fact.facet, computed_score(asked, strength, (record.id,)))
    return Proposal(reading, lambda: _answer(asked, record, fact, number), (record.id,), fact.facet)


def _word_limits(asked: Asked) -> list[tuple[Record, Fact]]:
    """The different limits of words that the documents state, where so many words are all that was told."""
    told = [n for n in asked.question.numbers if n.unit == "字" and n.value]
    spoken = (t for t in asked.question.tokens if t.role in {"word", "name", "cue"} and len(t.text) > 1)
    if len(told) != 1 or any(not _BELOW.search(t.text) for t in spoken):
        return []
    records = asked.library.pack.records.values()
    stated = [(r, f) for r in records for f in r.facts if f.facet == "words" and f.limit is not None]
    return list({f.limit: (r, f) for r, f in reversed(stated)}.values())[::-1]


def _which(asked: Asked, limits: list[tuple[Record, Fact]]) -> Proposal:
    """Ask which paper is meant, with the limit of each."""
    lines = tuple(say(r, f) for r, f in limits[:_SHOWN])
    sources = tuple(dict.fromkeys(asked.library.source(r, f) for r, f in limits[:_SHOWN]))
    answer = Answer("字数限制要看是哪一份材料，请说明是哪一份：", "clarify", "limits", lines, sources)
    ids = tuple(r.id for r, _ in limits)
    score = computed_score(asked, background(asked.question), ids)
    return Proposal(Reading("limits", "", "words", score), lambda: answer, (), "words")


def _only_limit(asked: Asked) -> tuple[float, Record, Fact, Token] | None:
    """The one limit of words that the documents state, where nothing is named that might have another."""
    stated = _word_limits(asked)
    told = next((n for n in asked.question.numbers if n.unit == "字" and n.value), None)
    return (0.0, *stated[0], told) if len(stated) == 1 and told is not None else None


def _told(asked: Asked, record_id: str, fact: Fact) -> Token | None:
    """The number that is set against the limit; of places, one that is recommended or that counts the thing named.

    A rule with a limit holds for less than so many years, or from so many on.
    """
    if fact.limit is None or fact.facet not in _UNITS:
        return None
    if fact.facet == "quota" and any(t.names.rows for t in asked.question.named()):
        return None  # a table says what is whose
    fitting = [n for n in asked.question.numbers if n.unit in _UNITS[fact.facet] and n.value]
    if fact.facet == "rule":
        return fitting[0] if fitting and all(_without(asked, n, fact.limit) for n in fitting) else None
    if fact.facet == "quota":
        fitting = [n for n in fitting if _recommended(asked, record_id, n)]
    return next(iter(fitting), None)


def _without(asked: Asked, number: Token, limit: float) -> bool:
    """Whether so many years without something are told: 一年没交, 断了一年; or as many as the limit: 三年没交."""
    text = asked.question.text
    if (number.value or 0.0) >= limit:
        return number.value is not None and number.value < CALENDAR and bool(_LACKED.match(text, number.end))
    clause = before_in_clause(text, number.start) + behind_in_clause(text, number.start)
    said = text if _ONLY.search(text[: number.start]) else clause
    return _WITHOUT.search(said) is not None


def _consequence(record: Record, rule: Fact) -> Fact:
    """What follows once a limit of years is reached, where the record states it by itself."""
    return next((f for f in record.facts if f.facet == "consequence" and f.standing == "stated"), rule)


def _recommended(asked: Asked, record_id: str, number: Token) -> bool:
    named = any(record_id in t.names.records and 0 <= t.start - number.end <= _BESIDE for t in asked.question.named())
    return named or bool(_RECOMMENDS.search(asked.question.text[: number.start]))


def _answer(asked: Asked, record: Record, fact: Fact, number: Token) -> Answer:
    value, limit = number.value or 0.0, fact.limit or 0.0
    prefix = edition(asked.library, record, asked.today, fact)
    if fact.facet == "rule":
        reached = value >= limit
        stated = _consequence(record, fact) if reached else fact
        source = (asked.library.source(record, stated),)
        told = f"{plain(value)}年{'已到' if reached else '未到'}{plain(limit)}年："
        return Answer(f"{prefix}{told}{say(record, stated)}", "answered", "limits", notes(record, stated), source)
    below = bool(_BELOW.search(asked.question.text[: number.start])) and value <= limit
    beyond = bool(_BEYOND.search(asked.question.text[: number.start])) and value >= limit
    verdict = "可以，没有超出"
    if below:
        verdict = "可以，只限制最多，没有规定最少"
    elif value > limit or beyond:
        verdict = "不可以" if beyond else f"不可以，超出{plain(value - limit)}{number.unit}"
    return Answer(
        f"{prefix}{verdict}：{say(record, fact)}",
        "answered",
        "limits",
        notes(record, fact),
        (asked.library.source(record, fact),),
    )
