"""WeChat's API, for tests: hands out tokens, takes messages, and does on command all that goes wrong with it.

Written from the platform's description, apart from the service's own code.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import web
from aiohttp.test_utils import TestServer

CUSTOMER = "/cgi-bin/message/custom/send"
TEMPLATE = "/cgi-bin/message/template/send"
SUBSCRIBE = "/cgi-bin/message/subscribe/bizsend"
TOKEN = "/cgi-bin/stable_token"

# An errcode; an HTTP status from 500; a page that is no JSON; or, after the message was delivered: no answer at all,
# a connection that is cut, an answer that never comes.
Trouble = int | Literal["page", "cut", "silence"]


@dataclass
class WeChatApi:
    """``messages`` are those that members got; ``calls`` all that came in. ``trouble`` is had once each, by path."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    trouble: dict[str, list[Trouble]] = field(default_factory=lambda: defaultdict(list))
    always: dict[str, Trouble] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    expires_in: int = 7200
    forced: int = 0
    tokens: dict[str, int] = field(default_factory=dict)
    known: set[tuple[str, str]] = field(default_factory=set)
    held: asyncio.Event = field(default_factory=asyncio.Event)
    base: str = ""

    def token(self, app_id: str) -> str:
        """The one valid token of an account."""
        return f"token-{app_id}-{self.tokens.setdefault(app_id, 1)}"

    def end_tokens(self) -> None:
        """All tokens are ended; whoever asks gets new ones."""
        self.tokens = {app_id: number + 1 for app_id, number in self.tokens.items()}

    def sent(self, path: str) -> list[dict[str, Any]]:
        """The bodies of the calls to a path."""
        return [body for its, body in self.calls if its == path]

    async def _token(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.calls.append((TOKEN, body))
        if self.trouble[TOKEN] or TOKEN in self.always:
            return await self._fail(request, TOKEN)
        app_id = body["appid"]
        if self.secrets.get(app_id, body["secret"]) != body["secret"]:
            return _error(40125)
        if body.get("force_refresh"):
            self.forced += 1
            self.tokens[app_id] = self.tokens.get(app_id, 1) + 1
        return web.json_response({"access_token": self.token(app_id), "expires_in": self.expires_in})

    async def _message(self, request: web.Request) -> web.StreamResponse:
        text = await request.text()
        assert "\\u" not in text
        body = await request.json()
        path = request.path
        self.calls.append((path, body))
        if request.query["access_token"] not in {self.token(app_id) for app_id in list(self.tokens)}:
            return _error(40001)
        if self.trouble[path] or path in self.always:
            return await self._fail(request, path, body)
        self._deliver(path, body)
        return web.json_response(
            {"errcode": 0, "errmsg": "ok"} | ({"msgid": len(self.messages)} if path != CUSTOMER else {}),
            content_type="text/plain",
        )

    def _deliver(self, path: str, body: dict[str, Any]) -> None:
        if ident := body.get("client_msg_id"):
            if (body["touser"], ident) in self.known:
                return
            self.known.add((body["touser"], ident))
        self.messages.append({**body, "path": path})

    async def _fail(self, request: web.Request, path: str, body: dict[str, Any] | None = None) -> web.StreamResponse:
        trouble = self.trouble[path].pop(0) if self.trouble[path] else self.always[path]
        if isinstance(trouble, int) and not 500 <= trouble < 600:
            return _error(trouble)
        if body is not None:
            self._deliver(path, body)
        match trouble:
            case "cut":
                assert request.transport
                request.transport.close()
            case "silence":
                await self.held.wait()
            case int():
                return web.Response(status=trouble, text="upstream")
        return web.Response(text="<html>维护中</html>", content_type="text/html")


@asynccontextmanager
async def wechat_api() -> AsyncIterator[WeChatApi]:
    """A running one; ``base`` is its address."""
    api = WeChatApi()
    app = web.Application()
    app.router.add_post(TOKEN, api._token)
    for path in (CUSTOMER, TEMPLATE, SUBSCRIBE):
        app.router.add_post(path, api._message)
    async with TestServer(app) as server:
        api.base = str(server.make_url("")).rstrip("/")
        yield api
        api.held.set()


def _error(code: int) -> web.Response:
    told = "invalid ip 203.0.113.9 ipv6 ::ffff:203.0.113.9, not in whitelist" if code == 40164 else "no"
    return web.json_response({"errcode": code, "errmsg": f"{told} rid: 6745-1a2b-3c4d"})
