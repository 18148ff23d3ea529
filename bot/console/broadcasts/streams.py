"""Progress as server-sent events: a number of streams that is bounded, each until its broadcast has settled.

A stream ends as well when the service stops, and when who watches is not signed in any more; watching alone keeps
nobody signed in.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter

from aiohttp import web

from bot.broadcast.stage import Stage
from bot.console.broadcasts.progress import Progress, Watch
from bot.console.headers import guard_headers
from bot.console.parts import Parts
from bot.console.roles import Right, Staff
from bot.console.secure import is_encrypted
from bot.console.sessions import over
from bot.console.visit import Visit
from bot.errors import Error

MOST, OF_ONE = 100, 5  # streams of a process, and of one member of staff
EVERY = 1.0  # seconds between two looks
HEARTBEAT = 15.0  # seconds after which a proxy hears of us, and the session is looked at again
LIVE = frozenset({Stage.APPROVED, Stage.SENDING})
_HEADERS = {"Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class Streams:
    """All streams of a process."""

    def __init__(self, parts: Parts, watch: Watch, *, every: float = EVERY, heartbeat: float = HEARTBEAT) -> None:
        self._parts = parts
        self._watch = watch
        self._every = every
        self._heartbeat = heartbeat
        self._open: Counter[str] = Counter()

    async def serve(self, visit: Visit, ident: int) -> web.StreamResponse:
        """Tell how far a broadcast is until it has settled; 503 where too many are told already."""
        if self._open.total() >= MOST or self._open[visit.by] >= OF_ONE:
            return web.Response(status=503, headers={"Retry-After": "30"}, text="同时查看进度的人太多，请刷新页面查看")
        response = web.StreamResponse(headers=_HEADERS)
        guard_headers(response, encrypted=is_encrypted(visit.request, self._parts.settings))
        self._open[visit.by] += 1
        try:
            await response.prepare(visit.request)
            await response.write(b"retry: 5000\n\n")
            why = await self._tell(visit, ident, response)
            await response.write(_event("end", {"why": why}))
            await response.write_eof()
        except ConnectionError:
            pass  # who watched went away
        finally:
            self._open[visit.by] -= 1
            self._open += Counter()  # those with none are forgotten
        return response

    async def _tell(self, visit: Visit, ident: int, response: web.StreamResponse) -> str:
        """Tell until there is nothing more to be told; why."""
        told: Progress | None = None
        silent = unchecked = 0.0
        while True:
            try:
                present = await self._watch.look(ident)
            except Error:
                return "unavailable"
            if present != told:
                await response.write(_event("progress", present.document))
                told, silent = present, 0.0
            if present.stage not in LIVE:
                return "settled"
            if unchecked >= self._heartbeat:
                if not await self._still(visit):
                    return "signed-out"
                unchecked = 0.0
            if silent >= self._heartbeat:
                await response.write(b": still here\n\n")
                silent = 0.0
            if await self._stops():
                return "stopping"
            silent, unchecked = silent + self._every, unchecked + self._every

    async def _stops(self) -> bool:
        """Wait until the next look; whether the service stops meanwhile."""
        try:
            await asyncio.wait_for(self._parts.stopping.wait(), self._every)
        except TimeoutError:
            return False
        return True

    async def _still(self, visit: Visit) -> bool:
        """Whether who watches is still signed in, and may."""
        found = await self._parts.store.session(visit.session.token)
        if found is None:
            return False
        session, record = found
        staff = Staff.of(record)
        ended = over(session, self._parts.settings.console, self._parts.clock.real())
        return not ended and staff.may(Right.SEE) and staff.holds(visit.account)


def _event(name: str, document: dict[str, object]) -> bytes:
    return f"event: {name}\ndata: {json.dumps(document, ensure_ascii=False)}\n\n".encode()
