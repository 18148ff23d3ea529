"""A person please: a member asks, a clerk answers, and the member hears it once, whatever goes wrong on the way."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from typing import Any

import pytest

from bot.config import Settings
from bot.handoffs.answering import LEASE
from tests.bot.console.conftest import NOW, ConsoleOffice, running
from tests.bot.console.handing import LIST, Desk, calling
from tests.wechat_api import CUSTOMER, WeChatApi, wechat_api
from tests.wechat_peer import MEMBER

HOUR = 3600.0
OTHER = "oOther-0000000000000000000000"
HOSTILE = "<script>alert(1)</script>\u202e" + "长" * 300


@pytest.fixture
async def wechat() -> AsyncIterator[WeChatApi]:
    async with wechat_api() as api:
        yield api


@pytest.fixture
async def called(console_settings: Settings, wechat: WeChatApi) -> AsyncIterator[ConsoleOffice]:
    """An office whose accounts call the fake WeChat."""
    async for opened in running(calling(console_settings, wechat.base), [NOW]):
        yield opened


@pytest.fixture
async def desk(called: ConsoleOffice, wechat: WeChatApi) -> Desk:
    return Desk(called, wechat, await called.staff("editor", "小王", ("shanxi",)))


def rows(desk: Desk, sql: str) -> list[Any]:
    with closing(sqlite3.connect(desk.office.settings.store_file)) as connection:
        return connection.execute(sql).fetchall()


async def test_a_member_who_asks_for_a_person_is_answered_once(desk: Desk) -> None:
    await desk.say("会费多少")
    assert "没有会员等待" in (await desk.clerk.get(LIST)).text
    assert "写在这里" in await desk.say("人工")
    await desk.say("我的材料寄错地方了怎么办")
    listed = (await desk.clerk.get(LIST)).text
    assert "求助 1" in listed
    assert "我的材料寄错地方了怎么办" in listed
    assert ">未读<" in listed
    page = (await desk.page()).text
    assert "会费多少" not in page  # nothing from before
    assert "可直接发送，还可发 5 条，剩 2 天" in page or "剩 1 天 23 小时" in page
    answered = await desk.reply("请重新寄到秘书处，\r\n我们等到月底。")
    assert "已发送给会员" in (await desk.clerk.follow(answered)).text
    assert desk.got == ["请重新寄到秘书处，\n我们等到月底。"]
    page = (await desk.page()).text
    assert "已发送" in page
    assert "小王" in page
    assert ">未读<" not in (await desk.clerk.get(LIST)).text
    assert "工作人员答复" not in await desk.say("好的谢谢")


async def test_today_counts_who_waits(desk: Desk) -> None:
    await desk.say("人工")
    await desk.say("人工", OTHER)
    await desk.reply("请讲")
    today = (await desk.clerk.get("/console/shanxi/today")).text
    assert 'href="/console/shanxi/handoffs"' in today
    assert "1 件等待答复" in today


async def test_a_form_that_is_sent_twice_sends_one_answer(desk: Desk) -> None:
    await desk.say("人工")
    token = await desk.token()
    pages = await asyncio.gather(*(desk.reply("请稍等", token=token) for _ in range(4)))
    assert {p.status for p in pages} == {303}
    assert desk.got == ["请稍等"]
    assert "没有再发" in (await desk.clerk.follow(await desk.reply("请稍等", token=token))).text
    assert desk.got == ["请稍等"]


async def test_where_the_window_is_closed_it_is_told_at_the_next_contact_once(desk: Desk) -> None:
    await desk.say("人工")
    desk.office.pass_time(49 * HOUR)
    desk.clerk = await desk.office.staff("editor", "小李")
    assert "已过 48 小时" in (await desk.page()).text
    assert "下次来信时告知" in (await desk.clerk.follow(await desk.reply("已经帮您改好了"))).text
    assert desk.got == []
    told = await desk.say("你好")
    assert told.startswith("【工作人员答复】\n已经帮您改好了\n————\n")
    assert "工作人员答复" not in await desk.say("你好")
    assert "已随回复告知" in (await desk.page()).text


async def test_a_waiting_answer_can_be_sent_or_taken_back_while_it_waits(desk: Desk) -> None:
    await desk.say("人工")
    desk.office.pass_time(49 * HOUR)
    desk.clerk = await desk.office.staff("editor", "小李")
    await desk.reply("第一条")
    await desk.reply("第二条")
    ((second,),) = rows(desk, "SELECT id FROM handoff_lines WHERE text = '第二条'")
    taken_back = await desk.do(f"lines/{second}/withdraw")
    assert "不会看到" in (await desk.clerk.follow(taken_back)).text
    ((first,),) = rows(desk, "SELECT id FROM handoff_lines WHERE text = '第一条'")
    refused = await desk.do(f"lines/{first}/send")
    assert (refused.status, desk.got) == (409, [])
    told = await desk.say("在吗")
    assert "第一条" in told
    assert "第二条" not in told
    assert (await desk.do(f"lines/{first}/send")).status == 409
    assert "没有撤回" in (await desk.clerk.follow(await desk.do(f"lines/{first}/withdraw"))).text


async def test_an_account_that_may_not_send_tells_at_the_next_contact(
    console_settings: Settings, wechat: WeChatApi
) -> None:
    async for office in running(calling(console_settings, wechat.base, verified=False), [NOW]):
        desk = Desk(office, wechat, await office.staff())
        await desk.say("人工")
        assert "不能主动发消息" in (await desk.page()).text
        await desk.reply("您好，请讲")
        assert wechat.calls == []
        assert "您好，请讲" in await desk.say("会费多少")


async def test_five_answers_after_a_message_then_the_next_contact(desk: Desk) -> None:
    await desk.say("人工")
    for n in range(6):
        await desk.reply(f"第{n}条")
    assert desk.got == [f"第{n}条" for n in range(5)]
    assert "可发的条数已用完" in (await desk.page()).text
    desk.office.pass_time(60.0)
    assert "第5条" in await desk.say("好的")
    await desk.reply("再一条")
    assert desk.got[-1] == "再一条"


async def test_what_wechat_refuses_waits_or_has_failed(desk: Desk, wechat: WeChatApi) -> None:
    await desk.say("人工")
    wechat.trouble[CUSTOMER] = [45015, 45002, 45009]
    assert "下次来信时告知" in (await desk.clerk.follow(await desk.reply("一"))).text
    assert "没有送达" in (await desk.clerk.follow(await desk.reply("二"))).text
    await desk.reply("三")
    assert rows(desk, "SELECT text, fate FROM handoff_lines WHERE speaker = 'staff' ORDER BY id") == [
        ("一", "waiting"),
        ("二", "failed"),
        ("三", "waiting"),
    ]
    ((first,),) = rows(desk, "SELECT id FROM handoff_lines WHERE text = '一'")
    assert "已发送给会员" in (await desk.clerk.follow(await desk.do(f"lines/{first}/send"))).text
    assert desk.got == ["一"]
    told = await desk.say("你好")
    assert "三" in told
    assert "【工作人员答复】\n一" not in told


@pytest.mark.parametrize("trouble", ["cut", "page", 502])
async def test_an_unknown_outcome_is_said_and_never_repeated(desk: Desk, wechat: WeChatApi, trouble: Any) -> None:
    await desk.say("人工")
    wechat.trouble[CUSTOMER] = [trouble]
    token = await desk.token()
    assert "不会重发" in (await desk.clerk.follow(await desk.reply("请稍等", token=token))).text
    await desk.reply("请稍等", token=token)
    page = (await desk.page()).text
    assert "结果不明" in page
    ((line,),) = rows(desk, "SELECT id FROM handoff_lines WHERE text = '请稍等'")
    assert f"lines/{line}/send" not in page
    assert (await desk.do(f"lines/{line}/send")).status == 409
    assert "请稍等" not in await desk.say("在吗")
    assert desk.got == ["请稍等"]  # it had arrived


async def test_what_was_being_sent_when_a_process_died_is_unknown_and_not_sent_again(desk: Desk) -> None:
    await desk.say("人工")
    desk.wechat.always[CUSTOMER] = "silence"
    token = await desk.token()
    sending = asyncio.create_task(desk.reply("请稍等", token=token))
    async with asyncio.timeout(30):
        while not desk.got:  # noqa: ASYNC110  # there is no event to wait for
            await asyncio.sleep(0.005)
    other = await desk.office.staff("editor", "小李")
    await desk.office.store.take_handoff(*await _over(desk, "小李"), over=True)
    assert "正在发送" in (await desk.page(other)).text
    desk.office.pass_time(LEASE + 1)
    assert "结果不明" in (await desk.page(other)).text
    desk.wechat.held.set()
    await sending
    assert desk.got == ["请稍等"]
    assert rows(desk, "SELECT fate FROM handoff_lines WHERE text = '请稍等'") == [("unknown",)]


async def _over(desk: Desk, by: str) -> tuple[Any]:
    from bot.handoffs.handoff import Act  # noqa: PLC0415  # of this test alone

    return (Act("shanxi", 1, by, desk.office.clock.real()),)


async def test_two_clerks_do_not_answer_at_once(desk: Desk) -> None:
    await desk.say("人工")
    other = await desk.office.staff("editor", "小李")
    both = [await desk.token(), await desk.token(other)]
    answered, late = await asyncio.gather(
        desk.reply("我来", token=both[0]), desk.reply("我也来", browser=other, token=both[1])
    )
    assert sorted((answered.status, late.status)) == [303, 409]
    assert len(desk.got) == 1
    loser, winner = (other, "小王") if late.status == 409 else (desk.clerk, "小李")
    refused = late if late.status == 409 else answered
    assert f"已由{winner}接手" in refused.text
    assert "您刚才写的答复" in refused.text
    assert (await desk.do("take", loser)).status == 409
    assert (await desk.do("take", loser, over="yes")).status == 303
    assert (await desk.do("release", loser)).status == 303
    assert (await desk.reply("都可以", browser=loser)).status == 303


async def test_a_text_that_is_no_message_is_shown_again_with_its_fault(desk: Desk) -> None:
    await desk.say("人工")
    long = await desk.reply("长" * 700)
    assert (long.status, "超出 52 字节" in long.text, "长" * 700 in long.text) == (400, True, True)
    assert (await desk.reply("  \u200b ")).status == 400
    assert (await desk.clerk.post(f"{desk.path}/reply", {"text": "好"})).status == 400
    assert desk.got == []
    assert (await desk.reply("长" * 682)).status == 303


async def test_a_call_is_noted_and_the_handoff_closed_and_opened_again(desk: Desk) -> None:
    await desk.say("人工")
    assert (await desk.do("phone", form="f1", call="")).status == 400
    await desk.do("phone", form="f1", call="打给苗老师，约好周三来取")
    await desk.do("phone", form="f1", call="打给苗老师，约好周三来取")
    assert (await desk.page()).text.count("约好周三来取") == 1
    assert (await desk.do("close", note="长" * 201)).status == 400
    assert "已结束" in (await desk.clerk.follow(await desk.do("close", note="已电话解决"))).text
    assert "已电话解决" in (await desk.clerk.get(f"{LIST}/closed")).text
    assert (await desk.do("close")).status == 409
    await desk.say("这句话不再记录")
    page = (await desk.page()).text
    assert "这句话不再记录" not in page
    assert (await desk.clerk.post(f"{desk.path}/reply", {"form": "f2", "text": "好"})).status == 409
    assert (await desk.do("reopen")).status == 303
    await desk.say("现在又记了吗")
    assert "现在又记了吗" in (await desk.page()).text
    await desk.do("close")
    await desk.say("人工")
    assert (await desk.do("reopen")).status == 409
    assert "求助 2" in (await desk.clerk.get(LIST)).text


async def test_while_staff_have_it_nothing_found_is_passed_on(desk: Desk) -> None:
    assert "没有找到" in await desk.say("火星签证去哪里办")
    await desk.say("人工")
    told = await desk.say("火星签证去哪里办")
    assert "已转给工作人员" in told
    assert "无法回答" in told
    assert "没有找到" not in told
    assert "没有查到" in await desk.say("SX2018-9999 1234")  # what is said of one's own case stays as it is
    assert "《" in await desk.say("QC小组成果申报截止到哪天")  # what the bot knows it still answers
    await desk.do("close")
    assert "没有找到" in await desk.say("火星签证去哪里办")


@pytest.mark.parametrize("role", ["viewer", "editor", "sender", "administrator"])
async def test_each_role_sees_and_does_what_it_may(desk: Desk, role: str) -> None:
    await desk.say("人工")
    await desk.say("这是会员说的话")
    them = await desk.office.staff(role, f"试{role}")
    talks = role != "viewer"
    listed = await them.get(LIST)
    assert listed.status == 200
    assert "未结束的求助" in listed.text
    assert "已等" in listed.text
    assert ("这是会员说的话" in listed.text) is talks
    for path in (desk.path, f"{desk.path}/talk", f"{LIST}/closed"):
        assert (await them.get(path)).status == (200 if talks else 403)
    await them.get("/console/-/profile")
    for act in ("take", "reply", "phone", "release", "close", "reopen", "lines/1/send", "lines/1/withdraw"):
        answer = await them.post(f"{desk.path}/{act}", {"form": "f", "text": "好", "call": "好"})
        assert (answer.status == 403) is not talks, act
    assert desk.got == (["好"] if talks else [])


async def test_a_forged_form_does_nothing(desk: Desk) -> None:
    await desk.say("人工")
    await desk.page()
    for act in ("take", "reply", "close"):
        answer = await desk.clerk.post(f"{desk.path}/{act}", {"form": "f", "text": "好"}, csrf="0" * 64)
        assert answer.status == 403
    assert desk.got == []
    assert rows(desk, "SELECT taken_by, closed_at FROM handoffs") == [("", None)]


async def test_another_accounts_handoff_is_not_there(desk: Desk) -> None:
    await desk.say("人工")
    await desk.office.peer("hebei").text("人工")
    hebei = await desk.office.staff("administrator", "河北", ("hebei",))
    everywhere = await desk.office.staff("administrator", "都管")
    for browser in (hebei, everywhere):
        await browser.get("/console/-/profile")
        for number in (1, 99, 10**14):
            path = f"/console/hebei/handoffs/{number}"
            assert (await browser.get(path)).status == 404
            assert (await browser.get(f"{path}/talk")).status == 404
            for act in ("take", "reply", "phone", "release", "close", "reopen", "lines/1/send", "lines/1/withdraw"):
                answer = await browser.post(f"{path}/{act}", {"form": "f", "text": "好", "call": "好"})
                assert answer.status == 404, (act, number)
    assert (await hebei.get(desk.path)).status == 404
    assert desk.got == []
    assert rows(desk, "SELECT count(*) FROM handoff_lines WHERE speaker NOT IN ('member', 'bot')") == [(0,)]


async def test_hostile_texts_are_shown_as_text(desk: Desk) -> None:
    await desk.say("人工")
    await desk.say(HOSTILE)
    await desk.reply("<b>回</b>")
    await desk.do("close", note="<i>注</i>")
    await desk.do("reopen")
    for path in (LIST, desk.path, f"{desk.path}/talk", f"{LIST}/closed"):
        page = (await desk.clerk.get(path)).text
        assert "<script>alert" not in page
        assert "<b>回" not in page
        assert "<i>注" not in page
    page = (await desk.page()).text
    assert "<bdi>&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "&lt;b&gt;回&lt;/b&gt;" in page


async def test_pictures_are_noted_and_answers_lead_to_a_draft(desk: Desk) -> None:
    await desk.say("人工")
    peer = desk.office.peer("shanxi")
    await peer.post(peer.message("image", PicUrl="u", MediaId="m"))
    await desk.say("发票怎么开")
    await desk.reply("可以开电子发票。")
    page = (await desk.page()).text
    assert "[图片]" in page
    assert (
        "/console/shanxi/questions/answers/new?question=%E5%8F%91%E7%A5%A8%E6%80%8E%E4%B9%88%E5%BC%80&amp;answer="
        in page
    )


async def test_who_leaves_or_is_erased_takes_the_conversation_along(desk: Desk) -> None:
    for member in (MEMBER, OTHER):
        await desk.say("人工", member)
        await desk.say("我想问一件私事", member)
    await desk.reply("请讲")
    peer = desk.office.peer("shanxi")
    await peer.post(peer.event("unsubscribe", EventKey=""))
    assert (await desk.page()).status == 404
    assert rows(desk, "SELECT member FROM handoffs") == [(OTHER,)]
    await desk.say("删除我的信息", OTHER)
    await desk.say("确认删除", OTHER)
    assert rows(desk, "SELECT count(*) FROM handoffs") == [(0,)]
    assert rows(desk, "SELECT count(*) FROM handoff_lines") == [(0,)]
    await desk.say("人工", OTHER)
    assert rows(desk, "SELECT number FROM handoffs") == [(3,)]  # no number comes again


async def test_every_act_is_in_the_audit_without_the_members_words(desk: Desk) -> None:
    await desk.say("人工")
    await desk.reply("只有会员该看的话")
    await desk.do("close", note="只有同事该看的话")
    admin = await desk.office.staff("administrator", "管理")
    audit = (await admin.get("/console/-/audit")).text
    for word in ("答复会员", "结束求助", "求助 1", "小王"):
        assert word in audit
    assert "该看的话" not in audit


async def test_long_answers_are_told_one_after_the_other_and_whole(desk: Desk) -> None:
    await desk.say("人工")
    desk.office.pass_time(49 * HOUR)
    desk.clerk = await desk.office.staff("editor", "小李")
    texts = ["".join(f"第{n}条第{m:02}句。" for m in range(90)) for n in range(2)]
    for text in texts:
        await desk.reply(text)
    for text in texts:
        told = await desk.say("会费多少")
        assert len(told.encode()) <= 2048
        while "更多" in told:
            rest = await desk.say("更多")
            told = told.partition("\n————")[0].partition("\n（还有")[0] + rest
        assert text in told
    assert "条第" not in await desk.say("会费多少")
