"""A case led through its criteria question by question: exclusions first, until one fails or none is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from handlers.answer import Answer, Check, Choice, Memory, Reading, Told
from handlers.compose import edition
from handlers.eligibility import questions
from handlers.eligibility.criteria import decide
from handlers.eligibility.finding import Finding, applicable
from handlers.eligibility.verdict import HANDLER, remaining, shortened, verdict
from handlers.library import Library
from handlers.proposal import Proposal
from handlers.question import Question
from knowledge.index import bigrams
from knowledge.parts import Criterion
from knowledge.schema import Award, Membership
from knowledge.text import normalise

_WAY_OUT = f"（不清楚就回复“{questions.UNKNOWN}”，不想核对了回复“不查了”）"
_SKIPPED, _NOT_UNDERSTOOD = f"您说{questions.UNKNOWN}", "没有核对"

Turn = tuple[Answer, Check]  # what is said, and where the check stands then


def begun(library: Library, record: Award | Membership, today: date) -> Turn:
    """The conditions, and the first question."""
    able = questions.askable(record)
    others = len(record.criteria) - len(able)
    rest = f"，另有{others}条由协会审核" if others else ""
    lead = f"{edition(library, record, today)}{record.name}的条件：{shortened([c.text for c in able])}{rest}。"
    answer, check = _Led(library, record, today).onward([], lead)
    source = library.source(record, able[0])
    return replace(answer, outcome="answered", sources=(source,), then=f"{answer.then}\n{_WAY_OUT}"), check


def judged(library: Library, record: Award | Membership, findings: Sequence[Finding], today: date) -> Turn:
    """The verdict on what was told in one message, and the first question on what was not."""
    step, check = _Led(library, record, today).onward(findings, "")
    answer = verdict(library, record, findings, today, briefly=bool(check.records))
    return replace(answer, then=step.then, choices=step.choices), check


def which(records: Sequence[Award | Membership]) -> Turn:
    """The question which of several is meant."""
    named = "、".join(r.name for r in records)
    lead = f"可以逐条核对条件的有{named}，您要核对哪一项？"
    if all(isinstance(r, Membership) for r in records):
        lead = f"入会分{named}，条件不同，您要核对哪一种？"
    choices = tuple(Choice(r.name, _checked(r.name)) for r in records)
    return Answer(lead, "clarify", HANDLER, choices=choices), Check(tuple(r.id for r in records))


def heard(question: Question, memory: Memory, library: Library, today: date) -> Proposal | None:
    """The next turn of a case that is being checked; None where the message has nothing to do with it."""
    records = _records(library, memory.check)
    said = question.text.strip(" ,.!?~")
    if not records:
        return None
    if len(records) > 1:
        return _chosen_among(question, said, records, library, today)
    led = _Led(library, records[0], today)
    turn = led.heard(question, said, memory.check)
    return _proposed(records[0], turn) if turn else None


def again(question: Question, sure: Proposal | None, memory: Memory, library: Library, today: date) -> Proposal | None:
    """The last question once more, with the form that is expected; the next one where that was of no use either.

    None where none is awaited, or where the message asks something, which ``sure`` is the answer to.
    """
    check = memory.check
    records = _records(library, check)
    if not records or check.paused or questions.asks(question.text) or (sure and _is_more(question, sure)):
        return None
    if len(records) == 1:
        return _proposed(records[0], _Led(library, records[0], today).again(check))
    answer, _ = which(records)
    return None if check.again else _proposed(records[0], (answer, replace(check, again=True)))


def offered(answer: Answer, taken: Proposal, library: Library) -> Answer:
    """The conditions of one thing, with the offer to check a case against them."""
    records = _checkable(library, taken.subjects)
    if taken.reading.handler != "facts" or taken.facet != "conditions" or answer.choices or len(records) != 1:
        return answer
    return replace(answer, choices=(Choice("逐条核对", _checked(records[0].name)),))


def aside(answer: Answer, memory: Memory) -> tuple[Answer, Memory]:
    """What else was asked meanwhile is answered, with the way back below it, the first time."""
    check = memory.check
    if not check.records or check.paused or answer.choices == memory.choices != ():
        return answer, memory
    back = Choice("回复“继续”接着核对", "继续")
    return replace(answer, choices=(*answer.choices, back)), replace(memory, check=replace(check, paused=True))


@dataclass(frozen=True)
class _Led:
    """The questions on one record's criteria, on one day."""

    library: Library
    record: Award | Membership
    today: date

    def heard(self, question: Question, said: str, check: Check) -> Turn | None:
        """The turn after a message; None where it is another question, or was not understood."""
        findings = self._findings(check)
        if questions.ends(said):
            return self._ended(findings)
        if questions.resumes(said):
            return self.onward(findings, "接着核对。", same=check)
        if questions.is_mistaken(said) and findings and not check.paused:
            return self.onward(findings[:-1], "好，上一条重新来。")
        told = self._told(question, check)
        now = {f.criterion.text for f in told}
        merged = applicable([*(f for f in findings if f.criterion.text not in now), *told])
        return self.onward(merged, _acknowledged(told)) if told else None

    def again(self, check: Check) -> Turn:
        """The question that was asked, with the form of its reply, or after a second miss the next one."""
        findings, criterion = self._findings(check), self._asked(check)
        if criterion is None or check.again:
            kept = [f for f in findings if f.criterion is not criterion]
            left = [Finding(criterion, "open", _NOT_UNDERSTOOD)] if criterion else []
            return self.onward([*kept, *left], "没有听懂，这一条先放着。")
        lead = f"没有听懂。{questions.form_of(criterion, check.narrow)}；不想核对了就回复“不查了”。"
        answer, _ = self.onward(findings, lead, same=check)
        return answer, replace(check, again=True)

    def onward(self, findings: Sequence[Finding], lead: str, *, same: Check | None = None) -> Turn:
        """The next question, or the verdict where one fails or none is left to ask; ``same``: the one asked before."""
        if any(f.state == "failed" for f in findings):
            anew = Choice("重新核对", _checked(self.record.name))
            return replace(verdict(self.library, self.record, findings, self.today), choices=(anew,)), Check()
        vague = [f.criterion for f in findings if f.narrow]
        left = sorted((*vague, *remaining(self.record, findings)), key=lambda c: c.kind != "exclusion")
        asked = self._asked(same) if same else None
        criterion = asked or next(iter(left), None)
        if criterion is None:
            return verdict(self.library, self.record, findings, self.today), Check()
        narrow = same.narrow if same and asked else criterion in vague
        wording = questions.narrower_of(criterion, self.today) if narrow else questions.question_of(criterion)
        open_still = {criterion.text, *(c.text for c in left)}
        done = {f.criterion.text for f in findings if f.criterion.kind != "judgement"} - open_still
        total = len(done | open_still)
        told = tuple(_remembered(f, asked=f.criterion is criterion) for f in findings)
        choices = questions.choices_of(criterion, narrow)
        then = f"（{len(done) + 1}/{total}）{wording}"
        return (
            Answer(lead, "clarify", HANDLER, choices=choices, then=then),
            Check((self.record.id,), told, criterion.text, narrow),
        )

    def _ended(self, findings: Sequence[Finding]) -> Turn:
        """What was told until now, and a way to begin anew."""
        anew = (Choice("重新核对", _checked(self.record.name)),)
        if not findings:
            return Answer("好的，不核对了。", "answered", HANDLER, choices=anew), Check()
        so_far = verdict(self.library, self.record, findings, self.today)
        lines = (so_far.lead, *so_far.lines)
        return replace(so_far, lead="好的，先核对到这里。", lines=lines, choices=anew), Check()

    def _told(self, question: Question, check: Check) -> list[Finding]:
        """What a message tells of the criterion that was asked for, or of any; nothing where it asks something."""
        criterion = self._asked(check)
        if criterion is None or _asks(question, criterion, check.paused):
            return []
        if questions.is_unknown(question.text) and not check.paused:
            return [Finding(criterion, "open", _SKIPPED)]
        reply = questions.heard(question.text, criterion, check.narrow, self.today)
        if check.paused:
            return [reply] if reply else []
        told = decide(question, self.record, self.today)
        others = [f for f in told if f.criterion is not criterion]
        if reply and others and criterion.kind == "category" and not questions.opens_with_yes_or_no(question.text):
            return others  # 被约谈过 says nothing of what the applicant is
        decided = [f for f in told if f.criterion.kind != "judgement"]
        return [reply, *(f for f in decided if f.criterion is not criterion)] if reply else decided or told

    def _asked(self, check: Check) -> Criterion | None:
        return next((c for c in self.record.criteria if c.text == check.asked), None)

    def _findings(self, check: Check) -> list[Finding]:
        """What was told so far; of a criterion that the pack has no longer, nothing."""
        by_text = {c.text: c for c in self.record.criteria}
        told = (t for t in check.told if t.criterion in by_text)
        return [Finding(by_text[t.criterion], t.state, t.words, t.value, t.narrow) for t in told]


