"""Spreadsheets as people make them, and something that can be applied for in them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]  # ships no types

from knowledge.applying import Application, Applying, Paper, Status, Workflow

Rows = Sequence[Sequence[object]]

AWARD = Workflow(
    id="award",
    statuses=tuple(Status(name=n, means=n) for n in ("已登记", "材料审核", "需补正", "已入选")),
)
JOINING = Workflow(id="joining", statuses=tuple(Status(name=n, means=n) for n in ("已收申请", "已批准")))
PRIZE = Application(
    id="prize",
    name="优秀质量管理小组成果",
    aliases=("优秀QC小组",),
    of="award-qc",
    workflow="award",
    papers=(Paper(name="申报表", aliases=("附件3.1",)), Paper(name="注册登记表"), Paper(name="发表材料")),
)
MEMBER = Application(id="member", name="团体会员", of="membership", workflow="joining")
APPLYING = Applying({w.id: w for w in (AWARD, JOINING)}, {a.id: a for a in (PRIZE, MEMBER)})


def excel(path: Path, sheets: Mapping[str, Rows] | Rows) -> Path:
    """A workbook with these sheets; cells keep their types, and dates look like dates."""
    with xlsxwriter.Workbook(path) as book:
        for name, rows in (sheets if isinstance(sheets, Mapping) else {"Sheet1": sheets}).items():
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, date):
                        page.write_datetime(number, column, cell, book.add_format({"num_format": "yyyy/m/d"}))
                    elif cell != "":
                        page.write(number, column, cell)
    return path


def comma(path: Path, rows: Rows, encoding: str = "utf-8") -> Path:
    """A .csv file."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path
