"""A process that is killed while it sends, at any instant, tells nobody twice and forgets nobody.

``make kill-test`` kills it many more times within a broadcast of 5,000.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
from asyncio.subprocess import PIPE
from contextlib import suppress
from pathlib import Path

import pytest

from bot.store.sqlite import SqliteStore
from tests.bot.broadcast.outbox import Kept, people
from tests.bot.broadcast.shaky import LEASE, Shaky, shaky
from tests.bot.noticing import NOON

KILLS = int(os.environ.get("ZXT_TEST_KILLS", "6"))
RECIPIENTS = 5000 if KILLS >= 50 else 700
SPAN = 0.25  # seconds within which a process is killed, from its first send on
PROJECT = Path(__file__).parents[3]


async def live(kept: Kept, api: Shaky, now: float, seconds: float | None) -> str:
    """Let a process send, for some seconds, or until all is sent: what it says then."""
    command = [sys.executable, "-m", "tests.bot.broadcast.shaky", str(kept.path), api.base, str(now)]
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, cwd=PROJECT)
    assert process.stdout
    assert await process.stdout.readline() == b"ready\n"
    if seconds is not None:
        begun = api.calls
        while api.calls == begun and process.returncode is None:  # noqa: ASYNC110  # it is another process
            await asyncio.sleep(0.002)
        await asyncio.sleep(seconds)
        with suppress(ProcessLookupError):  # it has sent all
            process.kill()
    told, _ = await process.communicate()
    return told.decode().strip().rpartition("\n")[2]  # above it stands the log


async def watch(store: SqliteStore, total: int) -> int:
    """Ask how it stands all the while; how often."""
    asked = 0
    while True:
        counts = await store.counts(1)
        assert counts.sent + counts.failed + counts.skipped + counts.pending == counts.total == total
        asked += 1
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("channel", ["template", "customer"])
async def test_a_process_that_is_killed_while_it_sends_tells_nobody_twice(kept: Kept, channel: str) -> None:
    seed = random.Random()  # noqa: S311  # instants, not secrets
    members = people(RECIPIENTS)
    kept.broadcast(members, channel)
    store = SqliteStore.open(kept.path)
    now, within = NOON, 0
    share = 0.1 if channel == "template" else 0.05  # nearly each of these is final, and more of them would pause it
    async with shaky(members, lambda: now, share) as api:
        watching = asyncio.create_task(watch(store, len(members)))
        for _ in range(KILLS):
            await live(kept, api, now, seed.uniform(0.0, SPAN))
            within += kept.tally().get("pending", 0) > 0
            now += LEASE + 1
        said = await live(kept, api, now, None)
        while said == "paused":
            said = await live(kept, api, now + LEASE + 1, None)
        assert said == "done"
        if watching.done():
            watching.result()
        watching.cancel()
        times = api.received
    await store.close()
    assert within >= (KILLS * 9 // 10 if channel == "template" else 1)  # they were killed in the middle of it
    assert max(times.values(), default=0) <= 1
    states = dict(kept.run("SELECT member, state FROM deliveries"))
    if channel == "template":
        assert set(times) == set(members)
        assert set(states.values()) == {"sent"}
        return
    assert set(states.values()) <= {"sent", "failed"}
    assert {m for m, state in states.items() if state == "sent"} <= set(times)
    unknown = kept.run("SELECT DISTINCT reason FROM deliveries WHERE state = 'failed'")
    assert all("结果不明" in reason for (reason,) in unknown)
