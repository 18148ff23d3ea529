"""The addresses of the pages."""

from __future__ import annotations

from collections.abc import Iterable

from bot.console.knowledge.asking import Asking
from bot.console.knowledge.browsing import Browsing
from bot.console.knowledge.finding import Finding
from bot.console.knowledge.shelves import Shelves
from bot.console.parts import Parts
from bot.console.roles import Right
from bot.console.route import Route
from bot.rehearsal import Rehearsals


def routes(parts: Parts) -> Iterable[Route]:
    """All that is seen of a pack; every role may."""
    shelves = Shelves()
    browsing, finding = Browsing(shelves), Finding(shelves)
    asking = Asking(shelves, Rehearsals(parts.settings.server.public_url))
    return (
        Route("GET", "/knowledge", browsing.overview, Right.SEE),
        Route("GET", "/knowledge/records", browsing.records, Right.SEE),
        Route("GET", "/knowledge/records/{record}", browsing.record, Right.SEE),
        Route("GET", "/knowledge/documents/{document}", browsing.document, Right.SEE),
        Route("GET", "/knowledge/search", finding.show, Right.SEE),
        Route("GET", "/knowledge/expiry", browsing.expiry, Right.SEE),
        Route("GET", "/knowledge/faq", browsing.faq, Right.SEE),
        Route("GET", "/knowledge/ask", asking.show, Right.SEE),
        Route("POST", "/knowledge/ask", asking.ask, Right.SEE, "试问"),
    )
