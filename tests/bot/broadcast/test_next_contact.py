"""A broadcast that waits for members is told above the next reply of each, once, and to nobody who wants none."""

from __future__ import annotations

import asyncio
from datetime import datetime

from bot.broadcast.broadcast import State
from bot.broadcast.reasons import ERASED, LEFT, OPTED_OUT
from bot.config import Settings
from bot.store.sqlite import SqliteStore
from handlers.above import above, room_for
from handlers.answer import Answer, Memory, Reply
from handlers.layout import TEXT_BYTES, size
from tests.bot.broadcast.conftest import Serve
from tests.bot.broadcast.members import OTHER, sending, told
from tests.bot.enquiries.conftest import DIGITS, NUMBER, Office
from tests.wechat_peer import MEMBER

TEXT = "【通知】评选材料请尽快寄出。"


async def test_it_stands_above_the_next_reply_once(serve: Serve, store: SqliteStore) -> None:
    services = [await serve(), await serve()]
    made = await sending(store, TEXT, MEMBER, OTHER)
    first = (await services[0].peer().text("会费多少", msg_id=7)).text
    assert first.startswith(f"{TEXT}\n————\n")
    assert first.endswith("：会费多少")
    assert (await services[1].peer().text("会费多少", msg_id=7)).text == first
    for service in services:
        assert TEXT not in await told(service, "会费多少")
    counts = await store.counts(made.ident)
    assert (counts.total, counts.sent, counts.pending) == (2, 1, 1)
    rows = await store.report_page(made.ident, 0, 10)
    assert {r.member: (r.outcome, r.at is not None) for r in rows} == {
        MEMBER: ("sent", True),
        OTHER: ("pending", False),
    }


async def test_it_is_told_once_when_messages_come_at_once_to_many_processes(serve: Serve, store: SqliteStore) -> None:
    peers = [(await serve()).peer() for _ in range(3)]
    made = await sending(store, TEXT, MEMBER)
    replies = await asyncio.gather(*(peers[n % 3].text("会费多少") for n in range(12)))
    assert sum(TEXT in r.text for r in replies) == 1
    assert (await store.counts(made.ident)).sent == 1


async def test_only_what_is_being_sent_is_told(serve: Serve, store: SqliteStore) -> None:
    service = await serve()
    made = await sending(store, TEXT, MEMBER)
    await store.move_broadcast(made.ident, {State.SENDING}, State.PAUSED, by="王", at=4.0)
    assert TEXT not in await told(service, "会费多少")
    await store.move_broadcast(made.ident, {State.PAUSED}, State.SENDING, by="王", at=5.0)
    assert TEXT in await told(service, "会费多少")


async def test_a_picture_and_a_greeting_are_answered_below_it_too(serve: Serve, store: SqliteStore) -> None:
    peer = (await serve()).peer()
    await sending(store, TEXT, MEMBER)
    assert (await peer.post(peer.message("image", PicUrl="u", MediaId="m"))).text.startswith(TEXT)
    await sending(store, TEXT, MEMBER)
    assert (await peer.post(peer.event("subscribe", EventKey=""))).text.startswith(TEXT)


async def test_several_are_told_oldest_first_as_far_as_there_is_room(serve: Serve, store: SqliteStore) -> None:
    service = await serve()
    texts = [f"第{n}个通知：" + "请寄出材料。" * 40 for n in range(3)]
    made = [await sending(store, text, MEMBER) for text in texts]
    replies = [await told(service, f"问{n}") for n in range(3)]
    assert all(size(r) <= TEXT_BYTES for r in replies)
    assert [[t in r for t in texts] for r in replies] == [
        [True, True, False],
        [False, False, True],
        [False, False, False],
    ]
    assert [(await store.counts(m.ident)).sent for m in made] == [1, 1, 1]


