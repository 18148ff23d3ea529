"""Text in cells: as people type it, as spreadsheets store it, and without what a spreadsheet would compute."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time

_FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r]")
_QUOTED_FORMULA = re.compile(r"'+[=+\-@＝＋－＠\t\r]")
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")  # category Cf
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def neutral(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe goes before what could be one."""
    return f"'{text}" if _FORMULA.match(text) else text


def plain(cell: object) -> str:
    """A cell's text as it was before ``neutral``; whole numbers without decimals, dates in ISO form, trimmed.

    What nobody sees (joiners, marks of direction) is left out.
    """
    if cell is None:
        return ""
    if type(cell) is str and cell.isprintable():  # most cells
        text = cell.strip()
        return text[1:] if text[:1] == "'" and _QUOTED_FORMULA.match(text) else text
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        cell = cell.date()
    if isinstance(cell, date | time):
        return cell.isoformat()
    text = _INVISIBLE.sub("", _CONTROL.sub("", str(cell))).replace("\r\n", "\n").replace("\r", "\n").strip()
    return text[1:] if _QUOTED_FORMULA.match(text) else text


def heading(text: str) -> str:
    """A column's heading as it is compared: without width, white space, line breaks and marks such as * around it."""
    return "".join(unicodedata.normalize("NFKC", text).split()).strip("*:")


def column_letters(index: int) -> str:
    """The name that spreadsheets give a column; the first, 0, is A."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
