"""What a message says of each criterion: met, failed, or left open where what was told does not decide."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from math import inf

from handlers.eligibility.applicant import as_told, named_value, placed
from handlers.eligibility.denials import alternatives, denied, lacks, refused, without
from handlers.eligibility.finding import Finding, applicable, compared, happened
from handlers.eligibility.measures import Measure, Past, measures, pasts, spoken
from handlers.question import Question, Token
from knowledge.parts import Criterion
from knowledge.schema import Award, Membership
from knowledge.text import normalise, places_of

_REACH = 16  # characters between a number and the word that says what it counts
_CLAUSE = re.compile(r"[,.!?;]")
_SENTENCE = re.compile(r"[.!?;]")
_LIGHT = frozenset({"干", "干了", "做", "搞", "当", "从事", "负责", "参与", "支持", "工作"})  # do not say what is done
_WHOEVER = frozenset(
    {"公司", "企业", "单位", "集团", "协会", "工厂", "厂里", "部门", "本人", "个人", "工作", "申报", "申请", "参加"}
)
_ALONE = 4  # characters beside an amount that is all that its clause says: 满打满算一年
_OTHER_COUNT = 4  # characters by which one number has to be nearer than another
_WHETHER = re.compile(r"有没有[^,.!?;]{0,6}$")
_EVER = re.compile(r"累计|历年|历来|以来|有史|从来|一直")
_FOR_YEAR = re.compile(
    r"((?:19|20)\d\d)年?度?(?:还|又|再|能|可以|想|要|打算|准备)*(?:申?报|参?评|入会|申请|推荐|参加|当)"
)
_HAD = re.compile(r"(?<!没)有|过|了|荣获|获得")
_ASKS = re.compile(r"吗|么|需要|要不要|有没有|必须|多少|是否|要求")
_WISH = re.compile(r"(想|要|打算|准备|能)(申?报|评|入|加入|申请|参评)|还能|能不能|可以")
_APPLICANT = re.compile(r"我|咱|俺|本|某|一[家所名个位]|是|作为|当|为|算|属于|的[^,.!?;]{0,6}$")


def decide(question: Question, record: Award | Membership, today: date) -> list[Finding]:
    """What a message says of a record's criteria, in their order; nothing of those that it leaves out."""
    as_of = _as_of(question.text, today)
    case = _Case(question, record, as_of)
    numbers = case.numbers()
    found: list[Finding] = []
    for criterion in record.criteria:
        match criterion.kind:
            case "at_least" | "at_most":
                finding = case.counted(criterion, numbers.get(criterion.text, []))
            case "exclusion":
                finding = case.excluded(criterion)
            case "place":
                finding = placed(question.text, criterion)
            case "category":
                finding = case.categorised(criterion)
            case "judgement":
                finding = case.touched(criterion)
        if finding is not None:
            found.append(finding)
    return applicable(found if as_of == today else [replace(f, narrow=False) for f in found])


def _as_of(text: str, today: date) -> date:
    """The day up to which years count: the end of a past year for which it is asked (2018年能报吗), else today."""
    said = _FOR_YEAR.search(text)
    return date(int(said[1]), 12, 31) if said and int(said[1]) < today.year else today


