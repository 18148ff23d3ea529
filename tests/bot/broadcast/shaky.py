"""The stand-in for WeChat's API on bad days, and a process that sends, for tests to kill.

``python -m tests.bot.broadcast.shaky FILE BASE NOW``
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from bot.broadcast.limits import Limits
from bot.broadcast.sender import Pace
from bot.standin.account import accounts_of
from bot.standin.server import StandIn, running
from bot.standin.trouble import Kind, Trouble
from bot.store.sqlite import SqliteStore
from bot.wechat.wire import new_session
from tests.bot.broadcast.outbox import REMINDER, Office
from tests.conftest import account

TIMEOUT = aiohttp.ClientTimeout(total=0.25, connect=0.2)
LEASE = 10.0
PACE = Pace(at_once=40, batch=60, lease=LEASE, spare=4.0, retries=(0.01, 0.02))
PER_SECOND = 600.0
MESSAGES = "/cgi-bin/message/*"
TROUBLES: tuple[tuple[Kind, int], ...] = (
    ("reset", 0),
    ("slow", 0),  # by more than the sender's patience
    ("silence", 0),
    ("garbage", 0),
    ("status", 502),
    ("errcode", -1),
)


class Shaky:
    """The stand-in, of whose messages a share goes wrong: sent or not, then cut, late, silent, or without sense."""

    def __init__(self, standin: StandIn) -> None:
        self._standin = standin
        self._standin.world.latency = 0.005

    def goes_wrong(self, share: float) -> None:
        """How many of the messages do."""
        self._standin.world.troubles.rules = [
            Trouble(kind=kind, path=MESSAGES, rate=share / 6, done=0.5, seconds=0.4, code=code)
            for kind, code in TROUBLES
        ]

    @property
    def base(self) -> str:
        """Its address."""
        return self._standin.base

    @property
    def calls(self) -> int:
        """How many there were."""
        return sum(each["count"] for each in self._standin.world.record.calls()["counts"])

    @property
    def received(self) -> Counter[str]:
        """How many messages each member got, by its own record."""
        return Counter(each["member"] for each in self._standin.world.record.received())


@asynccontextmanager
async def shaky(members: Iterable[str], now: Callable[[], float], share: float) -> AsyncIterator[Shaky]:
    """A running one, whose followers have all written lately."""
    seed = random.randrange(2**32)  # noqa: S311  # trouble, not secrets
    standin = StandIn(accounts_of([account(**REMINDER)]), now, seed)
    followers = standin.world.followers[account().app_id]
    for member in members:
        followers.act(member, "message")
    async with running(standin):
        api = Shaky(standin)
        api.goes_wrong(share)
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
