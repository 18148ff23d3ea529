"""A process that imports without end, to be killed: ``python -m tests.bot.importer STORE``.

Every import gives all submissions the next title; a line on standard output acknowledges it.
"""

from __future__ import annotations

import asyncio
import sys
import time
from dataclasses import replace
from pathlib import Path

from bot.store.sqlite import SqliteStore
from bot.submissions.submission import Draft, Filter, Submission

ROWS = 400
ACCOUNT = "demo"

_FIRST = Submission(ACCOUNT, "", "circle", "某厂", "0", "张三", "13800003138", "已登记")


async def next_import(store: SqliteStore, rows: int = ROWS) -> str:
    """Import the next title; it is returned once that is acknowledged."""
    present = {c.submission.number: c for c in await store.submissions(ACCOUNT, Filter())}
    title = str(1 + max((int(c.submission.title) for c in present.values()), default=0))
    drafts = []
    for n in range(rows):
        submission = replace(_FIRST, number=f"N-{n:04d}", title=title)
        known = present.get(submission.number)
        drafts.append(Draft(submission, 1.0, known.seq if known else None))
    await store.import_submissions(ACCOUNT, drafts, by="王", file=title, now=time.time)
    return title


async def _work(file: Path) -> None:
    store = SqliteStore.open(file)
    while True:
        sys.stdout.write(await next_import(store) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(_work(Path(sys.argv[1])))
