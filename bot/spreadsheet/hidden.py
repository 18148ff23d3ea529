"""What of a sheet its reader does not see: rows that are hidden or filtered out, hidden columns, hidden sheets."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from bot.spreadsheet.parts import Part

_SHOWN = 12  # stretches of rows that a sentence names

_ROW = re.compile(rb"<(?:\w+:)?row\b[^<>]*>")
_COLUMNS = re.compile(rb"<(?:\w+:)?col\b[^<>]*>")
_HIDDEN = re.compile(rb"""hidden\s*=\s*["'](?:1|true)["']""")
_NUMBER = {name: re.compile(rb"""\b%s\s*=\s*["'](\d+)["']""" % name) for name in (b"r", b"min", b"max")}


@dataclass(frozen=True, slots=True)
class Hidden:
    """The hidden rows by the number that the spreadsheet shows, and the hidden columns as ranges from 0."""

    rows: frozenset[int] = frozenset()
    columns: tuple[range, ...] = field(default=())
    sheet: bool = False

    def column(self, index: int) -> bool:
        """Whether a column is hidden; the first is 0."""
        return any(index in columns for columns in self.columns)


def hidden_of(part: Part) -> Hidden:
    """What is hidden of a sheet."""
    if not _HIDDEN.search(part.xml):
        return Hidden(sheet=part.hidden)
    rows: set[int] = set()
    number = 0
    for row in _ROW.finditer(part.xml):
        number = _number(b"r", row.group(), number + 1)
        if _HIDDEN.search(row.group()):
            rows.add(number)
    hidden = [c.group() for c in _COLUMNS.finditer(part.xml) if _HIDDEN.search(c.group())]
    columns = tuple(range(_number(b"min", c, 1) - 1, _number(b"max", c, 0)) for c in hidden)
    return Hidden(frozenset(rows), columns, part.hidden)


def stretches(numbers: Iterable[int]) -> str:
    """Row numbers for people: 3、5-9; of very many the first, and how many there are."""
    ordered = sorted(set(numbers))
    begins = [n for before, n in pairwise([-2, *ordered]) if n != before + 1]
    ends = [n for n, after in pairwise([*ordered, -2]) if after != n + 1]
    named = [f"{a}" if a == b else f"{a}-{b}" for a, b in zip(begins, ends, strict=True)]
    if len(named) <= _SHOWN:
        return "、".join(named)
    return f"{'、'.join(named[:_SHOWN])} 等 {len(ordered)} "


def _number(name: bytes, tag: bytes, otherwise: int) -> int:
    found = _NUMBER[name].search(tag)
    return int(found.group(1)) if found else otherwise
