"""The membership roll as a spreadsheet: 会员编号, 单位名称, 会员级别, 联系人, 联系电话, 会费已缴至."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from bot.errors import Code, Error
from bot.spreadsheet.files import read_sheets, write_rows
from bot.spreadsheet.hidden import stretches
from bot.spreadsheet.table import Row
from bot.submissions.phones import telephone
from bot.submissions.reading import (
    PENDING,
    Numbers,
    aside_fault,
    cell_faults,
    half_headers,
    is_aside,
    no_header,
    phone_faults,
    remarks,
    tables_of,
)
from bot.submissions.submission import Unit, folded
from knowledge.pack import Pack
from knowledge.text import normalise

COLUMNS = ("会员编号", "单位名称", "会员级别", "联系人", "联系电话", "会费已缴至")
NUMBER, UNIT, LEVEL, CONTACT, PHONE, PAID = COLUMNS
REQUIRED_CELLS = COLUMNS[:5]  # of who never paid, the last is empty
SHEET_TITLE = "会员"
YEARS = range(1980, 2100)  # so that 20244 is a slip of the finger and no date of 1955

_YEAR = re.compile(r"(\d{4})年?")
_DATE = re.compile(r"(\d{4})[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?|月)?")
_SERIAL = re.compile(r"\d{5}")
_EPOCH = date(1899, 12, 30)  # what Excel counts days from

Levels = Mapping[str, Sequence[str]]  # the names of each level by its id in the pack, first the one that is written


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit and the row that it came from."""

    unit: Unit
    row: Row


@dataclass(frozen=True, slots=True)
class UnitFile:
    """What a file holds, and what staff should know about it."""

    rows: tuple[UnitRow, ...]
    warnings: tuple[str, ...]


def levels_of(pack: Pack) -> Levels:
    """The levels that a pack's roll may state."""
    roll = pack.applying.roll
    return {i: (pack.records[i].name, *pack.records[i].aliases) for i in (roll.levels if roll else ())}


def read_units(path: Path, levels: Levels, account: str) -> UnitFile:
    """The units of a file, all or none; levels become their ids. Raises Error (INPUT) with one line for each fault."""
    sheets = read_sheets(path)
    tables = tables_of(sheets, COLUMNS)
    if not tables:
        raise no_header(path, sheets, COLUMNS)
    numbers, rows = Numbers(), []
    faults = list(half_headers((s for s in sheets if all(t.sheet is not s for t in tables)), COLUMNS))
    named = {normalise(name): level for level, names in levels.items() for name in names}
    for row in (r for t in tables for r in t.rows() if not r.is_header):
        wrong = list(_faults(row, named, levels, numbers))
        faults += wrong
        if not wrong:
            rows.append(UnitRow(_unit(row, named[normalise(row[LEVEL])], account), row))
    if faults:
        raise Error(Code.INPUT, "\n".join(faults))
    warnings = [*remarks(sheets, tables, COLUMNS), *numbers.warnings()]
    for table in tables:
        pending = [r.row.number for r in rows if r.row.table is table and not r.unit.phone]
        if pending:
            warnings.append(f"{table.place} 第 {stretches(pending)} 行（{PHONE}）：没有电话，补上以前会员无法查询")
        if next(table.rows(), None) is None:
            warnings.append(f"{table.place}：表头下面没有数据")
    return UnitFile(tuple(rows), tuple(warnings))


def renamed(units: Sequence[Unit], kept: Mapping[str, Unit]) -> Iterator[str]:
    """What staff should know of numbers that become another unit's."""
    for unit in units:
        known = kept.get(folded(unit.number))
        if known is not None and normalise(known.unit) != normalise(unit.unit):
            yield f"{unit.number} 的单位名称由「{known.unit}」改成「{unit.unit}」；请确认没有用错编号"


def write_units(path: Path, units: Iterable[Unit], levels: Levels) -> None:
    """Write units so that ``read_units`` reads the same. Raises Error (INPUT)."""
    write_rows(path, SHEET_TITLE, _written(units, levels))


def year_of(cell: str) -> int | None:
    """The year that a cell states: 2024, 2024年, a date, or the number that a spreadsheet keeps a date as."""
    text = "".join(unicodedata.normalize("NFKC", cell).split())
    year = 0
    if found := _YEAR.fullmatch(text) or _DATE.fullmatch(text):
        year = int(found.group(1))
    elif _SERIAL.fullmatch(text):
        year = (_EPOCH + timedelta(days=int(text))).year
    return year if year in YEARS else None


def _written(units: Iterable[Unit], levels: Levels) -> Iterator[Sequence[str]]:
    yield COLUMNS
    for u in units:
        level = next(iter(levels.get(u.level, ())), u.level)
        paid = "" if u.paid_through is None else str(u.paid_through)
        yield (u.number, u.unit, level, u.contact or PENDING, u.phone or PENDING, paid)


def _faults(row: Row, named: Mapping[str, str], levels: Levels, numbers: Numbers) -> Iterator[str]:
    if is_aside(row, REQUIRED_CELLS):
        yield aside_fault(row)
        return
    wrong = cell_faults(row, COLUMNS, REQUIRED_CELLS)
    yield from wrong
    if wrong and row.table.sheet.flaws:
        return
    yield from numbers.faults(row, NUMBER)
    yield from phone_faults(row, PHONE)
    if row[LEVEL] and normalise(row[LEVEL]) not in named:
        allowed = "、".join(names[0] for names in levels.values())
        yield f"{row.place(LEVEL)}：没有「{row[LEVEL]}」这个级别；可以填：{allowed}"
    if row[PAID] and year_of(row[PAID]) is None:
        yield f"{row.place(PAID)}：「{row[PAID]}」不是年份；请填会费交到哪一年，例如 2024"


def _unit(row: Row, level: str, account: str) -> Unit:
    contact, phone = ("" if row[c] == PENDING else row[c] for c in (CONTACT, PHONE))
    return Unit(account, row[NUMBER], row[UNIT], level, contact, telephone(phone), year_of(row[PAID]))
