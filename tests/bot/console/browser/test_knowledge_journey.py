"""A clerk looks something up, follows it to the original, and tries a question as a member would ask it."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.bot.console.browser.clerk import Enter
from tests.bot.console.browser.office import BrowserOffice

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_record_is_found_by_its_kind_and_stands_beside_its_source(enter: Enter) -> None:
    clerk = await enter("viewer")
    await clerk.open("hebei/knowledge")
    await clerk.look("knowledge")
    await clerk.main.get_by_role("link", name="会费档次").click()
    await clerk.look()
    await clerk.main.get_by_role("link", name="副会长单位", exact=True).click()
    await expect(clerk.page.get_by_role("heading", level=1)).to_have_text("副会长单位")
    await clerk.look("knowledge-record")
    fact = clerk.main.locator(".fact", has=clerk.page.get_by_role("heading", name="费用标准")).first
    await expect(fact).to_contain_text("8000元/年")
    await fact.get_by_role("link", name="看原文").click()
    mark = clerk.page.locator("mark:target")
    await expect(mark).to_contain_text("副会长单位")
    await expect(mark).to_be_in_viewport()


async def test_a_record_leads_into_the_whole_original_and_back(enter: Enter) -> None:
    clerk = await enter("viewer")
    await clerk.open("shanxi/knowledge/records/quota")
    await clerk.look("knowledge-table")
    await clerk.main.get_by_role("link", name="在全文里看").click()
    mark = clerk.page.locator("mark:target")
    await expect(mark).to_be_in_viewport()
    await expect(clerk.main.locator("mark.chosen").first).to_be_visible()
    await clerk.unfold()
    await clerk.look("knowledge-original")
    line = clerk.main.locator(".line", has=mark)
    await line.get_by_role("link", name="名额分配表", exact=True).click()
    await expect(clerk.page.get_by_role("heading", level=1)).to_have_text("名额分配表")


async def test_words_are_found_among_records_and_in_the_originals(enter: Enter) -> None:
    clerk = await enter("viewer")
    await clerk.open("shanxi/knowledge/expiry")
    await clerk.go("资料库")
    await clerk.page.get_by_label("在记录和原文里找").fill("名额")
    await clerk.page.keyboard.press("Enter")
    await expect(clerk.main.locator(".listing > li").first).to_contain_text("名额")
    await clerk.look("knowledge-search")
    await clerk.main.get_by_role("link", name="原文").first.click()
    await expect(clerk.main.locator(".listing mark").first).to_have_text("名额")
    await clerk.look()
    await clerk.main.locator(".listing h2 a").first.click()
    await expect(clerk.page.locator(".line:target")).to_be_in_viewport()


async def test_what_expires_stands_in_order(enter: Enter) -> None:
    clerk = await enter("viewer")
    await clerk.open("shanxi/knowledge/expiry")
    await expect(clerk.main.get_by_role("heading", name="2018年6月10日")).to_contain_text("还有 5 天")
    await clerk.unfold()
    await clerk.look("knowledge-expiry")


async def test_a_question_is_tried_and_its_answer_explained(enter: Enter, office: BrowserOffice) -> None:
    clerk = await enter("viewer")
    await clerk.open("shanxi/knowledge/ask")
    await clerk.look()
    await clerk.page.get_by_label("会员的话").fill("大同优秀QC小组几个名额")
    await clerk.press("问一问")
    told = await office.peer("shanxi").text("大同优秀QC小组几个名额")
    replies = clerk.main.locator(".bubble-account")
    await expect(replies.last).to_contain_text(told.text.split("\n", maxsplit=1)[0])
    await clerk.page.get_by_label("会员的话").fill("那太原呢")
    await clerk.press("问一问")
    await expect(replies).to_have_count(2)
    await expect(replies.last).to_contain_text("太原的优秀QC小组名额")
    await clerk.unfold()
    await expect(clerk.main.get_by_role("row", name="太原")).to_contain_text("名额表的行")
    await clerk.look("knowledge-ask", whole=True)
    await clerk.main.get_by_role("link", name="重新开始").click()
    await expect(replies).to_have_count(0)


async def test_another_day_is_rehearsed_with_the_keyboard_alone(enter: Enter) -> None:
    clerk = await enter("viewer")
    await clerk.open("shanxi/knowledge/ask")
    await clerk.page.get_by_label("会员的话").fill("材料什么时候截止")
    await clerk.page.get_by_label("按哪天回答").fill("2018-07-11")
    await clerk.page.keyboard.press("Enter")
    await expect(clerk.main.locator(".bubble-account")).to_contain_text("已过期")
    await expect(clerk.main.locator(".bubble-account")).to_contain_text("2018年7月11日")


async def test_a_choice_of_a_reply_is_tapped(enter: Enter) -> None:
    clerk = await enter("viewer")
    await clerk.open("shanxi/knowledge/ask")
    await clerk.page.get_by_label("会员的话").fill("进度")
    await clerk.press("问一问")
    await clerk.main.locator(".bubble-account button").first.click()
    await expect(clerk.main.locator(".bubble-member")).to_have_count(2)
    await clerk.look()


async def test_what_a_member_might_write_is_never_markup(enter: Enter) -> None:
    clerk = await enter("viewer")
    written = "<img src=x onerror=alert(1)><script>alert(2)</script> \u202e反" + "長" * 200
    await clerk.open("hebei/knowledge/ask")
    await clerk.page.get_by_label("会员的话").fill(written)
    await clerk.press("问一问")
    await expect(clerk.main.locator(".bubble-member bdi")).to_have_text(written)
    await expect(clerk.main.locator("img")).to_have_count(0)
    await clerk.look()


async def test_staff_s_questions_and_the_list_of_all_records_are_fair_to_everyone(enter: Enter) -> None:
    clerk = await enter("viewer")
    for path in ("foshan/knowledge/faq", "foshan/knowledge/records?facet=score", "foshan/knowledge/records/item-10"):
        await clerk.open(path)
        await clerk.unfold()
        await clerk.look()
