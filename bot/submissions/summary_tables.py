"""The parts of a summary layout (推荐汇总表) in sheets: which table is which, where it ends, who recommends."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.spreadsheet.cells import heading
from bot.spreadsheet.files import Sheet
from bot.spreadsheet.table import Row, Table
from knowledge.summaries import Summary, SummaryColumn, SummaryPart

_REMARK = re.compile(r"\(.*?\)")  # how a column is to be filled in
_ABOVE = 4  # rows over a header in which its heading may stand

Columns = dict[str, int]


@dataclass(frozen=True)
class PartTable:
    """A table of a sheet and the parts that it may be; which one, its rows tell where there are several."""

    summary: Summary
    parts: tuple[SummaryPart, ...]
    fits: tuple[tuple[SummaryPart, Columns], ...]
    table: Table
    recommender: str = ""

    def table_of(self, part: SummaryPart) -> Table:
        """The table with the names that its columns have in a part."""
        return replace(self.table, columns=next(columns for p, columns in self.fits if p is part))

    def rows(self) -> Iterator[Row]:
        """The rows of the table up to the lines under it."""
        ends = tuple(map(flat, self.summary.ends))
        for row in self.table.rows():
            first = flat(next(filter(None, row.cells), ""))
            if ends and first.startswith(ends):
                return
            if not any(p.total and first.startswith(flat(p.total)) for p in self.parts):
                yield row


@dataclass(frozen=True)
class _Header:
    top: int  # the first of its rows, from 0
    bottom: int
    fits: tuple[tuple[SummaryPart, Columns], ...]


def find_parts(sheets: Sequence[Sheet], summary: Summary) -> tuple[PartTable, ...]:
    """The tables of a summary in sheets; none where nothing in them is one."""
    found: list[PartTable] = []
    for sheet in sheets:
        headers = list(_headers(sheet, summary))
        if not headers:
            continue
        recommender = _recommender(sheet.rows[: headers[0].top], summary)
        begins, parts = [], []
        for before, header in zip([None, *headers], headers, strict=False):
            top, chosen = _heading(sheet, before, header)
            begins.append(top)
            parts.append(chosen)
        for header, chosen, end in zip(headers, parts, [*begins[1:], None], strict=True):
            fits = tuple((p, c) for p, c in header.fits if p in chosen)
            table = Table(sheet, header.bottom + 1, fits[0][1], end)
            found.append(PartTable(summary, chosen, fits, table, recommender))
    return tuple(found)


def flat(text: str) -> str:
    """Words without width and white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _headers(sheet: Sheet, summary: Summary) -> Iterator[_Header]:
    known = {n for p in summary.parts for c in p.columns for n in _names(c)}
    row = 0
    while row < len(sheet.rows):
        names = _header_names(sheet, row)
        if sum(n in known for n in names) > 1:
            below = _header_names(sheet, row + 1) if row + 1 < len(sheet.rows) else []
            deep = bool(any(below)) and all(n in known for n in below if n)
            both = [low or high for high, low in zip(names, below, strict=False)] + names[len(below) :]
            both += below[len(names) :]
            fits = tuple(_fitting(both, summary)) if deep else ()
            bottom = row + 1 if fits else row
            if fits := fits or tuple(_fitting(names, summary)):
                yield _Header(row, bottom, fits)
                row = bottom
        row += 1


def _header_names(sheet: Sheet, row: int) -> list[str]:
    return [_REMARK.sub("", heading(c)) if c else "" for c in sheet.rows[row]]


def _names(column: SummaryColumn) -> set[str]:
    return {_REMARK.sub("", heading(n)) for n in (column.name, *column.aliases)}


def _fitting(names: Sequence[str], summary: Summary) -> Iterator[tuple[SummaryPart, Columns]]:
    for part in summary.parts:
        columns: Columns = {}
        for column in part.columns:
            known = _names(column)
            if (at := next((i for i, n in enumerate(names) if n in known), None)) is not None:
                columns[column.name] = at
        single = [c.name for c in part.columns if c.field == "note" and not c.group]
        if all(w in columns for w in (part.fields.values() if part.of else single)):
            yield part, columns


def _heading(sheet: Sheet, before: _Header | None, header: _Header) -> tuple[int, tuple[SummaryPart, ...]]:
    """Where a header's part begins, and which parts it may be by its heading, the sheet's name, or its columns."""
    parts = tuple(p for p, _ in header.fits)
    lowest = before.bottom + 1 if before else 0
    for row in range(header.top - 1, max(lowest, header.top - _ABOVE) - 1, -1):
        cells = [c for c in sheet.rows[row] if c]
        if len(cells) > 1 and before:
            break
        if told := _told(flat("".join(cells)), parts):
            return row, told
    if told := _told(flat(sheet.name), parts):
        return header.top, told
    most = max(len(columns) for _, columns in header.fits)
    return header.top, tuple(p for p, columns in header.fits if len(columns) == most)


def _told(text: str, parts: Sequence[SummaryPart]) -> tuple[SummaryPart, ...]:
    """The parts that a text names; a word inside of another's longer one names nothing."""
    said = {p.heading: [w for w in map(flat, p.words) if w in text] for p in parts}
    longest = {h: max(words, key=len) for h, words in said.items() if words}
    return tuple(
        p
        for p in parts
        if (word := longest.get(p.heading)) and not any(word in o and word != o for o in longest.values())
    )


def _recommender(rows: Sequence[Sequence[str]], summary: Summary) -> str:
    """What stands behind the label of who recommends, in the same cell or the next ones."""
    label, others = flat(summary.recommender).strip("*:"), [flat(t).strip("*:") for t in summary.top]
    if not label:
        return ""
    for row in rows:
        for at, cell in enumerate(row):
            if not heading(cell).startswith(label):
                continue
            behind = unicodedata.normalize("NFKC", cell)
            behind = re.split(r"\s{2,}", behind.lstrip("* ")[len(label) :].lstrip(": _"))[0]
            told = [behind, *(c for c in row[at + 1 :] if c)]
            value = next(filter(None, (t.strip(" _") for t in told)), "")
            return "" if any(heading(value).startswith(o) for o in others) else value
    return ""
