"""A person please: a member asks for one, a clerk takes it up, answers, notes a call, and closes it."""

from __future__ import annotations

import pytest
import pytest_asyncio
from playwright.async_api import Locator, expect

from tests.bot.console.browser.clerk import Clerk, Enter
from tests.bot.console.browser.members import HOSTILE, got, no_script_runs, openid, say
from tests.bot.console.browser.office import BrowserOffice

pytestmark = pytest.mark.asyncio(loop_scope="module")

# What members of each size's journey ask about.
MATERIALS = {"desktop": "材料", "phone": "汇总表"}
CERTIFICATE = {"desktop": "去年的证书一直没有收到", "phone": "班组的奖牌到现在没有寄来"}
INVOICE = {"desktop": "会费发票开错了", "phone": "交流活动费的发票丢了"}
REPLY = "您好，材料请重新寄到太原市府西街29号410室，我们等到6月10日。"
EVERY = 4500  # milliseconds, in which the page looks whether there is something new


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def waiting(office: BrowserOffice) -> None:
    """Two who asked so long ago that they cannot be written to."""
    for size, words in CERTIFICATE.items():
        await asks_for_a_person(office, openid(f"long {size}"), words)
    office.pass_time(49 * 3600)


def size(clerk: Clerk) -> str:
    return "phone" if clerk.on_phone else "desktop"


def talk(clerk: Clerk) -> Locator:
    return clerk.page.get_by_role("list", name="对话")


async def asks_for_a_person(office: BrowserOffice, member: str, words: str) -> None:
    assert "工作人员" in await say(office, "人工", member)
    await say(office, words, member)


async def test_nobody_waits(enter: Enter) -> None:
    clerk = await enter("editor")
    await clerk.open("hubei/handoffs")
    await expect(clerk.main).to_contain_text("现在没有会员等待人工答复")
    await clerk.look()
    await clerk.main.get_by_role("link", name="已结束").click()
    await expect(clerk.main).to_contain_text("没有已结束的求助")
    await clerk.look()


async def test_a_member_who_asks_for_a_person_is_answered_by_one(enter: Enter, office: BrowserOffice) -> None:
    clerk = await enter("editor")
    member = openid(size(clerk))
    words = f"我们QC小组的{MATERIALS[size(clerk)]}寄错地方了怎么办"
    await asks_for_a_person(office, member, words)
    await asks_for_a_person(office, openid(f"other {size(clerk)}"), "打电话一直占线，麻烦回个电话")
    await clerk.page.clock.install()
    await clerk.open("shanxi/today")
    await clerk.go("找人工")
    item = clerk.main.get_by_role("listitem").filter(has_text=words)
    await expect(item).to_contain_text("未读")
    await clerk.look("handoffs")
    await item.get_by_role("link").click()
    await clerk.press("接手")
    await expect(clerk.main).to_contain_text("您已接手")
    await the_same_text_is_not_sent_when_it_is_too_long(clerk)
    await clerk.page.get_by_label("答复", exact=True).fill(REPLY)
    await clerk.press("发送答复")
    await expect(clerk.page.get_by_role("status")).to_contain_text("已发送给会员")
    assert await got(office, member) == [REPLY]
    await say(office, "好的，谢谢您", member)
    await expect(talk(clerk)).not_to_contain_text("好的，谢谢您")
    await clerk.page.clock.run_for(EVERY)
    await expect(talk(clerk).get_by_text("好的，谢谢您")).to_be_in_viewport()
    await clerk.unfold()
    await clerk.look("handoff", whole=True)
    await clerk.page.get_by_label("电话里答复了什么").fill("和苗老师通了电话，周三来取")
    await clerk.press("记下电话答复")
    await expect(talk(clerk)).to_contain_text("周三来取")
    await clerk.unfold()
    await clerk.page.get_by_label("说明").fill("已重寄")
    await clerk.press("结束求助")
    await clerk.look()
    await clerk.open("shanxi/handoffs/closed")
    await clerk.look()
    await clerk.main.get_by_role("listitem").filter(has_text="已重寄").first.get_by_role("link").click()
    await clerk.press("重新打开")
    await expect(clerk.main.get_by_role("button", name="发送答复")).to_be_visible()


