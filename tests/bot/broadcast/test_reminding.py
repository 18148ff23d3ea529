"""Members ask to be reminded, list that, take it back, and opt out of it all, over the real webhook."""

from __future__ import annotations

import asyncio

import pytest

from bot.config import Settings
from bot.store.sqlite import SqliteStore
from knowledge.pack import Pack, load_pack
from tests.bot.broadcast.conftest import Serve
from tests.bot.broadcast.members import DEADLINE, NAME, moved, told
from tests.bot.enquiries.conftest import PACK, Office
from tests.handlers.test_reminding import PACKS
from tests.wechat_peer import MEMBER


async def test_one_deadline_alone_is_taken_at_once(serve: Serve, store: SqliteStore) -> None:
    service = await serve()
    said = await told(service, "截止前提醒我")
    assert said.startswith(f"好的，已记下：{NAME}：2025年9月18日，还剩48天")
    assert await store.wishes("demo", MEMBER) == (DEADLINE,)
    await told(service, "提醒我材料截止")
    assert await store.wishes("demo", MEMBER) == (DEADLINE,)


async def test_only_what_will_come_is_promised(serve: Serve) -> None:
    said = await told(await serve("2025-09-11T08:00"), "提醒我")
    assert "拟发提醒的日子：2025年9月11日、2025年9月15日、2025年9月17日。\n协会发出提醒时会告知您" in said
    said = await told(await serve("2025-09-15T09:00"), "提醒我")
    assert "拟发提醒的日子：2025年9月17日。" in said
    assert "协会会" not in said


@pytest.mark.parametrize("pack", [PACK, moved(PACK, remind_before=()), moved(PACK, remind_before=(30,))])
async def test_where_no_reminder_is_left_that_is_said(serve: Serve, store: SqliteStore, pack: Pack) -> None:
    service = await serve("2025-09-17T09:00", pack, public_url="https://bot.example")
    said = await told(service, "提醒我")
    assert "截止前不会再发提醒，请自行留意。" in said
    assert "协会发出" not in said
    assert f"/m/demo/deadline/{DEADLINE}.ics" in said
    assert await store.wishes("demo", MEMBER) == (DEADLINE,)


async def test_each_of_several_tells_its_own_days(serve: Serve) -> None:
    said = await told(await serve("2018-06-10", load_pack(PACKS / "shanxi")), "全部提醒我")
    first, second = said.index("申报材料报送截止"), said.index("参会代表名单报送截止")
    assert "不会再发提醒" in said[first:second]
    assert "拟发提醒的日子：2018年6月13日、2018年6月17日、2018年6月19日。" in said[second:]
    assert said.count("协会发出提醒时会告知您") == 1


async def test_several_are_offered_and_chosen_by_number(serve: Serve, store: SqliteStore) -> None:
    service = await serve("2018-06-01", load_pack(PACKS / "shanxi"))
    offered = await told(service, "提醒我")
    assert "1. 申报材料报送截止：2018年6月10日，还剩9天" in offered
    assert "2. 参会代表名单报送截止：2018年6月20日，还剩19天" in offered
    assert "bizmsgmenu" in offered
    assert await store.wishes("demo", MEMBER) == ()
    assert "参会代表名单报送截止" in await told(service, "2")
    assert await store.wishes("demo", MEMBER) == ("delegates-due",)
    assert "申报材料报送截止" in await told(service, "提醒我材料截止")
    listed = await told(service, "我的提醒")
    assert listed.startswith("您有2个提醒")
    assert "要取消哪一个" in await told(service, "取消提醒")
    assert "已取消提醒：申报材料报送截止" in await told(service, "2")
    assert await store.wishes("demo", MEMBER) == ("delegates-due",)


async def test_one_is_taken_back_by_its_number_in_the_list(serve: Serve, store: SqliteStore) -> None:
    service = await serve("2018-06-01", load_pack(PACKS / "shanxi"))
    await told(service, "全部提醒我")
    assert await store.wishes("demo", MEMBER) == ("materials-due", "delegates-due")
    assert "已取消提醒：参会代表名单报送截止" in await told(service, "取消提醒2")
    assert "已取消提醒：申报材料报送截止" in await told(service, "取消提醒")
    assert "没有可以取消的提醒" in await told(service, "取消提醒")


