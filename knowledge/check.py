"""Prove a pack: references lead somewhere, every quote is verbatim, and no line of substance is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.check_applying import applying_faults
from knowledge.errors import Fault, PackError
from knowledge.pack import Pack, load_pack, section_named
from knowledge.parts import Criterion
from knowledge.quotes import claims, office_claims, unproven
from knowledge.schema import Award, Contact, Deadline, Form, Material, Membership, QuotaTable, Record, RubricItem

_SUBSTANCE = re.compile(r"[\w%＠@]+")
_RANGE = "are not in the source; count them from 1"
_SHORT_RUN = 4  # shorter leftovers are list numbers and connectives


@dataclass(frozen=True)
class UncoveredLine:
    """A source line with words that no typed record quotes."""

    document: str
    line: int
    words: str

    def __str__(self) -> str:
        return f"{self.document}:{self.line}: {self.words}"


def check(folder: Path) -> list[Fault]:
    """Every fault of the pack in a folder; none means that it may be served."""
    try:
        return prove(load_pack(folder), folder)
    except PackError as error:
        return list(error.faults)


def prove(pack: Pack, folder: Path) -> list[Fault]:
    """Every fault of a pack that was read from a folder: references, and quotes that are not verbatim."""
    faults = list(_manifest_faults(pack, folder))
    if any(_RANGE in f.message for f in faults):
        return faults  # quotes cannot be looked up in lines that are not there
    for record in pack.records.values():
        file = str(folder / pack.files[record.id])
        faults += [Fault(file, record.id, message) for message in _reference_faults(pack, record)]
        faults += [Fault(file, c.key, wrong) for c in claims(pack, record) if (wrong := unproven(pack, c))]
    faults += applying_faults(pack, folder)
    return faults


def coverage(pack: Pack) -> list[UncoveredLine]:
    """Source lines with words that no record quotes and that pack.toml does not list under omissions."""
    uncovered: list[UncoveredLine] = []
    stated = [*(claim for record in pack.records.values() for claim in claims(pack, record)), *office_claims(pack)]
    for document in pack.manifest.documents:
        text = pack.texts[document.id]
        covered = bytearray(len(text.squeezed))
        for claim in stated:
            section = section_named(document, claim.section)
            if claim.document == document.id and section:
                for start, end in text.find(claim.quote, text.span(*section.lines)):
                    covered[start:end] = b"\1" * (end - start)
        for omission in pack.manifest.omissions:
            if omission.document == document.id:
                start, end = text.span(*omission.lines)
                covered[start:end] = b"\1" * (end - start)
        for number in range(1, len(text.lines) + 1):
            start, end = text.span(number, number)
            left = "".join(c if not covered[start + i] else "\n" for i, c in enumerate(text.squeezed[start:end]))
            words = [w for run in left.split("\n") if len(w := "".join(_SUBSTANCE.findall(run))) >= _SHORT_RUN]
            if words:
                uncovered.append(UncoveredLine(document.id, number, " … ".join(words)))
    return uncovered


def _manifest_faults(pack: Pack, folder: Path) -> Iterator[Fault]:
    file = str(folder / "pack.toml")
    manifest = pack.manifest
    if manifest.id != folder.name:
        yield Fault(file, "id", f"is {manifest.id!r} but the folder is {folder.name!r}; make them equal")
    if manifest.contact and not isinstance(pack.records.get(manifest.contact), Contact):
        yield Fault(file, "contact", f"{manifest.contact!r} is no contact record of this pack")
    for document in manifest.documents:
        for section in document.sections:
            first, last = section.lines
            if not 1 <= first <= last <= len(pack.texts[document.id].lines):
                yield Fault(file, f"documents.{document.id}.{section.name}", f"lines {first} to {last} {_RANGE}")
        if document.supersedes and document.supersedes not in pack.documents:
            yield Fault(file, f"documents.{document.id}.supersedes", f"no document {document.supersedes!r}")
    for omission in manifest.omissions:
        if omission.document not in pack.documents:
            yield Fault(file, "omissions", f"no document {omission.document!r}")
        elif not 1 <= omission.lines[0] <= omission.lines[1] <= len(pack.texts[omission.document].lines):
            yield Fault(file, "omissions", f"lines {omission.lines[0]} to {omission.lines[1]} {_RANGE}")
    yield from (Fault(file, c.key, wrong) for c in office_claims(pack) if (wrong := unproven(pack, c)))
    if len(manifest.menu) > 3 or any(len(m.items) > 5 for m in manifest.menu):
        yield Fault(file, "menu", "WeChat takes at most 3 groups of 5 entries")


def _reference_faults(pack: Pack, record: Record) -> Iterator[str]:
    names: list[tuple[str, str]] = [("part_of", record.part_of)] if record.part_of else []
    if isinstance(record, Contact):
        names += [("serves", r) for r in record.serves]
    if isinstance(record, Deadline | Form | Material):
        names += [("of", r) for r in record.of]
    if isinstance(record, Award):
        names += [("forms", r) for r in record.forms]
    if isinstance(record, RubricItem):
        names += [("requires", r) for r in record.requires]
    if isinstance(record, QuotaTable):
        names += [("columns.of", c.of) for c in record.columns if c.of]
        if record.total_row and record.total_row not in {r.name for r in pack.tables[record.id].rows}:
            yield f"total_row names {record.total_row!r}, which no row of {record.file} is"
    for key, name in names:
        if name not in pack.records:
            yield f"{key} names {name!r}, which no record of this pack has"
    if isinstance(record, Award | Membership):
        yield from _criteria_faults(record.criteria)
    for fact in record.facts:
        if fact.facet == "deadline" and fact.standing == "stated" and fact.on is None:
            yield "a stated deadline needs its day under `on`"
        if fact.standing == "stated" and not (fact.quote or fact.items or record.quote):
            yield f"the fact {fact.facet!r} rests on no quote"


def _criteria_faults(criteria: tuple[Criterion, ...]) -> Iterator[str]:
    kinds = {v for c in criteria if c.kind == "category" for v in c.values}
    for criterion in criteria:
        if criterion.kind in {"at_least", "at_most"} and criterion.threshold is None:
            yield f"the criterion {criterion.text!r} compares with nothing; give it its threshold"
        if criterion.kind in {"place", "category"} and not criterion.values:
            yield f"the criterion {criterion.text!r} accepts nothing; give it its values"
        if criterion.kind == "judgement" and criterion.ask:
            yield f"the criterion {criterion.text!r} is for people to judge and is not asked for"
        if criterion.applies_to and criterion.applies_to not in kinds:
            yield f"applies_to names {criterion.applies_to!r}, which no category of this record accepts"
