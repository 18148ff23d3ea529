"""The stand-in as a server: each call is recorded, goes wrong as told, is checked as WeChat checks it, and answered."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp import web

from bot.standin import quotas
from bot.standin.account import Account
from bot.standin.control import Control
from bot.standin.mass import Mass
from bot.standin.messages import Messages
from bot.standin.office import Office
from bot.standin.trouble import Trouble
from bot.standin.world import Body, World, refused

HOST = "127.0.0.1"
MAX_BODY = 4 * 1024 * 1024
SILENCE = 60.0  # seconds after which a connection that gets no answer is closed
STABLE, CLASSIC = "/cgi-bin/stable_token", "/cgi-bin/token"

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """A call that an account may make; to ``verified`` accounts alone, or to verified ``service`` accounts."""

    answer: Callable[[Account, Body], Answer]
    method: str = "POST"
    verified: bool = True
    service: bool = False

    def allows(self, account: Account) -> bool:
        """Whether the account has the right."""
        return account.serves if self.service else account.verified or not self.verified


class StandIn:
    """WeChat's API for some accounts; ``base`` is its address while it runs."""

    def __init__(self, accounts: Iterable[Account], real: Callable[[], float] = time.time, seed: int = 0) -> None:
        self.world = World(accounts, real, seed)
        self.mass = Mass(self.world)
        self._calls = _calls(self.world, self.mass)
        self._ending = asyncio.Event()
        self.base = ""

    def app(self) -> web.Application:
        """The application: WeChat's own addresses, and ``/standin/`` to steer it."""
        app = web.Application(client_max_size=MAX_BODY)
        app.router.add_route("*", "/cgi-bin/{call:.+}", self._handle)
        Control(self.world, self.mass).add_routes(app)
        app.cleanup_ctx.append(self._running)
        return app

    async def _running(self, _app: web.Application) -> AsyncIterator[None]:
        async with aiohttp.ClientSession(trust_env=False) as session:
            self.world.events.start(session)
            yield
            for task in self.world.tasks:
                task.cancel()
            await self.world.events.close()

    async def stop(self) -> None:
        """Let go of the connections that wait for an answer."""
        self._ending.set()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        world, path = self.world, request.path
        body = _read(await request.read()) if request.method == "POST" else dict(request.query)
        if isinstance(body, int):
            return _told(refused(body))
        account = self._account(request.query.get("access_token", ""), body)
        ident = account.id if account else "-"
        if world.latency:
            await asyncio.sleep(world.latency)
        trouble, seconds = world.troubles.strike(ident, path, str(body.get("touser", "")))
        if seconds:
            await asyncio.sleep(seconds)
        answer: Answer | None = None
        if trouble is None or world.troubles.is_done(trouble):
            answer = self._answer(request, path, body)
        outcome = answer.get("errcode", 0) if answer is not None and trouble is None else trouble and trouble.kind
        world.record.called(ident, path, outcome, {k: v for k, v in body.items() if k not in _SECRET})
        if trouble is not None:
            return await self._fail(request, trouble)
        return _told(answer or {})

    def _answer(self, request: web.Request, path: str, body: Body) -> Answer:
        if path in (STABLE, CLASSIC):
            return self._token(path, body)
        call = self._calls.get(path)
        if call is None or call.method != request.method:
            return refused(43002 if call and call.method == "POST" else 43001 if call else 40066)
        owner = self.world.tokens.owner(token) if (token := request.query.get("access_token", "")) else 41001
        if isinstance(owner, int):
            return refused(owner)
        account = self.world.accounts[owner]
        if not call.allows(account):
            return refused(48001)
        if code := self.world.quotas.take(owner, path):
            return refused(code)
        return call.answer(account, body)

    def _token(self, path: str, body: Body) -> Answer:
        """Both calls for a token: by JSON the stable one, by query the classic one."""
        if body.get("grant_type") != "client_credential":
            return refused(40002)
        app_id, secret = body.get("appid"), body.get("secret")
        if not app_id or not secret:
            return refused(41004 if app_id else 41002)
        account = self.world.accounts.get(str(app_id))
        if account is None:
            return refused(40013)
        if secret != account.app_secret:
            return refused(40125)
        if code := self.world.quotas.take(account.app_id, path):
            return refused(code)
        made: tuple[str, float] | int
        if path == CLASSIC:
            made = self.world.tokens.classic(account.app_id)
        else:
            made = self.world.tokens.stable(account.app_id, force=body.get("force_refresh") is True)
        return refused(made) if isinstance(made, int) else {"access_token": made[0], "expires_in": int(made[1])}

    def _account(self, token: str, body: Body) -> Account | None:
        """Whose call it seems to be."""
        owner = self.world.tokens.owner(token) if token else body.get("appid")
        return self.world.accounts.get(str(owner))

    async def _fail(self, request: web.Request, trouble: Trouble) -> web.StreamResponse:
        match trouble.kind:
            case "errcode":
                return _told(refused(trouble.code))
            case "status":
                return web.Response(status=trouble.code or 502, text="upstream")
            case "garbage":
                return web.Response(text="<html>维护中</html>", content_type="text/html")
            case "silence":
                try:
                    async with asyncio.timeout(SILENCE):
                        await self._ending.wait()
                except TimeoutError:
                    pass
        if request.transport is not None:
            request.transport.abort()
        return web.Response()


