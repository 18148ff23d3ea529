"""Lists of submissions, filtered, sorted and paged: the same from the table of states as from the trail."""

from __future__ import annotations

import itertools
import random
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.errors import Code, Error
from bot.store import submission_lists, submission_states
from bot.store.migrations import STEPS, migrate
from bot.store.schema import submission_states as schema
from bot.store.sqlite import SqliteStore
from bot.submissions.listing import Listing, Order
from bot.submissions.submission import Change, Draft, Filter, Held, Submission, Tally, folded

STATUSES = ("已登记", "材料审核", "需补正")
PAPERS = ("申报表", "成果报告")
FIRST = Submission("demo", "N-1", "circle", "某厂", "某课题", "张三", "13800003138", "已登记")


def made(count: int, seed: int = 1) -> list[Submission]:
    some = random.Random(seed)  # noqa: S311  # made up
    return [
        replace(
            FIRST,
            number=f"N-{n:04d}",
            application=some.choice(("circle", "team")),
            unit=f"第{some.randrange(9)}厂",
            title=f"课题 {some.choice('ABab')}{n % 7}",
            status=some.choice((*STATUSES, "旧状态")),
            recommender=some.choice(("东城", "西城", "")),
            received=tuple(p for p in PAPERS if some.random() < 0.5),
        )
        for n in range(count)
    ]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "s.db"


@pytest.fixture
async def store(file: Path) -> AsyncIterator[SqliteStore]:
    store = SqliteStore.open(file)
    yield store
    await store.close()


async def load(store: SqliteStore, submissions: list[Submission], action: str = "import") -> None:
    known = {c.submission.number: c for c in await store.submissions("demo", Filter())}
    drafts = [
        Draft(s, float(n % 50), known[s.number].seq if s.number in known else None) for n, s in enumerate(submissions)
    ]
    if action == "import":
        await store.import_submissions("demo", drafts, by="王", file="a.xlsx", now=lambda: 1000.0)
    else:
        await store.change_submissions("demo", drafts, by="李", what="需补正", now=lambda: 2000.0)


FILTERS = (
    Filter(),
    Filter(status="需补正"),
    Filter(application="team"),
    Filter(recommender="城"),
    Filter(words="课题 a"),
    Filter(words="n0007"),
    Filter(words="没有的"),
    Filter(status="已登记", application="circle", recommender="东", words="厂"),
    Filter(held=(Held("circle", "已登记", ()), Held("team", "需补正", PAPERS))),
    Filter(held=(), status="已登记"),
    Filter(held=(Held("team", "需补正", PAPERS),), recommender="城"),
)


def wanted_by_hand(change: Change, wanted: Filter) -> bool:
    s = change.submission
    words = wanted.words.lower()
    return (
        wanted.status in ("", s.status)
        and wanted.application in ("", s.application)
        and wanted.recommender in s.recommender
        and (words in "\n".join((s.number, s.unit, s.title, s.contact)).lower() or folded(words) == folded(s.number))
        and (wanted.held is None or Held(s.application, s.status, s.received) in wanted.held)
    )


def sorted_by_hand(changes: list[Change], order: Order, *, descending: bool) -> list[str]:
    places = {s: n for n, s in enumerate((*STATUSES, "旧状态"))}
    keys = {
        Order.NUMBER: lambda c: c.submission.number,
        Order.UNIT: lambda c: (c.submission.unit, c.submission.number),
        Order.SINCE: lambda c: (c.since, c.submission.number),
        Order.STATUS: lambda c: (places[c.submission.status] * (-1 if descending else 1), c.submission.number),
    }
    reverse = descending and order is not Order.STATUS
    return [c.submission.number for c in sorted(changes, key=keys[order], reverse=reverse)]


@pytest.mark.parametrize("few", [2000, 20])
@pytest.mark.parametrize("behind", [False, True])
async def test_every_page_holds_what_is_wanted_in_order(
    store: SqliteStore, file: Path, monkeypatch: pytest.MonkeyPatch, few: int, *, behind: bool
) -> None:
    monkeypatch.setattr(submission_lists, "FEW", few)
    await load(store, made(240))
    await load(store, made(240, seed=2)[:150])
    if behind:  # so are lists read while an import is visible and its states are not there yet
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("INSERT INTO unsettled SELECT max(id), account, 0 FROM imports")
            connection.execute("DELETE FROM submission_states")
    everything = [c for c in await store.submissions("demo", Filter()) if c.submission.account == "demo"]
    assert len(everything) == 240
    for wanted, order, descending in itertools.product(FILTERS, Order, (False, True)):
        right = [c for c in everything if wanted_by_hand(c, wanted)]
        assert list(await store.submissions("demo", wanted)) == right
        shown: list[str] = []
        for offset in range(0, len(right) + 7, 7):
            listing = Listing(wanted, order, descending, offset, 7, STATUSES)
            page = await store.submission_page("demo", listing)
            assert page.total == len(right)
            shown += [c.submission.number for c in page.rows]
        assert shown == sorted_by_hand(right, order, descending=descending), (wanted, order, descending)


