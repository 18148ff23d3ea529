"""The page in a real browser: a member's first minutes with an account, on a desktop and on a phone."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Locator, expect

from bot.standin.messages import Messages
from bot.standin.server import StandIn
from tests.bot.browsing import DESKTOP, PHONE, Size, Watched, chromium, window

pytestmark = pytest.mark.asyncio(loop_scope="module")

PROJECT = Path(__file__).parents[3]
PICTURE = PROJECT / "docs/images/simulator.png"


class Visit(Watched):
    """The simulator's page."""

    @property
    def replies(self) -> Locator:
        """What the account said."""
        return self.page.locator(".message.other")

    @property
    def said(self) -> Locator:
        """What the member said."""
        return self.page.locator(".message.own")

    async def ask(self, text: str) -> None:
        """Type a question and send it with Enter."""
        await self.page.get_by_label("输入问题").fill(text)
        await self.page.keyboard.press("Enter")

    async def show_sheet(self, act: str) -> None:
        """Choose an act of the account's sheet."""
        await self.page.get_by_label("公众号设置").click()
        await self.page.get_by_role("dialog").get_by_role("button", name=act, exact=True).click()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


async def visiting(browser: Browser, demo: TestServer, size: Size) -> AsyncIterator[Visit]:
    async with window(browser, size) as page:
        visit = Visit(page, str(demo.make_url("/")))
        await visit.page.goto(f"{visit.address}simulator")
        yield visit
    assert visit.faults == []


@pytest_asyncio.fixture(loop_scope="module")
async def desktop(browser: Browser, demo: TestServer) -> AsyncIterator[Visit]:
    async for visit in visiting(browser, demo, DESKTOP):
        await expect(visit.replies).to_have_count(1)
        yield visit


@pytest_asyncio.fixture(loop_scope="module")
async def phone(browser: Browser, demo: TestServer) -> AsyncIterator[Visit]:
    async for visit in visiting(browser, demo, PHONE):
        yield visit


async def test_the_welcome_s_examples_are_tapped_and_answered(desktop: Visit) -> None:
    await desktop.replies.first.locator(".say").first.click()
    await expect(desktop.said.locator(".bubble")).not_to_be_empty()
    await expect(desktop.replies).to_have_count(2)


async def test_a_question_is_answered_and_explained(desktop: Visit) -> None:
    await desktop.ask("会费多少钱")
    await expect(desktop.replies).to_have_count(2)
    explanation = desktop.replies.nth(1).locator(".explanation")
    await expect(explanation.locator("dl")).to_be_hidden()
    await explanation.get_by_text("这个回答是怎么得出的").click()
    await expect(explanation.locator("dl")).to_be_visible()
    await expect(explanation.locator("dt").first).to_have_text("处理")
    await expect(explanation.locator("dd").first).not_to_be_empty()


async def test_a_menu_entry_pops_up_and_is_answered(desktop: Visit) -> None:
    menu = desktop.page.locator(".menu:visible")
    head = menu.locator(".menu-head[aria-expanded]").first
    await head.click()
    entry = menu.locator(".menu-items:visible button").first
    await entry.click()
    await expect(head).to_have_attribute("aria-expanded", "false")
    await expect(desktop.replies).to_have_count(2)
    await expect(desktop.said).to_have_count(0)


async def test_a_voice_message_is_heard_as_its_text(desktop: Visit) -> None:
    await desktop.page.get_by_label("切换到语音").click()
    await desktop.page.get_by_label("说的话").fill("会费多少钱")
    await desktop.page.keyboard.press("Enter")
    await expect(desktop.said.locator(".heard")).to_have_text("会费多少钱")
    await expect(desktop.replies).to_have_count(2)
    await desktop.page.get_by_label("切换到键盘").click()
    await expect(desktop.page.get_by_label("输入问题")).to_be_focused()


