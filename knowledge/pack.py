"""Read a pack from its folder into one value that answers can be drawn from."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from knowledge.additions import Aliases, also_called
from knowledge.applying import ApplicationFile, Applying
from knowledge.errors import Fault, PackError
from knowledge.faq import FaqEntry
from knowledge.parts import Quoted
from knowledge.schema import (
    AliasFile,
    Contact,
    Document,
    FaqFile,
    Manifest,
    MenuItem,
    QuotaTable,
    Record,
    RecordFile,
    Section,
)
from knowledge.sources import SourceText
from knowledge.text import normalise

ALIAS_COLUMN = "别名"
SOURCES = "sources"  # the folder of a pack's documents
REGRESSIONS = "regressions.txt"
NOTE_MARK = "#"

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class TableRow:
    """A row of a quota table: the cells as printed by column key, and other names of its unit."""

    name: str
    aliases: tuple[str, ...]
    cells: dict[str, str]


@dataclass(frozen=True)
class Table:
    """The rows of a quota table in printed order."""

    header: tuple[str, ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True)
class Pack:
    """An association's knowledge, read and validated in shape; ``check`` proves its references and quotes."""

    manifest: Manifest
    records: dict[str, Record]
    files: dict[str, str]  # record id -> the file it stands in
    texts: dict[str, SourceText]
    tables: dict[str, Table]
    faq: tuple[FaqEntry, ...]
    applying: Applying = field(default_factory=Applying)
    aliases: tuple[Aliases, ...] = ()  # of ``aliases.toml``; the records go by them already
    regressions: tuple[str, ...] = ()  # questions whose answers are looked at before a change takes effect

    @property
    def id(self) -> str:
        """The pack's id, which is also its folder's name."""
        return self.manifest.id

    @property
    def name(self) -> str:
        """The association's full name."""
        return self.manifest.name

    @property
    def menu(self) -> tuple[MenuItem, ...]:
        """The account's menu."""
        return self.manifest.menu

    @cached_property
    def documents(self) -> dict[str, Document]:
        """The documents by id."""
        return {d.id: d for d in self.manifest.documents}

    @cached_property
    def names(self) -> frozenset[str]:
        """What its records and the rows of its tables go by, normalised; of a single character nothing."""
        rows = (name for table in self.tables.values() for row in table.rows for name in (row.name, *row.aliases))
        names = (name for record in self.records.values() for name in (record.name, *record.aliases))
        return frozenset(word for name in (*rows, *names) if len(word := normalise(name)) > 1)

    @property
    def contact(self) -> Contact | None:
        """The contact that is given when nothing else helps; none where the documents state none."""
        record = self.records.get(self.manifest.contact)
        return record if isinstance(record, Contact) else None

    def with_aliases(self, added: Iterable[Aliases]) -> Pack:
        """The pack whose records go by other names too."""
        return replace(self, records=also_called(self.records, added))

    def says(self, words: str) -> bool:
        """Whether any of the documents holds these normalised words."""
        return any(words in t.squeezed for t in self.texts.values())

    def lineage(self, record: Record) -> Iterator[Record]:
        """The record, its parent, and so on upwards."""
        seen: set[str] = set()
        at: Record | None = record
        while at is not None and at.id not in seen:
            seen.add(at.id)
            yield at
            at = self.records.get(at.part_of)

    def document_of(self, record: Record, quoted: Quoted | None = None) -> Document:
        """The document that a quoted thing of this record stands in."""
        for place in (quoted, *self.lineage(record)):
            if place is not None and place.document:
                return self.documents[place.document]
        return self.manifest.documents[0]

    def section_of(self, record: Record, *places: Quoted | None) -> str:
        """The section a quoted thing stands in: its own, else that of what holds it."""
        for place in (*places, *self.lineage(record)):
            if place is not None and place.section:
                return place.section
        return ""


def section_named(document: Document, section: str) -> Section | None:
    """The document's section whose name is the longest beginning of ``section``."""
    fitting = [s for s in document.sections if section.startswith(s.name)]
    return max(fitting, key=lambda s: len(s.name), default=None)


def load_pack(folder: Path) -> Pack:
    """Read a folder: ``pack.toml``, ``faq.toml``, ``aliases.toml``, ``applications.toml``, other ``*.toml`` as records.

    Besides these tables, sources, and ``regressions.txt``, a question on each line.

    Raises PackError with every fault of shape that was found.
    """
    faults: list[Fault] = []
    manifest = _read(folder / "pack.toml", Manifest, faults)
    records: dict[str, Record] = {}
    files: dict[str, str] = {}
    faq: tuple[FaqEntry, ...] = ()
    applying = Applying()
    for path in sorted(folder.glob("*.toml")):
        if path.name == "pack.toml":
            continue
        if path.name == "faq.toml":
            parsed = _read(path, FaqFile, faults)
            faq = (
                tuple(FaqEntry(e.question, e.similar, e.negative, e.answer, e.basis) for e in parsed.entry)
                if parsed
                else ()
            )
            continue
        if path.name == "aliases.toml":
            continue
        if path.name == "applications.toml":
            applying = _read_applications(path, faults)
            continue
        file = _read(path, RecordFile, faults)
        for record in file.record if file else ():
            if record.id in records:
                faults.append(Fault(str(path), record.id, f"this id stands in {files[record.id]} already; rename one"))
            records[record.id] = record
            files[record.id] = path.name
    aliases = _read_aliases(folder / "aliases.toml", records, faults)
    records = also_called(records, aliases)
    texts = _read_sources(folder, manifest, faults) if manifest else {}
    tables = {
        r.id: table
        for r in records.values()
        if isinstance(r, QuotaTable) and (table := _read_table(folder / r.file, r, faults))
    }
    regressions = _read_lines(folder / REGRESSIONS, faults)
    if faults or manifest is None:
        raise PackError(faults)
    return Pack(manifest, records, files, texts, tables, faq, applying, aliases, regressions)


