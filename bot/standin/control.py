"""How tests, the benchmark and the simulator steer the stand-in and read its record: ``/standin/``, in JSON."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Literal

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from yarl import URL

from bot.config import is_loopback
from bot.direct import is_direct
from bot.standin.account import Account
from bot.standin.mass import Mass
from bot.standin.trouble import Trouble
from bot.standin.world import World

INBOX = 50  # messages that the simulator is shown at a time

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class _Order(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Settings(_Order):
    """What can be set while the stand-in runs; what is left out stays as it is. Times are seconds."""

    latency: float | None = Field(default=None, ge=0)
    ahead: float | None = None
    token_lasts: float | None = Field(default=None, gt=0)
    mass_seconds: float | None = Field(default=None, ge=0)
    mass_apart: float | None = Field(default=None, ge=0)
    mass_verdict: str | None = None
    events: bool | None = None
    a_day: dict[str, int] | None = None
    a_minute: dict[str, int] | None = None
    end_tokens: bool = False


class Audience(_Order):
    """Followers of an account: by openid, or ``count`` made-up ones; or ``everyone``, whatever the openid."""

    account: str
    members: list[str] = []
    count: int = Field(default=0, ge=0, le=10_000_000)
    everyone: bool | None = None
    tag: str = ""
    tag_id: int = 100


class Act(_Order):
    """What a member does, as far as it changes what may be sent to them; ``present``: they have followed for long."""

    account: str
    member: str = Field(min_length=1, max_length=128)
    kind: Literal["message", "click", "scan", "subscribe", "unsubscribe", "present", "accept", "reject", "switch-off"]
    template: str = ""


class Refusal(_Order):
    """An errcode that every send to a member gets; 0: none."""

    account: str
    member: str
    code: int


class Control:
    """The addresses under ``/standin/``. No page of another origin and no other machine may call them."""

    def __init__(self, world: World, mass: Mass) -> None:
        self._world = world
        self._mass = mass

    def add_routes(self, app: web.Application) -> None:
        """Serve under ``/standin/``."""
        for path, get in {
            "ready": self._ready,
            "received": self._received,
            "inbox": self._inbox,
            "summary": self._summary,
            "calls": self._calls,
            "menu": self._menu,
        }.items():
            app.router.add_get(f"/standin/{path}", _guarded(get))
        for path, post in {
            "settings": self._settings,
            "followers": self._followers,
            "acts": self._act,
            "refusals": self._refuse,
            "troubles": self._trouble,
            "clear": self._clear,
            "settle": self._settle,
        }.items():
            app.router.add_post(f"/standin/{path}", _guarded(post))

    async def _ready(self, _request: web.Request) -> web.Response:
        return _json({"standin": True, "accounts": list(self._world.ids), "events": dict(self._world.events.counts)})

    async def _received(self, request: web.Request) -> web.Response:
        query = request.query
        after, limit = int(query.get("after", "0")), int(query.get("limit", "1000000"))
        account, member, channel = (query.get(name, "") for name in ("account", "member", "channel"))
        return _json(self._world.record.received(account, member, channel=channel, after=after, limit=limit))

    async def _inbox(self, request: web.Request) -> web.Response:
        """What a member received since they last looked, in which life of the stand-in they did."""
        query, world = request.query, self._world
        after = int(query.get("after", "0")) if query.get("life") == world.life else 0
        got = world.record.received(query["account"], query["member"], after=after, limit=INBOX)
        return _json({"life": world.life, "last": got[-1]["number"] if got else after, "received": got})

    async def _summary(self, request: web.Request) -> web.Response:
        return _json(self._world.record.summary(request.query.get("account", "")))

    async def _calls(self, _request: web.Request) -> web.Response:
        return _json(self._world.record.calls())

    async def _menu(self, request: web.Request) -> web.Response:
        return _json(self._world.menus.get(self._account(request.query.get("account", "")).app_id))

    async def _settings(self, request: web.Request) -> web.Response:
        order, world = Settings.model_validate_json(await request.read()), self._world
        for name in ("latency", "ahead", "mass_seconds", "mass_apart"):
            if (value := getattr(order, name)) is not None:
                setattr(world, name, value)
        if order.token_lasts is not None:
            world.tokens.lasts = order.token_lasts
        if order.mass_verdict is not None:
            self._mass.verdict = order.mass_verdict
        if order.events is not None:
            world.events.silent = not order.events
        world.quotas.a_day |= order.a_day or {}
        world.quotas.a_minute |= order.a_minute or {}
        if order.end_tokens:
            world.tokens.end()
        return _json({})

    async def _followers(self, request: web.Request) -> web.Response:
        order = Audience.model_validate_json(await request.read())
        followers = self._world.followers[self._account(order.account).app_id]
        followers.add(order.members)
        followers.add(made_up(n) for n in range(order.count))
        if order.everyone is not None:
            followers.everyone = order.everyone
        if order.tag:
            followers.tag(order.tag_id, order.tag, order.members)
        return _json({"total": len(followers.listed())})

    async def _act(self, request: web.Request) -> web.Response:
        order = Act.model_validate_json(await request.read())
        account = self._account(order.account)
        followers = self._world.followers[account.app_id]
        if order.kind in ("accept", "reject", "switch-off"):
            accepts = order.kind == "accept"
            followers.consent(order.member, order.template, accepts=accepts)
            event = "subscribe_msg_change_event" if order.kind == "switch-off" else "subscribe_msg_popup_event"
            name = "SubscribeMsgChangeEvent" if order.kind == "switch-off" else "SubscribeMsgPopupEvent"
            told = (("TemplateId", order.template), ("SubscribeStatusString", "accept" if accepts else "reject"))
            listed = (*told, ("PopupScene", "1")) if order.kind != "switch-off" else told
            self._world.events.post(account, order.member, event, (name, (("List", listed),)))
        elif order.kind == "present":
            followers.add([order.member])
        else:
            followers.act(order.member, order.kind)
        return _json({})

    async def _refuse(self, request: web.Request) -> web.Response:
        order = Refusal.model_validate_json(await request.read())
        self._world.followers[self._account(order.account).app_id].refuse(order.member, order.code)
        return _json({})

    async def _trouble(self, request: web.Request) -> web.Response:
        """The rules from now on: a list, in place of those before."""
        given = await request.json()
        self._world.troubles.rules = [Trouble.model_validate(rule) for rule in given]
        return _json({})

    async def _clear(self, _request: web.Request) -> web.Response:
        self._world.record.clear()
        return _json({})

    async def _settle(self, _request: web.Request) -> web.Response:
        await self._world.events.settle()
        return _json(dict(self._world.events.counts))

    def _account(self, ident: str) -> Account:
        account = self._world.ids.get(ident)
        if account is None:
            raise web.HTTPNotFound(text=f"no account is called {ident}")
        return account


def made_up(number: int) -> str:
    """The openid of a made-up follower."""
    return f"oStandIn{number:020d}"


def _guarded(handler: Handler) -> Handler:
    async def guard(request: web.Request) -> web.StreamResponse:
        host = URL.build(scheme="http", authority=request.host).host or ""
        if not is_direct(request) or not is_loopback(host) or "Origin" in request.headers:
            return web.Response(status=403)
        try:
            return await handler(request)
        except (ValidationError, ValueError, KeyError) as error:
            return web.Response(status=400, text=str(error))

    return guard


def _json(document: Any) -> web.Response:
    return web.json_response(document)
