"""What nobody could answer: a clerk answers it once, tries it, lets it go live, and whoever asked is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator, expect

from tests.bot.console.browser.clerk import Clerk, Enter
from tests.bot.console.browser.members import HOSTILE, got, no_script_runs, openid, say
from tests.bot.console.browser.office import BrowserOffice

pytestmark = pytest.mark.asyncio(loop_scope="module")

# What is asked alike at each size, and what a clerk answers.
ASKED = {
    "desktop": ("无线网密码是多少", "会场无线网的密码是什么", "无线网密码贴在会场门口的指示牌上，每天早上更换。"),
    "phone": ("会场的洗衣房几点关门", "请问会场洗衣房几点关门呀", "洗衣房每天开到晚上九点。"),
}
# What else was asked, so that the list is like one of an office that is open.
ELSE = (
    "会上有清真餐吗",
    "有没有清真餐",
    "可以给老人留前排座位吗",
    "能投屏吗",
    "大屏能放我们的宣传片吗",
    "公司抬头写错了能改吗",
)
NICKNAME = "红皮册子是什么"


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def asked(office: BrowserOffice) -> None:
    for number, text in enumerate(ELSE):
        await say(office, text, openid(f"Else{number}"))
        office.pass_time(700)


def size(clerk: Clerk) -> str:
    return "phone" if clerk.on_phone else "desktop"


def written(clerk: Clerk) -> Locator:
    """Where the answer is written."""
    return clerk.page.get_by_role("textbox", name=re.compile("^答复"))


def card(clerk: Clerk, heading: str | re.Pattern[str]) -> Locator:
    return clerk.main.locator("section.card", has=clerk.page.get_by_role("heading", name=heading))


async def open_group(clerk: Clerk, text: str, account: str = "shanxi") -> None:
    await clerk.open(f"{account}/questions")
    await clerk.main.get_by_role("link", name=text).first.click()
    await expect(clerk.page.get_by_role("heading", level=1)).to_have_text(text)


async def test_what_nobody_knew_is_answered_once_tried_and_told(enter: Enter, office: BrowserOffice) -> None:
    clerk = await enter("editor")
    first, alike, answer = ASKED[size(clerk)]
    members = [openid(f"{name}{size(clerk)}") for name in ("First", "Second", "Third")]
    for member, text in zip(members, (first, first, alike), strict=True):
        assert "没有找到" in await say(office, text, member)
    await clerk.open("shanxi/today")
    await clerk.go("没答上的")
    await expect(clerk.main.get_by_role("row", name=first)).to_contain_text("还有 1 种问法")
    await clerk.look("questions")
    await clerk.main.get_by_role("link", name=first).click()
    await clerk.look("question-group")
    await clerk.main.get_by_role("link", name="写一条答复").click()
    await an_answer_that_is_too_long_is_refused(clerk)
    await written(clerk).fill(answer)
    await clerk.page.get_by_label("依据").fill("《会务手册》第3页")
    await clerk.press("预览")
    await expect(clerk.main.locator(".bubble-account")).to_contain_text(f"{answer}\n依据：《会务手册》第3页")
    await clerk.look("answer-form", whole=True)
    greedy = office.packs["shanxi"].regressions[0]
    await clerk.page.get_by_label("相似问法").fill(f"{alike}\n{greedy[:-1]}")
    await clerk.press("保存，试一试")
    await expect(clerk.main.locator(".change").first).to_contain_text("上线以后")
    await expect(clerk.main.get_by_text(greedy, exact=True).first).to_be_visible()
    await clerk.look("answer-test", whole=True)
    await clerk.unfold()
    await clerk.look()
    await clerk.main.get_by_role("link", name="再改改").click()
    await clerk.page.get_by_label("相似问法").fill(alike)
    await clerk.press("保存，试一试")
    await expect(clerk.main).to_contain_text("2 / 2 种答得上")
    await expect(clerk.main).to_contain_text("别的答复都不变")
    assert "没有找到" in await say(office, first, openid(f"Fourth{size(clerk)}"))
    await clerk.press("上线")
    await expect(clerk.page.get_by_role("status")).to_contain_text("已上线")
    assert (await say(office, alike, openid(f"Fifth{size(clerk)}"))).startswith(answer)
    await clerk.look("answer", whole=True)
    await those_who_asked_are_told(clerk, office, members, answer)
    await clerk.open("shanxi/questions?state=answered")
    await expect(clerk.main).to_contain_text(first)
    await clerk.look()


async def an_answer_that_is_too_long_is_refused(clerk: Clerk) -> None:
    counter = clerk.main.locator("#bytes")
    await expect(counter).to_contain_text("已用 0 字节")
    await written(clerk).fill("长" * 700)
    await expect(counter).to_contain_text("已用 2100 字节")
    await expect(counter).to_contain_text("超出")
    with clerk.refused(400):
        await clerk.press("保存，试一试")
        await expect(clerk.page.get_by_role("alert")).to_contain_text("还不能保存")
    await expect(written(clerk)).to_have_value("长" * 700)
    await clerk.look()


async def those_who_asked_are_told(clerk: Clerk, office: BrowserOffice, members: list[str], answer: str) -> None:
    telling = card(clerk, "告知问过的人")
    await telling.get_by_label("告诉他们的话").fill(f"您问过的有答复了：{answer}")
    await telling.get_by_role("button", name="告知这 4 人").click()
    await expect(clerk.page.get_by_role("status")).to_be_visible()
    for member in members:
        assert await got(office, member) == [f"您问过的有答复了：{answer}"]
    await expect(telling).to_contain_text("告知 4 人")
    await clerk.look()


async def test_a_nickname_leads_to_the_record_until_it_is_withdrawn(enter: Enter, office: BrowserOffice) -> None:
    clerk = await enter("editor")
    member = openid(f"Nick{size(clerk)}")
    unknown = await say(office, NICKNAME, member, "hebei")
    await open_group(clerk, NICKNAME, "hebei")
    await clerk.main.get_by_role("link", name="资料里有，只是叫法不同").click()
    await clerk.look()
    await clerk.page.get_by_label("在资料里找").fill("内刊")
    await clerk.press("查找")
    await clerk.page.get_by_role("radio", name="“河北质量文化”内刊").check()
    await clerk.page.get_by_label("会员的叫法").fill("册")
    with clerk.refused(400):
        await clerk.press("保存，试一试")
        await expect(clerk.page.get_by_role("alert")).to_contain_text("太短")
    await clerk.look("answer-alias")
    await clerk.page.get_by_label("会员的叫法").fill("红皮册子")
    await clerk.press("保存，试一试")
    await expect(clerk.main).to_contain_text("1 / 1 种答得上")
    await clerk.look()
    await clerk.press("上线")
    assert await say(office, NICKNAME, member, "hebei") == await say(office, "内刊是什么", member, "hebei")
    await clerk.page.get_by_label("为什么撤下").fill("改名了")
    await clerk.press("撤下")
    await expect(card(clerk, "经过")).to_contain_text("改名了")
    await clerk.look()
    assert await say(office, NICKNAME, openid(f"Late{size(clerk)}"), "hebei") == unknown


async def test_an_answer_is_changed_restored_withdrawn_and_exported(
    enter: Enter, office: BrowserOffice, tmp_path: Path
) -> None:
    clerk = await enter("editor")
    question = f"能把宠物寄放在{'一楼' if clerk.on_phone else '二楼'}吗"
    await clerk.open("foshan/questions/answers")
    await clerk.main.get_by_role("link", name="另写一条答复").click()
    for answer in ("不能寄放宠物。", "可以寄放，请先打电话。"):
        await clerk.page.get_by_role("textbox", name="问题").fill(question)
        await written(clerk).fill(answer)
        await clerk.press("保存，试一试")
        await clerk.press("上线")
        assert (await say(office, question, openid("Pet"), "foshan")).startswith(answer)
        await clerk.main.get_by_role("link", name="修改").click()
    await clerk.page.go_back()
    await clerk.unfold()
    await clerk.look()
    await clerk.press("恢复第 1 版")
    await clerk.press("上线")
    assert (await say(office, question, openid("Pet"), "foshan")).startswith("不能寄放宠物。")
    await clerk.main.get_by_role("link", name="答复和别名").first.click()
    await clerk.look("answers")
    async with clerk.page.expect_download() as begun:
        await clerk.main.get_by_role("link", name="下载 faq.toml").click()
    await (await begun.value).save_as(tmp_path / "faq.toml")
    assert question in (tmp_path / "faq.toml").read_text(encoding="utf-8")
    await clerk.main.get_by_role("link", name=question).click()
    await clerk.press("撤下")
    assert not (await say(office, question, openid("Pet"), "foshan")).startswith("不能寄放宠物。")
    for name in ("草稿", "表格导入的"):
        await clerk.main.get_by_role("link", name="答复和别名").first.click()
        await clerk.main.get_by_role("link", name=name, exact=True).click()
        await clerk.look()


async def test_chatter_is_set_aside_and_a_viewer_reads_only_numbers(enter: Enter) -> None:
    clerk = await enter("editor")
    chatter = ELSE[-1] if clerk.on_phone else ELSE[-2]
    await open_group(clerk, chatter)
    await clerk.press("勾选的不用答")
    await expect(clerk.main.get_by_text(chatter)).to_have_count(0)
    await clerk.main.get_by_role("link", name=re.compile("^不用答")).click()
    await expect(clerk.main).to_contain_text(chatter)
    await clerk.look()
    await clerk.main.get_by_role("link", name="逐条看").click()
    await clerk.look()
    viewer = await enter("viewer")
    await viewer.open("shanxi/questions")
    await expect(viewer.main).to_contain_text("会员的原话只给能答复的同事看")
    await expect(viewer.main.get_by_text(ELSE[0])).to_have_count(0)
    await viewer.look()
    await viewer.open("hubei/questions")
    await expect(viewer.main).to_contain_text("没有答不上的问题")
    await viewer.look()
    with viewer.refused(403):
        await viewer.open("shanxi/questions/1")
        await viewer.look()


async def test_what_members_write_is_text_on_every_page(enter: Enter, office: BrowserOffice) -> None:
    clerk = await enter("editor")
    no_script_runs(clerk)
    await say(office, HOSTILE, openid("Hostile"), "machinery")
    await clerk.open("machinery/questions")
    await clerk.look()
    await clerk.main.get_by_role("link", name="<script>alert(1)</script>").first.click()
    await expect(clerk.main.locator("bdi", has_text="W" * 90).first).to_contain_text("<img src=x onerror=alert(2)>")
    await clerk.look()
    group = clerk.page.url
    for path in (f"{group}/answer", f"{group}/alias", f"{clerk.address}console/machinery/questions/each"):
        await clerk.page.goto(path)
        await expect(clerk.page.locator("main img, main script")).to_have_count(0)
        await clerk.look()
