"""The first page of the day: each number is seen, and leads to what it counts."""

from __future__ import annotations

import asyncio
import re

import pytest
import pytest_asyncio
from playwright.async_api import expect

from bot.store.promises.conversations import MessageKey, Turn
from tests.bot.console.browser.clerk import Clerk, Enter
from tests.bot.console.browser.members import HOSTILE, openid, say
from tests.bot.console.browser.office import BrowserOffice

pytestmark = pytest.mark.asyncio(loop_scope="module")

DAY = 86_400.0
# What a day's messages came to, one after the other: mostly answered.
OUTCOMES = (
    "answered",
    "answered",
    "clarify",
    "answered",
    "unknown",
    "answered",
    "unspecified",
    "other",
    "answered",
    "handoff",
)


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def days(office: BrowserOffice) -> None:
    """Ten weeks with more messages from week to week, and a morning."""
    now = office.clock.real()
    for ago in range(1, 70):
        at = now - ago * DAY
        many = 0 if ago % 7 == 2 else (75 - ago) // 4 + ago % 5
        keys = (MessageKey("shanxi", openid(f"Day{n}"), f"{ago}-{n}") for n in range(many))
        turns = [Turn(key, int(at), at, "答", outcome=OUTCOMES[n % len(OUTCOMES)]) for n, key in enumerate(keys)]
        await asyncio.gather(*(office.store.settle(turn).done() for turn in turns))
    for text in ("无线网密码是多少", "会场的洗衣房几点关门", "大同优秀QC小组几个名额", "会费多少"):
        await say(office, text, openid("Morning"))
    await say(office, "人工", openid("Evening"))
    await say(office, HOSTILE, openid("Evening"))
    clerk = await office.session("editor")
    form = {"name": "<script>alert(1)</script>" + "通知" * 40, "text": "请于6月10日前寄出材料。", "audience": "all"}
    await clerk.get("/console/shanxi/broadcasts/new")
    await clerk.post("/console/shanxi/broadcasts/new", form)


async def number(clerk: Clerk, tile: str) -> int:
    shown = await clerk.main.get_by_role("link", name=tile).inner_text()
    return int(re.sub(r"\D", "", shown.replace(tile, "")))


async def test_each_number_leads_to_what_it_counts(enter: Enter) -> None:
    clerk = await enter("viewer")
    await clerk.open("")
    await expect(clerk.page.get_by_role("heading", level=1)).to_contain_text("今天")
    await clerk.open("shanxi/today")
    await expect(clerk.main.get_by_role("link", name="没答上的")).to_contain_text(re.compile(r"[1-9]"))
    await clerk.look("today", whole=True)
    assert await number(clerk, "今天的消息") >= 6
    for tile, heading in (("没答上的", "没答上的"), ("找人工", "找人工"), ("待审核群发", "群发")):
        await clerk.main.get_by_role("link", name=tile).click()
        await expect(clerk.page.get_by_role("heading", level=1)).to_contain_text(heading)
        await clerk.page.go_back()
    await clerk.main.get_by_role("link", name=re.compile("^今天已答")).click()
    await expect(clerk.main.get_by_role("heading", name="消息", exact=True)).to_be_in_viewport()


async def test_submissions_and_deadlines_lead_to_the_table_of_those(enter: Enter) -> None:
    clerk = await enter("viewer")
    for section in ("申报", "临近的截止日期"):
        await clerk.open("shanxi/today")
        link = clerk.main.get_by_role("region", name=section, exact=True).locator("a:has(strong)").first
        name, count = (await link.inner_text()).rsplit(" ", 1)
        await link.click()
        await expect(clerk.page.get_by_role("heading", level=1)).to_contain_text("申报")
        assert int(count) > 0, name
        await expect(clerk.main).to_contain_text(f"{count} 项")


async def test_the_days_are_read_in_a_table_for_as_long_as_one_likes(enter: Enter) -> None:
    clerk = await enter("viewer")
    await clerk.open("shanxi/today")
    await clerk.main.get_by_role("link", name="90 天").click()
    await expect(clerk.main.get_by_role("img", name=re.compile("最近 90 天每天的消息"))).to_be_in_viewport()
    await clerk.look()
    await clerk.unfold()
    rows = clerk.main.get_by_role("region", name=re.compile("最近 90 天每天的消息")).get_by_role("row")
    await expect(rows).to_have_count(91)
    await clerk.look()


async def test_an_account_in_which_nothing_has_happened_says_what_to_do(enter: Enter) -> None:
    clerk = await enter("viewer")
    await clerk.open("machinery/today")
    await expect(clerk.main).to_contain_text("还没有收到过消息")
    await clerk.look()
