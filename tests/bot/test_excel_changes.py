"""What Excel and hasty hands do to a list of submissions: nothing of it is taken over in silence."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter  # type: ignore[import-untyped]  # ships no types

from bot.errors import Error
from bot.submissions.sheet import COLUMNS, read_submissions
from tests.bot.sheets import APPLYING, Rows, comma
from tests.bot.test_submission_sheet import ROW


def faults(path: Path) -> list[str]:
    with pytest.raises(Error) as raised:
        read_submissions(path, APPLYING, "a")
    return raised.value.message.split("\n")


def warnings(path: Path) -> str:
    return "\n".join(read_submissions(path, APPLYING, "a").warnings)


@pytest.mark.parametrize("number", ["待定", "无", "ABCDEF", "晋-信-〇〇一", "2018.1", "1.2E+10", "12月1日", "Dec-18"])
def test_what_is_no_number_is_a_fault(tmp_path: Path, number: str) -> None:
    (fault,) = faults(comma(tmp_path / "s.csv", [COLUMNS, (number, *ROW[1:])]))
    assert f"「{number}」" in fault


def test_numbers_that_excel_made_dates_or_dressed_up_are_faults(tmp_path: Path) -> None:
    path = tmp_path / "s.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("甲")
        page.write_row(0, 0, COLUMNS)
        for n in (1, 2, 3, 4):
            page.write_row(n, 0, ROW)
        page.write_datetime(1, 0, date(2018, 12, 1), book.add_format({"num_format": "yyyy-mm"}))
        page.write_number(2, 0, 12, book.add_format({"num_format": '"SX2018-"0000'}))
        page.write_number(3, 0, 13, book.add_format({"num_format": "0000"}))
        page.write_number(4, 0, 2018014, book.add_format({"num_format": "0"}))
    told = faults(path)
    assert [("第 2 行" in told[0], "日期" in told[0])] == [(True, True)]
    assert all("自定义格式" in fault for fault in told[1:])
    assert len(told) == 3


def test_a_telephone_with_decimals_is_a_fault(tmp_path: Path) -> None:
    (fault,) = faults(comma(tmp_path / "s.csv", [COLUMNS, (*ROW[:5], "13803513008.5", *ROW[6:])]))
    assert "是小数" in fault


@pytest.mark.parametrize("number", ["13800002222", "GB2018"])
def test_a_number_that_members_can_hardly_type_is_named(tmp_path: Path, number: str) -> None:
    assert "第 2 行（受理编号）" in warnings(comma(tmp_path / "s.csv", [COLUMNS, (number, *ROW[1:])]))


@pytest.mark.parametrize(
    "number", ["SX2018-0012", "晋QC〔2018〕12号", "2018年第3号", "12", "QC(2018)007", "HB-0001", "太原2018-3"]
)
def test_a_number_that_members_can_type_is_taken(tmp_path: Path, number: str) -> None:
    assert "受理编号" not in warnings(comma(tmp_path / "s.csv", [COLUMNS, (number, *ROW[1:])]))


def test_numbers_that_members_cannot_tell_apart_are_a_fault(tmp_path: Path) -> None:
    rows: Rows = [
        COLUMNS,
        *((n, *ROW[1:]) for n in ("2018年第3号", "2018-3", "TY-1-11", "TY-11-1", "SX20180012", "SX2018-0012")),
    ]
    first, second = faults(comma(tmp_path / "s.csv", rows))
    assert "「2018-3」" in first
    assert "「SX2018-0012」" in second
    assert "分不清" in first


def test_what_nobody_sees_is_left_out(tmp_path: Path) -> None:
    path = comma(tmp_path / "s.csv", [COLUMNS, ("\u200bSX2018\u00ad-0012\u202d", *ROW[1:])])
    assert read_submissions(path, APPLYING, "a").rows[0].submission.number == "SX2018-0012"


def test_a_line_under_the_data_is_one_fault_and_the_header_once_more_none(tmp_path: Path) -> None:
    (fault,) = faults(comma(tmp_path / "s.csv", [COLUMNS, ROW, ("合计", "", "20条")]))
    assert "请删除这一行" in fault
    (fault,) = faults(comma(tmp_path / "s.csv", [COLUMNS, ROW, ("填表人：张三",)]))
    assert "第 3 行" in fault
    again = ("SX-0099", *ROW[1:])
    assert len(read_submissions(comma(tmp_path / "s.csv", [COLUMNS, ROW, COLUMNS, again]), APPLYING, "a").rows) == 2


@pytest.mark.parametrize("mark", [";", "\t"])
def test_a_csv_with_other_marks_is_read(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "s.csv"
    path.write_text("\n".join(mark.join(row) for row in (COLUMNS, (*ROW[:3], "甲,乙", *ROW[4:]))), encoding="utf-8")
    assert read_submissions(path, APPLYING, "a").rows[0].submission.title == "甲,乙"


def test_no_english_stands_in_a_fault_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    (tmp_path / "none.xlsx").write_bytes(b"<html>")
    assert "另存为 .xlsx" in faults(tmp_path / "old.xls")[0]
    assert "Cannot" not in faults(tmp_path / "none.xlsx")[0]
    assert "没有这个文件" in faults(tmp_path / "missing.csv")[0]
