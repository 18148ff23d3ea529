"""Write submissions in the layout of an original's summary table (推荐汇总表), so that it can be printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import IO, Any

import xlsxwriter  # type: ignore[import-untyped]  # ships no types

from bot.errors import Code, Error
from bot.spreadsheet.cells import neutral
from bot.spreadsheet.files import write_file
from bot.submissions.submission import Submission
from bot.submissions.summary_sheet import noted
from knowledge.applying import Applying
from knowledge.summaries import Summary, SummaryColumn, SummaryPart

_A4 = 9
_WIDTH = 130  # of a page across, in characters
_NARROW = 8


def write_summary(
    path: Path, submissions: Iterable[Submission], applying: Applying, summary: Summary, recommender: str = ""
) -> tuple[Submission, ...]:
    """Write what has a part in the layout, and tell what has none. Without ``recommender`` it is the one of all.

    Raises Error (INPUT) if it cannot be written, or is not to be an .xlsx.
    """
    if path.suffix.lower() != ".xlsx":
        raise Error(Code.INPUT, f"{path}：汇总表只能写成 .xlsx 文件")
    applications = {a.id: p.of for p in summary.parts if p.of and (a := applying.applied_for(p.of))}
    of: dict[str, list[Submission]] = {}
    left: list[Submission] = []
    for submission in submissions:
        part = applications.get(submission.application)
        (of.setdefault(part, []) if part else left).append(submission)
    units = {s.recommender for kept in of.values() for s in kept}
    by = recommender or (units.pop() if len(units) == 1 else "")
    write_file(path, lambda file: _write(file, summary, of, by))
    return tuple(left)


def _write(file: IO[bytes], summary: Summary, of: dict[str, list[Submission]], recommender: str) -> None:
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheets = [[p] for p in summary.parts] if summary.apart else [list(summary.parts)]
        for parts in sheets:
            name = parts[0].heading if summary.apart else summary.title
            page = _Page(book, book.add_worksheet(name[:31]), max(len(p.columns) for p in parts))
            page.title(summary.title)
            page.top(summary, recommender)
            for part in parts:
                page.part(part, of.get(part.of, ()))
            page.row += 1
            for line in summary.footer:
                page.line(line, page.formats.plain)


@dataclass(frozen=True)
class _Formats:
    title: Any
    heading: Any
    head: Any
    body: Any
    plain: Any


class _Page:
    """A sheet that is filled from the top."""

    def __init__(self, book: Any, sheet: Any, width: int) -> None:
        self.row = 0
        self._sheet = sheet
        self._width = width
        boxed = {"border": 1, "text_wrap": True, "valign": "vcenter", "num_format": "@"}
        self.formats = _Formats(
            title=book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"}),
            heading=book.add_format({"bold": True, "font_size": 12}),
            head=book.add_format({**boxed, "bold": True, "align": "center"}),
            body=book.add_format(boxed),
            plain=book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"}),
        )
        sheet.set_paper(_A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_column(0, 0, _NARROW)
        sheet.set_column(1, width - 1, _WIDTH // width)

    def title(self, text: str) -> None:
        self._sheet.set_row(self.row, 30)
        self.line(text, self.formats.title)

    def line(self, text: str, style: Any) -> None:
        """A text across the page."""
        self._sheet.merge_range(self.row, 0, self.row, self._width - 1, neutral(text), style)
        if len(text) > _WIDTH // 2:
            self._sheet.set_row(self.row, 15 * (1 + 2 * len(text) // _WIDTH))
        self.row += 1

    def top(self, summary: Summary, recommender: str) -> None:
        """The labels under the title, each with room behind it."""
        step = max(2, self._width // max(1, len(summary.top)))
        for number, label in enumerate(summary.top):
            self._write(number * step, label, self.formats.plain)
            if label == summary.recommender:
                self._write(number * step + 1, recommender, self.formats.plain)
        self.row += 1

    def part(self, part: SummaryPart, submissions: Sequence[Submission]) -> None:
        if part.heading:
            self.row += 1
            self.line(part.heading, self.formats.heading)
        self._header(part.columns)
        for number, submission in enumerate(submissions, 1):
            for at, column in enumerate(part.columns):
                self._write(at, _cell(column, number, submission), self.formats.body)
            self.row += 1
        if not submissions:
            for at in range(len(part.columns)):
                self._write(at, "", self.formats.body)
            self.row += 1
        if part.total:
            self._write(0, part.total, self.formats.body)
            self._sheet.merge_range(self.row, 1, self.row, len(part.columns) - 1, "", self.formats.body)
            self.row += 1

    def _header(self, columns: Sequence[SummaryColumn]) -> None:
        deep = any(c.group for c in columns)
        at = 0
        for group, members in ((g, list(m)) for g, m in groupby(columns, key=lambda c: c.group)):
            if group:
                self._sheet.merge_range(self.row, at, self.row, at + len(members) - 1, group, self.formats.head)
            for column in members:
                if deep and not group:
                    self._sheet.merge_range(self.row, at, self.row + 1, at, column.name, self.formats.head)
                else:
                    self._sheet.write_string(self.row + bool(group), at, column.name, self.formats.head)
                at += 1
        self.row += 2 if deep else 1

    def _write(self, at: int, text: str, style: Any) -> None:
        self._sheet.write_string(self.row, at, neutral(text), style)


def _cell(column: SummaryColumn, number: int, submission: Submission) -> str:
    if column.field == "note":
        return noted(submission.note, column.name)
    if column.field == "ordinal":
        return str(number)
    return str(getattr(submission, column.field))
