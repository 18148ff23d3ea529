"""What a member is asked for one criterion, and what a short reply to that says."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from handlers.answer import Choice
from handlers.eligibility.applicant import as_told, named_value, placed
from handlers.eligibility.finding import Finding, compared, happened
from handlers.eligibility.measures import Measure, bare_amount, measures, pasts, spoken
from knowledge.numerals import plain
from knowledge.parts import Criterion
from knowledge.schema import Award, Membership

UNKNOWN = "不清楚"
YES, NO, HAVE, NONE, REACHED, SHORT, NEITHER = "是", "不是", "有", "没有", "到了", "没到", "都不是"
_LEFTOVER = 5  # characters that a short reply may have besides what it says
_LONGEST = 16

_ASKS = re.compile(
    r"[?]|吗|呢$|什么|啥|怎么|咋|如何|多少|哪|谁|能不能|可不可以|是否|要不要|有没有|算不算|多久"
    r"|(?<![好十百])几(个|年|份|号|月|天|次|篇|项|家|人)(?!$)"
)
_ENOUGH = re.compile(r"(,|的话)?(够|行|可以|算|成)(不(够|行|可以|算|成)|了?(吗|吧|不|么))[?]*$")
_NEGATIVE = re.compile(r"没|无|未|否|^不$|不是|不算|不属于|不存在|不曾|不在|^0次?$|^零|^no?$")
_POSITIVE = re.compile(r"有|是|对|过|算|属于|发生|出了|受了|被|嗯|yes|^y$|确实|当然")
_WRONG_WAY = re.compile(r"不是没|没有没|不多|不大|不严重")
_NOT_REACHED = re.compile(r"没|不|未|差一?点|快|马上")
_IS_REACHED = re.compile(r"到|满|够|有|是|对|超|过")
_OPENS = re.compile(r"(不?是|不?对|嗯|当然|确实|不?属于|不?算)(的|啊|呢|呀)?([,.!; ]|$)")
_OPEN_LIST = re.compile(r"等[^\u4e00-\u9fff]*$")
_NUMBER = r"(?:\d+(?:\.\d+)?|[零一二三四五六七八九十百千万两]+)"


@cache
def _replies() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("replies.toml").read_text(encoding="utf-8"))


@cache
def _fillers() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _replies()["fillers"]), key=len, reverse=True)))


def askable(record: Award | Membership) -> list[Criterion]:
    """The criteria of which a member can be asked, exclusions first."""
    able = [c for c in record.criteria if c.kind != "judgement"]
    return sorted(able, key=lambda c: c.kind != "exclusion")


def question_of(criterion: Criterion) -> str:
    """The question for a criterion: its own, else one that its other keys make."""
    if criterion.ask:
        return criterion.ask
    years = _lately(criterion)
    match criterion.kind:
        case "exclusion":
            return f"{years}有没有这种情况：{(*criterion.metric_words, criterion.text)[0]}？"
        case "place":
            return f"“{criterion.text}”这一条，您是在哪里？"
        case "category" if len(criterion.values) == 1:
            return f"您（单位）是{next(iter(criterion.values))}吗？"
        case "category":
            return "您（单位）是下面哪一种？"
        case _:
            return _how_many(criterion)


def _how_many(criterion: Criterion) -> str:
    """从业人员不少于10人 becomes 从业人员有多少人."""
    limit = "不少于|不低于|不超过|至少|至多|满|达到?|有"
    amount = rf"(?:{limit})?{_NUMBER}(?:周)?{re.escape(criterion.unit)}(?:及?以[上下内])?"
    text, found = re.subn(amount, "#", re.sub(r"（[^（）]*）$", "", criterion.text), count=1)
    if not found:
        return f"“{criterion.text}”这一条，您这里是多少{criterion.unit}？"
    return text.replace("#", f"有多少{criterion.unit}" if text.endswith("#") else f"多少{criterion.unit}") + "？"


def narrower_of(criterion: Criterion, today: date) -> str:
    """The question that decides where a reply lay on both sides of what is wanted."""
    if criterion.kind == "exclusion" and criterion.within_years is not None:
        day = today.replace(year=today.year - int(criterion.within_years), day=min(today.day, 28))
        return f"是{day.year}年{day.month}月以后的事吗？"
    if _is_whether(criterion):
        return question_of(criterion)
    amount = spoken(criterion.threshold or 0, criterion.unit)
    return f"{_lately(criterion)}具体有没有{'到' if criterion.kind == 'at_least' else '超过'}{amount}？"


def _lately(criterion: Criterion) -> str:
    """Of which years a criterion speaks, as a question begins; nothing where it speaks of none."""
    return f"近{spoken(criterion.within_years, '年')}内" if criterion.within_years is not None else ""


def _is_whether(criterion: Criterion) -> bool:
    """Whether a number is asked for as 有没有, since one is enough."""
    return criterion.kind == "at_least" and criterion.threshold == 1


def choices_of(criterion: Criterion, narrow: bool = False) -> tuple[Choice, ...]:
    """What may be tapped in reply; none for a number, so that a number is never taken for that of a choice."""
    said: tuple[str, ...]
    if narrow and not _is_whether(criterion):
        said = {"exclusion": (YES, NO), "at_most": ("超过了", "没超过")}.get(criterion.kind, (REACHED, SHORT))
    elif criterion.kind == "exclusion" or _is_whether(criterion):
        said = (HAVE, NONE)
    elif criterion.kind == "place":
        said = tuple(f"{no}在{region}" for no in ("", "不") for region in list(criterion.values)[:1])
    elif criterion.kind == "category":
        said = (YES, NO) if len(criterion.values) == 1 else (*criterion.values, NEITHER)
    else:
        return ()
    return tuple(Choice(s, s) for s in (*said, UNKNOWN))


def form_of(criterion: Criterion, narrow: bool = False) -> str:
    """How a reply is expected, for who was not understood."""
    if narrow or choices_of(criterion):
        named = "、".join(f"“{c.say}”" for c in choices_of(criterion, narrow))
        return f"请点下面一项，或回复{named}"
    example = f"{plain(criterion.threshold or 1)}{criterion.unit}"
    return f"请回复一个数，如“{example}”，不清楚就回复“{UNKNOWN}”"


def asks(text: str) -> bool:
    """Whether a message asks something, and so is no reply; 4个够吗 is one."""
    return bool(_ASKS.search(_ENOUGH.sub("", text)))


def opens_with_yes_or_no(text: str) -> bool:
    """Whether a message begins with its reply: 是, 不是的, 对，没有处罚."""
    return bool(_OPENS.match(text))


def is_unknown(text: str) -> bool:
    """Whether a reply says that the member cannot tell."""
    return bool(re.fullmatch(_replies()["unknown"], text))


def is_mistaken(text: str) -> bool:
    """Whether a reply takes the last one back."""
    return bool(re.fullmatch(_replies()["mistaken"], text))


def ends(text: str) -> bool:
    """Whether a message ends the questions."""
    return text in _replies()["ends"]


def resumes(text: str) -> bool:
    """Whether a message comes back to the questions."""
    return text in _replies()["resumes"]


def heard(text: str, criterion: Criterion, narrow: bool, today: date) -> Finding | None:
    """What a short reply says of the criterion that was asked for; None where it is no such reply."""
    text = _ENOUGH.sub("", text).strip(" ,.!?~")
    if not text or asks(text):
        return None
    if narrow and not _is_whether(criterion):
        return _reached(text, criterion)
    read = {"exclusion": _barred, "place": _place, "category": _category}.get(criterion.kind, _number)
    return read(text, criterion, today)


def _reached(text: str, criterion: Criterion) -> Finding | None:
    no = bool(_NOT_REACHED.search(text))
    if len(text) > _LONGEST or not (no or _IS_REACHED.search(text)):
        return None
    amount = spoken(criterion.threshold or 0, criterion.unit)
    if criterion.kind == "exclusion":
        years = spoken(criterion.within_years or 0, "年")
        return Finding(criterion, "met" if no else "failed", f"您说是近{years}{'以前' if no else '内'}的事")
    if criterion.kind == "at_least":
        return Finding(criterion, "failed" if no else "met", f"您说{'不到' if no else '有'}{amount}")
    return Finding(criterion, "met" if no else "failed", f"您说{'没有' if no else ''}超过{amount}")


def _number(text: str, criterion: Criterion, today: date) -> Finding | None:
    rest = _without_words(text, criterion)
    found = [m for m in measures(text, (criterion.unit,) if criterion.unit else (), today) if m.fits(criterion.unit)]
    bare = bare_amount(rest) if not found and rest else None
    if bare is not None:
        found = [bare]
    if len(found) == 1 and (bare or len(_without_words(text.replace(found[0].said, ""), criterion)) <= _LEFTOVER):
        return _amount(found[0], criterion)
    if found or len(text) > _LONGEST:
        return None
    yes = _yes_or_no(text)
    if yes is False:
        return compared(criterion, 0, 0, spoken(0, criterion.unit))
    if yes and _is_whether(criterion):
        return Finding(criterion, "met", "您说有")
    return None


def _amount(measure: Measure, criterion: Criterion) -> Finding:
    low, high = measure.range_in(criterion.unit)
    whole = measure.exact and low % 1 == 0
    return compared(criterion, low, high, spoken(low, criterion.unit) if whole else measure.said)


def _barred(text: str, criterion: Criterion, today: date) -> Finding | None:
    counted = next((m for m in measures(text, (), today) if m.unit), None)  # 一次 is an answer, 8 is none
    yes = _yes_or_no(text) if counted is None else counted.high > 0 and not _NEGATIVE.search(text)
    when = next(iter(pasts(text, today)), None)
    if len(text) > _LONGEST or (yes is None and when is None):
        return None
    if yes is False:
        return Finding(criterion, "met", "您说没有")
    if when is None or criterion.within_years is None:
        return Finding(criterion, "failed", "您说有")
    finding = happened(criterion, when, "")
    return replace(finding, told=f"您说是{when.said}的事") if finding.state == "failed" else finding


def _place(text: str, criterion: Criterion, _: date) -> Finding | None:
    finding = placed(text, criterion)
    if finding is not None:
        return finding
    yes = _yes_or_no(text)
    if yes is None or len(text) > _LONGEST or not re.search(r"不在|没在|是$|不是$|对$", text):
        return None
    region = next(iter(criterion.values), "")
    return Finding(criterion, "met" if yes else "failed", f"您说{'' if yes else '不'}在{region}")


def _category(text: str, criterion: Criterion, _: date) -> Finding | None:
    found = named_value(text, criterion)
    if found:
        return as_told(criterion, *found)
    yes = _yes_or_no(text)
    if yes is None or len(text) > _LONGEST or (yes and len(criterion.values) > 1):
        return None
    if yes:
        return Finding(criterion, "met", "您说是", next(iter(criterion.values)))
    if _OPEN_LIST.search(criterion.text):  # a list that ends in 等 names examples
        return Finding(criterion, "open", "您说不是所列的这几种")
    return Finding(criterion, "failed", "您说不是")


def _yes_or_no(text: str) -> bool | None:
    """有 or 没有; None where a reply is neither, or both."""
    if _WRONG_WAY.search(text):
        return True if re.search(r"不多|不大|不严重", text) else None
    clauses = re.split(r"[,.!;]", text)
    said = {not _NEGATIVE.search(c) for c in clauses if _NEGATIVE.search(c) or _POSITIVE.search(c)}
    return said.pop() if len(said) == 1 else None


def _without_words(text: str, criterion: Criterion) -> str:
    for word in criterion.told_by:
        text = text.replace(word, "")
    return _fillers().sub("", text)