_ANSWER = json.JSONEncoder(ensure_ascii=False)
_PLAIN = {"Content-Type": "text/plain; charset=utf-8"}
_SECRET = frozenset({"secret", "access_token"})


def _calls(world: World, mass: Mass) -> Mapping[str, Call]:
    messages, office = Messages(world), Office(world)
    return {
        quotas.CUSTOMER: Call(messages.customer),
        quotas.TEMPLATE: Call(messages.template, service=True),
        quotas.SUBSCRIBE: Call(messages.subscription),
        quotas.MASS_ALL: Call(mass.to_tag),
        quotas.MASS: Call(mass.to_list, service=True),
        "/cgi-bin/message/mass/preview": Call(mass.preview),
        "/cgi-bin/message/mass/get": Call(mass.state),
        "/cgi-bin/user/get": Call(office.followers, "GET"),
        "/cgi-bin/tags/get": Call(office.tags, "GET"),
        "/cgi-bin/user/tag/get": Call(office.tagged),
        "/cgi-bin/menu/create": Call(office.create_menu),
        "/cgi-bin/menu/get": Call(office.menu, "GET"),
        "/cgi-bin/menu/delete": Call(office.delete_menu, "GET"),
        "/cgi-bin/clear_quota": Call(office.clear_quota, verified=False),
        "/cgi-bin/openapi/quota/get": Call(office.quota, verified=False),
    }


def _read(raw: bytes) -> Body | int:
    r"""The JSON of a call, or an errcode; ``\u`` escapes, which members would read, are no JSON to WeChat."""
    try:
        body = json.loads(raw)
    except ValueError:
        return 47001
    if not isinstance(body, dict):
        return 47001
    return 40033 if b"\\u" in raw else body


def _told(answer: Answer) -> web.Response:
    return web.Response(body=_ANSWER.encode(answer).encode(), headers=_PLAIN)


@asynccontextmanager
async def running(standin: StandIn, port: int = 0) -> AsyncIterator[StandIn]:
    """The stand-in on a port of this machine, 0: a free one. Raises OSError where the port is taken."""
    runner = web.AppRunner(standin.app(), access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    try:
        site = web.TCPSite(runner, HOST, port, backlog=1024)
        await site.start()
        standin.base = f"http://{HOST}:{runner.addresses[0][1]}"
        yield standin
    finally:
        await standin.stop()
        await runner.cleanup()