async def test_tallies_and_papers_are_those_of_the_present_states(store: SqliteStore) -> None:
    await load(store, [FIRST, replace(FIRST, number="N-2", received=("申报表",)), replace(FIRST, number="N-3")])
    await load(store, [replace(FIRST, status="需补正")])
    await store.change_submission(Draft(replace(FIRST, account="other"), 1.0), by="王", at=1.0)
    assert await store.tallies("demo") == (Tally("circle", "已登记", "", 2), Tally("circle", "需补正", "", 1))
    papers = {("已登记", (), 1), ("已登记", ("申报表",), 1), ("需补正", (), 1)}
    assert {(t.status, t.received, t.count) for t in await store.paper_tallies("demo")} == papers
    assert {(t.status, t.received, t.count) for t in await store.paper_tallies("other")} == {("已登记", (), 1)}


def states(file: Path) -> set[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as connection:
        return set(connection.execute("SELECT account, key, seq FROM submission_states").fetchall())


def of_the_trail(file: Path) -> set[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as connection:
        latest = "SELECT account, key, max(seq) FROM submission_entries GROUP BY account, key"
        return set(connection.execute(latest).fetchall())


async def test_states_follow_every_change(store: SqliteStore, file: Path) -> None:
    await load(store, made(450))
    await load(store, made(450, seed=3))
    (change, *_) = await store.submissions("demo", Filter())
    draft = Draft(replace(change.submission, unit="新厂"), 5.0, change.seq)
    await store.change_submission(draft, by="王", at=5.0)
    assert states(file) == of_the_trail(file)
    assert len(states(file)) == 450


async def test_an_import_that_died_before_its_states_were_there_is_ended_later(
    store: SqliteStore, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(_connection: sqlite3.Connection, ident: int) -> bool:
        raise Error(Code.UNAVAILABLE, f"import {ident}: the disk is full")

    await load(store, made(300))
    with monkeypatch.context() as dying:
        dying.setattr(submission_states, "settle_some", dies)
        await load(store, made(300, seed=4))
    assert states(file) != of_the_trail(file)
    changed = (await store.submissions("demo", Filter()))[10]
    await store.change_submission(Draft(replace(changed.submission, unit="新厂"), 5.0, changed.seq), by="王", at=5.0)
    page = await store.submission_page("demo", Listing(Filter(words="新厂")))
    assert [c.submission.number for c in page.rows] == [changed.submission.number]
    await store.end_imports(lambda: 1000.0)
    assert states(file) == of_the_trail(file)
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT count(*) FROM unsettled").fetchone() == (0,)
    page = await store.submission_page("demo", Listing(Filter(words="新厂")))
    assert [c.submission.number for c in page.rows] == [changed.submission.number]


async def test_many_are_changed_at_one_instant_or_not_at_all(store: SqliteStore) -> None:
    await load(store, made(120))
    before = list(await store.submissions("demo", Filter()))
    await store.change_submission(Draft(replace(before[7].submission, note="改"), 5.0, before[7].seq), by="王", at=5.0)
    drafts = [Draft(replace(c.submission, status="需补正"), 9.0, c.seq) for c in before]
    with pytest.raises(Error, match="N-0007") as raised:
        await store.change_submissions("demo", drafts, by="李", what="改为需补正", now=lambda: 9.0)
    assert raised.value.code is Code.CONFLICT
    assert (await store.submission_page("demo", Listing(Filter(status="需补正")))).total < 120
    await load(
        store, [replace(c.submission, status="需补正") for c in await store.submissions("demo", Filter())], "batch"
    )
    assert (await store.submission_page("demo", Listing(Filter(status="需补正")))).total == 120
    trail = await store.submission_trail("demo", "N-0007")
    assert [c.action for c in trail] == ["import", "set", "set"]
    assert [(a.action, a.what, a.rows) for a in await store.acts("demo")][-1] == ("batch", "需补正", 120)


def test_a_store_of_before_gets_its_states(file: Path) -> None:
    place = STEPS.index(schema.submission_states)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        migrate(connection, STEPS[:place])
        db = Database(connection)
        columns = (
            "account, key, number, application, unit, title, contact, phone, status, received, recommender, note, "
        )
        columns += "since, at, by, action, import_id"
        insert = f"INSERT INTO submission_changes ({columns}) VALUES ({', '.join('?' * 17)})"  # noqa: S608  # the text above
        texts = ["demo", "N1", "N-1", "circle", "某厂", "课题A", "张三", "138", "已登记", "[]", "东城", ""]
        db.execute(insert, [*texts, 1.0, 1.0, "王", "set", None])
        db.execute(insert, [*texts[:4], "新厂", *texts[5:], 2.0, 2.0, "王", "set", None])
        db.execute(insert, [*texts[:4], "没导完的厂", *texts[5:], 3.0, 3.0, "王", "import", 9])
        migrate(connection)
        found = connection.execute("SELECT seq, key, unit, words FROM submission_states").fetchall()
    assert found == [(2, "N1", "新厂", "n-1\n新厂\n课题a\n张三")]
