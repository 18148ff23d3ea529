"""What the store promises of submissions: a trail that only grows, imports at one instant, nothing lost."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import Code, Error
from bot.store import imports
from bot.store.sqlite import SqliteStore
from bot.submissions.submission import Act, Change, Draft, Filter, Submission, Tally, Unit, folded

FIRST = Submission(
    "demo", "SX2018-0012", "circle", "某厂", "提高合格率", "张三", "13800003138", "已登记", ("申报表",), "东城", "注"
)
UNIT = Unit("demo", "HY-001", "某厂", "理事单位", "张三", "13800003138", 2017)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "s.db"


@pytest.fixture
async def store(file: Path) -> AsyncIterator[SqliteStore]:
    store = SqliteStore.open(file)
    yield store
    await store.close()


@pytest.fixture
async def other(store: SqliteStore, file: Path) -> AsyncIterator[SqliteStore]:
    """The same store as another process has it."""
    other = SqliteStore.open(file)
    yield other
    await other.close()


def clock() -> float:
    return 1000.0


def many(count: int, status: str = "已登记") -> list[Draft]:
    return [Draft(replace(FIRST, number=f"N-{n:04d}", status=status), 1.0) for n in range(count)]


async def load(store: SqliteStore, drafts: Sequence[Draft], progress: Callable[[int], None] = lambda _: None) -> None:
    await store.import_submissions("demo", drafts, by="王", file="a.xlsx", now=clock, progress=progress)


async def register(store: SqliteStore, submission: Submission = FIRST) -> Change:
    await load(store, [Draft(submission, 1.0)])
    change = await store.submission(submission.account, submission.number)
    assert change
    return change


async def advance(store: SqliteStore, before: Change, status: str, at: float = 2000.0) -> Change:
    draft = Draft(replace(before.submission, status=status), at, before.seq)
    return await store.change_submission(draft, by="李", at=at)


def rows(file: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as connection, connection:
        return connection.execute(sql).fetchall()


async def test_a_submission_is_found_however_its_number_is_written(store: SqliteStore) -> None:
    await register(store)
    for number in ("SX2018-0012", "sx2018 0012", "ＳＸ２０１８－００１２", "sx20180012"):
        found = await store.submission("demo", number)
        assert found is not None
        assert (found.submission, found.by, found.action, found.at, found.since) == (FIRST, "王", "import", 1000, 1)
    assert await store.submission("demo", "SX2018-0013") is None
    assert await store.submission("other", "SX2018-0012") is None


async def test_the_trail_tells_who_changed_what_and_when(store: SqliteStore) -> None:
    first = await register(store)
    second = await advance(store, first, "材料审核")
    assert await store.submission("demo", "SX2018-0012") == second
    assert await store.submission_trail("demo", "SX2018-0012") == (first, second)
    assert (second.by, second.action, second.at, second.since, second.replaces) == ("李", "set", 2000, 2000, first.seq)


async def test_a_change_of_a_state_that_is_no_more_is_refused(store: SqliteStore, other: SqliteStore) -> None:
    first = await register(store)
    results = await asyncio.gather(
        advance(store, first, "材料审核"), advance(other, first, "需补正"), return_exceptions=True
    )
    (refused,) = (r for r in results if isinstance(r, BaseException))
    assert isinstance(refused, Error)
    assert refused.code is Code.CONFLICT
    assert "SX2018-0012" in refused.message
    assert len(await store.submission_trail("demo", "SX2018-0012")) == 2


async def test_the_trail_cannot_be_changed(store: SqliteStore, file: Path) -> None:
    await advance(store, await register(store), "材料审核")
    await store.note_export("demo", "submissions", by="王", file="b.xlsx", rows=1, at=3000)
    for sql in (
        "UPDATE submission_changes SET status = '已入选'",
        "DELETE FROM submission_changes",
        "DELETE FROM submission_changes WHERE action = 'import'",
        "UPDATE imports SET done_at = NULL",
        "DELETE FROM imports",
        "UPDATE exports SET by = '无名'",
        "DELETE FROM exports",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            rows(file, sql)


async def test_nobody_sees_an_import_before_it_is_done(store: SqliteStore, other: SqliteStore, file: Path) -> None:
    first = await register(store, replace(FIRST, number="N-0003"))
    drafts = [replace(d, replaces=first.seq) if d.submission.number == "N-0003" else d for d in many(250, "需补正")]
    written: list[int] = []
    seen: list[list[tuple[object, ...]]] = []

    def progress(done: int) -> None:
        written.append(done)
        seen.append(rows(file, "SELECT number FROM submission_entries"))

    await load(store, drafts, progress)
    assert written == [50, 100, 150, 200, 250]
    assert seen == [[("N-0003",)]] * 5
    assert len(await other.submissions("demo", Filter())) == 250
    present = await other.submission("demo", "N-0003")
    assert present is not None
    assert present.submission.status == "需补正"


async def test_what_is_set_during_an_import_is_not_lost(store: SqliteStore, other: SqliteStore) -> None:
    first = await register(store, replace(FIRST, number="N-0003"))
    drafts = [replace(d, replaces=first.seq) if d.submission.number == "N-0003" else d for d in many(250)]
    setting: list[asyncio.Task[Change]] = []

    def progress(_done: int) -> None:
        if not setting:
            setting.append(asyncio.create_task(advance(other, first, "需补正")))

    with pytest.raises(Error, match="N-0003 共 1 个受理编号被别人改动；没有任何改动") as refused:
        await load(store, drafts, progress)
    assert refused.value.code is Code.CONFLICT
    assert await store.submissions("demo", Filter()) == (await setting[0],)


@pytest.mark.parametrize("status", ["已登记", "需补正"])
async def test_of_two_imports_at_once_with_the_same_numbers_one_is_refused(
    store: SqliteStore, other: SqliteStore, status: str
) -> None:
    results = await asyncio.gather(load(store, many(250)), load(other, many(300, status)), return_exceptions=True)
    (refused,) = (r for r in results if r is not None)
    assert isinstance(refused, Error)
    assert "N-0000、N-0001" in refused.message
    states = {c.submission.status for c in await store.submissions("demo", Filter())}
    assert len(states) == 1


async def test_two_imports_at_once_with_different_numbers_are_both_done(store: SqliteStore, other: SqliteStore) -> None:
    second = [Draft(replace(d.submission, number=f"M-{n}"), 1.0) for n, d in enumerate(many(150))]
    await asyncio.gather(load(store, many(150)), load(other, second))
    assert len(await store.submissions("demo", Filter())) == 300


async def test_an_import_that_is_broken_off_leaves_nothing(store: SqliteStore, file: Path) -> None:
    def progress(_done: int) -> None:
        raise KeyError("broken off")

    with pytest.raises(KeyError):
        await load(store, many(250), progress)
    assert await store.submissions("demo", Filter()) == ()
    assert rows(file, "SELECT count(*) FROM submission_changes") == [(0,)]
    assert await store.acts("demo") == ()


async def test_what_a_killed_import_left_is_removed_once_it_is_silent_for_long(store: SqliteStore, file: Path) -> None:
    left = (
        "INSERT INTO imports (account, kind, by, file, rows, started_at, alive_at) "
        "VALUES ('demo', 'submissions', '王', 'a', 9, ?, ?)"
    )
    silent = clock() - imports.SILENCE
    with closing(sqlite3.connect(file)) as connection, connection:
        for alive in (silent - 1, silent + 1):
            connection.execute(left, (1, alive))
        for ident in (1, 2):
            connection.executemany(
                "INSERT INTO submission_changes (account, key, number, application, unit, title, contact, phone, "
                "status, received, recommender, note, since, at, by, action, import_id) "
                "VALUES ('demo', ?, ?, '', '', '', '', '', '', '[]', '', '', 1, 1, '', 'import', ?)",
                [(f"N{n}", f"N{n}", ident) for n in range(250)],
            )
    await register(store)
    assert rows(file, "SELECT import_id, count(*) FROM submission_changes GROUP BY 1") == [(2, 250), (3, 1)]
    assert len(await store.submissions("demo", Filter())) == 1


async def test_an_import_that_was_taken_for_dead_is_refused(store: SqliteStore, file: Path) -> None:
    def progress(_done: int) -> None:
        rows(file, "UPDATE imports SET abandoned_at = 1 WHERE done_at IS NULL AND abandoned_at IS NULL")

    with pytest.raises(Error, match="没有任何改动"):
        await load(store, many(250), progress)
    assert await store.submissions("demo", Filter()) == ()


async def test_members_bound_to_a_number_are_to_be_told_of_a_new_status_alone(store: SqliteStore, file: Path) -> None:
    first = await register(store)
    second = await register(store, replace(FIRST, number="SX2018-0013"))
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.executemany(
            "INSERT INTO bindings (account, member, kind, key, digits, bound_at) "
            "VALUES ('demo', ?, 'submission', ?, '3138', 1)",
            [("oOne", first.submission.number), ("oTwo", "SX2018-0012"), ("oTwo", "SX2018-0013")],
        )
    changed = replace(first.submission, status="材料审核")
    noted = replace(second.submission, note="新注")
    await load(store, [Draft(changed, 5.0, first.seq), Draft(noted, 1.0, second.seq), *many(3)])
    told = "SELECT member, key, status, state, at FROM notifications ORDER BY id"
    pending = [(m, "SX2018-0012", "材料审核", "pending", 1000.0) for m in ("oOne", "oTwo")]
    assert rows(file, told) == pending
    present = await store.submission("demo", "SX2018-0012")
    assert present is not None
    await advance(store, present, "需补正")
    superseded = [(*p[:3], "superseded", 1000.0) for p in pending]
    assert rows(file, told) == [*superseded, *((p[0], p[1], "需补正", "pending", 2000.0) for p in pending)]


async def test_submissions_are_listed_by_what_is_wanted(store: SqliteStore) -> None:
    states = (
        FIRST,
        replace(FIRST, number="SX2018-0002", application="member", unit="Acme公司", status="已收申请", recommender=""),
        replace(FIRST, number="SX2018-0003", status="需补正", recommender="东城区"),
    )
    await load(store, [Draft(s, 1.0) for s in states])

    async def numbers(wanted: Filter) -> list[str]:
        return [c.submission.number[-4:] for c in await store.submissions("demo", wanted)]

    assert await numbers(Filter()) == ["0002", "0003", "0012"]
    assert await numbers(Filter(status="需补正")) == ["0003"]
    assert await numbers(Filter(application="circle", recommender="东城")) == ["0003", "0012"]
    assert await numbers(Filter(words="acme")) == ["0002"]
    assert await numbers(Filter(words="%")) == []
    assert await numbers(Filter(numbers=("sx2018-0003", "SX2018-0012", "没有"))) == ["0003", "0012"]
    assert await store.tallies("demo") == (
        Tally("circle", "已登记", "东城", 1),
        Tally("circle", "需补正", "东城区", 1),
        Tally("member", "已收申请", "", 1),
    )


async def test_the_audit_says_who_did_what(store: SqliteStore) -> None:
    first = await register(store)
    await advance(store, first, "材料审核")
    await store.note_export("demo", "submissions", by="赵", file="b.xlsx", rows=1, at=3000)
    await store.merge_units("demo", [UNIT], by="钱", file="c.xlsx", at=4000)
    assert await store.acts("demo") == (
        Act(1000, "王", "import", "submissions", "a.xlsx", 1),
        Act(2000, "李", "set", "submissions", "SX2018-0012", 1),
        Act(3000, "赵", "export", "submissions", "b.xlsx", 1),
        Act(4000, "钱", "import", "members", "c.xlsx", 1),
    )


async def test_units_are_added_updated_and_left(store: SqliteStore) -> None:
    second = replace(UNIT, number="HY-002", paid_through=None)
    merge = await store.merge_units("demo", [UNIT, second], by="钱", file="c.xlsx", at=1)
    assert (merge.added, merge.updated, merge.unchanged) == (2, 0, 0)
    paid = replace(UNIT, number="hy001", paid_through=2018)
    merge = await store.merge_units("demo", [paid, second], by="钱", file="c.xlsx", at=2)
    assert (merge.added, merge.updated, merge.unchanged) == (0, 1, 1)
    assert await store.units("demo") == (paid, second)
    assert await store.unit("demo", "ＨＹ－００２") == second
    assert await store.unit("other", "HY-001") is None
    assert folded("hy-001") == "HY001"


async def test_a_roll_with_a_unit_that_cannot_be_written_changes_nothing(store: SqliteStore) -> None:
    bad = replace(UNIT, number="HY-002", level=None)  # type: ignore[arg-type]  # what the database refuses
    with pytest.raises(Error):
        await store.merge_units("demo", [UNIT, bad], by="钱", file="c.xlsx", at=1)
    assert await store.units("demo") == ()
