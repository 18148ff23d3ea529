"""The faults of a file beside the rows in which they are, as staff look for them in their spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.spreadsheet.cells import column_letters
from bot.spreadsheet.files import Sheet
from bot.spreadsheet.table import Table, find_table
from bot.submissions.submission import masked

SHOWN = 100  # rows
PHONE = "联系电话"

_WHERE = re.compile(r" 第 (\d+) 行(?: ([A-Z]+) 列（.*?）)?：(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a faulty row; ``fault`` is what is wrong with it, or nothing."""

    column: str  # as the spreadsheet names it: A, B, …
    name: str
    text: str
    fault: str


@dataclass(frozen=True, slots=True)
class FaultyRow:
    """A row as the spreadsheet counts it. ``faults`` are those that are of no one cell."""

    sheet: str
    number: int
    cells: tuple[Cell, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Faults:
    """All that is wrong with a file: ``whole`` concerns no row, ``rows`` are the first of ``count`` faulty ones."""

    file: str
    whole: tuple[str, ...]
    rows: tuple[FaultyRow, ...]
    count: int


@dataclass(frozen=True, slots=True)
class _Fault:
    sheet: Sheet
    row: int
    column: str
    text: str


def located(message: str, file: str, sheets: Sequence[Sheet], required: Sequence[str]) -> Faults:
    """The faults that an error lists, one a line, put to the rows of the sheets that were read."""
    whole: list[str] = []
    by_row: dict[tuple[str, int], list[_Fault]] = {}
    for line in _told(message, file):
        fault = next(filter(None, (_in_sheet(line, sheet) for sheet in sheets)), None)
        if fault is None:
            whole.append(line)
        else:
            by_row.setdefault((fault.sheet.name, fault.row), []).append(fault)
    ordered = list(by_row.values())[:SHOWN]
    return Faults(file, tuple(whole), tuple(_row(faults, required) for faults in ordered), len(by_row))


def _told(message: str, file: str) -> Iterator[str]:
    """The faults of a message; a cell that is quoted may have lines of its own."""
    told = ""
    for line in message.split("\n"):
        if line.startswith(file) and told:
            yield told
            told = line
        else:
            told = f"{told}\n{line}" if told else line
    yield told


def _in_sheet(line: str, sheet: Sheet) -> _Fault | None:
    place = Table(sheet, 0, {}).place
    found = _WHERE.fullmatch(line.removeprefix(place)) if line.startswith(place) else None
    if not found:
        return None
    return _Fault(sheet, int(found[1]), found[2] or "", found[3])


def _row(faults: Sequence[_Fault], required: Sequence[str]) -> FaultyRow:
    sheet, number = faults[0].sheet, faults[0].row
    table = find_table(sheet, required)
    names = {index: name for name, index in table.columns.items()} if table else {}
    texts = sheet.rows[number - 1] if number <= len(sheet.rows) else ()
    wrong: dict[str, list[str]] = {}
    for fault in faults:
        wrong.setdefault(fault.column, []).append(fault.text)
    width = max([len(texts), *(index + 1 for index in names)])
    cells = tuple(
        _cell(index, names.get(index, ""), texts[index] if index < len(texts) else "", wrong) for index in range(width)
    )
    known = {cell.column for cell in cells}
    of_none = tuple(text for column, told in wrong.items() if column not in known for text in told)
    return FaultyRow(sheet.name, number, tuple(c for c in cells if c.name or c.text or c.fault), of_none)


def _cell(index: int, name: str, text: str, wrong: dict[str, list[str]]) -> Cell:
    column = column_letters(index)
    fault = "；".join(wrong.get(column, ()))
    shown = masked(text) if name == PHONE and text and not fault else text
    return Cell(column, name, shown, fault)
