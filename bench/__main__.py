"""``make bench``: one process in secure mode over loopback, next to an echo on aiohttp and wechatpy, in one table."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from statistics import median

import uvloop

from bench import broadcasts, console, sending, servers, submissions
from bench.growth import Cost, growth
from bench.letters import BadReplyError, Expectation, Letter, PostOffice
from bench.load import Run, closed, paced
from bench.servers import Server
from bench.settings import demonstration
from bench.thinking import Thinking, think
from bench.wording import Question, read_questions, wordings
from bot.clock import Clock
from bot.collector import settle
from bot.desks import Answering
from bot.packs import open_desks
from bot.wechat.reply import tappable
from handlers.answer import Memory

ROUNDS = 3
SECONDS = 4.0  # of each measurement
PACE = 500.0  # messages a second in the open loop
WARM_UP = 400  # letters that do not count
MOST = 20_000  # letters in one closed loop
SAMPLED = 20  # every so many replies are compared word for word with the desk's own

say = sys.stdout.write


@dataclass
class Contender:
    """A server under measurement, what its replies must say, and its figures round by round."""

    name: str
    server: Server
    wrong: Expectation
    rate: list[float] = field(default_factory=list)
    middle: list[float] = field(default_factory=list)
    worst: list[float] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    checked: int = 0
    memory: float = 0.0

    def check(self, office: PostOffice, run: Run) -> None:
        """Open and read every reply of a run."""
        for exchange in run.exchanges:
            self.checked += 1
            try:
                text = office.open(exchange.letter, exchange.status, exchange.body)
            except BadReplyError as error:
                self.faults[str(error)] += 1
                continue
            if fault := self.wrong(exchange.letter, text):
                self.faults[fault] += 1


def main() -> int:
    """Measure, print, and tell by the exit status whether every reply was right."""
    settings = demonstration()
    accounts = {a.id: a for a in settings.accounts if a.mode == "secure"}
    questions = read_questions(accounts)
    desks = open_desks(settings, accounts, tappable)
    settle()  # as the service does
    clock = Clock()
    say(f"{len(questions)} questions, {len(accounts)} accounts; {ROUNDS} rounds, about fifteen minutes\n")
    thinking = think(desks, questions, clock.now())
    grown = dict(growth())
    with tempfile.TemporaryDirectory(prefix="zhixietong-bench-") as name:
        folder = Path(name)
        with servers.service(folder) as ours, servers.peer(folder) as theirs:
            contenders = (
                Contender("质协通", ours, _expected(desks, clock.now)),
                Contender("echo on aiohttp and wechatpy", theirs, _echoed),
            )
            office = PostOffice(accounts)
            uvloop.run(_compete(contenders, office, wordings(questions)))
    say(_table(*contenders))
    say(_thinking(thinking, grown))
    say(submissions.table(submissions.measure()))
    say(broadcasts.table(broadcasts.measure()))
    say(sending.table(*sending.measure()))
    say(console.table(console.measure()))
    for contender in contenders:
        for fault, times in contender.faults.most_common():
            say(f"\n{contender.name}: {times} of {contender.checked} replies: {fault}")
    say("\n")
    return int(any(c.faults for c in contenders))


async def _compete(contenders: tuple[Contender, ...], office: PostOffice, asked: Iterator[Question]) -> None:
    """All contenders in turn, round by round, so that what else the machine does falls on each alike."""

    def letters(count: float) -> list[Letter]:
        return list(office.seal(islice(asked, int(count))))

    size: dict[str, float] = {}
    for contender in contenders:
        run = await closed(contender.server.port, letters(WARM_UP))
        contender.check(office, run)
        size[contender.name] = min(MOST, max(WARM_UP, run.rate * SECONDS))
    for _ in range(ROUNDS):
        for contender in contenders:
            run = await closed(contender.server.port, letters(size[contender.name]))
            contender.check(office, run)
            contender.rate.append(run.rate)
        for contender in contenders:
            run = await paced(contender.server.port, letters(PACE * SECONDS), PACE)
            contender.check(office, run)
            contender.middle.append(run.latency(0.50))
            contender.worst.append(run.latency(0.99))
            contender.memory = contender.server.memory


def _expected(desks: dict[str, Answering], now: Callable[[], datetime]) -> Expectation:
    """Our service must not apologise, and a sample of its replies must be what the desk says by itself."""
    seen = 0

    def wrong(letter: Letter, text: str) -> str | None:
        nonlocal seen
        seen += 1
        desk = desks[letter.question.account]
        if text == desk.apology():
            return "an apology instead of an answer"
        if seen % SAMPLED == 0 and text != desk.reply(letter.question.text, Memory(), now()).text:
            return "another answer than the desk's own"
        return None

    return wrong


def _echoed(letter: Letter, text: str) -> str | None:
    return None if text == letter.question.text else "not what was said"


def _table(ours: Contender, theirs: Contender) -> str:
    def row(what: str, one: float, other: float, form: str) -> str:
        return f"| {what} | {one:{form}} | {other:{form}} | {one / other:.2f} |\n" if other else ""

    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    checked = ours.checked + theirs.checked
    rows = [
        f"\n{machine}; one process each, secure mode over loopback, every message new,\n",
        f"medians of {ROUNDS} rounds; {checked:,} replies decrypted and checked.\n\n",
        f"| | {ours.name} | {theirs.name} | ratio |\n|---|--:|--:|--:|\n",
        row("messages a second", median(ours.rate), median(theirs.rate), ",.0f"),
        row(f"p50 ms at {PACE:.0f} a second", median(ours.middle), median(theirs.middle), ".2f"),
        row(f"p99 ms at {PACE:.0f} a second", median(ours.worst), median(theirs.worst), ".2f"),
        row("start to ready, s", ours.server.start, theirs.server.start, ".2f"),
        row("memory after the load, MiB", ours.memory, theirs.memory, ".0f"),
    ]
    return "".join(rows)


def _thinking(thinking: list[Thinking], grown: Mapping[str, Cost]) -> str:
    rows = [
        "\n| understanding and answering alone | answers | p50 ms | p99 ms | load s | memory MiB |\n",
        "|---|--:|--:|--:|--:|--:|\n",
        *(f"| {t.account} | {t.answers:,} | {t.median:.2f} | {t.worst:.2f} | | |\n" for t in thinking),
        *(
            f"| {what} | {c.answers:,} | {c.median:.2f} | {c.worst:.2f} | {c.load:.1f} | {c.memory:,.0f} |\n"
            for what, c in grown.items()
        ),
    ]
    return "".join(rows)


if __name__ == "__main__":
    sys.exit(main())
