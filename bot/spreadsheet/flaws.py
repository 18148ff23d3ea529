"""Cells of an .xlsx file whose text nobody wrote: formulas without a result, truth values, errors, rounded numbers.

calamine gives a formula's stored result, or nothing, and not that there is a formula; so the sheets' XML is read, too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.spreadsheet.parts import Part, local, parser

Flaws = Mapping[tuple[int, int], str]  # what is wrong with a cell, for people, by row and column from 0

UNCOMPUTED = "公式还没有计算结果；请在 Excel 中复制后「选择性粘贴」为「值」"
TRUTH = "是逻辑值 TRUE 或 FALSE；请改成文字"
ERROR = "是错误值；请改成文字，或用「选择性粘贴」粘贴为「值」"
ROUNDED = "数字超过 15 位，后面的几位已被 Excel 改成了 0；请把单元格设为「文本」格式后重新输入"
DATED = "被 Excel 当成了日期；请把这一列设为「文本」格式后重新输入"
DRESSED = "是带自定义格式的数字，看到的前缀和 0 不在单元格里；请把这一列设为「文本」格式后重新输入"

MAX_ROWS = 1 << 20  # what Excel has
MOST_EXACT = 1e15  # Excel keeps 15 digits of a number

# Each begins with letters of its own, which makes the search many times faster than one pattern for all.
_MAY_BE_FLAWED = tuple(map(re.compile, (rb"<f[\s/>]", rb":f[\s/>]", rb"""=\s*["'][be]["']""")))


def flaws_of(part: Part) -> dict[tuple[int, int], str]:
    """The flaws of a sheet. Raises ValueError or ExpatError if its XML is none."""
    if not any(
        pattern.search(part.xml) for pattern in _MAY_BE_FLAWED
    ):  # most sheets hold no such cell, and reading one takes long
        return {}
    cells = _Cells(uncomputed=part.uncomputed)
    cells.read(part.xml)
    return cells.flaws


class _Cells:
    """The flaws of a sheet. Programs that write an uncomputed formula store 0 for its result, or none."""

    def __init__(self, *, uncomputed: bool) -> None:
        self.flaws: dict[tuple[int, int], str] = {}
        self._placeholders = {"", "0"} if uncomputed else {""}
        self._row = self._column = -1
        self._kind = self._value = ""
        self._formula = False
        self._parser = parser()

    def read(self, xml: bytes) -> None:
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.Parse(xml, True)

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        match local(name) if ":" in name else name:
            case "c":
                self._column = _column(attributes["r"]) if "r" in attributes else self._column + 1
                self._kind, self._value, self._formula = attributes.get("t", ""), "", False
            case "row":
                self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
                self._column = -1
            case "f":
                self._formula = True
            case "v" if self._formula:
                self._parser.CharacterDataHandler = self._text

    def _text(self, text: str) -> None:
        self._value += text

    def _end(self, name: str) -> None:
        match local(name) if ":" in name else name:
            case "v" if self._formula:
                self._parser.CharacterDataHandler = None
            case "c" if flaw := self._flaw():
                if self._row >= MAX_ROWS:
                    raise ValueError(f"row {self._row + 1}")
                self.flaws[self._row, self._column] = flaw

    def _flaw(self) -> str:
        # An empty text is a result too: what IF(…, "") gives.
        if self._formula and self._kind != "str" and self._value.strip() in self._placeholders:
            return UNCOMPUTED
        return {"b": TRUTH, "e": ERROR}.get(self._kind, "")


def _column(reference: str) -> int:
    """The column of a reference such as AB12, from 0."""
    column = 0
    for letter in reference.rstrip("0123456789"):
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1