def load_packs(folder: Path) -> dict[str, Pack]:
    """Every pack in a folder of packs, by id; raises PackError with the faults of all."""
    packs: dict[str, Pack] = {}
    faults: list[Fault] = []
    for path in sorted(p.parent for p in folder.glob("*/pack.toml")):
        try:
            packs[path.name] = load_pack(path)
        except PackError as error:
            faults.extend(error.faults)
    if faults:
        raise PackError(faults)
    return packs


def _read(path: Path, model: type[Model], faults: list[Fault]) -> Model | None:
    try:
        raw: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        return model.model_validate(raw)
    except OSError as error:
        faults.append(Fault(str(path), "-", f"cannot be read: {error.strerror}"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(Fault(str(path), "-", f"is not valid TOML: {error}"))
    except ValidationError as error:
        faults.extend(
            Fault(str(path), _key(raw, e["loc"]), f"{e['msg']} (given: {str(e.get('input'))[:60]!r})")
            for e in error.errors()
        )
    return None


def _read_aliases(path: Path, records: dict[str, Record], faults: list[Fault]) -> tuple[Aliases, ...]:
    """The names of a file, where there is one."""
    file = _read(path, AliasFile, faults) if path.exists() else None
    given = tuple(Aliases(a.record, a.names) for a in file.alias) if file else ()
    strange = (a.record for a in given if a.record not in records)
    faults.extend(Fault(str(path), record, "no record of this pack has this id") for record in strange)
    return given


def _read_lines(path: Path, faults: list[Fault]) -> tuple[str, ...]:
    """The lines of a file that say something; none where it is missing."""
    if not path.exists():
        return ()
    try:
        lines = [line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        faults.append(Fault(str(path), "-", f"cannot be read: {error}"))
        return ()
    return tuple(dict.fromkeys(line for line in lines if line and not line.startswith(NOTE_MARK)))


def _read_applications(path: Path, faults: list[Fault]) -> Applying:
    file = _read(path, ApplicationFile, faults)
    if file is None:
        return Applying()
    faults.extend(Fault(str(path), key, "this id stands twice; rename one") for key in file.repeated())
    return Applying.of(file)


def _key(raw: dict[str, Any], location: tuple[int | str, ...]) -> str:
    """A location with the ids of records in place of their positions, so that an editor can find them."""
    parts: list[str] = []
    at: Any = raw
    for step in location:
        try:
            at = at[step]
        except (KeyError, IndexError, TypeError):
            parts.append(str(step))
            continue
        parts.append(str(at["id"]) if isinstance(at, dict) and isinstance(step, int) and "id" in at else str(step))
    return ".".join(parts)


def _read_sources(folder: Path, manifest: Manifest, faults: list[Fault]) -> dict[str, SourceText]:
    texts: dict[str, SourceText] = {}
    for document in manifest.documents:
        path = folder / document.file
        if not path.resolve().is_relative_to((folder / SOURCES).resolve()):
            faults.append(
                Fault(
                    str(folder / "pack.toml"),
                    f"documents.{document.id}.file",
                    f"{document.file!r} lies outside the pack's folder {SOURCES}/; put the document there",
                )
            )
            continue
        try:
            texts[document.id] = SourceText.of(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            faults.append(Fault(str(path), document.id, f"the source cannot be read: {error}"))
    return texts


def _read_table(path: Path, record: QuotaTable, faults: list[Fault]) -> Table | None:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            raw = list(reader)
            header = tuple(reader.fieldnames or ())
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        faults.append(Fault(str(path), record.id, f"the table cannot be read: {error}"))
        return None
    missing = [k for k in (record.row_key, *(c.key for c in record.columns)) if k not in header]
    if missing:
        faults.append(Fault(str(path), record.id, f"lacks the columns {'、'.join(missing)}"))
        return None
    rows = []
    for line in raw:
        aliases = tuple(a for a in (line.get(ALIAS_COLUMN) or "").split("、") if a)
        if any(line.get(h) is None for h in header):
            faults.append(Fault(str(path), record.id, f"row {reader.line_num} has fewer cells than the header"))
            continue
        rows.append(TableRow(line[record.row_key], aliases, {k: v or "" for k, v in line.items() if k != ALIAS_COLUMN}))
    return Table(tuple(h for h in header if h != ALIAS_COLUMN), tuple(rows))
