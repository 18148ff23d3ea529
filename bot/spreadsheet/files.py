"""Read and write spreadsheet files: .xlsx, and .csv in UTF-8 (with or without BOM) or GB18030."""

from __future__ import annotations

import csv
import io
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]  # ships no types
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from bot.errors import Code, Error
from bot.spreadsheet.cells import neutral, plain
from bot.spreadsheet.flaws import Flaws, find_flaws

MAX_FILE = 50 * 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's rows from its first on, so that row n stands at n - 1; a .csv is one sheet without a name.

    ``flaws`` has the cells whose text is not to be taken for what somebody wrote; only an .xlsx has any.
    """

    file: str
    name: str
    rows: tuple[tuple[str, ...], ...]
    flaws: Flaws = field(default_factory=dict)


def read_sheets(path: Path) -> tuple[Sheet, ...]:
    """The sheets of a file. Raises Error (INPUT) if it cannot be read as what its name says."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Error(Code.INPUT, f"{path}：无法读取（{error.strerror}）") from error
    if len(data) > MAX_FILE:
        raise Error(Code.INPUT, f"{path}：文件超过 {MAX_FILE // 1024 // 1024} MB")
    match path.suffix.lower():
        case ".csv":
            return (Sheet(path.name, "", _csv_rows(path, data)),)
        case ".xlsx":
            return _excel_sheets(path, data)
    raise Error(Code.INPUT, f"{path}：只支持 .xlsx 和 .csv 文件")


def write_rows(path: Path, title: str, rows: Sequence[Sequence[str]]) -> None:
    """Write rows, the header first, as the file's name says; the file appears whole or not at all.

    Raises Error (INPUT) if it cannot be written.
    """
    match path.suffix.lower():
        case ".csv":
            data = _csv_bytes(rows)
        case ".xlsx":
            data = _excel_bytes(title, rows)
        case _:
            raise Error(Code.INPUT, f"{path}：只支持 .xlsx 和 .csv 文件")
    try:
        _replace(path, data)
    except OSError as error:
        raise Error(Code.INPUT, f"{path}：无法写入（{error.strerror}）") from error


def _replace(path: Path, data: bytes) -> None:
    """Put a file in a file's place at once, with the permissions of any new one. Raises OSError, and leaves nothing."""
    beside = path.with_name(f".zhixietong-{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode=0o666), "wb") as file:
            file.write(data)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _csv_rows(path: Path, data: bytes) -> tuple[tuple[str, ...], ...]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Error(Code.INPUT, f"{path}：编码既不是 UTF-8 也不是 GB18030；请在 Excel 中另存为「CSV UTF-8」")
    try:
        return tuple(tuple(map(plain, row)) for row in csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise Error(Code.INPUT, f"{path}：不是有效的 CSV（{error}）") from error


def _excel_sheets(path: Path, data: bytes) -> tuple[Sheet, ...]:
    try:
        workbook, flaws = CalamineWorkbook.from_filelike(io.BytesIO(data)), find_flaws(data)
        return tuple(_excel_sheet(path, workbook.get_sheet_by_name(n), flaws.get(n, {})) for n in workbook.sheet_names)
    except (CalamineError, ValueError) as error:
        raise Error(Code.INPUT, f"{path}：不是有效的 Excel 文件（{error}）") from error


def _excel_sheet(path: Path, sheet: CalamineSheet, flaws: Flaws) -> Sheet:
    rows = [tuple(map(plain, row)) for row in sheet.to_python(skip_empty_area=False)]
    last = max((row for row, _ in flaws), default=-1)
    rows += [()] * (last + 1 - len(rows))  # calamine ends at the last row with a value, which a flawed one may lack
    return Sheet(path.name, sheet.name, tuple(rows), flaws)


def _csv_bytes(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([neutral(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _excel_bytes(title: str, rows: Sequence[Sequence[str]]) -> bytes:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet(title)
        head = workbook.add_format({"bold": True})
        body = workbook.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, neutral(cell), body if number else head)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(map(len, rows), default=1) - 1, 30)
    return data.getvalue()
