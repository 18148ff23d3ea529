"""A worker as a process of its own, for tests to kill: python -m tests.bot.notice_worker FILE WECHAT NOW."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from bot.store.sqlite import SqliteStore
from bot.wechat.wire import new_session
from tests.bot.noticing import WITH_TEMPLATE, Process
from tests.conftest import account


async def work(file: Path, base: str, now: float) -> None:
    """Send what is due, until killed."""
    async with new_session() as session:
        process = Process(SqliteStore.open(file), session, base, (account(**WITH_TEMPLATE),), [now])
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await process.worker.run()


if __name__ == "__main__":
    asyncio.run(work(Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])))
