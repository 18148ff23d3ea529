"""A large import of submissions, and what members wait for meanwhile at the webhook.

The import is the command itself, in a process of its own, as staff run it beside the service.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from bench import servers
from bench.applicants import PACE, Applicants
from bench.made_submissions import submissions
from bench.settings import CONFIG, PROJECT
from bench.thinking import reached
from bot.config_file import load_settings
from bot.packs import load_packs
from bot.submissions.sheet import write_submissions

ROWS = 100_000
QUIET = 20.0  # seconds for which members ask while nothing is imported
SYNCS = 200  # writes that the disk syncs
_LOOK = 0.05  # seconds between two looks at the memory

Waited = Sequence[tuple[str, int, float, float]]  # for what, how often, p50 ms, p99 ms


@dataclass(frozen=True, slots=True)
class Import:
    """An import of so many rows: seconds that it took, and the process's MiB at its height."""

    rows: int
    seconds: float
    memory: float


@dataclass(frozen=True)
class Measured:
    """The first import fills an empty store, the second changes every submission of a full one.

    ``quiet`` and ``busy``: what members waited before the second, and while it ran; ``load``: the machine's.
    """

    added: Import
    updated: Import
    quiet: Waited
    busy: Waited
    load: float


def measure(rows: int = ROWS, quiet: float = QUIET) -> Measured:
    """Import so many rows twice, the second time with members who ask."""
    with tempfile.TemporaryDirectory(prefix="zhixietong-bench-") as name, ExitStack() as running:
        folder = Path(name)
        environ = servers.settings(folder)
        settings = load_settings(CONFIG, environ)
        packs = load_packs(settings, settings.accounts_by_id)
        account = next(ident for ident, pack in packs.items() if pack.applying.applications)
        applying = packs[account].applying
        command = [sys.executable, "-m", "bot", "--config", str(CONFIG), "submissions", "import", "--account", account]
        for title in ("first", "second"):
            write_submissions(folder / f"{title}.xlsx", submissions(rows, account, applying, title), applying)
        added = asyncio.run(_import([*command, str(folder / "first.xlsx")], environ, rows))
        server = running.enter_context(servers.service(folder))
        applicants = Applicants(server, settings.accounts_by_id[account], rows)
        waited = (synced(folder / "synced"), *asyncio.run(_waited(applicants, quiet)))
        updated = asyncio.run(_busy([*command, str(folder / "second.xlsx")], environ, rows, applicants))
        return Measured(added, updated, waited, tuple(applicants.rows()), os.getloadavg()[0])


def synced(file: Path) -> tuple[str, int, float, float]:
    """What the disk alone takes: each reply waits for at least one such write."""
    times: list[float] = []
    with file.open("wb", buffering=0) as output:
        for _ in range(SYNCS):
            time.sleep(1 / PACE)
            begun = time.perf_counter()
            output.write(bytes(4096))
            os.fsync(output.fileno())
            times.append((time.perf_counter() - begun) * 1000)
    return "4 KiB synced, the disk alone", SYNCS, reached(times, 0.50), reached(times, 0.99)


def table(measured: Measured) -> str:
    """The figures in Markdown."""
    lines = [
        "\n| submissions | rows | s | peak MiB |\n|---|--:|--:|--:|\n",
        *(
            f"| {what} | {done.rows:,} | {done.seconds:.1f} | {done.memory:,.0f} |\n"
            for what, done in (("import, all new", measured.added), ("import, all changed", measured.updated))
        ),
        f"\n| at the webhook, with {measured.updated.rows:,} submissions | times | p50 ms | p99 ms |\n",
        "|---|--:|--:|--:|\n",
        *(f"| {what} | {n:,} | {middle:.2f} | {worst:.2f} |\n" for what, n, middle, worst in measured.quiet),
        *(
            f"| {what}, all being imported | {n:,} | {middle:.2f} | {worst:.2f} |\n"
            for what, n, middle, worst in measured.busy
        ),
        f"\nThe machine's load at the end was {measured.load:.1f} on {os.cpu_count()} cores.\n",
    ]
    return "".join(lines)


async def _waited(applicants: Applicants, seconds: float) -> Waited:
    """How long members wait while nothing is imported; whoever asks for their status is bound before that."""
    await applicants.bind()
    over = asyncio.Event()
    asyncio.get_running_loop().call_later(seconds, over.set)
    await applicants.work(over)
    return tuple(applicants.rows())


async def _busy(command: list[str], environ: Mapping[str, str], rows: int, applicants: Applicants) -> Import:
    """An import while members ask."""
    applicants.times.clear()
    over = asyncio.Event()
    working = asyncio.create_task(applicants.work(over))
    try:
        return await _import(command, environ, rows)
    finally:
        over.set()
        await working


async def _import(command: list[str], environ: Mapping[str, str], rows: int) -> Import:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("ZXT_")}
    begun = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *command, cwd=PROJECT, env=clean | dict(environ), stdout=asyncio.subprocess.DEVNULL
    )
    memory, done = 0.0, asyncio.create_task(process.wait())
    while not done.done():
        memory = max(memory, servers.resident(process.pid, highest=True))
        await asyncio.wait([done], timeout=_LOOK)
    seconds, status = time.perf_counter() - begun, done.result()
    if status:
        raise SystemExit(f"the import ended with status {status}")
    return Import(rows, seconds, memory)


if __name__ == "__main__":
    sys.stdout.write(table(measure(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)))