async def test_what_says_the_same_is_told_once_and_all_of_it_counts(serve: Serve, store: SqliteStore) -> None:
    service = await serve()
    other = "第二个通知：" + "请寄出材料。" * 60
    made = [await sending(store, text, MEMBER) for text in (TEXT, other, TEXT, TEXT)]
    reply = await told(service, "会费多少")
    assert (reply.count(TEXT), reply.count("第二个通知")) == (1, 1)
    assert [(await store.counts(m.ident)).sent for m in made] == [1, 1, 1, 1]
    long = "很长的通知：" + "请寄出材料。" * 60
    made = [await sending(store, text, MEMBER) for text in (other, long, other)]
    assert [t in await told(service, "会费多少") for t in (other, long)] == [True, True]
    assert [(await store.counts(m.ident)).sent for m in made] == [1, 1, 1]


async def test_a_very_long_one_goes_on_with_the_next_page(serve: Serve, store: SqliteStore) -> None:
    service = await serve()
    text = "".join(f"这是第{n:02}句话，很长。" for n in range(75))
    await sending(store, text, MEMBER)
    first = await told(service, "会费多少")
    assert size(first) <= TEXT_BYTES
    assert "：会费多少" in first
    assert "回复“更多”继续看" in first
    ((memory,),) = Office(service.settings.store_file).rows("SELECT memory FROM members")
    rest = "".join(Memory.load(memory).rest)
    assert first.split("\n")[0] + rest == text


def test_reply_and_broadcasts_always_fit_and_nothing_is_lost() -> None:
    now = datetime(2025, 8, 1).astimezone().isoformat()
    for long in (1, 30, 200, 600, 670):
        for lines in (1, 5, 19):
            text, said = "告" * long, "\n".join("答" * 30 for _ in range(lines))
            reply = Reply(Answer(said, "answered", "x"), said, Memory(at=now))
            count = room_for((), (text, text), reply)
            got = above((), (text, text)[:count], reply)
            assert size(got.text) <= TEXT_BYTES
            whole = got.text + "".join(got.memory.rest)
            assert (whole.count("告"), whole.count("答")) == (count * long, lines * 30)
            assert count >= 1


async def test_notices_and_broadcasts_share_a_reply(serve: Serve, store: SqliteStore, settings: Settings) -> None:
    service, office = await serve(), Office(settings.store_file)
    office.submission()
    await told(service, f"{NUMBER} {DIGITS}")
    office.notify(office.submission(status="待补"), "待补")
    await sending(store, TEXT, MEMBER)
    reply = await told(service, "会费多少")
    assert reply.startswith("您的申报")
    assert TEXT in reply
    assert reply.endswith("：会费多少")


async def test_who_opts_out_is_not_told_any_more(serve: Serve, store: SqliteStore) -> None:
    service = await serve()
    made = await sending(store, TEXT, MEMBER)
    reply = await told(service, "退订提醒")
    assert reply.startswith("已退订")
    assert TEXT not in reply
    later = await sending(store, TEXT, MEMBER)
    assert TEXT not in await told(service, "会费多少", "恢复提醒", "会费多少")
    for broadcast in (made, later):
        (row,) = await store.report_page(broadcast.ident, 0, 10)
        assert (row.outcome, row.reason) == ("skipped", OPTED_OUT)
    await sending(store, TEXT, MEMBER)
    assert TEXT in await told(service, "会费多少")


async def test_who_leaves_or_is_erased_is_skipped_and_not_named(serve: Serve, store: SqliteStore) -> None:
    service = await serve()
    first = await sending(store, TEXT, MEMBER, OTHER)
    await told(service, "你好", member=OTHER)
    peer = service.peer()
    await peer.post(peer.event("unsubscribe"))
    await told(service, "删除我的信息", member=OTHER)
    second = await sending(store, TEXT, OTHER)
    await told(service, "确认删除", member=OTHER)
    rows = [*await store.report_page(first.ident, 0, 10), *await store.report_page(second.ident, 0, 10)]
    assert {(r.outcome, r.reason) for r in rows} == {("skipped", LEFT), ("sent", ""), ("skipped", ERASED)}
    assert all(r.member.startswith("erased:") for r in rows)


async def test_an_apology_tells_nothing(serve: Serve, store: SqliteStore) -> None:
    service = await serve()
    made = await sending(store, TEXT, MEMBER)
    assert TEXT not in await told(service, "出错")
    assert (await store.counts(made.ident)).pending == 1
    assert TEXT in await told(service, "会费多少")
