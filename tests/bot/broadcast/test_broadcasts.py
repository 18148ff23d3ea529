"""Broadcasts in the store: steps with their log, an audience frozen once whoever is killed, counts that add up."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from bot.broadcast.broadcast import Counts, State
from bot.broadcast.freezing import freeze
from bot.config import Settings
from bot.errors import Code, Error
from bot.store import freezing
from bot.store.sqlite import SqliteStore
from tests.bot.broadcast.audiences import AT, BARE, MOMENT, Followers, begun, drafted

MEMBERS = [f"o{n:04d}" for n in range(300)]


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freezing, "PAGE", 25)
    monkeypatch.setattr(freezing, "CHUNK", 10)


async def test_a_draft_is_kept_and_logged(store: SqliteStore) -> None:
    made = await store.create_broadcast(drafted(fields={"deadline": "6月30日"}, send_at=AT + 60), "王", AT)
    assert (made.state, made.author, made.draft.fields) == (State.DRAFT, "王", {"deadline": "6月30日"})
    assert await store.broadcast(made.ident) == made
    assert await store.broadcasts("demo") == (made,)
    assert await store.broadcasts("other") == ()
    assert await store.broadcast(made.ident + 1) is None
    assert [(e.what, e.by) for e in await store.broadcast_log(made.ident)] == [("draft", "王")]


async def test_every_step_is_logged_and_a_step_from_another_state_is_a_conflict(store: SqliteStore) -> None:
    made = await store.create_broadcast(drafted(), "王", AT)
    approved = await store.move_broadcast(made.ident, {State.DRAFT}, State.APPROVED, by="李", at=AT + 1)
    assert (approved.state, approved.approver) == (State.APPROVED, "李")
    with pytest.raises(Error, match="已经批准") as conflict:
        await store.move_broadcast(made.ident, {State.DRAFT}, State.APPROVED, by="张", at=AT + 2)
    assert conflict.value.code is Code.CONFLICT
    ended = await store.move_broadcast(made.ident, {State.APPROVED}, State.CANCELLED, by="张", at=AT + 3, note="写错了")
    assert (ended.approver, ended.reason) == ("李", "写错了")
    log = [(e.at, e.what, e.by, e.note) for e in await store.broadcast_log(made.ident)]
    assert log == [(AT, "draft", "王", ""), (AT + 1, "approved", "李", ""), (AT + 3, "cancelled", "张", "写错了")]
    with pytest.raises(Error) as unknown:
        await store.move_broadcast(99, {State.DRAFT}, State.APPROVED, by="张", at=AT)
    assert unknown.value.code is Code.UNKNOWN


async def test_of_two_who_approve_at_once_one_does(store: SqliteStore) -> None:
    made = await store.create_broadcast(drafted(), "王", AT)
    moves = [store.move_broadcast(made.ident, {State.DRAFT}, State.APPROVED, by=by, at=AT) for by in "李张"]
    done = await asyncio.gather(*moves, return_exceptions=True)
    assert sorted(isinstance(d, Error) for d in done) == [False, True]
    assert len(await store.broadcast_log(made.ident)) == 2


async def test_an_occasion_is_drafted_once(store: SqliteStore) -> None:
    await store.create_broadcast(drafted(occasion="due-30"), "系统", AT)
    with pytest.raises(Error) as conflict:
        await store.create_broadcast(drafted(occasion="due-30"), "系统", AT)
    assert conflict.value.code is Code.CONFLICT
    await store.create_broadcast(drafted(), "王", AT)
    await store.create_broadcast(drafted(), "王", AT)
    assert len(await store.broadcasts("demo")) == 3


async def test_the_log_stays(store: SqliteStore, settings: Settings) -> None:
    await store.create_broadcast(drafted(), "王", AT)
    for sql in ("DELETE FROM broadcast_log", "UPDATE broadcast_log SET by = 'x'"):
        with closing(sqlite3.connect(settings.store_file)) as c, pytest.raises(sqlite3.IntegrityError):
            c.execute(sql)


@pytest.mark.usefixtures("_small")
async def test_counts_add_up_before_and_after_the_freezing(store: SqliteStore, followers: Followers) -> None:
    followers.follow(*MEMBERS)
    followers.opt_out(*MEMBERS[:7])
    broadcast = await begun(store, drafted())
    assert await store.counts(broadcast.ident) == Counts(300, 0, 0, 0, 300)
    await freeze(store, broadcast, BARE, MOMENT)
    assert await store.counts(broadcast.ident) == Counts(300, 0, 0, 7, 293)
    with pytest.raises(Error, match="没有这个编号"):
        await store.counts(99)


@pytest.mark.usefixtures("_small")
async def test_a_freezing_that_died_goes_on_and_nobody_is_there_twice(store: SqliteStore, followers: Followers) -> None:
    followers.follow(*MEMBERS)
    broadcast = await begun(store, drafted())

    def die_after(most: int) -> Callable[[int], None]:
        def die(done: int) -> None:
            if done > most:
                raise RuntimeError("killed")

        return die

    for most in (0, 5, 60, 149, 150, 299):
        with pytest.raises(RuntimeError):
            await freeze(store, broadcast, BARE, MOMENT, progress=die_after(most))
        assert await store.counts(broadcast.ident) == Counts(300, 0, 0, 0, 300)
    done = await freeze(store, broadcast, BARE, MOMENT)
    assert done.frozen_at == AT
    assert [row.member for row in await store.report_page(broadcast.ident, 0, 1000)] == MEMBERS
    followers.follow("oLate")
    assert await freeze(store, done, BARE, MOMENT) == done
    assert (await store.counts(broadcast.ident)).total == 300
    assert [e.what for e in await store.broadcast_log(broadcast.ident)] == ["draft", "sending", "frozen"]


@pytest.mark.usefixtures("_small")
async def test_two_who_freeze_at_once_do_it_once(store: SqliteStore, followers: Followers, settings: Settings) -> None:
    followers.follow(*MEMBERS)
    broadcast = await begun(store, drafted())
    other = SqliteStore.open(settings.store_file)
    try:
        done = await asyncio.gather(*(freeze(s, broadcast, BARE, MOMENT) for s in (store, other)))
    finally:
        await other.close()
    assert done[0] == done[1]
    assert [row.member for row in await store.report_page(broadcast.ident, 0, 1000)] == MEMBERS
    assert [e.what for e in await store.broadcast_log(broadcast.ident)] == ["draft", "sending", "frozen"]


@pytest.mark.usefixtures("_small")
async def test_who_cancels_meanwhile_stops_the_freezing(store: SqliteStore, followers: Followers) -> None:
    followers.follow(*MEMBERS)
    broadcast = await begun(store, drafted())
    going = asyncio.create_task(freeze(store, broadcast, BARE, MOMENT))
    await store.move_broadcast(broadcast.ident, {State.SENDING}, State.CANCELLED, by="王", at=AT)
    with pytest.raises(Error) as stopped:
        await going
    assert stopped.value.code is Code.CONFLICT
    assert await store.counts(broadcast.ident) == Counts(300, 0, 0, 0, 300)


async def test_the_report_is_read_by_the_page(store: SqliteStore, followers: Followers) -> None:
    followers.follow(*MEMBERS[:5])
    broadcast = await freeze(store, await begun(store, drafted()), BARE, MOMENT)
    first = await store.report_page(broadcast.ident, 0, 3)
    rest = await store.report_page(broadcast.ident, first[-1].number, 3)
    assert [r.member for r in (*first, *rest)] == MEMBERS[:5]
    assert await store.report_page(broadcast.ident, rest[-1].number, 3) == ()
