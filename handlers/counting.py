"""Numbers that count something, with their units; and the unit of which a question asks how many."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handlers.question import Question, Token
from knowledge.numerals import numbers

DIGITS = "零一二三四五六七八九十"
_UNIT_CHARACTERS = "个家名人位支组份元块次回趟场遍项年月天条字分篇套本张件部幅台届级%"
COUNTABLE = frozenset("个家名人位支组项篇条张件部幅台次场") | {
    ""
}  # units of things, where people do not keep them apart
PIECES = COUNTABLE | {"份"}
_UNIT = re.compile(rf"(?:多|几)?(万元|块钱|工作日|小时|分钟|个字|个月|[{_UNIT_CHARACTERS}号日岁])")
_SAME_UNIT = {"万元": "元", "块": "元", "块钱": "元", "个字": "字", "个月": "月", "回": "次", "趟": "次", "遍": "次"}
_FUSED = "俩仨"  # hold their measure word
_NOT_A_COUNT = re.compile(r"[第附哪每某这那]$|附件$|年$|月$")
_TOGETHER = re.compile(r"一块(?!钱)")  # 一块汇总, 加一块 is no price
_HOW_MANY = re.compile(
    r"(?:(?<![这那好近前了过])几|多少|几多)(?:个(?=人(?!会员|企业|单位|名义)))?(分钟|小时|周年|年|份|个|天|次|届|分|字|家|名|人|项|岁|元|块|层|月|日|部分|位|样|件)"
)
_HALF = re.compile(r"半(?!年|天|个|月|小时|分|数|价|日|截|途|路)")  # 三个半, 一年半
_WEIGHT = 0.35
_POINTS = re.compile(r"\d+(\.\d+)?分|[一二三四五六七八九十两]+分")
_OLDEST_YEAR = 1900
_YEAR_WEIGHT = 0.1  # a calendar year says which edition, not what


def counts(text: str) -> Iterator[Token]:
    """The numbers of a normalised text: those with a unit behind them, percentages, and Arabic ones."""
    for number in numbers(text):
        match = _UNIT.match(text, number.end)
        arabic = text[number.start].isdigit()
        fused = text[number.end - 1] in _FUSED
        if not (match or arabic or number.share or fused) or (_NOT_A_COUNT.search(text[: number.start]) and not arabic):
            continue
        if _TOGETHER.match(text, number.start):
            continue
        unit = match.group(1) if match else "个" if fused else ""
        value = number.value * (10_000 if unit == "万元" else 1)
        end = match.end() if match else number.end
        half = match is not None and _HALF.match(text, end) is not None
        if half:
            value, end = value + 0.5, end + 1
        yield Token(
            start=number.start,
            end=end,
            text=text[number.start : end],
            role="number",
            weight=_YEAR_WEIGHT if unit == "年" and value > _OLDEST_YEAR else _WEIGHT,
            expansions=() if half else _written(number.value, unit),
            value=value,
            unit=_SAME_UNIT.get(unit, unit),
            share=number.share,
        )


def told_counts(question: Question) -> list[Token]:
    """The counts of pieces that are told; 一个2分 counts nothing."""
    text = question.text
    return [
        n
        for n in question.numbers
        if n.unit in PIECES
        and not n.share
        and text[max(n.start - 1, 0) : n.start] != "第"
        and not _POINTS.match(text, n.end)
    ]


def counted_unit(text: str) -> str:
    """What is counted in the answer: 年 where 几年 is asked; empty where nothing is."""
    match = _HOW_MANY.search(text)
    return match.group(1) if match else ""


def _written(value: float, unit: str) -> tuple[str, ...]:
    """Other ways of writing a small count: 2年, 二年, 两年."""
    if value != int(value) or not 0 < value < len(DIGITS):
        return ()
    forms = {f"{int(value)}{unit}", f"{DIGITS[int(value)]}{unit}"} | ({f"两{unit}"} if value == 2 else set())
    return tuple(sorted(forms))
