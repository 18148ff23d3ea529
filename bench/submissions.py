"""A large import of submissions, and what others wait for meanwhile: look-ups by number, and turns that are written.

The import is the command itself, in a process of its own, as staff run it beside the service.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench.servers import resident
from bench.settings import CONFIG, PROJECT
from bench.thinking import reached
from bot.config_file import load_settings
from bot.packs import load_packs
from bot.store.promises.conversations import MessageKey, Turn
from bot.store.sqlite import SqliteStore
from bot.submissions.sheet import write_submissions
from bot.submissions.submission import Submission
from knowledge.applying import Applying

ROWS = 100_000
PACE = 50.0  # look-ups and turns a second while an import runs
STORE = "bench.db"
_LOOK = 0.05  # seconds between two looks at the memory


@dataclass(frozen=True, slots=True)
class Import:
    """An import of so many rows: seconds that it took, and the process's MiB at its height."""

    rows: int
    seconds: float
    memory: float


@dataclass
class Waits:
    """Milliseconds that others waited while an import ran, each counted from when it was due."""

    reads: list[float] = field(default_factory=list)
    turns: list[float] = field(default_factory=list)

    def rows(self) -> Iterator[tuple[str, int, float, float]]:
        """What was waited for, how often, the median, and what 1 in 100 exceeds."""
        for what, times in (("look-up by number", self.reads), ("look-up and turn on disk", self.turns)):
            if times:
                yield what, len(times), reached(times, 0.50), reached(times, 0.99)


@dataclass(frozen=True)
class Measured:
    """The first import fills an empty store; the second changes every submission of a full one."""

    added: Import
    updated: Import
    waits: Waits


def measure(rows: int = ROWS, config: Path = CONFIG) -> Measured:
    """Import so many rows twice, the second time with others at work."""
    with tempfile.TemporaryDirectory(prefix="zhixietong-bench-") as name:
        folder = Path(name)
        environ = {"ZXT_STORE__URL": f"sqlite:///{folder / STORE}"}
        settings = load_settings(config, environ)
        packs = load_packs(settings, settings.accounts_by_id)
        account = next(ident for ident, pack in packs.items() if pack.applying.applications)
        applying = packs[account].applying
        command = [sys.executable, "-m", "bot", "--config", str(config), "submissions", "import", "--account", account]
        for title in ("first", "second"):
            write_submissions(folder / f"{title}.xlsx", _submissions(rows, account, applying, title), applying)
        added, _ = asyncio.run(_import([*command, str(folder / "first.xlsx")], environ, rows, None))
        second = _import([*command, str(folder / "second.xlsx")], environ, rows, _Others(folder / STORE, account, rows))
        updated, waits = asyncio.run(second)
        return Measured(added, updated, waits)


def table(measured: Measured) -> str:
    """The figures in Markdown."""
    lines = [
        "\n| submissions | rows | s | peak MiB |\n|---|--:|--:|--:|\n",
        *(
            f"| {what} | {done.rows:,} | {done.seconds:.1f} | {done.memory:,.0f} |\n"
            for what, done in (("import, all new", measured.added), ("import, all changed", measured.updated))
        ),
        f"\n| while {measured.updated.rows:,} are imported | times | p50 ms | p99 ms |\n|---|--:|--:|--:|\n",
        *(f"| {what} | {n:,} | {middle:.2f} | {worst:.2f} |\n" for what, n, middle, worst in measured.waits.rows()),
    ]
    return "".join(lines)


class _Others:
    """Members at work on the store in this process, as a service beside the import."""

    def __init__(self, file: Path, account: str, rows: int) -> None:
        self._store = SqliteStore.open(file)
        self._account = account
        self._rows = rows
        self._chance = random.Random(1)  # noqa: S311  # which numbers are looked up is no secret
        self.waits = Waits()

    async def work(self) -> None:
        """Look a number up, then another and write a turn, by turns until cancelled."""
        begun = time.perf_counter()
        n = 0
        try:
            while True:
                due = begun + n / PACE
                if (early := due - time.perf_counter()) > 0:
                    await asyncio.sleep(early)
                due = max(due, time.perf_counter() - 1.0)  # after a long stall, what it delayed is charged for a second
                await self._one(n, due)
                n += 1
        finally:
            await self._store.close()

    async def _one(self, n: int, due: float) -> None:
        number = _number(self._chance.randrange(self._rows))
        if await self._store.submission(self._account, number) is None:
            raise SystemExit(f"{number} is not found while an import runs")
        if n % 2:
            key = MessageKey(self._account, f"oBench{n}", str(n))
            await self._store.settle(Turn(key, int(time.time()), time.time(), "…", None, "{}")).done()
        (self.waits.turns if n % 2 else self.waits.reads).append((time.perf_counter() - due) * 1000)


async def _import(
    command: list[str], environ: Mapping[str, str], rows: int, others: _Others | None
) -> tuple[Import, Waits]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("ZXT_")}
    begun = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *command, cwd=PROJECT, env=clean | dict(environ), stdout=asyncio.subprocess.DEVNULL
    )
    working = asyncio.create_task(others.work()) if others else None
    memory, done = 0.0, asyncio.create_task(process.wait())
    while not done.done():
        memory = max(memory, resident(process.pid, highest=True))
        await asyncio.wait([done], timeout=_LOOK)
    seconds, status = time.perf_counter() - begun, done.result()
    if working:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
    if status:
        raise SystemExit(f"the import ended with status {status}")
    return Import(rows, seconds, memory), others.waits if others else Waits()


def _submissions(rows: int, account: str, applying: Applying, title: str) -> Iterator[Submission]:
    """So many submissions, of all that can be applied for in turn."""
    applications = list(applying.applications.values())
    for n in range(rows):
        application = applications[n % len(applications)]
        papers = tuple(p.name for p in application.papers[: n % 3])
        unit, phone = f"第{n % 5000}质量技术有限责任公司", f"1{3_000_000_000 + n * 7919 % 1_000_000_000}"
        yield Submission(
            account, _number(n), application.id, unit, f"{title}：降低第{n}号产品不合格率", f"联系人{n % 997}", phone,
            "", papers, f"第{n % 27}协会", "",
        )  # fmt: skip


def _number(n: int) -> str:
    return f"BM2018-{n:06d}"


if __name__ == "__main__":
    sys.stdout.write(table(measure(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)))
