"""Submissions in figures, and against the quota table (推荐名额)."""

from __future__ import annotations

from urllib.parse import urlencode

from aiohttp import web

from bot.console.roles import Right
from bot.console.submissions import wording
from bot.console.visit import Visit
from bot.submissions.statistics import statistics


async def shown(visit: Visit) -> web.StreamResponse:
    """How many of each application and status, and of each recommending unit beside what it was allotted."""
    applying = wording.applying_of(visit)
    assert visit.pack is not None  # noqa: S101  # it lets people apply
    figures = statistics(await visit.parts.store.tallies(visit.account), visit.pack)
    idents = {a.name: a.id for a in applying.applications.values()}

    def list_of(application: str, **more: str) -> str:
        """The address of the list behind a number."""
        wanted = {"application": idents.get(application, ""), **more}
        return visit.path("submissions") + "?" + urlencode({k: v for k, v in wanted.items() if v})

    names = list(dict.fromkeys(s.application for s in figures.standings))
    return visit.render(
        "submissions/quota.html",
        figures=figures,
        parts=[
            (
                name,
                sum(s.count for s in figures.standings if s.application == name),
                [s for s in figures.standings if s.application == name],
                [u for u in figures.uses if u.application == name],
            )
            for name in names
        ],
        over=sum(1 for u in figures.uses if u.over),
        list_of=list_of,
        may_change=visit.staff.may(Right.CHANGE),
    )
