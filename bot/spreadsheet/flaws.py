"""Cells of an .xlsx file whose text nobody wrote: formulas without a result, truth values, errors.

calamine gives a formula's stored result, or nothing, and not that there is a formula; so the sheets' XML is read, too.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from xml.parsers import expat

Flaws = Mapping[tuple[int, int], str]  # what is wrong with a cell, for people, by row and column from 0

UNCOMPUTED = "公式还没有计算结果；请在 Excel 中复制后「选择性粘贴」为「值」"
TRUTH = "是逻辑值 TRUE 或 FALSE；请改成文字"
ERROR = "是错误值；请改成文字，或用「选择性粘贴」粘贴为「值」"

MAX_ROWS = 1 << 20  # what Excel has

_MAY_BE_FLAWED = re.compile(rb"""<(?:\w+:)?f[\s/>]|\bt\s*=\s*["'][be]["']""")
_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"


def find_flaws(data: bytes) -> dict[str, Flaws]:
    """The flaws of each sheet by its name; none where the file is put together in a way that is not known here.

    Such a file was read by calamine all the same, and to refuse it would help nobody.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            book, relations = _Book(), _Relations()
            _parse(archive.read(_WORKBOOK), book)
            _parse(archive.read(_RELATIONS), relations)
            found: dict[str, Flaws] = {}
            for name, relation in book.sheets.items():
                sheet = archive.read(relations.targets[relation])
                cells = _Cells(uncomputed=book.uncomputed)
                if _MAY_BE_FLAWED.search(sheet):  # most sheets hold no such cell, and reading one takes long
                    _parse(sheet, cells)
                found[name] = cells.flaws
            return found
    except (zipfile.BadZipFile, zlib.error, RuntimeError, KeyError, ValueError, expat.ExpatError):
        return {}


class _Reader:
    """Hears a document's elements by their local names."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def text(self, text: str) -> None:
        """A piece of text."""

    def end(self, name: str) -> None:
        """An element ends."""


class _Book(_Reader):
    """The relation of each sheet, and whether results in the file are but placeholders until a spreadsheet opens it."""

    def __init__(self) -> None:
        self.sheets: dict[str, str] = {}
        self.uncomputed = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet":
            self.sheets[attributes["name"]] = attributes["id"]
        elif name == "calcPr":
            self.uncomputed = attributes.get("fullCalcOnLoad") in {"1", "true"}


class _Relations(_Reader):
    """The file of each relation."""

    def __init__(self) -> None:
        self.targets: dict[str, str] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship":
            target = attributes["Target"]
            self.targets[attributes["Id"]] = target[1:] if target.startswith("/") else f"xl/{target}"


class _Cells(_Reader):
    """The flaws of a sheet. Programs that write an uncomputed formula store 0 for its result, or none."""

    def __init__(self, *, uncomputed: bool) -> None:
        self.flaws: dict[tuple[int, int], str] = {}
        self._placeholders = {"", "0"} if uncomputed else {""}
        self._row = self._column = -1
        self._kind = self._value = ""
        self._formula = self._in_value = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        match name:
            case "row":
                self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
                self._column = -1
            case "c":
                self._column = _column(attributes["r"]) if "r" in attributes else self._column + 1
                self._kind, self._value, self._formula = attributes.get("t", ""), "", False
            case "f":
                self._formula = True
            case "v":
                self._in_value = True

    def text(self, text: str) -> None:
        if self._in_value:
            self._value += text

    def end(self, name: str) -> None:
        if name == "v":
            self._in_value = False
        elif name == "c" and (flaw := self._flaw()):
            if self._row >= MAX_ROWS:
                raise ValueError(f"row {self._row + 1}")
            self.flaws[self._row, self._column] = flaw

    def _flaw(self) -> str:
        # An empty text is a result too: what IF(…, "") gives.
        if self._formula and self._kind != "str" and self._value.strip() in self._placeholders:
            return UNCOMPUTED
        return {"b": TRUTH, "e": ERROR}.get(self._kind, "")


def _parse(document: bytes, reader: _Reader) -> None:
    def start(name: str, attributes: Mapping[str, str]) -> None:
        reader.start(_local(name), {_local(key): value for key, value in attributes.items()})

    def refuse(*_: object) -> None:
        raise ValueError("entities are declared")  # no spreadsheet program does so, and they may expand without end

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = start
    parser.CharacterDataHandler = reader.text
    parser.EndElementHandler = lambda name: reader.end(_local(name))
    parser.Parse(document, True)


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _column(reference: str) -> int:
    """The column of a reference such as AB12, from 0."""
    column = 0
    for letter in reference.rstrip("0123456789"):
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1
