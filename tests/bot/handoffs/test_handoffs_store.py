"""What the store keeps of members who asked for a person: from then on, until it is over, by one process at a time."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import Code, Error
from bot.handoffs.handoff import Act, Draft, Fate, OpenHandoffs, Speaker
from bot.store.promises.access import Effects
from bot.store.promises.conversations import MessageKey, Turn
from bot.store.sqlite import SqliteStore
from bot.store.turns import settle

MEMBER, OTHER = "oMember", "oOther"
DAY = 86_400.0


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "s.db"


@pytest.fixture
async def store(file: Path) -> AsyncIterator[SqliteStore]:
    store = SqliteStore.open(file)
    yield store
    await store.close()


def turn(said: str, outcome: str = "answered", *, at: float = 100.0, member: str = MEMBER, number: int = 0) -> Turn:
    key = MessageKey("demo", member, str(number or int(at)))
    return Turn(key, int(at), at, f"答{said}", said=said, outcome=outcome)


def act(number: int = 1, by: str = "王", at: float = 500.0, account: str = "demo") -> Act:
    return Act(account, number, by, at)


async def say(store: SqliteStore, *turns: Turn) -> None:
    """Hand in turns at once, which makes a group of them."""
    await asyncio.gather(*(t.done() for t in [store.settle(t) for t in turns]))


async def texts(store: SqliteStore, number: int = 1) -> list[tuple[str, str]]:
    return [(line.speaker, line.text) for line in await store.handoff_lines("demo", number, 100, 1000.0)]


async def test_what_is_said_is_kept_from_the_asking_on_and_until_it_is_closed(store: SqliteStore) -> None:
    await say(store, turn("从前", at=100))
    await say(store, turn("人工", "handoff", at=101))
    await say(store, turn("在吗", at=102))
    await store.close_handoff(act(), "好了")
    await say(store, turn("以后", at=103))
    assert await texts(store) == [
        (Speaker.MEMBER, "人工"),
        (Speaker.BOT, "答人工"),
        (Speaker.MEMBER, "在吗"),
        (Speaker.BOT, "答在吗"),
        (Speaker.NOTE, "结束：好了"),
    ]
    assert await store.open_handoffs("demo") == OpenHandoffs(0, 0, 0, None)


async def test_asking_again_counts_and_opens_no_second_one(store: SqliteStore) -> None:
    await say(store, turn("人工", "handoff", at=101))
    await say(store, turn("人工", "handoff", at=109))
    (kept,) = await store.handoffs("demo", 10)
    assert (kept.times, kept.opened_at, kept.asked_at, kept.since) == (2, 101.0, 109.0, 101.0)
    assert await store.handoffs("open", 10) == ()


async def test_a_group_of_turns_keeps_each_members_own(store: SqliteStore) -> None:
    await say(store, *(turn("人工", "handoff", member=f"o{n}", at=100 + n) for n in range(20)))
    await say(store, *(turn(f"我是{n}", "unknown", member=f"o{n}", at=200 + n) for n in range(40)))
    kept = await store.handoffs("demo", 100)
    assert {(h.member, h.last) for h in kept} == {(f"o{n}", f"我是{n}") for n in range(20)}
    assert (await store.open_handoffs("demo")).count == 20


async def test_turns_of_nobody_who_asked_cost_no_statement_more(file: Path, store: SqliteStore) -> None:
    statements: list[str] = []
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.set_trace_callback(statements.append)
        settle(connection, [turn("会费", member=f"o{n}") for n in range(50)])
    assert [s.lstrip()[:6] for s in statements if "handoff" in s] == ["SELECT"]  # the one that reads all states


async def test_a_message_that_comes_twice_is_kept_once(file: Path, store: SqliteStore) -> None:
    other = SqliteStore.open(file)
    asked = turn("人工", "handoff", number=7)
    await asyncio.gather(*(s.settle(asked).done() for s in (store, other) for _ in range(5)))
    await other.close()
    assert await texts(store) == [(Speaker.MEMBER, "人工"), (Speaker.BOT, "答人工")]


async def test_two_processes_open_one_handoff(file: Path, store: SqliteStore) -> None:
    other = SqliteStore.open(file)
    asked = [turn("人工", "handoff", number=n) for n in range(1, 11)]
    await asyncio.gather(*((store, other)[n % 2].settle(t).done() for n, t in enumerate(asked)))
    await other.close()
    (kept,) = await store.handoffs("demo", 10)
    assert kept.times == 10
    assert len(await texts(store)) == 20


async def test_what_a_member_wrote_before_leaving_opens_nothing(store: SqliteStore) -> None:
    left = Turn(MessageKey("demo", MEMBER, "1:unsubscribe:"), 200, 200.0, "")
    await store.forget(left).done()
    await say(store, turn("人工", "handoff", at=150))
    assert (await store.open_handoffs("demo")).count == 0


async def test_leaving_and_erasing_remove_all_of_it(file: Path, store: SqliteStore) -> None:
    for member in (MEMBER, OTHER):
        await say(store, turn("人工", "handoff", member=member))
        await store.begin_answer(Draft(act(1 if member == MEMBER else 2), "请讲", "t"), None)
    await store.close_handoff(act(1), "")
    await store.forget(Turn(MessageKey("demo", MEMBER, "9:unsubscribe:"), 600, 600.0, "")).done()
    erasing = turn("确认删除", at=700, member=OTHER)
    await store.settle(replace(erasing, effects=Effects(erases=True))).done()
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT count(*) FROM handoffs").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM handoff_lines").fetchone() == (0,)


async def test_only_what_was_closed_long_ago_is_purged(file: Path, store: SqliteStore) -> None:
    for n, member in enumerate((MEMBER, OTHER, "oThird"), 1):
        await say(store, turn("人工", "handoff", member=member))
        if n < 3:
            await store.close_handoff(act(n, at=n * DAY), "")
    assert await store.purge_handoffs(2 * DAY) == 1
    assert [h.number for h in await store.closed_handoffs("demo", 10)] == [2]
    assert [h.number for h in await store.handoffs("demo", 10)] == [3]
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT min(handoff) FROM handoff_lines").fetchone() == (2,)


async def test_unread_ones_come_first_then_those_who_wait_longest(store: SqliteStore) -> None:
    for n, member in enumerate(("oA", "oB", "oC", "oD"), 1):
        await say(store, turn("人工", "handoff", member=member, at=100.0 + n))
    for number in (1, 2, 4):
        await store.see_handoff("demo", number, 100)
    await store.begin_answer(Draft(act(1), "好", "t"), None)
    assert [h.number for h in await store.handoffs("demo", 10)] == [3, 2, 4, 1]
    assert await store.open_handoffs("demo") == OpenHandoffs(4, 1, 3, 102.0)
    assert [h.number for h in await store.handoffs("demo", 2)] == [3, 2]


async def test_what_came_after_the_last_line_that_was_seen_stays_unread(store: SqliteStore) -> None:
    await say(store, turn("人工", "handoff"))
    await say(store, turn("在吗", at=101))
    await store.see_handoff("demo", 1, 2)
    assert (await store.open_handoffs("demo")).unread == 1
    await store.see_handoff("other", 1, 4)
    assert (await store.open_handoffs("demo")).unread == 1
    await store.see_handoff("demo", 1, 4)
    assert (await store.open_handoffs("demo")).unread == 0


async def test_thanks_leave_nobody_waiting_but_what_the_bot_cannot_answer_does(store: SqliteStore) -> None:
    await say(store, turn("人工", "handoff"))
    await store.begin_answer(Draft(act(at=110), "好", "t"), None)
    told = replace(turn("谢谢", at=120), answers=(4,))
    await store.settle(told).done()
    assert (await store.open_handoffs("demo")).waiting == 0
    await say(store, turn("那这个呢", "unknown", at=130))
    assert (await store.open_handoffs("demo")).since == 130.0


async def test_an_answer_is_taken_up_by_one_process_alone(file: Path, store: SqliteStore) -> None:
    other = SqliteStore.open(file)
    await say(store, turn("人工", "handoff"))
    draft = Draft(act(), "请讲", "t")
    both = await asyncio.gather(*(s.begin_answer(draft, 900.0) for s in (store, other) for _ in range(3)))
    assert sorted(new for _, new in both) == [False] * 5 + [True]
    waiting, _ = await store.begin_answer(Draft(act(), "再讲", "u"), None)
    taken = await asyncio.gather(*(s.resume_answer(act(), waiting, 900.0) for s in (store, other)))
    assert sorted(taken, key=str) == [(MEMBER, "再讲"), None]
    await other.close()


async def test_whoever_died_between_intent_and_outcome_leaves_it_unknown(store: SqliteStore) -> None:
    await say(store, turn("人工", "handoff"))
    line, _ = await store.begin_answer(Draft(act(at=500), "请讲", "t"), 560.0)
    fates = [(await store.handoff_lines("demo", 1, 1, now))[0].fate for now in (559.0, 561.0)]
    assert fates == [Fate.SENDING, Fate.UNKNOWN]
    assert await store.resume_answer(act(), line, 900.0) is None
    assert not await store.withdraw_answer(act(), line)
    assert (await store.handoff_waiting("demo", MEMBER)).answers == ()
    await store.settle_answer(line, Fate.SENT, 570.0)  # it comes late, and is true
    assert (await store.handoff_lines("demo", 1, 1, 600.0))[0].fate == Fate.SENT


async def test_staff_cannot_reach_another_accounts(store: SqliteStore) -> None:
    await say(store, turn("人工", "handoff"))
    line, _ = await store.begin_answer(Draft(act(), "请讲", "t"), None)
    theirs = act(account="other")
    for refused in (
        store.take_handoff(theirs),
        store.release_handoff(theirs),
        store.begin_answer(Draft(theirs, "好", "u"), None),
        store.resume_answer(theirs, line, 900.0),
        store.withdraw_answer(theirs, line),
        store.note_call(Draft(theirs, "好", "v")),
        store.close_handoff(theirs, ""),
        store.reopen_handoff(theirs),
    ):
        with pytest.raises(Error) as error:
            await refused
        assert error.value.code is Code.UNKNOWN
    assert (await store.handoff_lines("other", 1, 10, 0.0)) == ()


async def test_an_answer_that_waits_is_told_though_the_handoff_is_closed(store: SqliteStore) -> None:
    await say(store, turn("人工", "handoff"))
    line, _ = await store.begin_answer(Draft(act(), "请讲", "t"), None)
    await store.close_handoff(act(), "")
    untold = await store.settle(replace(turn("在吗", at=600), memory="{}")).done()
    assert (untold.told, untold.waiting) == (None, True)
    waiting = await store.handoff_waiting("demo", MEMBER)
    assert (waiting.answers, waiting.open) == (((line, "请讲"),), False)
    told = replace(turn("在吗", at=600), memory="{}", answers=(line,))
    assert (await store.settle(told).done()).told == "答在吗"
    assert (await store.handoff_waiting("demo", MEMBER)).answers == ()


async def test_a_reply_that_does_not_know_of_an_open_handoff_is_reached_again(store: SqliteStore) -> None:
    nothing = replace(turn("火星", "unknown", at=120), memory="{}", passed_on=False)
    assert (await store.settle(nothing).done()).told == "答火星"
    await say(store, turn("人工", "handoff", at=130))
    asked = replace(turn("火星", "unknown", at=140), memory="{}", expects="{}", passed_on=False)
    stale = await store.settle(asked).done()
    assert (stale.told, stale.waiting) == (None, True)
    assert (await store.settle(replace(asked, passed_on=True)).done()).told == "答火星"
    await store.close_handoff(act(at=150), "")
    late = replace(turn("火星", "unknown", at=160), memory="{}", expects="{}", passed_on=True)
    assert (await store.settle(late).done()).told is None
