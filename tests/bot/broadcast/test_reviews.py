"""Steps of a broadcast through the office, as the store keeps them."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.broadcast.broadcast import Broadcast, State
from bot.broadcast.openids import each
from bot.broadcast.review import Act, Sending, approve, cancel, give_back, pause, resume, submit
from bot.broadcast.stage import Stage, stage_of
from bot.errors import Code, Error
from bot.store.migrations import STEPS, migrate
from bot.store.schema import reviews
from bot.store.sqlite import SqliteStore
from tests.bot.broadcast.audiences import AT, begun, drafted

ACT = Act("李", AT, AT)


async def made(store: SqliteStore, **values: object) -> Broadcast:
    return await store.create_broadcast(drafted(**values), "王", AT)  # type: ignore[arg-type]  # passed on as they came


async def test_each_step_leads_on_and_is_logged(store: SqliteStore) -> None:
    ident = (await made(store)).ident

    async def seen() -> Stage:
        broadcast = await store.broadcast(ident)
        assert broadcast
        return stage_of(broadcast)

    await submit(store, await store.seen(ident), ACT)
    assert await seen() is Stage.SUBMITTED
    await give_back(store, await store.seen(ident), replace(ACT, note="写明地址"))
    assert await seen() is Stage.DRAFT
    submitted = await submit(store, await store.seen(ident), ACT)
    assert submitted.reason == ""
    given = await approve(store, submitted, await store.seen(ident), ACT, Sending(AT + 60), another=True)
    assert (given.approver, given.draft.send_at, given.any_hour) == ("李", AT + 60, False)
    sending = await store.move_broadcast(ident, {State.APPROVED}, State.SENDING, by="serve", at=AT + 60)
    await pause(store, await store.seen(ident), replace(ACT, note="等一下"))
    paused = await store.broadcast(ident)
    assert paused is not None
    assert paused.reason == "等一下"
    again = await resume(store, paused, await store.seen(ident), replace(ACT, now=AT + 90), any_hour=True)
    assert (again.state, again.reason, again.any_hour) == (sending.state, "", True)
    assert again.draft.send_at == AT + 60
    await cancel(store, await store.seen(ident), ACT)
    told = [(e.what, e.note) for e in await store.broadcast_log(ident)]
    assert told == [
        ("draft", ""),
        ("submitted", ""),
        ("returned", "写明地址"),
        ("submitted", ""),
        ("approved", "定时 2018-06-01 12:01"),
        ("sending", ""),
        ("paused", "等一下"),
        ("sending", "不等免打扰时段"),
        ("cancelled", ""),
    ]


async def test_of_steps_from_one_sight_the_first_counts(store: SqliteStore) -> None:
    ident = (await made(store)).ident
    seen = await store.seen(ident)
    steps = [submit(store, seen, replace(ACT, by=f"同事{n}")) for n in range(8)]
    done = await asyncio.gather(*steps, return_exceptions=True)
    faults = [d for d in done if isinstance(d, Error)]
    assert len(faults) == 7
    assert {f.code for f in faults} == {Code.CONFLICT}
    assert "刚刚已被 同事0 改动" in faults[0].message


async def test_counting_by_the_service_is_no_step_that_one_has_to_have_seen(store: SqliteStore) -> None:
    going = await begun(store, drafted("file:x"), await store.keep_openids("demo", each(["oA", "oB"]), AT))
    seen = await store.seen(going.ident)
    with closing(sqlite3.connect(store._file)) as connection, connection:
        step = (going.ident, AT, "系统", "frozen", "2 人")
        connection.execute("INSERT INTO broadcast_log (broadcast, at, by, what, note) VALUES (?, ?, ?, ?, ?)", step)
    assert (await pause(store, seen, ACT)).state is State.PAUSED


async def test_a_form_makes_one_draft_whoever_sends_it_again(store: SqliteStore) -> None:
    made = await asyncio.gather(*(store.draft_once(drafted(), "王", AT, token="t1") for _ in range(8)))
    assert len({m.ident for m in made}) == 1
    other = await store.draft_once(replace(drafted(), account="other"), "王", AT, token="t1")
    assert other.ident not in {m.ident for m in made}


async def test_what_replaces_a_draft_takes_over_its_list(store: SqliteStore) -> None:
    openids = await store.keep_openids("demo", each(["oA", "oB"]), AT)
    old = await store.draft_once(drafted("file:x"), "王", AT, openids, token="t1")
    new = await store.draft_once(drafted("file:x"), "李", AT, token="t2", replaces=await store.seen(old.ident))
    assert new.openids == openids
    gone = await store.broadcast(old.ident)
    assert gone is not None
    assert (gone.state, gone.openids, gone.reason) == (State.CANCELLED, None, f"已改为群发 {new.ident}")
    await store.keep_openids("demo", each(["oC"]), AT + 99_999)  # which removes what nothing rests on
    assert (await store.counts(new.ident)).total == 2


async def test_a_list_is_turned_over_by_stage(store: SqliteStore) -> None:
    idents = [(await made(store)).ident for _ in range(5)]
    for ident in idents[:3]:
        await submit(store, await store.seen(ident), ACT)
    assert await store.stage_counts("demo") == {Stage.DRAFT: 2, Stage.SUBMITTED: 3}
    page = await store.listed_broadcasts("demo", Stage.SUBMITTED, None, 2)
    assert [b.ident for b in page] == [3, 2]
    assert [b.ident for b in await store.listed_broadcasts("demo", Stage.SUBMITTED, 2, 2)] == [1]
    assert await store.listed_broadcasts("other", None, None, 9) == ()


async def test_a_step_at_the_wrong_time_says_when_it_may_be_taken(store: SqliteStore) -> None:
    ident = (await made(store)).ident
    with pytest.raises(Error, match="现在是「草稿」，要在「发送中」时才能这样做"):
        await pause(store, await store.seen(ident), ACT)
    with pytest.raises(Error, match="最多 200 个"):
        await cancel(store, await store.seen(ident), replace(ACT, note="长" * 201))


async def test_drafts_that_made_themselves_wait_to_be_approved(store: SqliteStore, tmp_path: Path) -> None:
    assert stage_of(await made(store, occasion="due|2018-06-10|3")) is Stage.SUBMITTED
    path = tmp_path / "older.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection, STEPS[: STEPS.index(reviews.reviews)])
        connection.execute(
            "INSERT INTO broadcasts (account, name, text, audience, channel, fields, occasion, state, author, "
            "created_at) VALUES ('demo', '提醒', '正文', 'all', 'auto', '{}', 'due|2018-06-10|3', 'draft', '系统', 5.0)"
        )
    older = SqliteStore.open(path)
    found = await older.broadcast(1)
    await older.close()
    assert found is not None
    assert stage_of(found) is Stage.SUBMITTED