async def the_same_text_is_not_sent_when_it_is_too_long(clerk: Clerk) -> None:
    field = clerk.page.get_by_label("答复", exact=True)
    await field.fill("长" * 700)
    await expect(clerk.main.locator("#text-size")).to_contain_text("超出 52 字节")
    with clerk.refused(400):
        await clerk.press("发送答复")
        await expect(clerk.page.get_by_role("alert")).to_contain_text("超出")
    await expect(field).to_have_value("长" * 700)
    await clerk.look()


async def test_who_cannot_be_written_to_hears_it_with_the_next_reply(enter: Enter, office: BrowserOffice) -> None:
    clerk = await enter("editor")
    await clerk.open("shanxi/handoffs")
    await clerk.main.get_by_role("listitem").filter(has_text=CERTIFICATE[size(clerk)]).get_by_role("link").click()
    await expect(clerk.main).to_contain_text("已过 48 小时")
    await clerk.page.get_by_label("答复", exact=True).fill("证书已经补寄，单号请看短信。")
    await clerk.press("存下答复，下次来信时告知")
    await expect(talk(clerk)).to_contain_text("撤回")
    await clerk.look("handoff-late", whole=True)
    assert (await say(office, "会费多少", openid(f"long {size(clerk)}"))).startswith("【工作人员答复】\n证书已经补寄")


async def test_what_a_colleague_has_taken_up_is_taken_over_only_knowingly(enter: Enter, office: BrowserOffice) -> None:
    clerk, colleague = await enter("editor"), await enter("sender")
    member = openid(f"over {size(clerk)}")
    await asks_for_a_person(office, member, INVOICE[size(clerk)])
    for one in (clerk, colleague):
        await one.open("shanxi/handoffs")
        await one.main.get_by_role("listitem").filter(has_text=INVOICE[size(clerk)]).get_by_role("link").click()
    await clerk.press("接手")
    await colleague.page.get_by_label("答复", exact=True).fill("我来看看")
    with colleague.refused(409):
        await colleague.press("发送答复")
        await expect(colleague.page.get_by_role("alert")).to_contain_text("王敏")
    await expect(colleague.main).to_contain_text("我来看看")
    await colleague.look()
    await colleague.press("改由我接手")
    await expect(colleague.main).to_contain_text("您已接手")
    await expect(colleague.page.get_by_label("答复", exact=True)).to_have_value("我来看看")


async def test_a_viewer_sees_how_many_wait_and_not_what_they_wrote(enter: Enter, office: BrowserOffice) -> None:
    clerk = await enter("viewer")
    await asks_for_a_person(office, openid("Viewed"), "这句话只给能答复的同事看")
    await clerk.open("shanxi/handoffs")
    await expect(clerk.main).to_contain_text("未结束的求助")
    await expect(clerk.main).not_to_contain_text("这句话")
    await expect(clerk.main.get_by_role("link")).to_have_count(0)
    await clerk.look()
    with clerk.refused(403):
        await clerk.open("shanxi/handoffs/1")
    await clerk.look()


async def test_what_members_write_is_text_in_the_list_and_the_conversation(enter: Enter, office: BrowserOffice) -> None:
    clerk = await enter("editor")
    no_script_runs(clerk)
    member = openid(f"hostile {size(clerk)}")
    words = f"{size(clerk)}{HOSTILE}"
    await asks_for_a_person(office, member, words)
    await clerk.page.clock.install()
    await clerk.open("shanxi/handoffs")
    await clerk.look()
    await clerk.main.get_by_role("listitem").filter(has_text=f"{size(clerk)}<script>").get_by_role("link").click()
    told = talk(clerk).get_by_text(words)
    await expect(told).to_have_count(1)
    await say(office, words, member)
    await clerk.page.clock.run_for(EVERY)
    await expect(told).to_have_count(2)
    await expect(clerk.page.locator("main img, main script")).to_have_count(0)
    await clerk.look()
