"""A webhook that is out of order shows as it would in WeChat, with the reason for whoever tries it out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from yarl import URL

from bot.config import AccountSettings
from bot.simulator.act import Act
from bot.simulator.delivery import DELIVERIES, OUT_OF_ORDER, Delivered, Platform

ACCOUNT = AccountSettings.model_validate({"id": "club", "pack": "none", "mode": "plain", "app_id": "w", "token": "tok"})
HELLO = Act(account="club", member="oMember000", kind="text", text="在吗")


def platform(session: ClientSession) -> Platform:
    return Platform(session, now=lambda: 1700000000.0, timer=lambda: 0.0, entropy=bytes, wait=0.2)


async def tried(webhook: Callable[[web.Request], Awaitable[web.Response]]) -> Delivered:
    app = web.Application()
    app.router.add_post("/wechat/club", webhook)
    async with TestServer(app) as server, ClientSession() as session:
        return await platform(session).deliver(HELLO, ACCOUNT, server.make_url("/wechat/club"))


@pytest.mark.parametrize(
    ("response", "why"),
    [
        ({"status": 403}, "status 403"),
        ({"status": 302, "headers": {"Location": "/elsewhere"}}, "status 302"),
        ({"text": "<html>oops"}, "not XML"),
        ({"text": "<xml><MsgType>text</MsgType></xml>"}, "ToUserName"),
    ],
)
async def test_a_wrong_reply_shows_the_notice_of_failure(response: dict[str, object], why: str) -> None:
    async def webhook(_: web.Request) -> web.Response:
        return web.Response(**response)  # type: ignore[arg-type]  # the cases above fit

    delivered = await tried(webhook)
    assert delivered.shown.kind == "fault"
    assert delivered.shown.parts[0].text == OUT_OF_ORDER
    assert why in delivered.fault


async def test_a_late_webhook_is_asked_again_with_the_same_message() -> None:
    bodies: list[bytes] = []

    async def webhook(request: web.Request) -> web.Response:
        bodies.append(await request.read())
        await asyncio.Event().wait()
        return web.Response()

    delivered = await tried(webhook)
    assert "did not answer" in delivered.fault
    assert len(bodies) == DELIVERIES
    assert len(set(bodies)) == 1


async def test_a_webhook_that_wakes_up_is_heard() -> None:
    calls = iter(range(DELIVERIES))

    async def webhook(_: web.Request) -> web.Response:
        if next(calls) < DELIVERIES - 1:
            await asyncio.Event().wait()
        return web.Response(text="success")

    assert (await tried(webhook)).shown.kind == "none"


async def test_nobody_listening_shows_the_notice_of_failure(unused_tcp_port: int) -> None:
    async with ClientSession() as session:
        address = URL.build(scheme="http", host="127.0.0.1", port=unused_tcp_port, path="/wechat/club")
        delivered = await platform(session).deliver(HELLO, ACCOUNT, address)
    assert "could not be reached" in delivered.fault
