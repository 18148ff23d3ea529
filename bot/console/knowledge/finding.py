"""The search over records and documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from bot.console.knowledge.browsing import Listed, listed, today_of
from bot.console.knowledge.paging import page_of
from bot.console.knowledge.shelves import Shelf, Shelves
from bot.console.visit import Visit
from knowledge.marking import Line, marked
from knowledge.schema import Document, Record
from knowledge.searching import LineFound

LONGEST = 200  # characters of what is looked for


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line of a document with the words marked, and the records that quote from it."""

    document: Document
    line: Line
    records: tuple[Record, ...]


class Finding:
    """The page of the search."""

    def __init__(self, shelves: Shelves) -> None:
        self._shelves = shelves

    async def show(self, visit: Visit) -> web.StreamResponse:
        """What was found among the records or in the documents."""
        shelf = await self._shelves.of(visit)
        said = visit.request.query.get("q", "").strip()[:LONGEST]
        records, lines = shelf.search.records(said), shelf.search.lines(said)
        among = "documents" if visit.request.query.get("in") == "documents" or (lines and not records) else "records"
        found: Sequence[Record | LineFound] = records if among == "records" else lines
        page = page_of(visit, found)
        shown: list[Listed | LineShown] = [
            _line(shelf, one)
            if isinstance(one, LineFound)
            else listed(shelf.catalogue.entries[one.id], today_of(visit))
            for one in page.shown
        ]
        return visit.render(
            "knowledge/search.html",
            tab="search",
            said=said,
            among=among,
            counts={"records": len(records), "documents": len(lines)},
            page=page,
            shown=shown,
        )


def _line(shelf: Shelf, found: LineFound) -> LineShown:
    text = shelf.pack.texts[found.document]
    (line,) = marked(text, found.places, found.number, found.number)
    start, end = text.span(found.number, found.number)
    quoting = (p for p in shelf.catalogue.places.in_document[found.document] if p.start < end and p.end > start)
    records = dict.fromkeys(p.record for p in quoting)
    return LineShown(shelf.pack.documents[found.document], line, tuple(shelf.pack.records[r] for r in records))
