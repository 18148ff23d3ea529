"""An administrator's pages: who works here and what they did; and what others see in their place."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, expect

from bot.console.roles import Role
from tests.bot.console.browser.clerk import Clerk, Enter
from tests.bot.console.browser.office import NAMES, BrowserOffice
from tests.bot.console.conftest import PASSWORD

pytestmark = pytest.mark.asyncio(loop_scope="module")


def of(clerk: Clerk, name: str) -> Locator:
    """The part of the page about somebody."""
    return clerk.main.locator("section.card", has=clerk.page.get_by_role("heading", name=name))


async def unfolded(clerk: Clerk, name: str) -> Locator:
    await of(clerk, name).locator("summary").click()
    return of(clerk, name)


async def test_an_administrator_adds_changes_and_removes_somebody(enter: Enter, office: BrowserOffice) -> None:
    clerk = await enter("administrator")
    for role in NAMES:
        await office.session(role)
    name = "高峰" if clerk.on_phone else "何静"
    await clerk.open("-/staff")
    await clerk.look("staff")
    adding = of(clerk, "添加工作人员")
    await adding.get_by_label("名字").fill("王 敏")
    await adding.get_by_label("角色").select_option(label="查看员")
    await adding.get_by_label("山西省质量与名牌协会").check()
    with clerk.refused(400):
        await clerk.press("添加")
        await expect(clerk.page.get_by_role("alert")).to_contain_text("不含空格")
    await clerk.look()
    await adding.get_by_label("名字").fill(name)  # what else was chosen is still there
    await clerk.press("添加")
    await expect(clerk.page.get_by_role("status")).to_contain_text("一次性密码")
    await clerk.look()
    person = await unfolded(clerk, name)
    await expect(person.get_by_label("角色")).to_have_value("viewer")
    await person.get_by_label("角色").select_option(label="编辑员")
    await person.get_by_label("河北省质量文化协会").check()
    await person.get_by_label("山西省质量与名牌协会").uncheck()
    await clerk.look()
    await person.get_by_role("button", name="保存角色和账号").click()
    await expect(clerk.page.get_by_role("status")).to_contain_text("已改")
    await expect(of(clerk, name)).to_contain_text("河北省质量文化协会")
    await (await unfolded(clerk, name)).get_by_role("button", name="重设密码").click()
    await expect(clerk.page.get_by_role("status")).to_contain_text(f"{name} 的一次性密码")
    await (await unfolded(clerk, name)).get_by_role("button", name="移除").click()
    await expect(clerk.page.get_by_role("status")).to_contain_text("已移除")
    await clerk.page.get_by_text(NAMES[Role.ADMINISTRATOR]).first.click()
    await clerk.page.get_by_role("link", name="操作记录").click()
    await expect(clerk.main.get_by_role("row", name=name).first).to_contain_text("移除工作人员")
    await expect(clerk.main).to_contain_text(f"{name}；编辑员，河北省质量文化协会")
    await clerk.look("audit")


async def test_one_s_own_account_is_changed_with_one_s_password(enter: Enter) -> None:
    clerk = await enter("viewer")
    await clerk.open("shanxi/today")
    await clerk.page.get_by_text(NAMES[Role.VIEWER]).first.click()
    await clerk.page.get_by_role("link", name="我的账号").click()
    await expect(clerk.main).to_contain_text("查看员")
    await clerk.look()
    await clerk.main.get_by_role("link", name="改密码").click()
    for label, words in (("现在的密码", "不是这一句"), ("新密码", PASSWORD), ("再输一次新密码", PASSWORD)):
        await clerk.main.get_by_label(label).first.fill(words)
    with clerk.refused(400):
        await clerk.press("改密码")
        await expect(clerk.page.get_by_role("alert")).to_be_visible()
    await clerk.look()


async def test_who_may_not_is_told_so_and_what_is_not_there_as_well(enter: Enter) -> None:
    clerk = await enter("editor")
    await clerk.open("shanxi/today")
    await clerk.page.get_by_text(NAMES[Role.EDITOR]).first.click()
    await expect(clerk.page.get_by_role("link", name="操作记录")).to_have_count(0)
    for path, status in (("-/staff", 403), ("-/audit", 403), ("shanxi/handoffs/999", 404), ("nowhere/today", 404)):
        with clerk.refused(status):
            await clerk.open(path)
        await clerk.look()
