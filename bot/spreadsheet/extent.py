"""How large an .xlsx file becomes when it is read: what it really unpacks to, and how far its sheets reach.

calamine unpacks all there is, whatever the archive says of its size, and makes room for each cell between the first
and the last one. Where there is not so much memory, that ends the whole program.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter

MAX_UNPACKED = 1024 * 1024 * 1024
MAX_CELLS = 10_000_000  # of a sheet, the empty ones between others too; each takes 32 bytes

_TAG = re.compile(rb"<(?:\w+:)?(row|c)\b([^<>]*)>")  # to the next tag at most, or many that never end take hours
_AT = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)([0-9]{1,18})["']""")
_COLUMN = re.compile(rb"""\br\s*=\s*["']([A-Za-z]+)[0-9]+["']""")
_ROW = re.compile(rb"""\br\s*=\s*["'][A-Za-z]*([0-9]{1,18})["']""")
_A_CELL, _A_ROW = re.compile(rb"<(?:\w+:)?c\b"), re.compile(rb"<(?:\w+:)?row\b")


def unpacked(data: bytes) -> int:
    """How many bytes an archive says that it unpacks to; of anything else, its own size."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, ValueError):
        return len(data)


def excess(data: bytes) -> str:
    """Why a workbook is too large to be read, for people; nothing where it is not.

    Raises ValueError where that cannot be told: it is no archive, or one that lies about its parts.
    """
    if unpacked(data) > MAX_UNPACKED:
        return f"解压后超过 {MAX_UNPACKED // 1024 // 1024} MB；请分成几个文件"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if any(_reaches_too_far(archive.read(part)) for part in archive.infolist()):
                return "表格离得很远的地方还有内容；请删掉右边和下面多余的行和列，或把需要的部分复制到新的表格里"
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise ValueError("no archive that can be read") from error
    return ""


def _reaches_too_far(xml: bytes) -> bool:
    """Whether a part is a sheet whose cells lie too far from each other."""
    return _most(xml) > MAX_CELLS and _area(xml) > MAX_CELLS


def _most(xml: bytes) -> int:
    """What the area cannot exceed, told in a fraction of the time: cells that do not say where they are count once."""
    named = Counter(found[1] for found in _COLUMN.finditer(xml))
    columns = max(map(_number, named), default=0) + max(_count(_A_CELL, xml) - named.total(), 0)
    last = max((int(row) for row in {found[1] for found in _ROW.finditer(xml)}), default=0)
    return columns * (last + _count(_A_ROW, xml))


def _area(xml: bytes) -> int:
    """How many cells lie between the first and the last with something in it."""
    rows: list[int] = []
    columns: list[int] = []
    row = column = 0
    for tag in _TAG.finditer(xml):
        at = _AT.search(tag[2])
        if tag[1] == b"row":
            row, column = (int(at[2]) if at else row + 1), 0
            continue
        column = _number(at[1]) if at else column + 1
        row = int(at[2]) if at else row
        if not tag[2].endswith(b"/"):
            rows = [min(*rows, row), max(*rows, row)] if rows else [row, row]
            columns = [min(*columns, column), max(*columns, column)] if columns else [column, column]
    return (rows[1] - rows[0] + 1) * (columns[1] - columns[0] + 1) if rows else 0


def _count(pattern: re.Pattern[bytes], xml: bytes) -> int:
    return sum(1 for _ in pattern.finditer(xml))


def _number(letters: bytes) -> int:
    """The number of a column by its letters; A is 1."""
    number = 0
    for letter in letters.upper()[:8]:
        number = number * 26 + letter - ord("A") + 1
    return number
