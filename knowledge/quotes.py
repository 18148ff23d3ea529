"""Every quote of a pack with the place that it claims to stand in, and whether it stands there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.pack import Pack, section_named
from knowledge.parts import Quoted
from knowledge.schema import Award, Membership, QuotaTable, Record, RubricItem


@dataclass(frozen=True)
class Claim:
    """A quote, and where it is said to stand. ``key`` leads an editor to it."""

    key: str
    quote: str
    document: str
    section: str


def claims(pack: Pack, record: Record) -> Iterator[Claim]:
    """Every quote of a record, its facts, items, criteria, scoring and table rows."""

    def claim(key: str, quote: str, *places: Quoted | None) -> Iterator[Claim]:
        if quote:
            named = (p.document for p in (*places, *pack.lineage(record)) if p is not None and p.document)
            document = next(named, pack.manifest.documents[0].id)
            yield Claim(f"{record.id}.{key}", quote, document, pack.section_of(record, *places))

    yield from claim("quote", record.quote)
    for i, fact in enumerate(record.facts):
        yield from claim(f"facts[{i}]({fact.facet})", fact.quote, fact)
        for j, item in enumerate(fact.items):
            yield from claim(f"facts[{i}]({fact.facet}).items[{j}]", item.quote, item, fact)
    if isinstance(record, Award | Membership):
        for i, criterion in enumerate(record.criteria):
            yield from claim(f"criteria[{i}]", criterion.quote, criterion)
    if isinstance(record, RubricItem):
        yield from claim("requires_quote", record.requires_quote)
        for i, scoring in enumerate(record.scoring):
            yield from claim(f"scoring[{i}]", scoring.quote, scoring)
    if isinstance(record, QuotaTable):
        for i, remark in enumerate(record.remarks):
            yield from claim(f"remarks[{i}]", remark.quote, remark)
        table = pack.tables[record.id]
        yield from claim("header", "".join(table.header))
        for row in table.rows:
            yield from claim(f"row {row.name}", "".join(row.cells[h] for h in table.header))


def applying_claims(pack: Pack) -> Iterator[Claim]:
    """The quotes of what can be applied for and of the membership roll; what has no section has that of its record."""
    quoted: list[tuple[str, Quoted, str]] = [
        (f"application.{a.id}.quote", a, a.of) for a in pack.applying.applications.values()
    ]
    if roll := pack.applying.roll:
        quoted.append(("roll.quote", roll, ""))
    for key, place, of in quoted:
        if place.quote:
            lineage = tuple(pack.lineage(pack.records[of])) if of in pack.records else ()
            document = next((p.document for p in (place, *lineage) if p.document), pack.manifest.documents[0].id)
            yield Claim(key, place.quote, document, next((p.section for p in (place, *lineage) if p.section), ""))


def office_claims(pack: Pack) -> Iterator[Claim]:
    """The quote on which the office hours rest, where a document states them."""
    hours = pack.manifest.office
    if hours is not None and hours.quote:
        yield Claim("office.quote", hours.quote, hours.document or pack.manifest.documents[0].id, hours.section)


def unproven(pack: Pack, claim: Claim) -> str:
    """What is wrong with a quote's place, or that it does not stand there; empty for one that is verbatim."""
    document = pack.documents.get(claim.document)
    if document is None:
        return f"names the document {claim.document!r}, which pack.toml does not list"
    section = section_named(document, claim.section)
    if section is None:
        return f"section {claim.section!r} begins with no section of {document.id}"
    text = pack.texts[document.id]
    if not any(text.find(claim.quote, text.span(*section.lines))):
        return f"not verbatim in {document.id} {section.name}: {claim.quote!r}"
    return ""
