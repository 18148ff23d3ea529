"""A process that is killed in the middle of an import, at any instant, leaves what was acknowledged and nothing half.

``make kill-test`` kills many more.
"""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from bot.store.sqlite import SqliteStore
from bot.submissions.submission import Filter
from tests.bot.importer import ACCOUNT, ROWS, next_import

KILLS = int(os.environ.get("ZXT_TEST_KILLS", "10"))
PROJECT = Path(__file__).parents[2]
SPAN = 0.4  # seconds, from the first acknowledged import, within which the process is killed


def killed_at_random(file: Path) -> str:
    """Let a process import until it is killed; the last title that it acknowledged."""
    command = [sys.executable, "-m", "tests.bot.importer", str(file)]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  # our own
        assert process.stdout
        first = process.stdout.readline()
        time.sleep(random.uniform(0, SPAN))  # noqa: S311  # nobody is to be kept from guessing it
        process.kill()
        return (first + process.stdout.read()).split("\n")[-2]


def titles(file: Path) -> dict[str, int]:
    """How many submissions have each title, as anybody sees them."""
    with closing(sqlite3.connect(file)) as connection:
        last = "SELECT title, max(seq) FROM submission_entries GROUP BY key"
        return dict(connection.execute(f"SELECT title, count(*) FROM ({last}) GROUP BY 1"))  # noqa: S608  # the text above


def unfinished(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        found = connection.execute("SELECT count(*) FROM imports WHERE done_at IS NULL AND abandoned_at IS NULL")
        count: int = found.fetchone()[0]
        return count


async def test_a_killed_import_loses_nothing_acknowledged_and_leaves_nothing_half(tmp_path: Path) -> None:
    file = tmp_path / "s.db"
    midway = 0
    for _ in range(KILLS):
        acknowledged = killed_at_random(file)
        ((title, count),) = titles(file).items()
        assert count == ROWS
        assert int(title) in {int(acknowledged), int(acknowledged) + 1}  # it may be done and not acknowledged yet
        midway += unfinished(file) > 0
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("UPDATE imports SET alive_at = 0 WHERE done_at IS NULL AND abandoned_at IS NULL")
    assert midway, "every process was killed between two imports"
    store = SqliteStore.open(file)
    try:
        before = len(await store.acts(ACCOUNT))
        title = await next_import(store)
        assert {c.submission.title for c in await store.submissions(ACCOUNT, Filter())} == {title}
        assert len(await store.acts(ACCOUNT)) == before + 1
    finally:
        await store.close()
    with closing(sqlite3.connect(file)) as connection:
        hidden = "SELECT count(*) FROM submission_changes WHERE seq NOT IN (SELECT seq FROM submission_entries)"
        assert connection.execute(hidden).fetchone() == (0,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
