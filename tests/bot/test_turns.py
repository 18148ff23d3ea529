"""A message's effect: once, in order, the same for every retry, and in time."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from contextlib import closing
from typing import Any

from bot.clock import Clock, parse_moment
from bot.store.promises.conversations import MessageKey
from bot.store.sqlite import SqliteStore
from knowledge.faq import FaqEntry
from tests.conftest import Running, Start, until
from tests.wechat_peer import MEMBER

APOLOGY = "抱歉，请稍后再试"


def rows(service: Running, sql: str, *values: str) -> list[Any]:
    with closing(sqlite3.connect(service.settings.store_file)) as connection:
        return connection.execute(sql, values).fetchall()


async def test_the_memory_goes_from_turn_to_turn(start: Start) -> None:
    peer = (await start()).peer()
    assert [(await peer.text(t)).text for t in ("一", "二", "三")] == ["第1句：一", "第2句：二", "第3句：三"]
    assert (await peer.text("一", "oAnother-member")).text == "第1句：一"


async def test_accounts_do_not_share_a_members_memory(start: Start) -> None:
    service = await start()
    await service.peer("demo").text("一")
    assert (await service.peer("open").text("一")).text == "第1句：一"


async def test_a_retry_replays_the_first_reply_without_a_second_effect(start: Start) -> None:
    service = await start()
    peer = service.peer()
    first = await peer.text("不知道", msg_id=7)
    assert (await peer.text("不知道", msg_id=7)).text == first.text == "第1句：不知道"
    assert service.desk.heard == ["不知道"]
    assert rows(service, "SELECT text, outcome FROM questions") == [("不知道", "unknown")]
    assert (await peer.text("二", msg_id=8)).text == "第2句：二"


async def test_the_same_number_of_another_member_is_another_message(start: Start) -> None:
    peer = (await start()).peer()
    await peer.text("一", "oFirst", msg_id=7)
    assert (await peer.text("二", "oSecond", msg_id=7)).text == "第1句：二"


async def test_a_retry_at_another_process_gets_the_first_reply(start: Start) -> None:
    one, other = await start(), await start()
    first = await one.peer().text("一", msg_id=7)
    assert (await other.peer().text("一", msg_id=7)).text == first.text
    assert (await other.peer().text("二")).text == "第2句：二"


async def test_retries_that_come_at_once_are_one_turn(start: Start) -> None:
    one, other = await start(), await start()
    asked = [service.peer().text("人工", msg_id=7) for service in (one, other) for _ in range(5)]
    assert {told.text for told in await asyncio.gather(*asked)} == {"第1句：人工"}
    assert rows(one, "SELECT count(*) FROM questions") == [(1,)]
    assert (await one.peer().text("二")).text == "第2句：二"


async def test_messages_that_come_at_once_are_taken_one_after_the_other(start: Start) -> None:
    peer = (await start()).peer()
    told = await asyncio.gather(*(peer.text("问") for _ in range(20)))
    assert {t.text for t in told} == {f"第{n}句：问" for n in range(1, 21)}


async def test_events_are_told_apart_by_their_key_within_a_second(start: Start) -> None:
    service = await start()
    peer = service.peer()
    first, second = peer.event("CLICK", EventKey="ask:一"), peer.event("CLICK", EventKey="ask:二")
    second["CreateTime"] = first["CreateTime"]
    assert (await peer.post(first)).text == "第1句：一"
    assert (await peer.post(second)).text == "第2句：二"
    assert (await peer.post(first)).text == "第1句：一"


async def test_the_memory_outlives_a_restart(start: Start) -> None:
    first = await start()
    await first.peer().text("一", msg_id=7)
    await first.client.close()
    second = await start()
    assert (await second.peer().text("一", msg_id=7)).text == "第1句：一"
    assert (await second.peer().text("二")).text == "第2句：二"


async def test_a_desk_that_raises_is_excused_and_the_next_message_served(start: Start) -> None:
    service = await start()
    peer = service.peer()
    assert (await peer.text("出错", msg_id=7)).text == APOLOGY
    assert (await peer.text("出错", msg_id=7)).text == APOLOGY
    assert (await peer.text("会费")).text == "第1句：会费"
    async with service.client.get("/metrics") as response:
        assert 'zxt_failures_total{account="demo",reason="raised"} 1.0' in await response.text()


async def test_a_retry_that_fails_is_told_what_the_first_was(start: Start) -> None:
    service = await start(deadline=0.5)
    peer = service.peer()
    first = await peer.text("会费", msg_id=7)
    other = (await start(deadline=0.5)).peer()
    for failing in ("出错", "挂起"):
        assert (await other.text(failing, msg_id=7)).text == first.text


async def test_two_processes_keep_one_memory_between_them(start: Start) -> None:
    services = [await start(), await start()]
    told = [(await services[n % 2].peer().text("问")).text for n in range(6)]
    assert told == [f"第{n}句：问" for n in range(1, 7)]
    asked = [services[n % 2].peer().text("问") for n in range(10)]
    assert {t.text for t in await asyncio.gather(*asked)} == {f"第{n}句：问" for n in range(7, 17)}


async def test_a_desk_that_hangs_is_excused_and_others_are_served_meanwhile(start: Start) -> None:
    service = await start(deadline=1.0)
    peer = service.peer()
    hanging = asyncio.create_task(peer.text("挂起", msg_id=7))
    await until(lambda: service.desk.heard)
    assert (await peer.text("会费", "oAnother-member")).text == "第1句：会费"
    assert not hanging.done()
    assert (await hanging).text == APOLOGY
    assert (await peer.text("会费")).text == "第1句：会费"
    async with service.client.get("/metrics") as response:
        assert 'zxt_failures_total{account="demo",reason="late"} 1.0' in await response.text()


async def test_what_a_late_desk_answers_at_last_does_not_replace_what_was_told(start: Start) -> None:
    service = await start(deadline=0.3)
    peer = service.peer()
    retries = [peer.text("挂起", msg_id=7) for _ in range(3)]
    assert {t.text for t in await asyncio.gather(*retries)} == {APOLOGY}
    service.desk.release.set()
    other = await start()
    assert (await peer.text("挂起", msg_id=7)).text == APOLOGY
    assert (await other.peer().text("挂起", msg_id=7)).text == APOLOGY
    assert (await peer.text("会费")).text == "第1句：会费"


async def test_an_apology_does_not_replace_what_another_process_told_meanwhile(start: Start) -> None:
    slow, quick = await start(deadline=1.0), await start()
    await quick.peer().text("一")
    thinking = asyncio.create_task(slow.peer().text("再想", msg_id=7))
    await until(lambda: slow.desk.heard.count("再想") == 2)  # the second time from what the other process had kept
    told = await quick.peer().text("二", msg_id=7)
    assert (await thinking).text == told.text == "第2句：二"
    assert rows(slow, "SELECT reply FROM inbox WHERE message = '7'") == [("第2句：二",)]


async def test_a_store_held_by_another_process_is_excused_and_the_told_reply_kept(start: Start) -> None:
    service = await start(deadline=0.3)
    peer = service.peer()
    with closing(sqlite3.connect(service.settings.store_file, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        assert (await peer.text("一", msg_id=7)).text == APOLOGY
        assert (await peer.text("一", msg_id=7)).text == APOLOGY
        holder.execute("ROLLBACK")
    await until(lambda: rows(service, "SELECT 1 FROM inbox WHERE reply = ?", APOLOGY))
    assert (await peer.text("一", msg_id=7)).text == APOLOGY


async def test_an_unsubscribe_that_cannot_be_written_is_asked_for_again(start: Start) -> None:
    service = await start(deadline=0.3)
    peer = service.peer()
    left = peer.event("unsubscribe", EventKey="")
    await peer.text("一")
    with closing(sqlite3.connect(service.settings.store_file, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        assert (await peer.post(left)).status == 503
        holder.execute("ROLLBACK")
    assert (await peer.post(left)).body == b"success"


async def test_who_unsubscribes_is_forgotten_but_for_having_left(start: Start) -> None:
    service = await start()
    peer = service.peer()
    await peer.text("不知道")
    await peer.text("人工", "oWho-stays")
    left = peer.event("unsubscribe", EventKey="")
    for _ in range(2):
        told = await peer.post(left)
        assert (told.status, told.body) == (200, b"success")
    kept = rows(service, "SELECT memory, first_seen, last_seen, left_at FROM members WHERE member = ?", MEMBER)
    assert kept == [(None, None, None, left["CreateTime"])]
    assert rows(service, "SELECT member FROM questions") == [("oWho-stays",)]
    assert rows(service, "SELECT reply FROM inbox WHERE member = ?", MEMBER) == [("",)]
    left_alone = rows(service, "SELECT count(*) FROM members WHERE left_at IS NULL")
    assert left_alone == [(1,)]


async def test_a_message_from_before_the_unsubscribe_brings_nothing_back(start: Start) -> None:
    service = await start()
    peer = service.peer()
    before, left = peer.message("text", Content="不知道"), peer.event("unsubscribe", EventKey="")
    before["CreateTime"] = left["CreateTime"] - 5
    await peer.post(left)
    for _ in range(2):
        assert (await peer.post(before)).text == "第1句：不知道"
    assert rows(service, "SELECT reply FROM inbox") == [("",), ("",)]
    assert rows(service, "SELECT memory FROM members") == [(None,)]
    assert rows(service, "SELECT * FROM questions") == []


async def test_who_comes_back_begins_anew(start: Start) -> None:
    service = await start()
    peer = service.peer()
    await peer.text("一")
    await peer.post(peer.event("unsubscribe", EventKey=""))
    await peer.post(peer.event("subscribe", EventKey=""))
    assert (await peer.text("一")).text == "第1句：一"
    assert rows(service, "SELECT left_at FROM members") == [(None,)]


async def test_replies_are_dropped_when_no_retry_can_come(start: Start) -> None:
    service = await start()
    await service.peer().text("一", msg_id=7)
    store = SqliteStore.open(service.settings.store_file)
    key = MessageKey("demo", MEMBER, "7")
    assert (await store.recall(key)).told == "第1句：一"
    assert await store.purge(Clock().real() + 1) == 1
    assert (await store.recall(key)).told is None
    await store.close()


async def test_the_business_clock_reaches_the_desk_while_signatures_use_the_real_one(start: Start) -> None:
    service = await start(clock=Clock.starting_at(parse_moment("2018-06-01")))
    assert (await service.peer().text("一")).text == "第1句：一"
    ((memory,),) = rows(service, "SELECT memory FROM members")
    assert '"at":"2018-06-01T00:00:0' in memory
    ((told_at,),) = rows(service, "SELECT told_at FROM inbox")
    assert abs(told_at - Clock().real()) < 60


async def test_imported_faq_entries_are_noticed_by_running_services(start: Start) -> None:
    service = await start()
    other = SqliteStore.open(service.settings.store_file)

    await other.merge_faq("demo", [FaqEntry("停车", (), (), "免费", "")])
    await other.close()
    await _told(service, "demo", "停车", "免费")


async def _told(service: Running, account: str, question: str, answer: str) -> None:
    for attempt in range(500):
        if (await service.peer(account).text(question, f"oAsker-{attempt}")).text == answer:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("the entry was never noticed")


async def test_entries_that_one_desk_cannot_use_hold_up_no_others(start: Start) -> None:
    service = await start()
    other = SqliteStore.open(service.settings.store_file)
    await other.merge_faq("demo", [FaqEntry("出错", (), (), "答", "")])
    await other.merge_faq("open", [FaqEntry("停车", (), (), "免费", "")])
    await _told(service, "open", "停车", "免费")
    await other.merge_faq("demo", [FaqEntry("停车", (), (), "收费", "")], replace=True)
    await _told(service, "demo", "停车", "收费")
    await other.close()


async def test_entries_that_cannot_be_used_stop_neither_the_start_nor_the_end(start: Start) -> None:
    first = await start()
    store = SqliteStore.open(first.settings.store_file)
    await store.merge_faq("demo", [FaqEntry("出错", (), (), "答", "")])
    await store.close()
    writers = _writers()
    second = await start()
    assert (await second.peer().text("一")).text == "第1句：一"
    for service in (first, second):
        await service.client.close()
    assert len(_writers()) == len(writers) - 1


def _writers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "store-writer"]


async def test_a_whole_turn_is_explained_only_where_the_simulator_is_served(start: Start) -> None:
    service = await start()
    simulated = service.settings.model_copy(
        update={"simulator": service.settings.simulator.model_copy(update={"enabled": True})}
    )
    for settings, kept in ((service.settings, False), (simulated, True)):
        running = await start(changed=settings)
        await running.peer().text("一", msg_id=7 + kept)
        async with running.client.get("/simulator", allow_redirects=False) as response:
            assert (response.status != 404) == kept
