"""Messages are counted by account, day and outcome, once each, and nothing of who wrote them is in it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from bot.broadcast.broadcast import Draft, State
from bot.clock import CHINA
from bot.store.promises.access import Effects
from bot.store.promises.conversations import MessageKey, Turn
from bot.store.promises.tallies import MessageTally, NoticeTrouble, PaperTally, Paused
from bot.store.sqlite import SqliteStore
from bot.submissions.submission import Draft as Change
from bot.submissions.submission import Submission
from tests.conftest import Start
from tests.wechat_peer import MEMBER

FILE = Path("s.db")
DAY = date(2018, 6, 1)
NOON = datetime(2018, 6, 1, 12, tzinfo=CHINA).timestamp()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    store = SqliteStore.open(tmp_path / FILE)
    yield store
    await store.close()


def turn(number: int, outcome: str = "answered", at: float = NOON, account: str = "demo", member: str = "") -> Turn:
    key = MessageKey(account, member or f"oMember{number}", str(number))
    return Turn(key, int(at), at, "答", said="问", outcome=outcome)


async def settle(store: SqliteStore, *turns: Turn) -> None:
    await asyncio.gather(*(store.settle(t).done() for t in turns))


async def counted(store: SqliteStore, account: str = "demo") -> dict[tuple[date, str], int]:
    found = await store.messages_by_day(account, date(2000, 1, 1), date(2100, 1, 1))
    return {(t.day, t.outcome): t.count for t in found}


def rows(folder: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / FILE)) as connection:
        return connection.execute(sql).fetchall()


async def test_a_group_of_turns_is_counted_by_account_and_outcome(store: SqliteStore) -> None:
    outcomes = ("answered", "answered", "unspecified", "clarify", "unknown", "handoff", "failed")
    await settle(store, *(turn(n, o) for n, o in enumerate(outcomes)), turn(9, account="open"))
    assert await counted(store) == {(DAY, o): outcomes.count(o) for o in outcomes}
    assert await counted(store, "open") == {(DAY, "answered"): 1}


async def test_what_has_no_outcome_is_counted_as_other(store: SqliteStore) -> None:
    await settle(store, turn(1, ""), turn(2, "novel"))
    assert await counted(store) == {(DAY, "other"): 2}


async def test_the_day_is_chinas(store: SqliteStore) -> None:
    midnight = datetime(2018, 6, 2, tzinfo=CHINA).timestamp()
    await settle(store, turn(1, at=midnight - 1), turn(2, at=midnight))
    assert await counted(store) == {(DAY, "answered"): 1, (date(2018, 6, 2), "answered"): 1}


async def test_only_the_days_asked_for_are_read_and_in_order(store: SqliteStore) -> None:
    await settle(store, *(turn(n, at=NOON + 86_400 * n) for n in range(5)))
    found = await store.messages_by_day("demo", date(2018, 6, 2), date(2018, 6, 4))
    assert [t.day.day for t in found] == [2, 3, 4]
    assert found[0] == MessageTally(date(2018, 6, 2), "answered", 1, NOON + 86_400)


async def test_a_repeat_is_not_counted(store: SqliteStore) -> None:
    await settle(store, turn(1), turn(1), turn(2))
    await settle(store, replace(turn(1), outcome="unknown"))
    assert await counted(store) == {(DAY, "answered"): 2}


async def test_a_turn_that_is_refused_is_not_counted_until_it_is_kept(store: SqliteStore) -> None:
    first = replace(turn(1, member="oOne"), memory="1")
    stale = replace(turn(2, member="oOne"), memory="2")
    await settle(store, first, stale)
    assert await counted(store) == {(DAY, "answered"): 1}
    await settle(store, replace(stale, expects="1"))
    assert await counted(store) == {(DAY, "answered"): 2}


async def test_turns_of_one_member_in_one_group_are_each_counted(store: SqliteStore) -> None:
    await settle(store, *(turn(n, member="oOne") for n in range(5)))
    assert await counted(store) == {(DAY, "answered"): 5}


async def test_two_processes_count_together(store: SqliteStore, tmp_path: Path) -> None:
    other = SqliteStore.open(tmp_path / FILE)
    await asyncio.gather(*((store, other)[n % 2].settle(turn(n // 2 if n < 20 else n)).done() for n in range(200)))
    assert await counted(store) == await counted(other) == {(DAY, "answered"): 190}
    await other.close()


async def test_tallies_hold_nothing_of_a_member_and_stay_when_one_is_erased_or_leaves(
    store: SqliteStore, tmp_path: Path
) -> None:
    await settle(store, turn(1, member="oOne"), turn(2, member="oTwo"))
    await settle(store, replace(turn(3, member="oOne"), effects=Effects(erases=True)))
    await store.forget(turn(4, member="oTwo")).done()
    assert await counted(store) == {(DAY, "answered"): 3}
    (kept,) = rows(tmp_path, "SELECT * FROM message_tallies")
    assert kept == ("demo", "2018-06-01", "answered", 3, NOON)


async def test_the_last_message_is_the_latest_of_any_outcome(store: SqliteStore) -> None:
    assert await store.last_message("demo") is None
    await settle(store, turn(1, at=NOON + 60), turn(2, "unknown", at=NOON + 90), turn(3, at=NOON), turn(4, account="x"))
    assert await store.last_message("demo") == NOON + 90


async def test_a_correction_counts_what_was_never_kept_and_nothing_twice(store: SqliteStore) -> None:
    await settle(store, turn(1))
    for number in (1, 2):
        await store.correct(turn(number, "failed")).done()
    assert await counted(store) == {(DAY, "answered"): 1, (DAY, "failed"): 1}


async def test_messages_are_counted_as_the_service_answers_them(start: Start) -> None:
    service = await start()
    peer = service.peer()
    for text in ("你好", "不知道", "人工", "出错"):
        await peer.text(text)
    await peer.text("不知道", msg_id=77)
    await peer.text("不知道", msg_id=77)
    await peer.post(peer.message("image", PicUrl="http://example.invalid/a.jpg", MediaId="m"))
    await peer.post(peer.event("unsubscribe", EventKey=""))
    with closing(sqlite3.connect(service.settings.store_file)) as connection:
        found = dict(connection.execute("SELECT outcome, count FROM message_tallies WHERE account = 'demo'").fetchall())
        held = connection.execute("SELECT count(*) FROM message_tallies WHERE account LIKE ?", (MEMBER,)).fetchone()
    assert found == {"answered": 1, "unknown": 2, "handoff": 1, "failed": 1, "other": 1}
    assert held == (0,)


async def test_paused_broadcasts_say_why(store: SqliteStore) -> None:
    made = [await store.create_broadcast(Draft(a, "通知", "文", "all"), "赵", NOON) for a in ("demo", "demo", "open")]
    ident = made[0].ident
    for origin, to, note in (
        (State.DRAFT, State.APPROVED, ""),
        (State.APPROVED, State.SENDING, ""),
        (State.SENDING, State.PAUSED, "额度已用完"),
    ):
        await store.move_broadcast(ident, (origin,), to, by="钱", at=NOON, note=note)
    assert await store.paused_broadcasts("demo") == (Paused(ident, "通知", "额度已用完"),)
    assert await store.paused_broadcasts("open") == ()


async def test_notices_that_are_tried_again_or_were_lost_lately_are_told_by_reason(
    store: SqliteStore, tmp_path: Path
) -> None:
    rows = [
        ("demo", "failed", NOON, None, "结果未知"),
        ("demo", "failed", NOON - 1, None, "早了"),
        ("demo", "sent", NOON, None, ""),
        ("demo", "pending", None, None, "等会员下次来"),
        ("demo", "pending", None, NOON, ""),
        ("demo", "pending", None, NOON, "AppSecret 不正确"),
        ("demo", "pending", None, NOON + 9, "AppSecret 不正确"),
        ("open", "failed", NOON, None, "别家"),
    ]
    with closing(sqlite3.connect(tmp_path / FILE)) as connection, connection:
        connection.executemany(
            "INSERT INTO notifications (seq, account, member, key, status, state, at, settled_at, due, reason) "
            "VALUES (?, ?, 'o', 'k', '待补', ?, 0, ?, ?, ?)",
            [(seq, *row) for seq, row in enumerate(rows)],
        )
    assert await store.notice_troubles("demo", NOON) == (
        NoticeTrouble("AppSecret 不正确", 2, lost=False),
        NoticeTrouble("结果未知", 1, lost=True),
    )


async def test_submissions_are_counted_by_the_papers_that_came(store: SqliteStore) -> None:
    for number, status, received in (("1", "初看", ()), ("2", "初看", ("表", "照片")), ("3", "待补", ())):
        applicant = Submission("demo", number, "cup", "茶社", "一席", "苗", "13835103138", status, received)
        await store.change_submission(Change(applicant, NOON), by="张", at=NOON)
    first = await store.submission("demo", "1")
    assert first is not None
    again = Change(replace(first.submission, received=("表", "照片")), NOON, first.seq)
    await store.change_submission(again, by="张", at=NOON)
    assert set(await store.paper_tallies("demo")) == {
        PaperTally("cup", "初看", ("表", "照片"), 2),
        PaperTally("cup", "待补", (), 1),
    }
    assert await store.paper_tallies("open") == ()


async def test_figures_of_papers_follow_every_change_and_every_import(store: SqliteStore, tmp_path: Path) -> None:
    other = SqliteStore.open(tmp_path / FILE)
    for number in range(1, 4):
        applicant = Submission("demo", str(number), "cup", "茶社", "一席", "苗", "13835103138", "初看", ("表",))
        change = Change(applicant, NOON)
        if number == 2:
            await other.import_submissions("demo", [change], by="张", file="表.xlsx", now=lambda: NOON)
        else:
            await other.change_submission(change, by="张", at=NOON)
        assert await store.paper_tallies("demo") == (PaperTally("cup", "初看", ("表",), number),)
    await other.close()
