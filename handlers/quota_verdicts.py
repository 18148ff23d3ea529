"""A member's own number against a cell of a quota table: too many, what is left, whether that is what it says."""

from __future__ import annotations

import re

from handlers.proposal import Asked
from handlers.question import Token, behind_in_clause
from handlers.quota_cells import Cells, number_in, total_of
from knowledge.numerals import plain
from knowledge.pack import TableRow
from knowledge.parts import Column

LEFT = re.compile(r"还剩|剩下|剩余|剩多少|剩几|其余|还(能|可以|可)(报|推|再)|还有几个|还差几个")
WANTS = re.compile(r"(想|要|打算|准备|计划)(多)?[报推上]")
_MAY = re.compile(rf"能|可以|可否|行不|行吗|够不够|超|{WANTS.pattern}")
_LEAVE = re.compile(r"能|可以|可否|行|够|超|报|推|上会|想|要")
_STATED = re.compile(r"(是|有|为|给)了?$")
_WHETHER = re.compile(r"[^,.!?;]{0,3}(吗|吧|么|对|[?]$)|,?(对|是不是|对不对)")


def asks_leave(asked: Asked) -> bool:
    """Whether it is asked if so many may be recommended."""
    return asked.question.has("polar") or bool(_MAY.search(asked.question.text))


def is_so(asked: Asked, row: TableRow, column: Column, counted: Token | None) -> str:
    """是 or 不是 where it is asked whether a cell says so much (名额是40个吗), and not whether so many may be."""
    text, stated = asked.question.text, number_in(row, column)
    if counted is None or stated is None or not asked.question.has("polar"):
        return ""
    frame = _STATED.search(text[: counted.start]) or not _LEAVE.search(text)
    if not frame or not _WHETHER.match(text[counted.end :]) or _LEAVE.search(behind_in_clause(text, counted.end)):
        return ""
    return "是，" if counted.value == stated else "不是，"


def verdict(row: TableRow, column: Column, counted: Token) -> str:
    """Whether so many may be recommended."""
    value, wanted = number_in(row, column), counted.value
    if value is None or wanted is None:
        return ""
    if wanted > value:
        return f"不可以，超出{plain(wanted - value)}{column.unit}。"
    return "可以，没有超出。"


def unused(row: TableRow, column: Column, used: Token) -> str:
    """What is left of a row's places after those that were used."""
    value, told = number_in(row, column), used.value or 0.0
    if value is None:
        return ""
    if told > value:
        return f"没有剩余，已超出{plain(told - value)}{column.unit}。"
    return f"还剩{plain(value - told)}{column.unit}：{plain(value)}－{plain(told)}。"


def left_over(asked: Asked, cells: Cells, row: TableRow, column: Column) -> str:
    """What the printed total leaves to the other rows."""
    total_row = total_of(asked, cells.table)
    total, own = number_in(total_row, column) if total_row else None, number_in(row, column)
    if total is None or own is None:
        return ""
    unit = column.unit
    return f"除{row.name}外还有{plain(total - own)}{unit}：合计{plain(total)}{unit}－{plain(own)}{unit}。"