@pytest.mark.parametrize("kind", ["图片", "视频", "位置", "链接", "未识别语音"])
async def test_other_messages_get_a_reply(desktop: Visit, kind: str) -> None:
    await desktop.page.get_by_label("更多消息类型").click()
    await desktop.page.get_by_role("button", name=kind).click()
    await expect(desktop.said).to_have_count(1)
    await expect(desktop.replies).to_have_count(2)


async def test_who_leaves_is_not_heard_until_they_follow_again(desktop: Visit) -> None:
    await desktop.show_sheet("取消关注")
    await expect(desktop.page.get_by_label("输入问题")).to_be_hidden()
    await expect(desktop.replies).to_have_count(1)
    await desktop.replies.first.locator(".say").first.click()
    await expect(desktop.said).to_have_count(0)
    await desktop.page.get_by_role("button", name="重新关注").click()
    await expect(desktop.replies).to_have_count(2)
    await expect(desktop.page.get_by_label("输入问题")).to_be_visible()


async def test_a_conversation_outlives_a_reload_and_is_not_welcomed_twice(desktop: Visit) -> None:
    await desktop.ask("会费多少钱")
    await expect(desktop.replies).to_have_count(2)
    told = await desktop.replies.nth(1).locator(".bubble").inner_text()
    await desktop.page.reload()
    await expect(desktop.replies).to_have_count(2)
    await expect(desktop.replies.nth(1).locator(".bubble")).to_have_text(told, use_inner_text=True)


async def test_a_new_member_starts_with_a_welcome_and_another_openid(desktop: Visit) -> None:
    await desktop.ask("会费多少钱")
    await expect(desktop.replies).to_have_count(2)
    member = await desktop.page.locator("#member").text_content()
    await desktop.show_sheet("换一位新会员")
    await expect(desktop.replies).to_have_count(1)
    await expect(desktop.said).to_have_count(0)
    assert await desktop.page.locator("#member").text_content() != member


async def test_every_account_has_its_own_conversation(desktop: Visit) -> None:
    accounts = desktop.page.locator(".account")
    await expect(accounts).to_have_count(5)
    for number in range(5):
        await accounts.nth(number).click()
        name = await accounts.nth(number).locator(".account-name").inner_text()
        await expect(desktop.page.get_by_role("heading", level=2)).to_have_text(name)
        await expect(desktop.replies).to_have_count(1)
    await desktop.ask("会费多少钱")
    await expect(desktop.replies).to_have_count(2)
    await accounts.first.click()
    await expect(desktop.replies).to_have_count(1)


async def test_what_a_member_writes_is_never_markup(desktop: Visit) -> None:
    written = "<img src=x onerror=alert(1)> <a href='javascript:alert(2)'>点</a> 😀"
    await desktop.ask(written)
    await expect(desktop.said.locator(".bubble")).to_have_text(written)
    await expect(desktop.replies).to_have_count(2)
    await expect(desktop.page.locator("#messages img")).to_have_count(0)


async def test_the_keyboard_alone_is_enough(desktop: Visit) -> None:
    await desktop.page.locator(".account").nth(1).focus()
    await desktop.page.keyboard.press("Enter")
    await expect(desktop.replies).to_have_count(1)
    await desktop.replies.locator(".say").first.focus()
    await desktop.page.keyboard.press("Enter")
    await expect(desktop.replies).to_have_count(2)
    head = desktop.page.locator(".menu:visible .menu-head[aria-expanded]").first
    await head.focus()
    await desktop.page.keyboard.press("Enter")
    await expect(head).to_have_attribute("aria-expanded", "true")
    await desktop.page.keyboard.press("Escape")
    await expect(head).to_have_attribute("aria-expanded", "false")
    await expect(head).to_be_focused()


async def test_nothing_moves_for_who_wants_no_motion(desktop: Visit) -> None:
    await desktop.page.emulate_media(reduced_motion="reduce")
    await desktop.ask("会费多少钱")
    await expect(desktop.said.first).to_have_css("animation-name", "none")
    await expect(desktop.page.locator("#messages")).to_have_css("scroll-behavior", "auto")


