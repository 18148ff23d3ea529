"""Read and write spreadsheet files: .xlsx, and .csv in UTF-8 (with or without BOM) or GB18030."""

from __future__ import annotations

import csv
import errno
import io
import os
import re
import secrets
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, time
from itertools import islice
from pathlib import Path
from typing import IO
from xml.parsers import expat

import xlsxwriter  # type: ignore[import-untyped]  # ships no types
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from bot.errors import Code, Error
from bot.spreadsheet.cells import neutral, plain
from bot.spreadsheet.dressed import dressed_cells
from bot.spreadsheet.extent import excess
from bot.spreadsheet.flaws import DATED, DRESSED, MAX_ROWS, MOST_EXACT, ROUNDED, Flaws, flaws_of
from bot.spreadsheet.hidden import Hidden, hidden_of
from bot.spreadsheet.parts import Part, sheet_parts

MAX_FILE = 50 * 1024 * 1024  # bytes

_AS_TEXT = re.compile(r'="([^"]*)"')
_SAVE_AS = "请在 Excel 中打开后另存为 .xlsx"
_DELIMITERS = ",;\t"
_HEADING = 20  # lines in which a header is looked for
_ERRORS = {
    errno.ENOENT: "没有这个文件",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EISDIR: "是一个文件夹",
    errno.ENOTDIR: "没有这个文件夹",
    errno.ENOSPC: "磁盘已满",
    errno.EROFS: "磁盘是只读的",
    errno.EBUSY: "文件正被占用",
    errno.ENAMETOOLONG: "文件名太长",
}
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # the stream of an Office file with a password


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's rows from its first on, so that row n stands at n - 1; a .csv is one sheet without a name.

    ``flaws`` has the cells whose text is not to be taken for what somebody wrote, ``hidden`` what its reader does not
    see, ``altered`` the cells whose text Excel may have made of another one (why, for people), ``merged`` the stretches
    of rows (from 0) of a column that are one cell; only an .xlsx has any.
    """

    file: str
    name: str
    rows: tuple[tuple[str, ...], ...]
    flaws: Flaws = field(default_factory=dict)
    hidden: Hidden = field(default_factory=Hidden)
    merged: tuple[tuple[int, range], ...] = ()
    altered: Flaws = field(default_factory=dict)


def read_sheets(path: Path) -> tuple[Sheet, ...]:
    """The sheets of a file. Raises Error (INPUT) if it cannot be read as what its name says."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Error(Code.INPUT, f"{path}：无法读取（{_why(error)}）") from error
    if len(data) > MAX_FILE:
        raise Error(Code.INPUT, f"{path}：文件超过 {MAX_FILE // 1024 // 1024} MB")
    match path.suffix.lower():
        case ".csv":
            if data.startswith((_ZIP, _OLE)):
                raise Error(Code.INPUT, f"{path}：不是 CSV，像是改了扩展名的 Excel 文件；请在 Excel 中打开后另存")
            return (Sheet(path.name, "", _csv_rows(path, data)),)
        case ".xlsx":
            return _excel_sheets(path, data)
        case ".xls":
            raise Error(Code.INPUT, f"{path}：是旧版的 .xls 文件，只支持 .xlsx 和 .csv 文件；{_SAVE_AS}")
    raise Error(Code.INPUT, f"{path}：只支持 .xlsx 和 .csv 文件")


def write_rows(path: Path, title: str, rows: Iterable[Sequence[str]]) -> None:
    """Write rows, the header first, as the file's name says; the file appears whole or not at all.

    Raises Error (INPUT) if it cannot be written.
    """
    match path.suffix.lower():
        case ".csv":
            write_file(path, lambda file: _write_csv(file, rows))
        case ".xlsx":
            write_file(path, lambda file: _write_excel(path, file, title, rows))
        case _:
            raise Error(Code.INPUT, f"{path}：只支持 .xlsx 和 .csv 文件")


def write_file(path: Path, write: Callable[[IO[bytes]], None]) -> None:
    """Let ``write`` fill a file, which takes the place of ``path`` at once, with the permissions of any new one.

    Raises Error (INPUT) if it cannot be written, and leaves nothing.
    """
    with draft_of(path) as draft:
        try:
            with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, mode=0o666), "wb") as file:
                write(file)
        except OSError as error:
            raise Error(Code.INPUT, f"{path}：无法写入（{_why(error)}）") from error
        replace_file(draft, path)


@contextmanager
def draft_of(path: Path) -> Iterator[Path]:
    """A file beside the one that is wanted, to be put in its place with ``replace_file``; it goes if it was not."""
    draft = path.with_name(f".zhixietong-{secrets.token_hex(8)}{path.suffix}")
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def replace_file(draft: Path, path: Path) -> None:
    """Put a file in the place of another. Raises Error (INPUT)."""
    try:
        draft.replace(path)
    except OSError as error:
        raise Error(Code.INPUT, f"{path}：无法写入（{_why(error)}）") from error


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
        rows = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=_delimiter(text))
        return tuple(tuple(map(_csv_cell, row)) for row in rows)
    except csv.Error as error:
        raise Error(Code.INPUT, f"{path}：不是有效的 CSV，可能有没有配对的引号；{_SAVE_AS}") from error


