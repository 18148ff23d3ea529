"""How long staff wait for each page of the console, with a store as a large association has it after years.

The store is filled through its own promises: each message is a turn that was settled, the submissions are an import.
"""

from __future__ import annotations

import asyncio
import random
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bench import servers
from bench.load import HOST
from bench.made_submissions import number_of, submissions
from bench.settings import CONFIG
from bench.thinking import reached
from bot.broadcast.broadcast import Draft as Broadcast
from bot.config import Settings
from bot.config_file import load_settings
from bot.console import staffing
from bot.console.roles import Role
from bot.packs import load_packs
from bot.store.promises.conversations import MessageKey, OpenQuestion, Turn
from bot.store.sqlite import SqliteStore
from bot.submissions.submission import Draft
from handlers.answer import Outcome
from knowledge.applying import Applying

MESSAGES = 1_000_000
ROWS = 100_000  # submissions
MEMBERS = 200_000
WORDINGS = 50_000  # of what nothing was found for
BROADCASTS = 500
ASKED = 100  # times for each page
WEEK = 7 * 86_400.0  # seconds over which the messages came, and for which replies are kept here
GROUP = 5_000  # turns that are settled at once
PASSWORD = "长安一片月万户捣衣声"  # noqa: S105  # of a store that lasts as long as the measurement

_TIMES: dict[Outcome, int] = {"answered": 70, "unspecified": 10, "clarify": 8, "unknown": 11, "handoff": 1}
_FORM = re.compile(r'name="form" value="([^"]+)"')
_CSRF = re.compile(r'name="csrf" value="([0-9a-f]{64})"')


@dataclass(frozen=True, slots=True)
class Waited:
    """For which page, and how long in milliseconds."""

    page: str
    median: float
    worst: float  # p95


def measure(messages: int = MESSAGES, rows: int = ROWS, asked: int = ASKED) -> Sequence[Waited]:
    """Fill a store, serve it, and ask for each page so many times, one after the other."""
    with tempfile.TemporaryDirectory(prefix="zhixietong-bench-") as name:
        folder = Path(name)
        kept = {"ZXT_STORE__RETRY_MINUTES": str(int(WEEK / 60))}
        settings = load_settings(CONFIG, {**servers.settings(folder), **kept})
        packs = load_packs(settings, settings.accounts_by_id)
        account = next(ident for ident, pack in packs.items() if pack.applying.applications)
        once = asyncio.run(_fill(settings, account, packs[account].applying, messages, rows))
        with servers.service(folder, kept) as server:
            return asyncio.run(_ask(f"http://{HOST}:{server.port}", account, once, asked))


def table(waited: Sequence[Waited], messages: int = MESSAGES, rows: int = ROWS) -> str:
    """The figures in Markdown."""
    return "".join(
        (
            f"\n| the console, with {messages:,} messages and {rows:,} submissions | p50 ms | p95 ms |\n",
            "|---|--:|--:|\n",
            *(f"| {w.page} | {w.median:.1f} | {w.worst:.1f} |\n" for w in waited),
        )
    )


async def _fill(settings: Settings, account: str, applying: Applying, messages: int, rows: int) -> str:
    """The one-time password of a new member of staff."""
    store = SqliteStore.open(settings.store_file)
    now = time.time()
    try:
        drafts = [Draft(s, now) for s in submissions(rows, account, applying, "")]
        await store.import_submissions(account, drafts, by="bench", file="bench.xlsx", now=time.time)
        turns = _turns(account, messages, now)
        while group := [turn for turn, _ in zip(turns, range(GROUP), strict=False)]:
            await asyncio.gather(*(store.settle(turn).done() for turn in group))
        for n in range(BROADCASTS):
            await store.create_broadcast(Broadcast(account, f"通知{n}", "各位会员", "all"), "bench", now)
        return await staffing.add(store, settings, "bench", Role.ADMINISTRATOR, (), by="bench", at=now)
    finally:
        await store.close()


