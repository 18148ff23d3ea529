"""A service that is killed while members look up, guess, unbind and erase, at any instant, and then started again.

What a reply acknowledged is kept; a message that got none took effect whole or not at all, and once when it is
sent again. ``make kill-test`` kills many more.
"""

from __future__ import annotations

import asyncio
import os
import random
import sqlite3
import sys
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path

import aiohttp

from bot.config_file import load_settings
from bot.store.sqlite import SqliteStore
from bot.submissions.submission import Draft, Submission
from tests import sixth
from tests.bot.applicant import ACCOUNT, DIGITS, Applicant
from tests.bot.served import At, free_port, ready
from tests.bot.small_pack import CONFIG
from tests.wechat_peer import Peer

KILLS = int(os.environ.get("ZXT_TEST_KILLS", "4"))
PROJECT = Path(__file__).parents[2]
SPAN = 0.5  # seconds, from the first acknowledged message, within which the process is killed
MEMBERS = 12  # who write at the same time, each of them a newcomer in every round
NUMBERS = tuple(f"QL2025-{n:04d}" for n in range(3 * MEMBERS))


async def prepared(folder: Path) -> Path:
    """A configuration and a store with submissions; the configuration's file."""
    config = folder / "config.toml"
    text = CONFIG.replace('packs = "packs"', f'packs = "{sixth.PACKS}"').replace('pack = "demo"', 'pack = "qinglan"')
    config.write_text(text, encoding="utf-8")
    store = SqliteStore.open(load_settings(config, {}).store_file)
    office = [
        Submission(ACCOUNT, n, "cup", "云溪茶社", "山间一席", "苗青", f"1383510{DIGITS}", "初看") for n in NUMBERS
    ]
    await store.import_submissions(ACCOUNT, [Draft(s, 1.0) for s in office], by="王", file="a", now=time.time)
    await store.close()
    return config


@asynccontextmanager
async def serving(config: Path) -> AsyncIterator[tuple[Process, Peer]]:
    """The service as a process, killed at the end at the latest."""
    port = free_port()
    command = [sys.executable, "-m", "bot", "serve", "--config", str(config), "--port", str(port)]
    environ = {k: v for k, v in os.environ.items() if not k.startswith("ZXT_")}  # the tests' own are no settings
    with config.with_suffix(".log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(*command, cwd=PROJECT, env=environ, stderr=log)
    try:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
            await ready(session, port, process)
            yield process, Peer(load_settings(config, {}).accounts[0], At(session, port))
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def newcomers(kill: int) -> list[Applicant]:
    """Members of a round."""
    return [
        Applicant(f"oRound{kill:03d}-{n:018d}", NUMBERS[3 * n : 3 * n + 3], f"QL2024-{kill:03d}{n:02d}")
        for n in range(MEMBERS)
    ]


async def write_until_killed(process: Process, peer: Peer, members: Sequence[Applicant]) -> None:
    """Let all members write at once, until the process dies at a random instant."""

    async def write(member: Applicant) -> None:
        while True:
            try:
                await member.act(peer)
            except (aiohttp.ClientError, ConnectionError):
                return

    writing = [asyncio.create_task(write(m)) for m in members]
    while not any(m.acknowledged for m in members):  # noqa: ASYNC110  # there is no event to wait for
        await asyncio.sleep(0.001)
    await asyncio.sleep(random.uniform(0, SPAN))  # noqa: S311  # nobody is to be kept from guessing it
    process.kill()
    await asyncio.gather(*writing)


async def test_a_killed_service_keeps_what_it_acknowledged_and_leaves_nothing_half(tmp_path: Path) -> None:
    config = await prepared(tmp_path)
    file = load_settings(config, {}).store_file
    everybody: list[Applicant] = []
    members: list[Applicant] = []
    for kill in range(KILLS + 1):
        async with serving(config) as (process, peer):
            await asyncio.gather(*(m.look(peer) for m in members))  # those of the round before
            if kill == KILLS:
                for start in range(0, len(everybody), MEMBERS):
                    await asyncio.gather(*(m.look(peer) for m in everybody[start : start + MEMBERS]))
                break
            everybody += (members := newcomers(kill))
            await write_until_killed(process, peer, members)
        with closing(sqlite3.connect(file)) as connection:
            for member in everybody:
                member.check(connection)
    assert sum(m.acknowledged for m in everybody) > len(everybody), "nobody got far before the service was killed"
    with closing(sqlite3.connect(file)) as connection:
        for member in everybody:
            member.check(connection)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
