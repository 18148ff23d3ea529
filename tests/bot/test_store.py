"""What the store promises."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.errors import Code, Error
from bot.store.checkpoints import EVERY
from bot.store.migrations import STEPS, migrate
from bot.store.promises.conversations import MessageKey, OpenQuestion, Recall, Settled, Turn
from bot.store.sqlite import SqliteStore
from bot.store.writer import Writer
from knowledge.faq import FaqEntry
from tests.conftest import until

KEY = MessageKey("demo", "oMember", "1")
TURN = Turn(KEY, 100, 100.5, "答", None, '{"turn":1}', OpenQuestion("问", "unknown"))
FAQ = FaqEntry("停车", ("车位",), ("停车费",), "免费", "第3条")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    store = SqliteStore.open(tmp_path / "new" / "folder" / "s.db")
    yield store
    await store.close()


async def test_a_turn_is_kept_whole(store: SqliteStore) -> None:
    assert await store.recall(KEY) == Recall(None, None)
    assert await store.settle(TURN).done() == Settled("答", '{"turn":1}')
    assert await store.recall(KEY) == Recall("答", '{"turn":1}')
    (question,) = await store.questions("demo")
    assert (question.text, question.outcome, question.asked_at) == ("问", "unknown", 100.5)


async def test_of_two_turns_for_one_message_the_first_wins_whole(store: SqliteStore) -> None:
    second = Turn(KEY, 100, 101, "另答", None, '{"turn":2}', OpenQuestion("另问", "unknown"))
    told = await asyncio.gather(store.settle(TURN).done(), store.settle(second).done())
    assert [t.told for t in told] == ["答", "答"]
    assert [t.repeated for t in told] == [False, True]
    assert (await store.recall(KEY)).memory == '{"turn":1}'
    assert len(await store.questions("demo")) == 1


async def test_a_turn_reached_from_another_memory_writes_nothing_and_is_told_the_present_one(
    store: SqliteStore,
) -> None:
    await store.settle(TURN).done()
    key = MessageKey("demo", "oMember", "2")
    late = Turn(key, 101, 101, "答", None, '{"turn":1}', OpenQuestion("问", "unknown"))
    assert await store.settle(late).done() == Settled(None, '{"turn":1}')
    assert (await store.recall(key)).told is None
    assert len(await store.questions("demo")) == 1
    again = Turn(key, 101, 101, "答", '{"turn":1}', '{"turn":2}')
    assert await store.settle(again).done() == Settled("答", '{"turn":2}')


async def test_turns_of_one_member_in_one_group_follow_one_another(store: SqliteStore) -> None:
    keys = [MessageKey("demo", "oMember", str(n)) for n in range(3)]
    turns = [Turn(k, 1, 1, "答", str(n - 1) if n else None, str(n)) for n, k in enumerate(keys)]
    settled = await asyncio.gather(*(store.settle(t).done() for t in turns))
    assert [s.memory for s in settled] == ["0", "1", "2"]


async def test_a_turn_without_memory_leaves_the_memory(store: SqliteStore) -> None:
    await store.settle(TURN).done()
    await store.settle(Turn(MessageKey("demo", "oMember", "2"), 101, 101, "抱歉")).done()
    assert (await store.recall(KEY)).memory == '{"turn":1}'


async def test_a_write_that_fails_takes_no_other_with_it(store: SqliteStore) -> None:
    bad = Turn(MessageKey("demo", "oOther", "1"), 1, float("nan"), "答")
    results = await asyncio.gather(*(store.settle(t).done() for t in (TURN, bad)), return_exceptions=True)
    assert results[0] == Settled("答", '{"turn":1}')
    assert isinstance(results[1], Error)
    assert (await store.recall(bad.key)).told is None
    assert (await store.recall(KEY)).told == "答"


async def test_many_writers_at_once_lose_nothing(store: SqliteStore, tmp_path: Path) -> None:
    other = SqliteStore.open(tmp_path / "new" / "folder" / "s.db")
    turns = [Turn(MessageKey("demo", f"o{n}", "1"), n, n, f"答{n}", None, "{}") for n in range(400)]
    writes = [(store, other)[n % 2].settle(turn).done() for n, turn in enumerate(turns)]
    assert await asyncio.gather(*writes) == [Settled(f"答{n}", "{}") for n in range(400)]
    assert [(await other.recall(t.key)).told for t in turns] == [f"答{n}" for n in range(400)]
    await other.close()


async def test_what_is_done_is_on_disk_when_another_opens_the_file(store: SqliteStore, tmp_path: Path) -> None:
    await store.settle(TURN).done()
    other = SqliteStore.open(tmp_path / "new" / "folder" / "s.db")
    assert (await other.recall(KEY)).told == "答"
    await other.close()


async def test_what_is_written_reaches_the_database_beside_the_writer(store: SqliteStore, tmp_path: Path) -> None:
    file = tmp_path / "new" / "folder" / "s.db"
    before = file.stat().st_size
    for n in range(2 * EVERY):
        await store.settle(Turn(MessageKey("demo", "oMember", str(n)), 1, 1, "答" * 500)).done()
    await until(lambda: file.stat().st_size > before)


async def test_a_withdrawn_write_never_happens(store: SqliteStore, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "new" / "folder" / "s.db", isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        other = store.settle(Turn(MessageKey("demo", "oOther", "1"), 1, 1, "答"))
        waiting = store.settle(TURN)
        await asyncio.sleep(0.05)  # the writer waits for the holder
        assert waiting.withdraw()
        holder.execute("ROLLBACK")
    assert (await other.done()).told == "答"
    assert not other.withdraw()
    assert (await store.recall(KEY)).told is None


async def test_a_write_that_has_begun_cannot_be_withdrawn(tmp_path: Path) -> None:
    begun, release = threading.Event(), threading.Event()

    def work(_: sqlite3.Connection) -> str:
        begun.set()
        release.wait()
        return "written"

    writer = Writer(sqlite3.connect(tmp_path / "s.db", isolation_level=None, check_same_thread=False))
    job = writer.submit(work)
    await asyncio.to_thread(begun.wait)
    assert not job.withdraw()
    release.set()
    assert await job.done() == "written"
    await writer.close()


async def test_a_lock_that_cannot_be_had_fails_all_that_wait_for_it_at_once(tmp_path: Path) -> None:
    tried: list[str] = []
    connection = sqlite3.connect(tmp_path / "s.db", isolation_level=None, check_same_thread=False, timeout=0.2)
    connection.set_trace_callback(tried.append)
    writer = Writer(connection)
    with closing(sqlite3.connect(tmp_path / "s.db", isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        first = writer.submit(lambda _: None)
        await until(lambda: tried)
        jobs = [first, *(writer.submit(lambda _: None) for _ in range(9))]
        told = await asyncio.gather(*(job.done() for job in jobs), return_exceptions=True)
        assert [t.code for t in told if isinstance(t, Error)] == [Code.UNAVAILABLE] * 10
        holder.execute("ROLLBACK")
    assert len(tried) == 2  # once for the first, once for the nine that came meanwhile
    assert await writer.submit(lambda _: 7).done() == 7
    await writer.close()


async def test_nothing_said_is_kept_of_who_left(store: SqliteStore) -> None:
    await store.forget(Turn(MessageKey("demo", "oMember", "left"), 200, 200, "")).done()
    late = Turn(MessageKey("demo", "oMember", "2"), 150, 201, "您问的是138…", None, "{}")
    assert await store.settle(TURN).done() == Settled("答", None)
    assert await store.correct(late).done() == Settled("您问的是138…", None)
    for key in (KEY, late.key):
        assert await store.recall(key) == Recall("", None)
    back = Turn(MessageKey("demo", "oMember", "3"), 250, 251, "欢迎", None, "{}")
    assert await store.correct(back).done() == Settled("欢迎", None)
    assert (await store.recall(back.key)).told == "欢迎"


async def test_a_store_is_ready_only_while_it_can_be_written(tmp_path: Path) -> None:
    now = [0.0]
    store = SqliteStore.open(tmp_path / "s.db", timer=lambda: now[0])
    with closing(sqlite3.connect(tmp_path / "s.db", isolation_level=None)) as other:
        for moment, beats in ((0.0, 1), (1.0, 1), (6.0, 2)):
            now[0] = moment
            await store.ping()
            assert other.execute("SELECT beats FROM heartbeat").fetchall() == [(beats,)]
        other.execute("CREATE TRIGGER full BEFORE UPDATE ON heartbeat BEGIN SELECT RAISE(FAIL, 'disk is full'); END")
        now[0] = 20.0
        for _ in range(2):
            with pytest.raises(Error, match="disk is full"):
                await store.ping()
    await store.close()


async def test_faq_entries_are_added_updated_and_replaced_with_a_new_version_each_time(store: SqliteStore) -> None:
    other = FaqEntry("食堂", (), (), "没有", "")
    merge = await store.merge_faq("demo", [FAQ, other])
    assert (merge.added, merge.updated, merge.unchanged) == (2, 0, 0)
    changed = FaqEntry("停车", (), (), "收费", "")
    merge = await store.merge_faq("demo", [changed])
    assert (merge.added, merge.updated, merge.unchanged) == (0, 1, 0)
    assert await store.faq("demo") == (changed, other)
    assert await store.faq_version("demo") == 2
    merge = await store.merge_faq("demo", [other])
    assert merge.unchanged == 1
    assert await store.faq_version("demo") == 2
    await store.merge_faq("demo", [other], replace=True)
    assert await store.faq("demo") == (other,)
    assert (await store.faq_version("demo"), await store.faq_version("another")) == (3, 0)


async def test_a_store_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "s.db"
    await SqliteStore.open(file).close()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    with pytest.raises(Error, match="start the newer version") as refused:
        SqliteStore.open(file)
    assert refused.value.code is Code.CONFIG


def test_a_step_that_fails_leaves_the_schema_as_it_was(tmp_path: Path) -> None:
    def half(db: Database) -> None:
        db.table("half").create({"id": int})
        raise ValueError("power cut")

    with closing(sqlite3.connect(tmp_path / "s.db", isolation_level=None)) as connection:
        migrate(connection)
        with pytest.raises(ValueError, match="power cut"):
            migrate(connection, (*STEPS, half))
        assert connection.execute("PRAGMA user_version").fetchone() == (len(STEPS),)
        assert connection.execute("SELECT name FROM sqlite_master WHERE name = 'half'").fetchall() == []
        migrate(connection)


async def test_processes_that_start_together_do_not_clash(tmp_path: Path) -> None:
    stores = await asyncio.gather(*(asyncio.to_thread(SqliteStore.open, tmp_path / "s.db") for _ in range(8)))
    for store in stores:
        await store.close()


@pytest.mark.parametrize("content", [b"this is no database, whatever its name says", None])
def test_what_cannot_be_a_store_is_refused(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "s.db"
    if content is None:
        file.mkdir()
    else:
        file.write_bytes(content)
    with pytest.raises(Error, match="the store cannot be opened") as refused:
        SqliteStore.open(file)
    assert refused.value.code is Code.CONFIG


async def test_a_file_opened_twice_here_loses_nothing_when_another_process_closes_it(tmp_path: Path) -> None:
    file = tmp_path / "s.db"
    first, second = SqliteStore.open(file), SqliteStore.open(file)
    await second.close()
    program = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('SELECT * FROM members'); c.close()"
    await asyncio.to_thread(subprocess.run, [sys.executable, "-c", program, str(file)], check=True)
    try:
        assert file.with_name("s.db-wal").exists(), "who closes last removes the log, and it is not the last"
        assert (await first.settle(TURN).done()).told == "答"
    finally:
        await first.close()