def _turns(account: str, messages: int, now: float) -> Iterator[Turn]:
    """Messages as they come to a desk, each member's about five; the latest is the last."""
    chance = random.Random(1)  # noqa: S311  # for likeness, not for secrets
    outcomes = chance.choices(list(_TIMES), list(_TIMES.values()), k=messages)
    for n, outcome in enumerate(outcomes):
        member = f"oMember{n % MEMBERS:021d}"
        at = now - WEEK * (1 - (n + 1) / messages) * 0.99
        said = f"第{n % WORDINGS}种问法在文件里没有写到" if outcome == "unknown" else "会费多少"
        question = OpenQuestion(said, outcome) if outcome in ("unknown", "handoff") else None
        key = MessageKey(account, member, str(n))
        yield Turn(key, int(at), at, "会费见章程。", question=question, said=said, outcome=outcome)


async def _ask(base: str, account: str, once: str, asked: int) -> Sequence[Waited]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        await _sign_in(session, base, once)

        async def page(path: str) -> str:
            async with session.get(f"{base}/console/{account}/{path}", allow_redirects=False) as answer:
                text = await answer.text()
                if answer.status != 200:
                    raise SystemExit(f"{path}: {answer.status}")
                return text

        waited = []
        for name, path in await _pages(page, account):
            times = []
            for _ in range(asked):
                begun = time.perf_counter()
                await page(path)
                times.append((time.perf_counter() - begun) * 1000)
            waited.append(Waited(name, reached(times, 0.50), reached(times, 0.95)))
        return waited


async def _sign_in(session: aiohttp.ClientSession, base: str, once: str) -> None:
    """Sign in and choose a password."""
    address = f"{base}/console/-/"
    async with session.get(address + "sign-in") as answer:
        form = _found(_FORM, await answer.text())
    typed = {"form": form, "name": "bench", "password": once, "code": "", "next": "/console/-/password"}
    async with session.post(address + "sign-in", data=typed) as answer:
        csrf = _found(_CSRF, await answer.text())
    chosen = {"csrf": csrf, "present": once, "new": PASSWORD, "again": PASSWORD}
    async with session.post(address + "password", data=chosen) as answer:
        answer.raise_for_status()


async def _pages(page: object, account: str) -> Sequence[tuple[str, str]]:
    assert callable(page)  # noqa: S101  # as ``_ask`` has it

    async def first(path: str, behind: str) -> str:
        """The first address on a page that begins with a path and ends with a number or a name."""
        text = await page(path)
        return _found(re.compile(rf'href="/console/{account}/({behind}[^"/?#]+)"'), text)

    group, handoff = await first("questions", r"questions/(?=\d)"), await first("handoffs", r"handoffs/(?=\d)")
    broadcast = await first("broadcasts", r"broadcasts/(?=\d)")
    record = await first("knowledge/records", "knowledge/records/")
    return (
        ("今天", "today"),
        ("今天, 90 days", "today?days=90"),
        ("没答上的", "questions"),
        ("没答上的, one group", group),
        ("没答上的, an answer's form", f"{group}/answer"),
        ("找人工", "handoffs"),
        ("找人工, one", handoff),
        ("申报", "submissions"),
        ("申报, by unit, downwards", "submissions?order=unit&way=down"),
        ("申报, of a status", "submissions?status=已登记"),
        ("申报, of a recommending unit", "submissions?recommender=第3协会"),
        ("申报, by words that few have", "submissions?words=第777号"),
        ("申报, by words that all have", "submissions?words=不合格率"),
        ("申报, incomplete", "submissions?papers=missing"),
        ("申报, one", f"submissions/{number_of(77)}"),
        ("申报, quota", "submissions/quota"),
        ("群发", "broadcasts"),
        ("群发, one", broadcast),
        ("群发, the form", "broadcasts/new"),
        ("日历", "calendar"),
        ("资料库", "knowledge"),
        ("资料库, one record", record),
        ("资料库, search", "knowledge/search?q=会费"),
        ("操作记录", "../-/audit"),
    )


def _found(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    if match is None:
        raise SystemExit(f"no {pattern.pattern} in the page:\n{text[:2000]}")
    return match[1]


if __name__ == "__main__":
    counts = [int(a) for a in sys.argv[1:]]
    sys.stdout.write(table(measure(*counts), *counts[:2]))
