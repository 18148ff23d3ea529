"""What members open inside WeChat: ``/m/{account}/…``."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from bot.broadcast.occasions import deadline_text
from bot.clock import Clock
from bot.pages.calendar import Event, calendar
from handlers.reminding.days import dues
from knowledge.pack import Pack

_HEADERS = {
    "Content-Type": "text/calendar; charset=utf-8",
    "Content-Disposition": 'attachment; filename="deadline.ics"',
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}


class Pages:
    """Serves what is public of the packs, by the account's id; there is nothing of any member."""

    def __init__(self, packs: Mapping[str, Pack], clock: Clock) -> None:
        self._packs = packs
        self._clock = clock

    def add_routes(self, app: web.Application) -> None:
        """Serve under ``/m/``."""
        app.router.add_get("/m/{account}/deadline/{ident}.ics", self.deadline)

    async def deadline(self, request: web.Request) -> web.Response:
        """A deadline for the calendar of a telephone; 404 where the pack states no such day."""
        account, ident = request.match_info["account"], request.match_info["ident"]
        pack = self._packs.get(account)
        due = next((d for d in dues(pack) if d.ident == ident), None) if pack else None
        if pack is None or due is None:
            raise web.HTTPNotFound
        event = Event(f"deadline-{ident}@{account}.zhixietong", due.day, due.name, deadline_text(pack, due, ""))
        return web.Response(body=calendar(event, self._clock.real()), headers=_HEADERS)
