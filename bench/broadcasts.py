"""A broadcast to very many: its preview, and the freezing of its audience, each in a process of its own.

``python -m bench.broadcasts FILE STEP`` is such a process; it writes what that took as a line of JSON.
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from bench.servers import resident
from bench.settings import PROJECT
from bot.broadcast.broadcast import Draft, State
from bot.broadcast.freezing import Moment, freeze
from bot.broadcast.preview import preview
from bot.clock import CHINA
from bot.config import AccountSettings
from bot.store.sqlite import SqliteStore

ROWS = 1_000_000
STEPS = ("preview", "freezing")
ACCOUNT = "bench"
_FOLLOW = "INSERT INTO members (account, member, first_seen, last_seen, left_at) VALUES (?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Step:
    """A step over so many recipients: seconds that it took, those of a core's work, the process's MiB at its height."""

    what: str
    recipients: int
    seconds: float
    work: float
    memory: float


def measure(rows: int = ROWS) -> Iterator[Step]:
    """Each step, in a store with so many followers."""
    with tempfile.TemporaryDirectory(prefix="zhixietong-bench-") as name:
        file = Path(name) / "bench.db"
        asyncio.run(_fill(file, rows))
        for step in STEPS:
            command = [sys.executable, "-m", "bench.broadcasts", str(file), step]
            done = subprocess.run(command, cwd=PROJECT, capture_output=True, check=True)  # noqa: S603  # our own
            yield Step(**json.loads(done.stdout))


def table(steps: Iterator[Step]) -> str:
    """The figures in Markdown."""
    lines = [f"| {s.what} | {s.recipients:,} | {s.seconds:.1f} | {s.work:.1f} | {s.memory:,.0f} |\n" for s in steps]
    return "".join(["\n| broadcast | recipients | s | s of a core | peak MiB |\n|---|--:|--:|--:|--:|\n", *lines])


async def take(file: Path, what: str) -> Step:
    """One step over the only broadcast of a store."""
    store = SqliteStore.open(file)
    try:
        (broadcast,) = await store.broadcasts(ACCOUNT)
        now = datetime.now(CHINA)
        begun, worked = time.perf_counter(), time.process_time()
        if what == "preview":
            recipients = (await preview(store, broadcast, _account(), now)).total
        else:
            await store.move_broadcast(broadcast.ident, {State.DRAFT}, State.SENDING, by="bench", at=now.timestamp())
            await freeze(store, broadcast, _account(), Moment(now.timestamp(), now))
            recipients = (await store.counts(broadcast.ident)).total
        seconds, work = time.perf_counter() - begun, time.process_time() - worked
    finally:
        await store.close()
    return Step(what, recipients, seconds, work, resident(os.getpid(), highest=True))


async def _fill(file: Path, rows: int) -> None:
    """Followers, of whom a tenth wrote within the window of customer messages; and a draft to all."""
    store = SqliteStore.open(file)
    now = int(time.time())
    with closing(sqlite3.connect(file)) as connection, connection:
        wrote = ((ACCOUNT, f"o{n * 7919 % rows:027d}", now, now if n % 10 == 0 else 1, None) for n in range(rows))
        connection.executemany(_FOLLOW, wrote)
    draft = Draft(ACCOUNT, "申报提醒", "请在截止前交齐材料。", "all")
    await store.create_broadcast(draft, "bench", now)
    await store.close()


def _account() -> AccountSettings:
    """An account that tells some by template, and may do all else."""
    return AccountSettings.model_validate(
        {
            "id": ACCOUNT, "pack": ACCOUNT, "mode": "plain", "app_id": "wxbench", "token": "bench", "kind": "service",
            "verified": True, "app_secret": "bench",
        }
    )  # fmt: skip


if __name__ == "__main__":
    if len(sys.argv) == 3:
        json.dump(asdict(asyncio.run(take(Path(sys.argv[1]), sys.argv[2]))), sys.stdout)
    else:
        sys.stdout.write(table(measure(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)))