def _remembered(finding: Finding, *, asked: bool) -> Told:
    state: Literal["met", "open"] = "met" if finding.state == "met" else "open"
    return Told(finding.criterion.text, state, finding.told, finding.value, finding.narrow and not asked)


def _checked(name: str) -> str:
    """What a member says to have a case checked; it stands alone, so that an old tap still leads there."""
    return f"逐条核对{name}的条件"


def _checkable(library: Library, ids: Sequence[str]) -> list[Award | Membership]:
    found = (library.pack.records.get(i) for i in ids)
    return [r for r in found if isinstance(r, Award | Membership) and questions.askable(r)]


def _records(library: Library, check: Check) -> list[Award | Membership]:
    return _checkable(library, check.records)


def _asks(question: Question, criterion: Criterion, paused: bool) -> bool:
    """Whether a message asks, be it by a noun alone: 会费, or a name when other things are talked of."""
    own = normalise("".join((criterion.text, criterion.ask, *criterion.metric_words, *criterion.values)))
    roles = {"cue", "name"} if paused else {"cue"}
    nouns = (t for t in question.tokens if t.role in roles and not t.implied and len(t.text) > 1)
    return questions.asks(question.text) or any(t.text not in own for t in nouns)


def _is_more(question: Question, sure: Proposal) -> bool:
    """Whether what can be answered is more than a reply that was not understood: it names what is asked."""
    asking = any(t.role in {"cue", "asking", "name"} and t.weight and not t.implied for t in question.tokens)
    return asking or sure.reading.handler in {"smalltalk", "faq"}