class _Case:
    """One message, read against one record's criteria."""

    def __init__(self, question: Question, record: Award | Membership, today: date) -> None:
        self._question, self._record, self._today = question, record, today
        self._text = question.text
        named = (t for t in question.tokens if not t.implied and record.id in t.names.records)
        self._own_name = frozenset(i for t in named for i in range(t.start, t.end))
        self._whens = pasts(self._text, today)
        ends = [*(m.start() for m in _CLAUSE.finditer(self._text)), len(self._text)]
        starts = (0, *(end + 1 for end in ends))
        self._clauses = [(self._text[start:end], start) for start, end in zip(starts, ends, strict=False)]
        self._places: dict[tuple[str, ...], list[tuple[str, int]]] = {}

    def numbers(self) -> dict[str, list[tuple[int, Measure]]]:
        """For each numeric criterion the amounts told nearest to it than to any other, with how near."""
        numeric = [c for c in self._record.criteria if c.kind in {"at_least", "at_most"} and c.threshold is not None]
        found: dict[str, list[tuple[int, Measure]]] = {}
        for measure in measures(self._text, tuple(sorted({c.unit for c in numeric if c.unit})), self._today):
            gaps = [(g, c) for c in numeric if measure.fits(c.unit) and (g := self._gap(measure, c)) <= _REACH]
            nearest = min((g for g, _ in gaps), default=0)
            for gap, criterion in gaps:
                if gap == nearest:
                    found.setdefault(criterion.text, []).append((gap, measure))
        return found

    def counted(self, criterion: Criterion, told: list[tuple[int, Measure]]) -> Finding | None:
        """The amount told for a criterion's metric; none where two say different things."""
        if criterion.threshold is None:
            return None
        if not told:
            return self._without_number(criterion)
        told.sort(key=lambda t: t[0])
        (gap, measure), *others = told
        amount = measure.range_in(criterion.unit)
        if any(g - gap < _OTHER_COUNT and m.range_in(criterion.unit) != amount for g, m in others):
            return None
        low, high, when = self._in_window(criterion, measure)
        if (low, high) == (0.0, inf):
            return None
        said = spoken(amount[0], criterion.unit) if measure.exact and amount[0] % 1 == 0 else measure.said
        return compared(criterion, low, high, when + said)

    def excluded(self, criterion: Criterion) -> Finding | None:
        """Whether what bars was told, denied, or lies too far back."""
        mentioned = [(w, at) for w, at in self._mentions(criterion) if not _WHETHER.search(self._text[:at])]
        if not mentioned:
            return None
        told = [(w, at) for w, at in mentioned if not self._denied(w, at)]
        if not told:
            return Finding(criterion, "met", f"您说没有{mentioned[0][0]}")
        found = [happened(criterion, self._when(at, len(w)), w) for w, at in told]
        return min(found, key=lambda f: ("failed", "open", "met").index(f.state))

    def categorised(self, criterion: Criterion) -> Finding | None:
        """Which of the accepted values the applicant is told to be."""
        negated = {t.text for t in self._question.tokens if t.negated}
        words = tuple(normalise(w) for v, ws in criterion.values.items() for w in (v, *ws))
        for clause, start in self._clauses:
            if not (_APPLICANT.search(clause) or clause.startswith(words)):
                continue
            found = named_value(clause, criterion, negated, self._taken(start))
            if found:
                return as_told(criterion, *found)
        return None

    def touched(self, criterion: Criterion) -> Finding | None:
        """What people judge is theirs to judge; that it was told of makes it what matters, and so it does if denied."""
        mentions = [(w, at) for w, at in self._mentions(criterion) if not _WHETHER.search(self._text[:at])]
        word = next((w for w, at in mentions if not self._denied(w, at)), "")
        refusal = refused(self._question, criterion)
        return Finding(criterion, "open", refusal or f"您提到{word}") if refusal or word else None

    def _taken(self, start: int) -> frozenset[int]:
        """The places of a clause that names of records take up."""
        named = (t for t in self._question.named() if t.names.records)
        return frozenset(i - start for t in named for i in range(t.start, t.end))

    def _clause_at(self, at: int) -> tuple[str, int]:
        return next((c, s) for c, s in self._clauses if s <= at <= s + len(c))

    def _mentions(self, criterion: Criterion) -> list[tuple[str, int]]:
        """Where the criterion's words stand, the longest first at each place, not counting the record's own name."""
        known = self._places.get(criterion.told_by)
        if known is None:
            known = self._places[criterion.told_by] = self._mentions_of(criterion.told_by)
        return known

    def _mentions_of(self, words: Sequence[str]) -> list[tuple[str, int]]:
        found: list[tuple[str, int]] = []
        taken: set[int] = set(self._own_name)
        for word in words:
            for at in places_of(word, self._text):
                place = range(at, at + len(word))
                if taken.isdisjoint(place):
                    taken.update(place)
                    found.append((word, at))
        return sorted(found, key=lambda f: f[1])

    def _denied(self, word: str, at: int) -> bool:
        """Whether a mention is of there being none; one denial holds for a list: 没有质量、安全事故."""
        return denied(self._text[:at], self._text[at + len(word) :])

    def _when(self, at: int, length: int) -> Past | None:
        """The time told of what stands at a place: before it in the sentence, else behind it in the clause."""
        sentence = max((m.end() for m in _SENTENCE.finditer(self._text[:at])), default=0)
        _, clause = self._clause_at(at)
        before = [w for w in self._whens if sentence <= w.start and w.end <= at]
        before = [w for w in before if w.start >= clause or not _WISH.search(self._clause_at(w.start)[0])]
        if before:
            return before[-1]
        end = clause + len(self._clause_at(at)[0])
        return next((w for w in self._whens if at + length <= w.start and w.end <= end), None)

    def _in_window(self, criterion: Criterion, measure: Measure) -> tuple[float, float, str]:
        """What an amount says of the years that count: of a longer time it is the most, of a shorter one the least."""
        low, high = measure.range_in(criterion.unit)
        years = criterion.within_years
        clause, start = self._clause_at(measure.start)
        near = [w for w in self._whens if w.end <= measure.start and (w.start >= start or w.period)][-1:]
        near = near or [w for w in self._whens if measure.end <= w.start <= start + len(clause)][:1]
        if years is None:
            return low, high, ""
        if not near:
            ever = _EVER.search(clause[: measure.start - start])
            return (0.0, high, ever.group()) if ever else (low, high, "")
        when = near[0]
        if when.period and when.far == years:
            return low, high, ""
        if when.period and when.far > years:
            return 0.0, high, when.said
        return (low if when.lies_within(years) else 0.0), inf, when.said

    def _gap(self, measure: Measure, criterion: Criterion) -> int:
        """How far an amount stands from the words for what it counts, in its clause, or alone beside theirs."""
        clause, start = self._clause_at(measure.start)
        alone = len(clause) - (measure.end - measure.start) <= _ALONE
        best = _REACH + 1
        for word, at in self._mentions(criterion):
            end = at + len(word)
            between = self._text[end : measure.start] if end <= measure.start else self._text[measure.end : at]
            if at < measure.end and end > measure.start:
                continue
            if (_CLAUSE.search(between) and not (alone and len(_CLAUSE.findall(between)) == 1)) or (
                word in _LIGHT and self._speaks_of_else(clause, start, criterion)
            ):
                continue
            best = min(best, len(between))
        return best

    def _speaks_of_else(self, clause: str, start: int, criterion: Criterion) -> bool:
        """Whether a clause has words of its own that the criterion does not know: 干了三年车间主任."""
        kinds = (w for c in self._record.criteria for v, words in c.values.items() for w in (v, *words))
        known = normalise(" ".join((criterion.text, criterion.quote, *criterion.metric_words, *kinds)))
        inside = (t for t in self._question.tokens if start <= t.start < start + len(clause) and not t.implied)
        return any(self._foreign(t, known) for t in inside)

    def _foreign(self, token: Token, known: str) -> bool:
        if token.role not in {"word", "name", "common"} or token.text in _WHOEVER or token.start in self._own_name:
            return False
        return len(token.text) > 1 and not any(token.text[i : i + 2] in known for i in range(len(token.text) - 1))

    def _without_number(self, criterion: Criterion) -> Finding | None:
        """None at all, or at least one, where that decides: 没有论文, 发表过论文."""
        if criterion.any_of:
            return self._any_of(criterion)
        if criterion.kind != "at_least" or criterion.unit in {"年", "岁", "周岁"}:
            return None
        for word, at in self._mentions(criterion):
            if word in _LIGHT:
                continue
            clause, start = self._clause_at(at)
            before, behind = clause[: at - start], clause[at - start + len(word) :]
            if lacks(before, behind):
                lacking = spoken(criterion.threshold or 0, criterion.unit)
                return Finding(criterion, "failed", f"您说没有{word}，还差{lacking}")
            if criterion.threshold == 1 and not _ASKS.search(clause) and _HAD.search(before[-8:] + "," + behind[:8]):
                return self._had(criterion, word, at)
        return None

    def _any_of(self, criterion: Criterion) -> Finding | None:
        """Of several things of which one is enough: any that is there decides, and only all of them missing do."""
        missing: list[str] = []
        for thing, word, at in alternatives(self._text, criterion):
            clause, start = self._clause_at(at)
            before, behind = clause[: at - start], clause[at - start + len(word) :]
            if lacks(before, behind) or self._denied(word, at):
                missing.append(thing)
            elif not _ASKS.search(clause) and _HAD.search(before[-8:] + word + behind[:8]):
                return self._had(criterion, word, at)
        return without(criterion, missing)

    def _had(self, criterion: Criterion, word: str, at: int) -> Finding:
        """What was had at some time or other, by the time that counts."""
        years, when = criterion.within_years, self._when(at, len(word))
        if years is None:
            return Finding(criterion, "met", f"您说有{word}")
        if when is not None and when.lies_within(years):
            return Finding(criterion, "met", f"您说{when.said}有{word}")
        told = f"您提到{when.said if when else ''}{word}"
        return Finding(criterion, "open", f"{told}，要看是不是在近{spoken(years, '年')}内", narrow=True)
