"""The simulator's addresses: the page, its files, the call that delivers a member's act, and what came by itself."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import ValidationError
from yarl import URL

from bot.service import Explanation, Service
from bot.simulator.account_view import account_views
from bot.simulator.act import Act
from bot.simulator.delivery import Platform
from bot.simulator.guard import guarded
from bot.simulator.pushes import Pushes
from handlers.answer import Reading
from knowledge.facets import LABELS

HERE = Path(__file__).parent
MAX_BODY = 32 * 1024  # bytes; the longest act is about 20 KB


class Simulator:
    """Serves the page and delivers what is done on it, in WeChat's place."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._platform: Platform | None = None
        self._pushes: Pushes | None = None
        environment = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._page = environment.get_template("simulator.html").render(accounts=account_views(service))
        self._files = {path.name: path for path in (HERE / "static").iterdir()}

    async def platform(self, _: web.Application) -> AsyncIterator[None]:
        """Hold the connections to the webhook while the service runs."""
        async with aiohttp.ClientSession(trust_env=False) as session:
            self._platform = Platform(session, now=time.time, timer=time.perf_counter, entropy=secrets.token_bytes)
            self._pushes = Pushes(session)
            yield

    async def page(self, _: web.Request) -> web.StreamResponse:
        """The page; it is the same for everybody."""
        return web.Response(text=self._page, content_type="text/html", headers={"Cache-Control": "no-store"})

    async def file(self, request: web.Request) -> web.StreamResponse:
        """A script, style or picture of the page."""
        path = self._files.get(request.match_info["name"])
        if path is None:
            raise web.HTTPNotFound
        return web.FileResponse(path, headers={"Cache-Control": "no-cache"})

    async def send(self, request: web.Request) -> web.StreamResponse:
        """Deliver an act; the answer is what the member sees, how it was reached, and the milliseconds it took."""
        body = await request.read()
        if len(body) > MAX_BODY:
            return _fault(413, f"the act is longer than {MAX_BODY} bytes")
        try:
            act = Act.model_validate_json(body)
        except ValidationError as error:
            return _fault(400, "; ".join(f"{_place(e['loc'])}: {e['msg']}" for e in error.errors()))
        account = self._service.accounts.get(act.account)
        if account is None:
            return _fault(404, f"no account is called {act.account}")
        address = _own_address(request)
        if self._platform is None or self._pushes is None or address is None:
            return _fault(503, "the service is starting or stopping; try again")
        await self._pushes.acted(account, act)
        delivered = await self._platform.deliver(act, account, address / "wechat" / account.id)
        explanation = self._service.explanations.find(account.id, act.member, delivered.message_id)
        return web.json_response(
            {
                "kind": delivered.shown.kind,
                "parts": [asdict(part) for part in delivered.shown.parts],
                "explanation": _explained(explanation),
                "milliseconds": delivered.milliseconds,
                "fault": delivered.fault,
            }
        )

    async def received(self, request: web.Request) -> web.StreamResponse:
        """What an account sent to a member by itself since the page last looked."""
        query = request.query
        account, after = self._service.accounts.get(query.get("account", "")), query.get("after", "0")
        if account is None or self._pushes is None:
            return _fault(404, "no such account")
        if not (after.isascii() and after.isdigit() and len(after) < 16):
            return _fault(400, "after: expected a number")
        told = await self._pushes.received(
            account,
            query.get("member", ""),
            life=query.get("life", ""),
            after=int(after),
            following=query.get("following") == "true",
        )
        return web.json_response(told, headers={"Cache-Control": "no-store"})


def add_routes(app: web.Application, service: Service) -> None:
    """Serve the simulator under ``/simulator``; called only where it is enabled."""
    simulator = Simulator(service)
    app.cleanup_ctx.append(simulator.platform)
    for address in ("/simulator", "/simulator/"):
        app.router.add_get(address, guarded(simulator.page))
    app.router.add_get("/simulator/static/{name}", guarded(simulator.file))
    app.router.add_post("/simulator/api/send", guarded(simulator.send))
    app.router.add_get("/simulator/api/received", guarded(simulator.received))


def _own_address(request: web.Request) -> URL | None:
    """Where this very service listens: the end of the connection by which the request came."""
    transport: asyncio.Transport | None = request.transport
    name = transport.get_extra_info("sockname") if transport else None
    return URL.build(scheme="http", host=name[0], port=name[1]) if isinstance(name, tuple) else None


def _explained(explanation: Explanation | None) -> dict[str, Any] | None:
    """The fold-out's content, where a handler answered and this process still knows how."""
    if explanation is None:
        return None
    reply = explanation.reply
    return {
        "handler": reply.answer.handler,
        "outcome": reply.answer.outcome,
        "reading": _read(reply.reading),
        "runner_up": _read(reply.runner_up),
        "sources": [asdict(source) for source in reply.answer.sources],
    }


def _read(reading: Reading | None) -> dict[str, Any] | None:
    """A reading, its facet by the name that staff know."""
    return asdict(reading) | {"asked": LABELS.get(reading.asked, reading.asked)} if reading else None


def _place(location: tuple[int | str, ...]) -> str:
    return ".".join(map(str, location)) or "body"


def _fault(status: int, text: str) -> web.Response:
    return web.json_response({"fault": text}, status=status)
