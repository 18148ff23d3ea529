"""Ask the cases of a question set as members would, and judge the replies.

A set is a file of one JSON object a line. A case is one fresh member's turns on one account: ``ask``, and what the
reply needs (``must``: a list of groups, of each of which one alternative is in the reply), must not hold
(``must_not``), whether the first group has to come early (``lead``) and how long the reply may be (``max_chars``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from handlers.answer import Memory
from handlers.desk import Desk
from knowledge.pack import load_packs

FOLDER = Path(__file__).parent
SETS = FOLDER / "sets"
PACKS = FOLDER.parents[1] / "knowledge" / "packs"
LEAD_WITHIN, MARKER_WITHIN = 80, 120  # characters of the normalised reply

_AT = time(9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
_BETWEEN_TURNS = timedelta(minutes=1)
_SILENT = tuple(
    neg + verb
    for verb in ("规定", "说明", "注明", "提及", "载明", "明确", "列", "公布", "写")
    for neg in ("未", "没有")
)
_NOTHING = (
    *("没有找到", "未找到", "没找到", "没有查到", "未查到", "没查到", "没有收录", "未收录"),
    *("无法回答", "不能回答", "答不了", "超出"),
)
_MARKERS: Mapping[str, tuple[str, ...]] = {"unspecified": _SILENT, "out_of_scope": _NOTHING}
_YEAR = re.compile(r"\d{4}年")
_ARABIC, _CHINESE = frozenset("0123456789"), frozenset("零〇一二三四五六七八九十百千万亿两")

Verdict = Literal["passed", "wrong", "missed"]


class Turn(BaseModel):
    """One message of a member's, and what its reply must be like."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ask: str
    must: tuple[tuple[str, ...], ...] = ()
    must_not: tuple[str, ...] = ()
    lead: bool = False
    max_chars: int = 600


class Case(BaseModel):
    """One member's conversation with one account, begun on the morning of ``now``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    account: str
    kind: str
    now: date = date(2026, 11, 20)
    source: str = ""
    turns: tuple[Turn, ...]


@dataclass(frozen=True)
class Judged:
    """A case with its verdict; of a failing one the turn that failed, the reply to it, and what is wrong with it."""

    case: Case
    verdict: Verdict
    ask: str = ""
    reply: str = ""
    faults: tuple[str, ...] = ()

    def __str__(self) -> str:
        """What somebody who is to mend it needs to see."""
        reply = self.reply.replace("\n", "\n    ")
        return f"{self.verdict} {self.case.id}\n  ask: {self.ask}\n    {reply}\n  {'; '.join(self.faults)}"


@dataclass(frozen=True)
class Score:
    """A set's verdicts counted."""

    judged: tuple[Judged, ...]

    @property
    def passed(self) -> float:
        """The share that passed, in per cent."""
        return self._share("passed")

    @property
    def wrong(self) -> float:
        """The share that claimed a wrong answer, in per cent."""
        return self._share("wrong")

    @property
    def failures(self) -> tuple[Judged, ...]:
        """The cases that did not pass."""
        return tuple(j for j in self.judged if j.verdict != "passed")

    def __str__(self) -> str:
        """One line for each failing case, and the shares."""
        lines = [f"{j.verdict:7} {j.case.id}  {j.ask[:40]}  — {'; '.join(j.faults)[:100]}" for j in self.failures]
        return "\n".join((*lines, f"{len(self.judged)} cases: {self.passed:.1f} % passed, {self.wrong:.1f} % wrong"))

    def _share(self, verdict: Verdict) -> float:
        return 100 * sum(j.verdict == verdict for j in self.judged) / len(self.judged) if self.judged else 0.0


def read(file: Path) -> tuple[Case, ...]:
    """The cases of a set. Raises pydantic's ValidationError where a line is none."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return tuple(Case.model_validate_json(line) for line in lines if line.strip())


def desks() -> dict[str, Desk]:
    """A desk for each real pack, by the account that speaks for it."""
    return {name: Desk(pack) for name, pack in load_packs(PACKS).items()}


def judge_all(cases: Iterable[Case], of: Mapping[str, Desk]) -> Score:
    """Ask every case at its own account's desk."""
    return Score(tuple(judge(case, of[case.account]) for case in cases))


def judge(case: Case, desk: Desk) -> Judged:
    """Ask a case's turns in order; what is remembered between them goes through its text, as in the service."""
    remembered = Memory().dump()
    now = datetime.combine(case.now, _AT)
    for turn in case.turns:
        reply = desk.reply(turn.ask, Memory.load(remembered), now)
        faults = faults_of(reply.text, turn, case.kind if turn is case.turns[-1] else "")
        if faults:
            verdict: Verdict = "wrong" if claims(reply.text) else "missed"
            return Judged(case, verdict, turn.ask, reply.text, faults)
        remembered = reply.memory.dump()
        now += _BETWEEN_TURNS
    return Judged(case, "passed")


def faults_of(reply: str, turn: Turn, kind: str) -> tuple[str, ...]:
    """Everything that is wrong with a reply."""
    faults = [f"lacks {'/'.join(group[:6])}" for group in turn.must if not any(first(reply, a) for a in group)]
    faults += [f"holds {word}" for word in turn.must_not if first(reply, word)]
    if turn.lead and turn.must and not faults:
        starts = [found.start for a in turn.must[0] if (found := first(reply, a))]
        if min(starts) >= LEAD_WITHIN:
            faults.append(f"{'/'.join(turn.must[0][:6])} comes after {LEAD_WITHIN} characters")
    if len(reply) > turn.max_chars:
        faults.append(f"{len(reply)} characters long, {turn.max_chars} allowed")
    markers = _MARKERS.get(kind, ())
    if markers and not _marked(reply, markers):
        faults.append(f"lacks a marker of {kind}")
    return tuple(faults)


def claims(reply: str) -> bool:
    """Whether a reply claims an answer: it neither says that there is none, nor only asks back."""
    if _marked(reply, (*_SILENT, *_NOTHING)):
        return False
    asks_back = re.search("[?？]", reply.split("\n", maxsplit=1)[0])
    value = re.search(r"\d", _YEAR.sub("", reply))  # the year of a document's title is no value
    return not asks_back or value is not None


def first(reply: str, wanted: str) -> slice | None:
    """Where a text first stands in a reply, both normalised; never as a part of a longer number."""
    text, word = _comparable(reply), _comparable(wanted)
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if not (_runs_on(text, at) or _runs_on(text, end)):
            return slice(at, end)
        at = text.find(word, at + 1)
    return None


def _marked(reply: str, markers: tuple[str, ...]) -> bool:
    start = _comparable(reply)[:MARKER_WITHIN]
    return any(m in start for m in markers)


def _comparable(text: str) -> str:
    """The normal form of both sides: no widths, no capitals, no blanks, no commas within numbers."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = re.sub(r"(?<=\d)\.\s", "、", text)  # the number of a list's entry is no part of what stands behind it
    return re.sub(r"(?<=\d),(?=\d)", "", re.sub(r"\s", "", text))


def _runs_on(text: str, at: int) -> bool:
    """Whether a number goes on across a place in a text: 1|5, 3.|5, 十|五."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if (before in _ARABIC and after in _ARABIC) or (before in _CHINESE and after in _CHINESE):
        return True
    fraction = before == "." and after in _ARABIC and text[at - 2 : at - 1] in _ARABIC
    return fraction or (before in _ARABIC and after == "." and text[at + 1 : at + 2] in _ARABIC)
