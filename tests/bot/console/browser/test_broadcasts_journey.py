"""A reminder is written, counted and shown as one types, approved by somebody else, watched, held up, and ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import python_calamine
from playwright.async_api import expect

from bot.standin.control import made_up
from bot.standin.trouble import Trouble
from tests.bot.broadcast.audiences import Followers
from tests.bot.console.browser.clerk import Clerk, Enter
from tests.bot.console.browser.office import OPENS, BrowserOffice

pytestmark = pytest.mark.asyncio(loop_scope="module")

NAME = "wangmin"  # by which the editor is known at WeChat
MEMBERS = [NAME, *(made_up(number) for number in range(599))]
OUT = MEMBERS[-1]  # wants no reminders
ASKERS = MEMBERS[:30]  # of the deadline's reminder
TEXT = "请在6月10日前交齐申报材料。"


@pytest.fixture(scope="module", autouse=True)
def followers(office: BrowserOffice) -> None:
    """Those who follow, in the service and at WeChat."""
    kept = Followers(office.settings.store_file, "shanxi")
    kept.follow(*MEMBERS, wrote=OPENS.timestamp() - 90 * 3600)
    kept.opt_out(OUT)
    kept.wish("materials-due", *ASKERS)
    office.standin.world.followers[office.settings.accounts_by_id["shanxi"].app_id].add(MEMBERS)


@pytest.fixture
def slowly(office: BrowserOffice) -> Iterator[None]:
    """WeChat takes its time for each message, so that there is time to watch."""
    troubles = office.standin.world.troubles
    troubles.rules = [Trouble(kind="slow", path="/cgi-bin/message/template/send", seconds=1.5)]
    yield
    troubles.rules = []


async def write(clerk: Clerk, name: str, text: str = TEXT) -> None:
    """Fill in the form for everybody who follows, and keep it."""
    await clerk.open("shanxi/broadcasts/new")
    await clerk.main.get_by_label("名称").fill(name)
    await clerk.main.get_by_label("正文").fill(text)
    await clerk.main.get_by_label("发给谁", exact=True).select_option("all")
    await clerk.press("保存草稿")
    await expect(clerk.page.get_by_role("status").first).to_contain_text("草稿已保存")


async def test_it_is_counted_and_shown_as_one_types(enter: Enter) -> None:
    clerk = await enter("editor")
    await clerk.open("shanxi/broadcasts")
    await clerk.look()
    await clerk.main.get_by_role("link", name="起草群发").click()
    await clerk.look()
    await clerk.main.get_by_label("名称").fill("申报材料提醒")
    await clerk.main.get_by_label("正文").fill(TEXT)
    count, looks = clerk.main.locator("#count"), clerk.main.locator("#looks")
    await clerk.main.get_by_label("发给谁", exact=True).select_option("all")
    await expect(count).to_contain_text("599 人")
    await expect(count).to_contain_text("不告知 1 人：会员已退订提醒")
    await clerk.main.get_by_label("发给谁", exact=True).select_option("deadline")
    await clerk.main.get_by_label("哪一项截止").select_option("materials-due")
    await expect(count).to_contain_text("30 人")
    await expect(looks.locator(".look-card")).to_contain_text("申报材料提醒")
    await expect(looks).to_contain_text("交齐申报材料")
    await expect(clerk.main.get_by_label("推荐单位")).to_be_hidden()
    await clerk.look("broadcast-form")
    await clerk.main.get_by_label("正文").fill("长" * 700)
    await expect(clerk.main).to_contain_text("超出")
    with clerk.refused(400):
        await clerk.press("保存草稿")
        await expect(clerk.page.get_by_role("alert")).to_be_visible()
    await clerk.look()


async def test_another_approves_it_in_another_window_and_both_watch_it_go_out(
    enter: Enter, office: BrowserOffice, slowly: None, tmp_path: Path
) -> None:
    editor, sender = await enter("editor"), await enter("sender")
    name = f"申报材料提醒（{'手机' if editor.on_phone else '电脑'}起草）"
    await write(editor, name)
    await expect(editor.main.locator("#count")).to_contain_text("599 人")
    await editor.main.get_by_label("您的微信号").fill(NAME)
    await editor.press("发到我的微信")
    await expect(editor.page.get_by_role("status").first).to_contain_text(f"预览已发到微信号 {NAME}")
    await editor.press("提交审核")
    await expect(editor.page.locator("#stage")).to_have_text("待审核")
    await editor.look()

    await sender.open("shanxi/today")
    await sender.go("群发")
    await sender.main.get_by_role("link", name=name).click()
    await expect(sender.main.locator("#count")).to_contain_text("599 人")
    await sender.look("broadcast")
    await sender.main.get_by_label("另定时间").check()
    with sender.refused(400):
        await sender.press("批准")
        await expect(sender.page.get_by_role("alert")).to_be_visible()
    await sender.look()
    await sender.main.get_by_label("立即发送").check()
    await sender.press("批准")
    sent = sender.main.locator('[data-live="sent"]')
    await expect(sent).not_to_have_text("0")
    await sender.look("broadcast-progress")
    first = await sent.inner_text()
    await expect(sent).not_to_have_text(first)
    await editor.page.reload()
    await expect(editor.main.get_by_role("button", name="暂停发送")).to_have_count(0)

    await sender.press("暂停发送")
    await expect(sender.page.locator("#stage")).to_have_text("已暂停")
    await sender.look()
    await expect(editor.page.locator("#stage")).to_have_text("已暂停")
    office.standin.world.troubles.rules = []
    await sender.press("继续发送")
    await expect(sender.page.locator("#stage")).to_have_text("已完成", timeout=20_000)
    await expect(sent).to_have_text("599")
    await sender.look()
    async with editor.page.expect_download() as coming:
        await editor.page.reload()
        await editor.main.get_by_role("button", name="下载报告").click()
    await (await coming.value).save_as(tmp_path / "report.xlsx")
    rows = python_calamine.load_workbook(tmp_path / "report.xlsx").get_sheet_by_index(0).to_python()
    assert {row[0] for row in rows[1:]} == set(MEMBERS)
    got = Counter(each["member"] for each in office.standin.world.record.received(channel="template"))
    assert got == dict.fromkeys(MEMBERS[:-1], 2 if editor.on_phone else 1)


async def test_one_is_ended_for_good_only_once_that_is_confirmed(enter: Enter, slowly: None) -> None:
    sender = await enter("sender")
    await write(sender, "发错了的一份")
    await sender.press("提交审核")
    await sender.main.get_by_label("立即发送").check()
    await sender.press("批准")
    await sender.press("暂停发送")
    await expect(sender.page.locator("#stage")).to_have_text("已暂停")
    await sender.main.get_by_role("link", name="取消这个群发").click()
    await sender.look("broadcast-cancel")
    await sender.main.get_by_role("link", name="不取消，返回").click()
    await sender.main.get_by_role("link", name="取消这个群发").click()
    await sender.main.get_by_label("原因").fill("日期写错了")
    await sender.press("确定取消")
    await expect(sender.page.locator("#stage")).to_have_text("已取消")
    await sender.look()
    await sender.go("群发")
    await sender.look("broadcasts")
    await sender.main.get_by_role("link", name="已暂停").click()
    await expect(sender.main).to_contain_text("没有「已暂停」的群发")
    await sender.look()


async def test_the_calendar_leads_to_a_reminder_that_made_itself(enter: Enter) -> None:
    sender = await enter("sender")
    await sender.open("shanxi/today")
    await sender.go("日历")
    await expect(sender.main).to_contain_text("请求过提醒的 30 人")
    await sender.look("calendar")
    agenda = sender.main.locator(".agenda")
    await agenda.get_by_role("link").first.click()
    await expect(sender.main.locator("#count")).to_contain_text("30 人")
    await sender.look("reminder")
    await sender.main.get_by_label("按计划").check()
    await expect(sender.main.locator(".look-card")).to_contain_text("申报材料报送截止")
    await sender.go("日历")
    await sender.main.get_by_role("link", name="下个月").click()
    await expect(sender.main).to_contain_text("2018年7月")
    await sender.look()