def _delimiter(text: str) -> str:
    """What parts the cells: programs write semicolons and tabs, too."""
    head = text.split("\n", _HEADING)[:_HEADING]
    likely = (max(_DELIMITERS, key=line.count) for line in head if max(map(line.count, _DELIMITERS)) > 1)
    return next(likely, ",")


def _why(error: OSError) -> str:
    return _ERRORS.get(error.errno or 0, "系统拒绝访问")


def _csv_cell(cell: str) -> str:
    """Programs write ="0012" so that Excel takes a number for a text."""
    if cell.startswith('="') and (text := _AS_TEXT.fullmatch(cell)):
        return plain(text.group(1))
    return plain(cell)


def _excel_sheets(path: Path, data: bytes) -> tuple[Sheet, ...]:
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise Error(Code.INPUT, f"{path}：有密码保护，无法读取；请在 Excel 中取消「用密码进行加密」后另存为 .xlsx")
        raise Error(Code.INPUT, f"{path}：是旧版的 .xls 文件，只是改了扩展名；{_SAVE_AS}")
    try:
        if why := excess(data):
            raise Error(Code.INPUT, f"{path}：{why}")
        workbook, marks = CalamineWorkbook.from_filelike(io.BytesIO(data)), find_marks(data)
        return tuple(_excel_sheet(path, workbook.get_sheet_by_name(n), *marks.get(n, ())) for n in workbook.sheet_names)
    except (CalamineError, ValueError) as error:
        raise Error(Code.INPUT, f"{path}：不是有效的 Excel 文件，或者不完整；{_SAVE_AS}") from error


def find_marks(data: bytes) -> dict[str, tuple[Flaws, Hidden, Flaws]]:
    """What the XML of each sheet tells, by its name; nothing where the file is put together in a way not known here.

    Such a file was read by calamine all the same, and to refuse it would help nobody.
    """
    try:
        return {p.name: (flaws_of(p), hidden_of(p), _dressed(p)) for p in sheet_parts(data)}
    except (zipfile.BadZipFile, zlib.error, RuntimeError, KeyError, ValueError, expat.ExpatError):
        return {}


def _dressed(part: Part) -> Flaws:
    return dict.fromkeys(dressed_cells(part.xml, part.dressed), DRESSED)


def _excel_sheet(
    path: Path,
    sheet: CalamineSheet,
    flaws: Flaws | None = None,
    hidden: Hidden | None = None,
    dressed: Flaws | None = None,
) -> Sheet:
    known, altered = dict(flaws or {}), dict(dressed or {})
    rows: list[tuple[str, ...]] = []
    before = ("",) * (sheet.start[1] if sheet.start else 0)  # calamine begins at the first column with a value
    for cells in sheet.iter_rows():
        for column, cell in enumerate(cells, len(before)):
            if type(cell) is str:
                continue
            if type(cell) is float and abs(cell) >= MOST_EXACT:
                known[len(rows), column] = ROUNDED
            elif isinstance(cell, date | time):
                altered[len(rows), column] = DATED
        row = (*before, *map(plain, cells))
        rows.append(row if any(row) else ())  # a stray format may leave a million of them
    last = max((row for row, _ in known), default=-1)
    rows += [()] * (last + 1 - len(rows))  # calamine ends at the last row with a value, which a flawed one may lack
    return Sheet(path.name, sheet.name, tuple(rows), known, hidden or Hidden(), _merged(sheet, len(rows)), altered)


def _merged(sheet: CalamineSheet, height: int) -> tuple[tuple[int, range], ...]:
    ranges = sheet.merged_cell_ranges or []
    columns = [(left, top, min(bottom + 1, height)) for (top, left), (bottom, right) in ranges if left == right]
    return tuple((column, range(top, end)) for column, top, end in columns)


def _write_csv(file: IO[bytes], rows: Iterable[Sequence[str]]) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    csv.writer(text).writerows([neutral(cell) for cell in row] for row in rows)
    text.flush()
    text.detach()


def _write_excel(path: Path, file: IO[bytes], title: str, rows: Iterable[Sequence[str]]) -> None:
    """Rows go to disk as they come, so that any number of them takes little memory."""
    remaining = iter(rows)
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet(title)
        head = workbook.add_format({"bold": True})
        body = workbook.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        width = 1
        for number, row in enumerate(islice(remaining, MAX_ROWS)):
            width = max(width, len(row))
            for column, cell in enumerate(row):
                sheet.write_string(number, column, neutral(cell), body if number else head)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, width - 1, 30)
    if next(remaining, None) is not None:
        raise Error(Code.INPUT, f"{path}：超过 Excel 的 {MAX_ROWS} 行；请导出为 .csv")