async def test_what_an_account_sends_by_itself_is_shown_once(desktop: Visit, standin: StandIn) -> None:
    page = desktop.page
    await page.locator('.account[data-account="shanxi"]').click()
    await expect(desktop.replies).to_have_count(1)
    member = await page.locator("#member").text_content()
    messages, account = Messages(standin.world), standin.world.ids["shanxi"]
    text = {"touser": member, "msgtype": "text", "text": {"content": "材料 <b>截止</b> https://a.example/x"}}
    assert messages.customer(account, text)["errcode"] == 0
    data = {"thing1": {"value": "优秀成果"}, "thing2": {"value": "还有3天截止"}}
    template = {"touser": member, "template_id": "demonstration", "data": data}
    assert messages.template(account, template)["errcode"] == 0
    pushed = page.locator(".message.push")
    await expect(pushed).to_have_count(2)
    await expect(pushed.nth(0).locator(".channel")).to_have_text("客服消息")
    await expect(pushed.nth(0).locator(".bubble")).to_have_text("材料 <b>截止</b> https://a.example/x")
    await expect(pushed.nth(1).locator(".channel")).to_have_text("模板消息")
    await expect(pushed.nth(1).locator("dd")).to_have_text(["优秀成果", "还有3天截止"])
    async with page.expect_response("**/simulator/api/received*"):
        await page.reload()
    await expect(pushed).to_have_count(2)
    await desktop.show_sheet("换一位新会员")
    await expect(pushed).to_have_count(0)


async def test_a_phone_shows_the_list_and_then_one_conversation_on_the_whole_screen(phone: Visit) -> None:
    page = phone.page
    await expect(page.locator(".phone")).to_be_hidden()
    await page.locator(".account").nth(2).click()
    await expect(page.locator(".accounts")).to_be_hidden()
    await expect(phone.replies).to_have_count(1)
    assert await page.locator(".phone").bounding_box() == {"x": 0, "y": 0, "width": PHONE[0], "height": PHONE[1]}
    await page.get_by_label("返回公众号列表").click()
    await expect(page.locator(".accounts")).to_be_visible()


async def test_long_words_wrap_on_a_phone(phone: Visit) -> None:
    await phone.page.locator(".account").first.click()
    await expect(phone.replies).to_have_count(1)
    await phone.ask("W" * 300 + "会费" * 100)
    await expect(phone.replies).to_have_count(2)
    for element in ("html", "#messages"):
        wider = await phone.page.locator(element).evaluate("(e) => e.scrollWidth - e.clientWidth")
        assert wider == 0, element


async def test_pop_up_menus_stay_on_a_phone_s_screen(phone: Visit) -> None:
    await phone.page.locator(".account").first.click()
    await expect(phone.replies).to_have_count(1)
    heads = phone.page.locator(".menu:visible .menu-head[aria-expanded]")
    for number in range(await heads.count()):
        await heads.nth(number).click()
        box = await phone.page.locator(".menu-items:visible").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE[0]
        await heads.nth(number).click()


async def test_a_conversation_makes_a_picture(desktop: Visit, tmp_path: Path) -> None:
    """With ZXT_SCREENSHOTS=1 the picture is the README's."""
    picture = PICTURE if os.environ.get("ZXT_SCREENSHOTS") == "1" else tmp_path / PICTURE.name
    picture.parent.mkdir(parents=True, exist_ok=True)
    page = desktop.page
    await page.emulate_media(reduced_motion="reduce")
    await page.set_viewport_size({"width": 860, "height": 900})
    await page.locator('.account[data-account="shanxi"]').click()
    await desktop.ask("优秀QC小组的材料什么时候截止")
    await expect(desktop.replies).to_have_count(2)
    await desktop.ask("大同优秀QC小组几个名额")
    await expect(desktop.replies).to_have_count(3)
    await desktop.replies.nth(2).get_by_text("这个回答是怎么得出的").click()
    await page.get_by_label("聊天记录").evaluate("(log) => log.scrollTo(0, log.scrollHeight)")
    await page.screenshot(path=picture, animations="disabled")
    assert picture.stat().st_size > 10_000
