"""A new clerk's first minutes: a one-time password, one's own, codes of a telephone, and the way out."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from bot.console import staffing
from bot.console.roles import Role
from tests.bot.console.browser.clerk import Clerk, Enter
from tests.bot.console.browser.office import CODED, BrowserOffice
from tests.bot.console.conftest import PASSWORD

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def fill(clerk: Clerk, **fields: str) -> None:
    for label, value in fields.items():
        await clerk.main.get_by_label(label).first.fill(value)


async def test_a_new_clerk_signs_in_and_chooses_a_password(enter: Enter, office: BrowserOffice) -> None:
    clerk = await enter("stranger")
    name = "新来的刘洋" if clerk.on_phone else "新来的孙丽"
    at = office.clock.real()
    once = await staffing.add(office.store, office.settings, name, Role.EDITOR, (), by="赵刚", at=at)
    await clerk.open("")
    await expect(clerk.page.get_by_role("heading", level=1)).to_have_text("登录")
    await clerk.look("sign-in")
    await fill(clerk, 名字=name, 密码="猜一个密码试试")
    with clerk.refused(403):
        await clerk.press("登录")
        await expect(clerk.page.get_by_role("alert")).to_be_visible()
    await clerk.look()
    await fill(clerk, 名字=name, 密码=once)
    await clerk.press("登录")
    await expect(clerk.page.get_by_role("heading", level=1)).to_have_text("请换成自己的密码")
    await clerk.look("first-password")
    await fill(clerk, 现在的密码=once, 新密码="太短", 再输一次新密码="太短")
    with clerk.refused(400):
        await clerk.press("改密码")
        await expect(clerk.page.get_by_role("alert")).to_be_visible()
    await clerk.look()
    await fill(clerk, 现在的密码=once, 新密码=PASSWORD, 再输一次新密码=PASSWORD)
    await clerk.press("改密码")
    await expect(clerk.page.get_by_role("status")).to_contain_text("密码已改")
    await clerk.look()
    await clerk.open("hebei/knowledge")
    await expect(clerk.page.get_by_role("navigation", name="栏目")).to_be_visible()


async def test_a_telephone_s_code_is_asked_for_once_it_is_turned_on(enter: Enter, office: BrowserOffice) -> None:
    clerk = await enter("stranger")
    name = "要口令的周涛" if clerk.on_phone else "要口令的吴芳"
    await office.staff("editor", name)
    await clerk.open("-/profile")
    await fill(clerk, 名字=name, 密码=PASSWORD)
    await clerk.press("登录")
    await clerk.look("profile")
    await clerk.main.get_by_role("link", name="开启动态口令").click()
    secret = await clerk.main.locator("code").inner_text()
    await clerk.look()
    await fill(clerk, 动态口令=office.code(secret), 现在的密码=PASSWORD)
    await clerk.press("开启")
    await expect(clerk.page.get_by_role("status")).to_contain_text("动态口令已开启")
    await sign_out(clerk, name)
    office.pass_time(60)
    await clerk.open("hebei/knowledge")
    await fill(clerk, 名字=name, 密码=PASSWORD)
    with clerk.refused(403):
        await clerk.press("登录")
        await expect(clerk.page.get_by_role("alert")).to_be_visible()
    await fill(clerk, 名字=name, 密码=PASSWORD, 动态口令=office.code(secret))
    await clerk.press("登录")
    await expect(clerk.page.get_by_role("navigation", name="栏目")).to_be_visible()


async def sign_out(clerk: Clerk, name: str) -> None:
    await clerk.page.get_by_text(name).first.click()
    await clerk.page.get_by_role("button", name="退出").click()
    await expect(clerk.page.get_by_role("heading", level=1)).to_have_text("登录")


async def test_who_signed_out_is_out(enter: Enter, office: BrowserOffice) -> None:
    clerk = await enter("stranger")
    name = "下班的钱进" if clerk.on_phone else "下班的郑明"
    await office.staff("viewer", name)
    await clerk.open("hebei/knowledge")
    await expect(clerk.page.get_by_role("heading", level=1)).to_have_text("登录")
    await fill(clerk, 名字=name, 密码=PASSWORD)
    await clerk.press("登录")
    await expect(clerk.page.get_by_role("heading", level=1)).to_have_text("资料库")
    await sign_out(clerk, name)
    await clerk.page.go_back()
    await clerk.page.reload()
    await expect(clerk.page.get_by_role("heading", level=1)).to_have_text("登录")


async def test_the_office_s_own_user_with_codes_gets_in(enter: Enter, office: BrowserOffice) -> None:
    clerk = await enter("stranger")
    secret = await office.coded()
    await clerk.open("hebei/knowledge")
    await fill(clerk, 名字=CODED, 密码=PASSWORD, 动态口令=office.code(secret))
    await clerk.press("登录")
    await expect(clerk.page.get_by_text(CODED).first).to_be_visible()
