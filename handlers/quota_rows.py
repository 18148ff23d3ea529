"""Which rows of a quota table hold so many places, the most or the fewest, and which of some rows has more."""

from __future__ import annotations

import re
from collections.abc import Callable
from operator import eq, ge, gt, le, lt

from handlers.answer import Answer
from handlers.compose import edition
from handlers.counting import COUNTABLE
from handlers.proposal import Asked
from handlers.question import Token
from handlers.quota_cells import Cells, number_in, printed, rows_of
from knowledge.numerals import plain
from knowledge.pack import TableRow
from knowledge.parts import Column

_ROW = "单位|地市|地方|地区|部门|行业|系统|市|县|区|家"
_WHICH = re.compile(rf"(?:哪些?|哪几[个家]?|哪一?[个家]|什么)个?(?:{_ROW})|(?:有|是)(?:哪些|哪几[个家]|谁)|谁")
_END = re.compile(
    rf"最(?P<end>多|高|少|低)的?(?:是?(?:哪|谁)|(?:是|有)?(?:{_ROW}))|(?:{_ROW})[^,.!?;]{{0,6}}最(?P<last>多|高|少|低)"
)
_MORE = re.compile(r"(哪一?[个家边]|谁)[^,.!?;]{0,12}?(?P<way>多|少|高|低)(?!少)")
_OF_PLACES = re.compile(r"名额|指标|限额|配额")
_BEFORE = (
    ("超过|多于|大于|高于", "gt"),
    ("不到|少于|低于|不足|小于", "lt"),
    ("至少|不少于|不低于", "ge"),
    ("至多|不超过", "le"),
)
_BEHIND = (("(?:及|或)?以上", "ge"), ("(?:及|或)?以[下内]", "le"))
_HOLDS: dict[str, Callable[[float, float], bool]] = {"eq": eq, "gt": gt, "lt": lt, "ge": ge, "le": le}


def which_rows(asked: Asked, cells: Cells) -> Answer | None:
    """The rows that are asked for by what they hold; None where none are."""
    text = asked.question.text
    if len(cells.rows) > 1 and not cells.all_columns and not cells.group and _MORE.search(text):
        return _compared(asked, cells)
    if cells.rows and not cells.group:
        return None
    end = _END.search(text)
    if end is not None and (_OF_PLACES.search(text) or not cells.all_columns):
        return _extreme(asked, cells, highest=(end["end"] or end["last"]) in {"多", "高"})
    told = [n for n in asked.question.numbers if n.unit in COUNTABLE and n.value is not None]
    if not _WHICH.search(text) or cells.all_columns or len(cells.columns) != 1 or len(told) != 1:
        return None
    number, wanted = told[0], told[0].value or 0.0
    bound = next((m for m in (re.match(w, text[number.end :]) for w, _ in _BEHIND) if m), None)
    holds = _HOLDS[_bound(text, number)]
    column = cells.columns[0]
    fitting = [r for r in _rows(asked, cells) if (v := number_in(r, column)) is not None and holds(v, wanted)]
    said = f"{column.name}{text[number.start : number.end]}{bound.group() if bound else ''}"
    return _told(asked, cells, fitting, column, said)


def _bound(text: str, number: Token) -> str:
    """How a number is meant: just so many, more, fewer."""
    before = (way for words, way in _BEFORE if re.search(f"(?:{words})$", text[: number.start]))
    behind = (way for words, way in _BEHIND if re.match(words, text[number.end :]))
    return next(before, next(behind, "eq"))


def _rows(asked: Asked, cells: Cells) -> list[TableRow]:
    """All rows that may be meant: those of a group whose word is said, else all but the total."""
    text = asked.question.text
    words = [(g, w) for g in cells.table.groups for w in (g.name, *g.words) if w in text]
    group = max(words, key=lambda x: len(x[1]))[0] if words else None
    return [r for r in rows_of(asked, cells.table) if group is None or r.name in group.rows]


def _said(asked: Asked, cells: Cells) -> tuple[Column, ...]:
    """The columns meant, be it by a name that runs on into what is asked (竹器金奖名额最少的县)."""
    if not cells.all_columns:
        return cells.columns
    found = [(len(name), c) for c, name in cells.table.column_names if name in asked.question.text]
    longest = max((length for length, _ in found), default=0)
    meant = {c.key for length, c in found if length == longest}
    return tuple(c for c in cells.columns if c.key in meant) or cells.columns


def _told(asked: Asked, cells: Cells, fitting: list[TableRow], column: Column, said: str) -> Answer:
    if not fitting:
        return _says(asked, cells, f"表中没有{said}的。")
    same = len({number_in(r, column) for r in fitting}) == 1
    shown = "、".join(r.name if same else f"{r.name}（{plain(number_in(r, column) or 0.0)}）" for r in fitting)
    return _says(asked, cells, f"{said}的有{len(fitting)}家：{shown}。")


def _extreme(asked: Asked, cells: Cells, *, highest: bool) -> Answer:
    """Who has the most or the fewest places, in each column that is meant."""
    lines = []
    for column in _said(asked, cells):
        told = [(v, r.name) for r in _rows(asked, cells) if (v := number_in(r, column)) is not None]
        if not told:
            continue
        end = (max if highest else min)(v for v, _ in told)
        names = [name for v, name in told if v == end]
        each = f"{'各' if len(names) > 1 else ''}{plain(end)}{column.unit}。"
        most = f"最{'多' if highest else '少'}的是{'、'.join(names)}，" if len(names) < len(told) else "都一样，"
        lines.append(f"{column.name}{most}{each}")
    return _says(asked, cells, *lines)


def _compared(asked: Asked, cells: Cells) -> Answer:
    """Which of some rows has more, in one or several columns."""
    lines = []
    for column in cells.columns:
        told = [(number_in(r, column), r) for r in cells.rows]
        numbers = [v for v, _ in told if v is not None]
        cellwise = "，".join(printed(r, column) for _, r in told)
        if len(numbers) < len(told):
            lines.append(f"{cellwise}。")
        elif len(set(numbers)) == 1:
            lines.append(f"一样多：{cellwise}。")
        else:
            most = "、".join(r.name for v, r in told if v == max(numbers))
            lines.append(f"{most}多：{cellwise}。")
    return _says(asked, cells, *lines)


def _says(asked: Asked, cells: Cells, lead: str, *lines: str) -> Answer:
    prefix = edition(asked.library, cells.table, asked.today)
    return Answer(prefix + lead, "answered", "quotas", lines, (asked.library.source(cells.table),))