def _acknowledged(told: Sequence[Finding]) -> str:
    if all(f.state == "met" for f in told):
        return "这一条符合。" if len(told) == 1 else f"这{len(told)}条符合。"
    if told[-1].narrow:
        return "要再问细一点。"
    return "记下了，这一条先放着。"


def _chosen_among(
    question: Question, said: str, records: Sequence[Award | Membership], library: Library, today: date
) -> Proposal | None:
    """The turn after the question which of several is meant."""
    if questions.ends(said):
        return _proposed(records[0], (Answer("好的，不核对了。", "answered", HANDLER), Check()))
    if questions.resumes(said):
        return _proposed(records[0], which(records))
    chosen = None if questions.asks(question.text) else _likeliest(question.text, records)
    return _proposed(chosen, begun(library, chosen, today)) if chosen else None


def _likeliest(text: str, records: Sequence[Award | Membership]) -> Award | Membership | None:
    """The one of several that a few words mean: 个人, 我们公司."""
    words = bigrams(text)

    def likeness(record: Award | Membership) -> int:
        accepted = [w for c in record.criteria if c.kind == "category" for v, ws in c.values.items() for w in (v, *ws)]
        names = [normalise(n) for n in (record.name, *record.aliases, *accepted)]
        return len(words & {pair for name in names for pair in bigrams(name)})

    best, second, *_ = sorted(records, key=likeness, reverse=True)
    return best if likeness(best) > likeness(second) else None


def _proposed(record: Award | Membership, turn: Turn) -> Proposal:
    answer, check = turn
    reading = Reading(HANDLER, record.name, "conditions", 1.0)
    return Proposal(reading, lambda: answer, (record.id,), "conditions", check=check)
