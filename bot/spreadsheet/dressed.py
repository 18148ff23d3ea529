"""Numbers that are not what Excel shows: formats put letters or zeros before them (12 looks like SX2018-0012)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_ASIDE = re.compile(r"\[[^\]]*\]|_.|\*.")  # colours, conditions, room
_LITERAL = re.compile(r'"[^"]*"|\\.')
_DATE = re.compile(r"[ymdhs]", re.IGNORECASE)
_ZEROS = re.compile(r"(?<![.0])00")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^<>]*)>")
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Z]+)([0-9]+)["']""")
_STYLE, _TYPE = (re.compile(rb"""\b%s\s*=\s*["'](\w+)["']""" % name) for name in (b"s", b"t"))


class Styles:
    """Reads a workbook's styles; ``dressed`` are those that put something before a number."""

    def __init__(self) -> None:
        self._formats: set[str] = set()
        self._xfs = 0
        self._inside = False
        self._dressed: set[str] = set()

    @property
    def dressed(self) -> frozenset[str]:
        """The styles by their number."""
        return frozenset(self._dressed)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Hear of an element."""
        if name in {"cellXfs", "cellStyleXfs", "cellStyles", "dxfs"}:
            self._inside = name == "cellXfs"
        elif name == "numFmt" and _dresses(attributes.get("formatCode", "")):
            self._formats.add(attributes.get("numFmtId", ""))
        elif name == "xf" and self._inside:
            if attributes.get("numFmtId", "") in self._formats:
                self._dressed.add(str(self._xfs))
            self._xfs += 1


def dressed_cells(xml: bytes, styles: frozenset[str]) -> Iterator[tuple[int, int]]:
    """The rows and columns, from 0, of numbers in these styles."""
    for cell in _CELL.finditer(xml) if styles else ():
        style, kind, at = (pattern.search(cell[1]) for pattern in (_STYLE, _TYPE, _REFERENCE))
        if style and at and style[1].decode() in styles and (kind is None or kind[1] == b"n"):
            yield int(at[2]) - 1, _column(at[1])


def _dresses(code: str) -> bool:
    shown = _ASIDE.sub("", code.split(";", maxsplit=1)[0])
    bare = _LITERAL.sub("", shown)
    if _DATE.search(bare) or ("0" not in bare and "#" not in bare):
        return False
    return bool(_LITERAL.search(shown) or _ZEROS.search(bare))


def _column(letters: bytes) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + letter - ord("A") + 1
    return column - 1
