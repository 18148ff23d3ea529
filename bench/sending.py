"""Broadcasts being sent to a stand-in that answers after 50 ms: how many a second, in how much memory, and how long
members who write to the same process wait meanwhile.

``python -m bench.sending [RECIPIENTS…]`` measures this alone.
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
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from bench.letters import PostOffice
from bench.load import Run, paced
from bench.servers import resident, service
from bench.settings import CONFIG, PROJECT, demonstration
from bench.wording import read_questions, wordings
from bot.store.sqlite import SqliteStore

ACCOUNT = next(a.id for a in demonstration().accounts if a.reminder_template)
LATENCY = 0.05
RECIPIENTS = (10_000, 100_000)
PACE = 200.0  # messages a second from members
SECONDS = 20.0
WITHIN = 60_000  # recipients of the broadcast meanwhile; more than can be sent
_LOOK = 0.05

_BROADCAST = (
    "INSERT INTO broadcasts (account, name, text, audience, channel, send_at, fields, occasion, state, author, "
    "created_at, frozen_at, reason) VALUES (?, '申报提醒', '请在截止前申报', 'all', 'template', ?, '{}', '', "
    "'approved', 'bench', 1, 1, '')"
)
_DELIVERY = "INSERT INTO deliveries (broadcast, number, account, member, channel, state) VALUES (?, ?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Sent:
    """A broadcast to so many: messages a second, and the process's MiB at its height."""

    recipients: int
    rate: float
    memory: float


@dataclass(frozen=True, slots=True)
class Waited:
    """Members at a process that sends so many messages a second: milliseconds until their replies."""

    rate: float
    letters: int
    unanswered: int
    middle: float
    worst: float


def measure(recipients: Sequence[int] = RECIPIENTS) -> tuple[list[Sent], Waited]:
    """Send to so many by the command, then to others by the service while members write."""
    return [send(count) for count in recipients], _waited()


def table(sent: Sequence[Sent], waited: Waited) -> str:
    """The figures in Markdown."""
    lines = [
        f"\n| template messages, each answered after {LATENCY * 1000:.0f} ms | a second | peak MiB |\n|---|--:|--:|\n",
        *(f"| {s.recipients:,} | {s.rate:,.0f} | {s.memory:,.0f} |\n" for s in sent),
        f"\n| {PACE:.0f} members a second, while so many are sent | letters | unanswered | p50 ms | p99 ms |\n",
        "|---|--:|--:|--:|--:|\n",
        f"| {waited.rate:,.0f} | {waited.letters:,} | {waited.unanswered:,} ",
        f"| {waited.middle:.2f} | {waited.worst:.2f} |\n",
    ]
    return "".join(lines)


def send(recipients: int) -> Sent:
    """A broadcast to so many by the command, as staff run it."""
    with tempfile.TemporaryDirectory(prefix="zhixietong-bench-") as name, _standin() as base:
        file = Path(name) / "bench.db"
        _fill(file, recipients, None)
        command = [sys.executable, "-m", "bot", "--config", str(CONFIG), "broadcast", "run", "1", "--json"]
        environ = _clean() | _settings(file, base)
        begun = time.perf_counter()
        with subprocess.Popen(  # noqa: S603  # our own
            command, cwd=PROJECT, env=environ, stdout=subprocess.PIPE
        ) as process:
            memory = 0.0
            while process.poll() is None:
                memory = max(memory, resident(process.pid, highest=True))
                time.sleep(_LOOK)
            seconds = time.perf_counter() - begun
            told = json.loads(process.stdout.read() if process.stdout else b"{}")
        if told.get("sent") != recipients:
            raise SystemExit(f"a broadcast to {recipients} ended as {told}")
        return Sent(recipients, recipients / seconds, memory)


def _waited() -> Waited:
    accounts = {a.id: a for a in demonstration().accounts if a.mode == "secure"}
    office = PostOffice(accounts)
    asked = wordings(read_questions(accounts))
    with tempfile.TemporaryDirectory(prefix="zhixietong-bench-") as name, _standin() as base:
        folder = Path(name)
        file = folder / "bench.db"
        _fill(file, WITHIN, None)
        quiet = {"ZXT_BROADCAST__QUIET_FROM": "00:00", "ZXT_BROADCAST__QUIET_UNTIL": "00:00"}
        settings = _settings(file, base) | quiet
        with service(folder, settings) as server:
            warm = list(office.seal(islice(asked, 400)))
            letters = list(office.seal(islice(asked, int(PACE * SECONDS))))
            asyncio.run(paced(server.port, warm, PACE))
            with closing(sqlite3.connect(file, timeout=10)) as c, c:
                c.execute("UPDATE broadcasts SET send_at = 1")
            time.sleep(2.0)
            before, begun = _count(file), time.perf_counter()
            run: Run = asyncio.run(paced(server.port, letters, PACE))
            rate = (_count(file) - before) / (time.perf_counter() - begun)
        answered = [e for e in run.exchanges if e.status]
        for exchange in answered:
            office.open(exchange.letter, exchange.status, exchange.body)
    return Waited(rate, len(run.exchanges), len(run.exchanges) - len(answered), run.latency(0.50), run.latency(0.99))


@contextmanager
def _standin() -> Iterator[str]:
    """WeChat's stand-in, for which everybody is a follower and no day ends: its address."""
    command = [sys.executable, "-m", "bot", "--config", str(CONFIG), "standin", "--latency", str(LATENCY), "--leashed"]
    with subprocess.Popen(  # noqa: S603  # our own
        command, cwd=PROJECT, env=_clean(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout  # noqa: S101  # it is a pipe
        base = process.stdout.readline().strip()
        _order(base, "followers", {"account": ACCOUNT, "everyone": True})
        _order(base, "settings", {"a_day": {"/cgi-bin/message/template/send": 10_000_000}, "events": False})
        try:
            yield base
        finally:
            process.terminate()


def _order(base: str, what: str, told: Mapping[str, object]) -> None:
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{base}/standin/{what}", json.dumps(told).encode(), headers)  # noqa: S310  # loopback
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  # as above
        answer.read()


def _fill(file: Path, recipients: int, send_at: float | None) -> None:
    async def made() -> None:
        await SqliteStore.open(file).close()

    asyncio.run(made())
    with closing(sqlite3.connect(file)) as c, c:
        c.execute(_BROADCAST, (ACCOUNT, send_at))
        rows = ((1, n, ACCOUNT, f"oBench{n:022d}", "template", "pending") for n in range(1, recipients + 1))
        c.executemany(_DELIVERY, rows)


def _count(file: Path) -> int:
    with closing(sqlite3.connect(file, timeout=10)) as c:
        counted = c.execute("SELECT count(*) FROM deliveries WHERE broadcast = 1 AND state = 'sent'")
        return int(counted.fetchone()[0])


def _settings(file: Path, base: str) -> dict[str, str]:
    return {
        "ZXT_STORE__URL": f"sqlite:///{file}",
        "ZXT_SIMULATOR__ENABLED": "false",
        f"ZXT_ACCOUNTS__{ACCOUNT.upper()}__API_BASE": base,
    }


def _clean() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith("ZXT_")}


if __name__ == "__main__":
    sys.stdout.write(table(*measure([int(n) for n in sys.argv[1:]] or RECIPIENTS)))
