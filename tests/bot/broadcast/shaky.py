"""WeChat's API on bad days, and a process that sends, for tests to kill.

``python -m tests.bot.broadcast.shaky FILE BASE NOW``
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.broadcast.limits import Limits
from bot.broadcast.sender import Pace
from bot.store.sqlite import SqliteStore
from bot.wechat.wire import new_session
from tests.bot.broadcast.outbox import Office
from tests.wechat_api import CUSTOMER, TEMPLATE, TOKEN, WeChatApi

TIMEOUT = aiohttp.ClientTimeout(total=0.25, connect=0.2)
LEASE = 10.0
PACE = Pace(at_once=40, batch=60, lease=LEASE, spare=4.0, retries=(0.01, 0.02))
PER_SECOND = 600.0


class Shaky(WeChatApi):
    """Now and then a message is taken or not, and the connection cut, the answer late or without sense."""

    chance = random.Random(3)  # noqa: S311  # trouble, not secrets
    share = 0.1

    async def take(self, request: web.Request) -> web.StreamResponse:
        if self.chance.random() >= self.share:
            await asyncio.sleep(0.005)
            return await self._message(request)
        if self.chance.random() < 0.5:
            await self._message(request)
        match self.chance.choice(("cut", "late", "page", "busy")):
            case "cut":
                assert request.transport
                request.transport.close()
            case "late":
                await asyncio.sleep(0.4)
            case "busy":
                return web.Response(status=502)
        return web.Response(text="<html>维护中</html>", content_type="text/html")


@asynccontextmanager
async def shaky() -> AsyncIterator[Shaky]:
    """A running one; ``base`` is its address."""
    api = Shaky()
    app = web.Application()
    app.router.add_post(TOKEN, api._token)
    for path in (CUSTOMER, TEMPLATE):
        app.router.add_post(path, api.take)
    async with TestServer(app) as server:
        api.base = str(server.make_url("")).rstrip("/")
        yield api


async def send(file: Path, base: str, now: float) -> None:
    """Send until all is sent or the process is killed; its clock begins at ``now``."""
    begun = time.monotonic()
    store = SqliteStore.open(file)
    async with new_session(PACE.at_once) as session:
        office = Office(
            store,
            session,
            base,
            pace=PACE,
            limits=Limits(PER_SECOND),
            timeout=TIMEOUT,
            real=lambda: now + time.monotonic() - begun,
        )
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdout.write(await office.run() + "\n")
    await store.close()


if __name__ == "__main__":
    asyncio.run(send(Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])))
