"""The pages on which a pack is looked through: an overview, lists of records, a record, a document, what expires."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from aiohttp import web

from bot.console.knowledge.paging import page_of
from bot.console.knowledge.passages import passages
from bot.console.knowledge.presenting import in_brief, relations, sentence, shown, tags
from bot.console.knowledge.rules import rules_of
from bot.console.knowledge.shelves import Shelves
from bot.console.knowledge.wording import TONES
from bot.console.visit import Visit
from knowledge.catalogue import Entry, Wanted, known
from knowledge.expiry import due_days, editions
from knowledge.facets import LABELS
from knowledge.labels import DOCUMENTS, KINDS, STANDINGS
from knowledge.marking import line_with_words
from knowledge.schema import Document, QuotaTable
from knowledge.sources import SourceText


@dataclass(frozen=True, slots=True)
class Listed:
    """A record in a list: in brief, or with those of its facts that were asked for."""

    entry: Entry
    brief: str
    facts: tuple[tuple[str, str, str, str], ...]  # facet, sentence, standing, tone
    tags: tuple[tuple[str, str], ...]


class Browsing:
    """Handlers of the pages."""

    def __init__(self, shelves: Shelves) -> None:
        self._shelves = shelves

    async def overview(self, visit: Visit) -> web.StreamResponse:
        """What there is, by kind, by what is asked, and by standing; the documents; what has expired."""
        shelf = await self._shelves.of(visit)
        catalogue, today = shelf.catalogue, today_of(visit)
        entries = await visit.parts.store.faq(visit.account)
        return visit.render(
            "knowledge/overview.html",
            tab="browse",
            shelf=shelf,
            kinds=[(k, name, catalogue.kinds[k]) for k, name in KINDS.items() if catalogue.kinds[k]],
            facets=[(f, LABELS[f], n) for f, n in catalogue.facets.most_common()],
            standings=[(s, name, catalogue.standings[s], TONES[s]) for s, name in STANDINGS.items()],
            editions=editions(shelf.pack, today),
            documents=DOCUMENTS,
            days=due_days(shelf.pack),
            today=today,
            own=len(entries),
        )

    async def records(self, visit: Visit) -> web.StreamResponse:
        """A list of records, as the address asks for."""
        shelf, today = await self._shelves.of(visit), today_of(visit)
        query = visit.request.query
        wanted = known(
            Wanted(
                query.get("kind", ""),
                query.get("facet", ""),
                query.get("standing", ""),
                query.get("document", ""),
                query.get("noted") == "yes",
            )
        )
        page = page_of(visit, shelf.catalogue.listed(wanted))
        in_particular = wanted.facet or wanted.standing or wanted.noted
        shown_ones = [listed(e, today, wanted if in_particular else None) for e in page.shown]
        return visit.render(
            "knowledge/records.html",
            tab="browse",
            wanted=wanted,
            page=page,
            listed=shown_ones,
            kinds=KINDS,
            facets=_options({f: LABELS[f] for f in shelf.catalogue.facets}),
            standings=_options(STANDINGS),
            documents=[(d.id, d.title) for d in shelf.pack.manifest.documents],
            kind_options=_options({k: name for k, name in KINDS.items() if shelf.catalogue.kinds[k]}),
            title=_title(wanted),
        )

    async def record(self, visit: Visit) -> web.StreamResponse:
        """A record beside its source."""
        shelf, today = await self._shelves.of(visit), today_of(visit)
        entry = shelf.catalogue.entries.get(visit.request.match_info["record"])
        if entry is None:
            raise visit.missing("资料里没有这条记录。")
        record = entry.record
        return visit.render(
            "knowledge/record.html",
            tab="browse",
            entry=entry,
            record=record,
            kind=KINDS[record.kind],
            number=getattr(record, "number", ""),
            facts=shown(shelf, entry, today),
            tags=tags(entry),
            passages=passages(shelf, record),
            relations=relations(shelf, record),
            rules=rules_of(shelf.pack, record),
            table=shelf.pack.tables[record.id] if isinstance(record, QuotaTable) else None,
            edition=next(e for e in editions(shelf.pack, today) if e.document.id == entry.document.id),
            documents=DOCUMENTS,
        )

    async def document(self, visit: Visit) -> web.StreamResponse:
        """A whole document with all that is quoted marked; those of one record stand out."""
        shelf = await self._shelves.of(visit)
        document = shelf.pack.documents.get(visit.request.match_info["document"])
        if document is None:
            raise visit.missing("资料里没有这份原文。")
        catalogue = shelf.catalogue
        places = catalogue.places.in_document[document.id]
        return visit.render(
            "knowledge/document.html",
            tab="browse",
            document=document,
            kind=DOCUMENTS[document.kind],
            lines=catalogue.lines(document.id),
            chapters=_chapters(document, shelf.pack.texts[document.id]),
            records=shelf.pack.records,
            chosen=shelf.pack.records.get(visit.request.query.get("record", "")),
            uncovered=catalogue.uncovered[document.id],
            omitted=catalogue.omitted(document.id),
            quoted=len({p.record for p in places}),
            edition=next(e for e in editions(shelf.pack, today_of(visit)) if e.document.id == document.id),
        )

    async def expiry(self, visit: Visit) -> web.StreamResponse:
        """The days that are stated and the editions of the documents, in order."""
        shelf, today = await self._shelves.of(visit), today_of(visit)
        return visit.render(
            "knowledge/expiry.html",
            tab="expiry",
            today=today,
            days=due_days(shelf.pack),
            editions=editions(shelf.pack, today),
            documents=DOCUMENTS,
            labels=LABELS,
        )

    async def faq(self, visit: Visit) -> web.StreamResponse:
        """The questions with an answer of their own: staff's and the pack's."""
        shelf = await self._shelves.of(visit)
        own = list(await visit.parts.store.faq(visit.account))
        entries = [*((True, e) for e in own), *((False, e) for e in shelf.pack.faq)]
        return visit.render("knowledge/faq.html", tab="faq", page=page_of(visit, entries), own=len(own))


def _chapters(document: Document, text: SourceText) -> list[tuple[str, int]]:
    """The sections, each with its first line that has words."""
    return [(s.name, number) for s in document.sections if (number := line_with_words(text, s))]


def listed(entry: Entry, today: date, wanted: Wanted | None = None) -> Listed:
    """An entry as a list shows it."""
    told = wanted.facts(entry) if wanted is not None else ()
    facts = tuple(
        (LABELS[s.fact.facet], sentence(entry.record, s, today), STANDINGS[s.standing], TONES[s.standing]) for s in told
    )
    return Listed(entry, "" if wanted is not None else in_brief(entry, today), facts, tags(entry))


def _options(names: dict[str, str]) -> dict[str, str]:
    return {"": "全部"} | names


def _title(wanted: Wanted) -> str:
    parts = (
        KINDS.get(wanted.kind, ""),
        LABELS.get(wanted.facet, ""),
        STANDINGS.get(wanted.standing, ""),
        "有说明的" if wanted.noted else "",
    )
    return "、".join(p for p in parts if p) or "全部记录"


def today_of(visit: Visit) -> date:
    """The business day."""
    return visit.parts.clock.now().date()
