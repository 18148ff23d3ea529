"""Whether a message is about qualifying for something, and for what: a verdict follows, or the first question."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers.answer import Reading
from handlers.compose import entries, notes, say
from handlers.eligibility import interview, questions, stated
from handlers.eligibility.criteria import decide
from handlers.eligibility.finding import Finding
from handlers.eligibility.verdict import HANDLER
from handlers.proposal import Asked, Proposal, computed_score
from handlers.question import Question, Token
from handlers.regions import places
from knowledge.schema import Award, DuesLevel, Membership
from knowledge.text import normalise

_INTENT = re.compile(r"入会|加入|申请|申报|报名|参加|成为|作为|能入|能当|可以当|当你们|能报|够格|资格|条件|评")
_WISH = re.compile(r"(想|要|打算|准备|能)(申?报|评|入|加入|申请|参评)")
_JOIN = re.compile(r"(能|可以|想|让|给)[^,.!?;]{0,8}(入|进|加入|参加)(会|协会)?[^,.!?;]{0,2}(吗|不|么|嘛|吧|没|[?]|$)")
_TAKEN = re.compile(r"收(不收|吗|么|不)(?!费|钱)|(能|肯|会|给)收(?!费|钱)|要不要我|接收|吸收")
_ENTERS = re.compile(r"入|进(?!行)|成(?!果|立|本|绩|员)|当|做[^,.!?;]{0,4}会员")
_BESIDES = ("fee", "materials", "deadline", "copies")
_WHO_MAY = frozenset({"conditions", "participants"})
_GOODWILL = 0.55  # what a case tells besides its criteria is background
_MOST_KINDS = 8  # so many to choose from are still a choice

_APPLIES = re.compile(r"((?<!上)报|申请|评选?|推荐|当|参评)(上|为|选|成|个)?$")
_EACH = re.compile(
    r"(逐|一)(条|项|一)[^,.!?;]{0,4}(核对|对照|检查|核查)|^(请|帮我|想)?(核对|核查|对照)(一下|下)?[^,.!?;]{0,16}(条件|资格)[.!]*$"
)
_SELF = re.compile(r"我|咱|俺|本人|本单位|帮忙?(看|查|核|判)")
_FOR_ME = re.compile(r"(帮|给|替)(我们?|咱们?|忙|俺们?)?[^,.!?;]{0,3}(看|核|查|判|对照)|看看|看一下|查查")
_QUALIFIED = re.compile(
    r"(够|符合|满足|达到|具备|合)[^,.!?;]{0,12}(条件|资格|要求|标准|格)|够格|合格"
    r"|够不够|有(没有)?[^,.!?;]{0,4}资格|条件[^,.!?;]{0,2}(够|行)"
)
_MAY = re.compile(
    r"(能|可以|可否|行)[^,.!?;]{0,14}(入会|入|加入|申?报|参?评|申请|当|成为|推荐)"
    r"|想(入会|加入|申?报|参?评|申请|当)[^.!?;]{0,12}(行不行|行吗|能行|可以吗|可不可以)"
)
_JOINING = re.compile(r"入会|入协会|加入|会员")
_WHAT = re.compile(r"什么|啥|哪|多少|怎么|咋|如何")
_OTHERWISE = re.compile(r"什么|啥|哪|多少|几|怎么|咋|如何|谁|为什么|多久|何时|同时|之后|以后|的话|还能|几个|吗.+吗")


def propose(asked: Asked) -> Proposal | None:
    """The verdict where the case says something of the criteria, else the conditions and the first question."""
    return stated.propose(asked) or _decided(asked) or _to_be_led(asked)


def _decided(asked: Asked) -> Proposal | None:
    """The decision on the award or membership that was named, where the case says something about its criteria."""
    question = asked.question
    said = {f for t in question.tokens if t.role == "cue" and not t.implied for f in t.facets}
    if not (question.has("polar") or said & {"conditions", "rule"} or _WISH.search(question.text) or _goes_on(asked)):
        return None
    if question.counted and not (question.numbers and _SELF.search(question.text)):
        return None  # 要几年 asks for the rule and tells of no case
    best: tuple[float, Award | Membership, list[Finding]] | None = None
    for record, named in _candidates(asked):
        findings = decide(question, record, asked.today)
        bare = all(f.criterion.kind == "category" for f in findings)  # who asks says what they are, and no more
        if bare and (not _INTENT.search(question.text) or _asks_else(question) or _left_open(asked)):
            continue
        placed = all(f.criterion.kind in {"category", "place"} for f in findings)  # or where they are
        if placed and not _is_of_joining(asked):
            continue
        weight = len(findings) + named
        if findings and (best is None or weight > best[0]):
            best = (weight, record, findings)
    if best is None:
        return None
    _, record, findings = best
    told = "".join(f.told for f in findings)
    strength = {t.start: 1.0 if t.text in told else _explains(t) for t in question.tokens}
    score = computed_score(asked, strength, (record.id, record.part_of))
    answer, check = interview.judged(asked.library, record, findings, asked.today)
    answer = replace(answer, lines=(*answer.lines, *_asked_besides(asked, record, said)))
    reading = Reading(HANDLER, record.name, "conditions", score)
    return Proposal(reading, lambda: answer, (record.id,), "conditions", check=check)


def _asked_besides(asked: Asked, record: Award | Membership, facets: set[str]) -> tuple[str, ...]:
    """What the same message asks of the thing besides whether one qualifies: 够条件不, 要交啥材料, 多少钱."""
    facts = (next(iter(asked.library.facts(record, f)), None) for f in _BESIDES if f in facets)
    return tuple(line for f in facts if f for line in (say(record, f), *entries(f), *notes(record, f)))


def _goes_on(asked: Asked) -> bool:
    """Whether something is told of a case behind the question who may take part, and nothing is asked."""
    asks = any(t.role in {"cue", "asking"} and not t.implied for t in asked.question.tokens)
    if asks or asked.memory.facet not in _WHO_MAY:
        return False
    told = [w for r in _checkable(asked, frozenset(asked.memory.subjects)) for c in r.criteria for w in c.metric_words]
    return all(any(t.text in normalise(w) for w in told) for t in asked.question.named() if not t.implied)


def _tells_where(asked: Asked) -> bool:
    """Whether it is asked of a place by the words of a condition on places: 注册在乙市可以吗."""
    text = asked.question.text
    if not asked.question.has("polar") or not places(text):
        return False
    words = (w for r in _all(asked) for c in r.criteria if c.kind == "place" for w in c.told_by)
    return any(w in text for w in words)


def _asks_else(question: Question) -> bool:
    """Whether something other than the conditions is asked, as a discount, or what to hand in first."""
    cues = {f for t in question.tokens if t.role == "cue" and not t.implied for f in t.facets}
    return bool(cues - {"conditions", "rule", "about"} or _WHAT.search(question.text))


def _is_of_joining(asked: Asked) -> bool:
    """Whether the question, or the one before it, is about being taken in: 跟外省同行交流 is not."""
    text = asked.question.text
    goes_on = asked.memory.facet == "conditions" and asked.question.has("ellipsis")
    return goes_on or _tells_where(asked) or any(p.search(text) for p in (_INTENT, _ENTERS, _TAKEN, _QUALIFIED))


def _left_open(asked: Asked) -> bool:
    """Whether what is asked is best told by a condition that the documents leave open: 会员数量有没有最低要求."""
    best = asked.ranked[0] if asked.ranked else None
    if best is None or best.unit.fact.standing != "open" or best.unit.fact.facet not in {"conditions", "rule"}:
        return False
    return best.by_words > 0


def _to_be_led(asked: Asked) -> Proposal | None:
    """The first question to who wants to know whether they qualify and tells nothing of their case."""
    if not _wants_to_know(asked):
        return None
    records = _meant(asked)
    if not records or len(records) > _MOST_KINDS:
        return None
    if len(records) == 1:
        answer, check = interview.begun(asked.library, records[0], asked.today)
    else:
        answer, check = interview.which(records)
    about = [i for r in records for i in (r.id, r.part_of)]
    score = computed_score(asked, {t.start: 1.0 for t in asked.question.tokens}, about)
    reading = Reading(HANDLER, records[0].name if len(records) == 1 else "", "conditions", score)
    subjects = (records[0].id,) if len(records) == 1 else ()
    return Proposal(reading, lambda: answer, subjects, "conditions", check=check)


def _wants_to_know(asked: Asked) -> bool:
    """Whether the member asks after their own chances, and nothing besides."""
    question = asked.question
    text = question.text
    if _EACH.search(text):
        return True
    if _OTHERWISE.search(text) or not _SELF.search(text) or question.numbers:
        return False
    cues = [t for t in question.tokens if t.role == "cue"]
    if any(t.facets and not t.facets & {"conditions", "rule", "procedure", "about"} for t in cues):
        return False
    kinds = {normalise(n) for r in _all(asked) for n in (r.name, *r.aliases)}
    besides = (t.text for t in question.tokens if t.role == "word" and t.weight > 0)
    may = _MAY.search(text) and all(_INTENT.search(word) or any(word in kind for kind in kinds) for word in besides)
    return bool(_QUALIFIED.search(text) or may or (_FOR_ME.search(text) and _MAY.search(text)))


def _meant(asked: Asked) -> list[Award | Membership]:
    """What the member may want to be checked for; several where it is not said which."""
    question = asked.question
    named = [t for t in question.named() if t.names.records and not t.implied]
    longest = max((len(t.text) for t in named if _checkable(asked, t.names.records)), default=0)
    records = [r for t in named if len(t.text) == longest for r in _checkable(asked, t.names.records)]
    if not records and named:
        pool = {r for t in named for r in t.names.records}
        records = [r for r in _all(asked) if r.part_of in pool]
        if not records and not _JOINING.search(question.text):
            return []
    if not records and not _JOINING.search(question.text):
        records = _checkable(asked, frozenset(asked.memory.subjects))
    if not records:
        joining = bool(_JOINING.search(question.text))
        records = [r for r in _all(asked) if isinstance(r, Membership) or not joining]
    records = list({r.id: r for r in records}.values())
    spoken = {r.id: _spoken_of(question, r) for r in records}
    most = max(spoken.values(), default=0)
    likely = [r for r in records if spoken[r.id] == most]
    return likely if len(likely) == 1 and most > 0 else records


def _all(asked: Asked) -> list[Award | Membership]:
    return [r for r in asked.library.qualifying if questions.askable(r)]


def _checkable(asked: Asked, ids: frozenset[str]) -> list[Award | Membership]:
    """Those of some records that have criteria to ask for."""
    return [r for r in asked.library.qualifying if r.id in ids and questions.askable(r)]


def _explains(token: Token) -> float:
    return 1.0 if token.role in {"name", "number", "asking"} or token.facets & {"conditions", "rule"} else _GOODWILL


def _candidates(asked: Asked) -> list[tuple[Award | Membership, float]]:
    """What the question names, or else what the conversation is about."""
    records = asked.library.pack.records
    named = {r: max(1.0, len(t.text) / 4) for t in asked.question.named() if not t.implied for r in t.names.records}
    pool = dict.fromkeys(asked.memory.subjects, 0.5) if _goes_on(asked) or not named else named
    found = [(r, pool[i]) for i in pool if isinstance(r := records.get(i), Award | Membership)]
    if aimed := [(r, w) for r, w in found if _is_aimed_at(asked.question, r)]:
        return aimed
    best = asked.ranked[0].unit if asked.ranked else None  # the condition that the case describes, if it names none
    if best is not None and best.fact.facet == "conditions" and isinstance(best.record, Award | Membership):
        found.append((best.record, 0.9))
    if found:
        return found
    kinds = asked.library.qualifying
    under = [(r, _spoken_of(asked.question, r)) for r in kinds if r.part_of in pool]
    text = asked.question.text
    placed = bool(places(text)) and (_TAKEN.search(text) or _QUALIFIED.search(text) or _tells_where(asked))
    level = any(isinstance(records.get(i), DuesLevel) for i in named) and bool(places(text) and _ENTERS.search(text))
    if under or not (_JOIN.search(text) or placed or level):
        return under
    return [(r, 0.5) for r in kinds if isinstance(r, Membership)]


def _is_aimed_at(question: Question, record: Award | Membership) -> bool:
    """Whether a record is what is to be applied for, by the word before its name: 能报优秀推进者."""
    named = (t for t in question.named() if record.id in t.names.records and not t.implied)
    return any(_APPLIES.search(question.text[: t.start]) for t in named)


def _spoken_of(question: Question, record: Award | Membership) -> float:
    """How much the question speaks of one kind among several: 我个人 of 个人会员."""
    names = [normalise(n) for n in (record.name, *record.aliases)]
    last = max((t.clause for t in question.tokens), default=0)
    return sum(
        0.4 if t.clause == last else 0.2 for t in question.tokens if len(t.text) > 1 and any(t.text in n for n in names)
    )
