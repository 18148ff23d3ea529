"""Workbooks that would take all memory are refused before they are read, however small the file."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest

from bot.errors import Code, Error
from bot.spreadsheet.files import find_marks, read_sheets
from bot.submissions.uploads import name_of
from tests.bot.sheets import excel

SHEET = "xl/worksheets/sheet1.xml"
HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c></row>'
WIDE = f'<row r="1">{"<c><v>1</v></c>" * 2000}</row>'


def workbook(path: Path, rows: str) -> Path:
    """A workbook whose sheet has the rows, whatever these are."""
    whole = excel(path.with_name("whole.xlsx"), [["甲"]])
    with zipfile.ZipFile(whole) as given, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for part in given.infolist():
            text = given.read(part)
            if part.filename == SHEET:
                begin, end = text.index(b"<sheetData>") + len("<sheetData>"), text.index(b"</sheetData>")
                text = text[:begin] + rows.encode() + text[end:]
            made.writestr(part.filename, text)
    return path


@pytest.mark.parametrize(
    "rows",
    [
        f'{HEAD}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        f"{HEAD}<row r='1048576'><c\n r = 'xfd1048576'><v>1</v></c></row>",
        f'{WIDE}<row r="1048576"><c r="A1048576"><v>1</v></c></row>',
        f'{WIDE}<row r="1048576"><c><v>1</v></c></row>',
        f'{HEAD}<row r="4294967295"><c r="D4294967295"><v>1</v></c></row>',
    ],
)
def test_cells_far_from_each_other_are_refused(tmp_path: Path, rows: str) -> None:
    with pytest.raises(Error, match="离得很远") as refused:
        read_sheets(workbook(tmp_path / "a.xlsx", rows))
    assert refused.value.code is Code.INPUT


@pytest.mark.parametrize(
    "rows",
    [
        f'{HEAD}<row r="1048576"><c r="A1048576"><v>1</v></c></row>',
        f'{HEAD}<row r="1048576"><c r="XFD1048576" s="0"/></row>',
        f"{HEAD}{'<row><c><v>1</v></c><c><v>2</v></c></row>' * 3000}",
    ],
)
def test_a_stray_cell_or_format_does_no_harm(tmp_path: Path, rows: str) -> None:
    (sheet,) = read_sheets(workbook(tmp_path / "a.xlsx", rows))
    assert sheet.rows[0][0] == "甲"


@pytest.mark.parametrize("tag", ["c ", "row ", "col "])
def test_tags_that_never_end_are_read_in_no_time(tmp_path: Path, tag: str) -> None:
    """Not in hours: each of them was searched for its end through all that follows."""
    unending = f'<v hidden="1" a="{f"<{tag}" * 400_000}">1</v>'
    far = '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    path = workbook(tmp_path / "a.xlsx", f"{WIDE.replace('<v>1</v>', unending, 1)}{far}")
    with pytest.raises(Error, match=r"离得很远|不是有效的"):
        read_sheets(path)
    find_marks(path.read_bytes())


def test_an_archive_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", HEAD + " " * 5_000_000)
    with zipfile.ZipFile(path) as archive:
        size = struct.pack("<I", archive.getinfo(SHEET).file_size)
    path.write_bytes(path.read_bytes().replace(size, struct.pack("<I", 100)))
    with pytest.raises(Error, match="不是有效的 Excel 文件"):
        read_sheets(path)


@pytest.mark.parametrize("said", ["..", "../..", ". .", "..\\..", "/", "\n"])
def test_an_upload_has_a_name_that_is_one(said: str) -> None:
    assert name_of(said) == "上传的文件"


def test_a_long_name_is_one_that_a_disk_takes(tmp_path: Path) -> None:
    (tmp_path / name_of("\U0001f600" * 90 + "." + "\U0001f600" * 9)).write_bytes(b"")
