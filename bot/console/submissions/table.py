"""The table of submissions: filtered, sorted and paged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from aiohttp import web

from bot.console.roles import Right
from bot.console.submissions import wording
from bot.console.visit import Visit
from bot.store.promises.tallies import Tallies
from bot.submissions.completeness import is_incomplete
from bot.submissions.listing import Listing, Order
from bot.submissions.reading import LONGEST
from bot.submissions.submission import Filter, Held
from knowledge.applying import Applying

SIZE = 50
MISSING = "missing"  # as the links of other pages have it
MOST_PAGES = 1_000_000
ORDERS = {Order.NUMBER: "受理编号", Order.UNIT: "单位", Order.STATUS: "状态", Order.SINCE: "状态从哪天起"}
FIELDS = ("status", "application", "recommender", "words", "papers")


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the address of a page is understood; anything else is as if it were not there."""

    status: str = ""
    application: str = ""
    recommender: str = ""
    words: str = ""
    papers: str = ""
    order: Order = Order.NUMBER
    descending: bool = False
    page: int = 1

    @classmethod
    def of(cls, given: Mapping[str, str], applying: Applying) -> Asked:
        """Read an address or a form."""
        texts = {name: given.get(name, "").strip()[:LONGEST] for name in FIELDS}
        if texts["status"] not in wording.statuses_of(applying):
            texts["status"] = ""
        if texts["application"] not in applying.applications:
            texts["application"] = ""
        texts["papers"] = MISSING if texts["papers"] == MISSING else ""
        order = given.get("order", "")
        page = given.get("page", "")
        return cls(
            **texts,
            order=Order(order) if order in list(Order) else Order.NUMBER,
            descending=given.get("way", "") == "down",
            page=min(max(int(page), 1), MOST_PAGES) if page.isascii() and page.isdigit() and len(page) < 8 else 1,
        )

    @property
    def narrowing(self) -> dict[str, str]:
        """The filters that are set."""
        return {name: value for name in FIELDS if (value := getattr(self, name))}

    def query(self, **other: str) -> str:
        """The address of the same list, but for some of it."""
        order = {} if self.order is Order.NUMBER else {"order": self.order.value}
        way = {"way": "down"} if self.descending else {}
        found = {**self.narrowing, **order, **way, **other}
        return "?" + urlencode({name: value for name, value in found.items() if value})

    async def filter(self, store: Tallies, account: str, applying: Applying) -> Filter:
        """What is wanted of the store: whose papers are wanting is the pack's to say."""
        held = None
        if self.papers:
            kinds = (Held(t.application, t.status, t.received) for t in await store.paper_tallies(account))
            held = tuple(k for k in kinds if is_incomplete(applying, k.application, k.status, k.received))
        return Filter(self.status, self.application, self.recommender, self.words, held=held)


async def shown(visit: Visit) -> web.StreamResponse:
    """A page of the table."""
    applying = wording.applying_of(visit)
    store, account = visit.parts.store, visit.account
    asked = Asked.of(visit.request.query, applying)
    statuses = wording.statuses_of(applying)
    wanted = await asked.filter(store, account, applying)
    offset = (asked.page - 1) * SIZE
    page = await store.submission_page(account, Listing(wanted, asked.order, asked.descending, offset, SIZE, statuses))
    last = max(1, -(-page.total // SIZE))
    first = min(asked.page, last)
    if first != asked.page:
        raise web.HTTPSeeOther(visit.path("submissions") + asked.query(page=str(first)))
    return visit.render(
        "submissions/table.html",
        asked=asked,
        rows=[wording.row(visit, applying, change) for change in page.rows],
        total=page.total,
        first=offset + 1,
        last=last,
        statuses=statuses,
        applications={a.id: a.name for a in applying.applications.values()},
        recommenders=_recommenders(visit),
        orders=ORDERS,
        may_change=visit.staff.may(Right.CHANGE),
        may_export=visit.staff.may(Right.EXPORT),
    )


def _recommenders(visit: Visit) -> list[str]:
    """The recommending units that the quota tables name."""
    pack = visit.pack
    tables = {a.quota_table for a in pack.applying.applications.values()} if pack else set()
    found = (pack.tables[name].rows for name in sorted(tables) if pack and name in pack.tables)
    return list(dict.fromkeys(row.name for rows in found for row in rows))
