"""The parts of an .xlsx file: each sheet's XML with what the workbook says of it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from xml.parsers import expat

from bot.spreadsheet.dressed import Styles

_WORKBOOK, _RELATIONS, _STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"


@dataclass(frozen=True, slots=True)
class Part:
    """A sheet. ``uncomputed``: results of formulas are but placeholders until a spreadsheet opens the file.

    ``dressed`` are the styles by which a number looks like another text than it is.
    """

    name: str
    xml: bytes
    hidden: bool
    uncomputed: bool
    dressed: frozenset[str] = frozenset()


def sheet_parts(data: bytes) -> Iterator[Part]:
    """The sheets in order.

    Raises BadZipFile, zlib.error, RuntimeError, KeyError, ValueError or ExpatError for what is put together otherwise.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        book, relations = _Book(), _Relations()
        _parse(archive.read(_WORKBOOK), book.start)
        _parse(archive.read(_RELATIONS), relations.start)
        styles = Styles()
        if _STYLES in archive.namelist():
            _parse(archive.read(_STYLES), styles.start)
        for name, (relation, hidden) in book.sheets.items():
            yield Part(name, archive.read(relations.targets[relation]), hidden, book.uncomputed, styles.dressed)


def parser() -> expat.XMLParserType:
    """A parser that declares no entity: no spreadsheet program does so, and they may expand without end."""

    def refuse(*_: object) -> None:
        raise ValueError("entities are declared")

    made = expat.ParserCreate()
    made.EntityDeclHandler = refuse
    made.buffer_text = True
    return made


def local(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]


class _Book:
    """The relation of each sheet, and whether it is hidden."""

    def __init__(self) -> None:
        self.sheets: dict[str, tuple[str, bool]] = {}
        self.uncomputed = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet":
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets[attributes["name"]] = attributes["id"], hidden
        elif name == "calcPr":
            self.uncomputed = attributes.get("fullCalcOnLoad") in {"1", "true"}


class _Relations:
    """The file of each relation."""

    def __init__(self) -> None:
        self.targets: dict[str, str] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship":
            target = attributes["Target"]
            self.targets[attributes["Id"]] = target[1:] if target.startswith("/") else f"xl/{target}"


def _parse(document: bytes, start: Callable[[str, Mapping[str, str]], None]) -> None:
    def told(name: str, attributes: Mapping[str, str]) -> None:
        start(local(name), {local(key): value for key, value in attributes.items()})

    reading = parser()
    reading.StartElementHandler = told
    reading.Parse(document, True)
