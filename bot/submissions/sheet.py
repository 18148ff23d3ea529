"""Submissions as a spreadsheet, in the columns that staff exchange, or read from a summary layout of the pack."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from bot.errors import Code, Error
from bot.spreadsheet.files import read_sheets, write_rows
from bot.spreadsheet.hidden import stretches
from bot.spreadsheet.table import Row
from bot.submissions.phones import telephone
from bot.submissions.reading import (
    PENDING,
    Numbers,
    SubmissionFile,
    SubmissionRow,
    aside_fault,
    cell_faults,
    half_headers,
    is_aside,
    no_header,
    phone_faults,
    remarks,
    tables_of,
)
from bot.submissions.submission import Submission
from bot.submissions.summary_sheet import summary_in
from knowledge.applying import Application, Applying
from knowledge.text import normalise

COLUMNS = (
    "受理编号", "申报类别", "单位名称", "名称", "联系人", "联系电话", "状态", "已收材料", "推荐单位", "备注",
    "给申报人的话",
)  # fmt: skip
NUMBER, APPLICATION, UNIT, TITLE, CONTACT, PHONE, STATUS, RECEIVED, RECOMMENDER, NOTE, TELL = COLUMNS
REQUIRED = COLUMNS[:6]
SHEET_TITLE = "申报"

_SEPARATORS = re.compile(r"[\n、;；]")
_COMMAS = re.compile(r"[,，]")


def read_submissions(path: Path, applying: Applying, account: str) -> SubmissionFile:
    """The submissions of a file, all or none; in the columns above, else in a summary layout of the pack.

    Raises Error (INPUT) with one line for each fault.
    """
    sheets = read_sheets(path)
    tables = tables_of(sheets, REQUIRED)
    if not tables:
        if summary := summary_in(sheets, applying, account):
            return summary
        raise no_header(path, sheets, REQUIRED)
    reading = _Reading(applying, account)
    rows = tuple(made for t in tables for r in t.rows() if (made := reading.row(r)))
    faults = [*half_headers((s for s in sheets if all(t.sheet is not s for t in tables)), REQUIRED), *reading.faults]
    if faults:
        raise Error(Code.INPUT, "\n".join(faults))
    empty = [f"{t.place}：表头下面没有数据" for t in tables if next(t.rows(), None) is None]
    return SubmissionFile(rows, (*remarks(sheets, tables, COLUMNS), *empty, *reading.warnings()))


def write_submissions(path: Path, submissions: Iterable[Submission], applying: Applying) -> None:
    """Write submissions so that ``read_submissions`` reads the same. Raises Error (INPUT)."""
    write_rows(path, SHEET_TITLE, _written(submissions, applying))


def _written(submissions: Iterable[Submission], applying: Applying) -> Iterator[Sequence[str]]:
    yield COLUMNS
    for s in submissions:
        application = applying.applications.get(s.application)
        name = application.name if application else s.application
        known = (s.number, name, s.unit, s.title or PENDING, s.contact or PENDING, s.phone or PENDING)
        yield (*known, s.status, "、".join(s.received), s.recommender, s.note, s.tell)


class _Reading:
    """Takes rows one by one, and keeps what is wrong and what is odd."""

    def __init__(self, applying: Applying, account: str) -> None:
        self.faults: list[str] = []
        self._applying = applying
        self._account = account
        self._numbers = Numbers()
        self._strange: dict[tuple[str, str, str], list[int]] = {}  # place, application and paper -> rows
        self._received_in: dict[tuple[str, str], tuple[tuple[str, ...], tuple[str, ...]]] = {}
        self._pending: dict[str, list[int]] = {}  # place -> rows without a telephone number

    def row(self, row: Row) -> SubmissionRow | None:
        """The submission of a row; none if anything is wrong with it, or if it is the header once more."""
        if row.is_header:
            return None
        if is_aside(row, REQUIRED):
            self.faults.append(aside_fault(row))
            return None
        faults = cell_faults(row, COLUMNS, REQUIRED)
        if not (row.table.sheet.flaws and faults):
            faults += self._numbers.faults(row, NUMBER)
            faults += phone_faults(row, PHONE)
        application = self._applying.named(row[APPLICATION])
        if row[APPLICATION] and not application:
            allowed = "、".join(a.name for a in self._applying.applications.values()) or "（没有可申报的类别）"
            faults.append(f"{row.place(APPLICATION)}：没有「{row[APPLICATION]}」这个申报类别；可以填：{allowed}")
        status = self._status(row, application, faults) if application else ""
        self.faults += faults
        if faults or not application:
            return None
        return SubmissionRow(self._submission(row, application, status), row)

    def _status(self, row: Row, application: Application, faults: list[str]) -> str:
        said = row[STATUS]
        if not said:
            return ""
        names = self._applying.workflow_of(application.id).names
        status = next((n for n in names if n == said or normalise(n) == normalise(said)), "")
        if not status:
            faults.append(
                f"{row.place(STATUS)}：「{application.name}」没有「{said}」这个状态；可以填：{'、'.join(names)}"
            )
        return status

    def _submission(self, row: Row, application: Application, status: str) -> Submission:
        title, contact, phone = ("" if row[c] == PENDING else row[c] for c in (TITLE, CONTACT, PHONE))
        if not phone:
            self._pending.setdefault(row.table.place, []).append(row.number)
        return Submission(
            account=self._account,
            number=row[NUMBER],
            application=application.id,
            unit=row[UNIT],
            title=title,
            contact=contact,
            phone=telephone(phone),
            status=status,
            received=self._received(row, application),
            recommender=row[RECOMMENDER],
            note=row[NOTE],
            tell=row[TELL],
        )

    def _received(self, row: Row, application: Application) -> tuple[str, ...]:
        """The papers by their names in the pack. One that the pack does not list is kept: it did come."""
        cell = row[RECEIVED]
        if not cell:
            return ()
        if (known := self._received_in.get((application.id, cell))) is None:  # most cells come again and again
            papers = [(said, application.paper(said)) for said in _papers(cell, application)]
            names = tuple(dict.fromkeys(paper.name if paper else said for said, paper in papers))
            known = names, tuple(said for said, paper in papers if not paper)
            self._received_in[application.id, cell] = known
        for said in known[1]:
            self._strange.setdefault((row.table.place, application.id, said), []).append(row.number)
        return known[0]

    def warnings(self) -> Iterator[str]:
        """What is odd with the rows."""
        yield from self._numbers.warnings()
        for (place, of, said), rows in self._strange.items():
            application = self._applying.applications[of]
            listed = "、".join(p.name for p in application.papers) or "（没有）"
            yield (
                f"{place} 第 {stretches(rows)} 行（{RECEIVED}）：「{application.name}」的材料清单里没有「{said}」，"
                f"已照录，但不算作收到清单里的材料；清单：{listed}"
            )
        for place, rows in self._pending.items():
            yield f"{place} 第 {stretches(rows)} 行（{PHONE}）：没有电话，补上以前申报人无法查询"


def _papers(cell: str, application: Application) -> Iterator[str]:
    """What a cell names; a comma parts papers too, where all that it parts are papers of the list."""
    for piece in filter(None, map(str.strip, _SEPARATORS.split(cell))):
        parts = [p.strip() for p in _COMMAS.split(piece)]
        if not application.paper(piece) and all(map(application.paper, parts)):
            yield from parts
        else:
            yield piece