async def test_what_has_passed_is_said_with_its_date(serve: Serve, store: SqliteStore) -> None:
    said = await told(await serve("2025-09-19"), "提醒我")
    assert "2025年9月18日，已截止（已过1天）" in said
    assert await store.wishes("demo", MEMBER) == ()
    assert "好的" in await told(await serve("2025-09-18"), "提醒我")


async def test_where_no_document_states_a_day_that_is_said(serve: Serve, store: SqliteStore) -> None:
    said = await told(await serve(pack=load_pack(PACKS / "hubei")), "提醒我")
    assert "没有规定" in said
    assert await store.wishes("demo", MEMBER) == ()


async def test_what_nobody_knows_is_not_promised(serve: Serve, store: SqliteStore) -> None:
    said = await told(await serve(), "提醒我吃药")
    assert "没有收录“吃药”" in said
    assert NAME in said
    assert await store.wishes("demo", MEMBER) == ()


async def test_opting_out_holds_until_it_is_taken_back(serve: Serve, store: SqliteStore) -> None:
    service = await serve()
    assert "已退订" in await told(service, "退订提醒")
    assert await store.opted_out("demo", MEMBER)
    assert "您已退订提醒" in await told(service, "提醒我")
    assert "恢复提醒" in await told(service, "我的提醒")
    assert "已恢复" in await told(service, "恢复提醒")
    assert not await store.opted_out("demo", MEMBER)
    assert await store.wishes("demo", MEMBER) == (DEADLINE,)


async def test_a_retry_asks_for_nothing_a_second_time(serve: Serve, store: SqliteStore) -> None:
    services = [await serve(), await serve()]
    first = await services[0].peer().text("提醒我", msg_id=7)
    await services[0].peer().text("取消提醒", msg_id=8)
    assert (await services[1].peer().text("提醒我", msg_id=7)).text == first.text
    assert await store.wishes("demo", MEMBER) == ()


async def test_many_members_at_once_lose_no_wish(serve: Serve, store: SqliteStore) -> None:
    services = [await serve(), await serve()]
    members = [f"oMany{n:024}" for n in range(20)]
    await asyncio.gather(*(told(services[n % 2], "提醒我", member=m) for n, m in enumerate(members)))
    assert all([await store.wishes("demo", m) == (DEADLINE,) for m in members])


async def test_erasing_drops_wishes_and_keeps_the_opting_out(serve: Serve, store: SqliteStore) -> None:
    service = await serve()
    await told(service, "提醒我", "退订提醒", "删除我的信息", "确认删除")
    assert await store.wishes("demo", MEMBER) == ()
    assert await store.opted_out("demo", MEMBER)


async def test_leaving_drops_both(serve: Serve, store: SqliteStore, settings: Settings) -> None:
    service = await serve()
    await told(service, "提醒我", "退订提醒")
    peer = service.peer()
    await peer.post(peer.event("unsubscribe"))
    assert await store.wishes("demo", MEMBER) == ()
    assert not await store.opted_out("demo", MEMBER)
    office = Office(settings.store_file)
    assert office.rows("SELECT count(*) FROM reminder_wishes") == [(0,)]


async def test_the_calendar_file_is_linked_where_members_can_reach_it(serve: Serve) -> None:
    assert ".ics" not in await told(await serve(), "提醒我")
    service = await serve(public_url="https://bot.example/")
    said = await told(service, "提醒我")
    assert f"https://bot.example/m/demo/deadline/{DEADLINE}.ics" in said


async def test_a_question_meanwhile_is_for_the_desk(serve: Serve) -> None:
    service = await serve("2018-06-01", load_pack(PACKS / "shanxi"))
    assert "句：会费多少" in await told(service, "提醒我", "会费多少")
