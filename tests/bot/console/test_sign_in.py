"""Signing in, staying signed in, and all that keeps others out."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pyotp
import pytest

from bot.console import passwords, staffing
from bot.console.roles import RIGHTS, Right, Role
from bot.console.sign_in import inside
from bot.errors import Code, Error
from bot.store.sqlite import SqliteStore
from tests.bot.console.conftest import PASSWORD, ConsoleOffice

DAY = 86400.0


async def new(office: ConsoleOffice, name: str = "王敏", role: Role = Role.EDITOR, *accounts: str) -> str:
    """A new member of staff; the one-time password."""
    return await staffing.add(office.store, office.settings, name, role, accounts, by="测试", at=office.clock.real())


async def test_without_an_account_nobody_gets_in(office: ConsoleOffice) -> None:
    browser = await office.browser()
    refused = await browser.sign_in("admin", "admin")
    assert refused.status == 403
    assert "不对" in refused.text
    page = await browser.get("/console/shanxi/today")
    assert page.status == 303
    assert page.location == "/console/-/sign-in?next=/console/shanxi/today"


async def test_a_one_time_password_is_good_for_choosing_ones_own_alone(office: ConsoleOffice) -> None:
    once, browser = await new(office), await office.browser()
    assert (await browser.sign_in("王敏", once)).status == 303
    assert (await browser.get("/console/-/profile")).location == "/console/-/password"
    form = await browser.get("/console/-/password")
    assert "一次性密码" in form.text
    kept = await browser.post("/console/-/password", {"present": once, "new": once, "again": once})
    assert kept.status == 400
    changed = await browser.post("/console/-/password", {"present": once, "new": PASSWORD, "again": PASSWORD})
    assert changed.location == "/console/-/profile"
    assert "密码已改" in (await browser.get("/console/-/profile")).text
    assert "密码已改" not in (await browser.get("/console/-/profile")).text, "a notice is shown once"
    again = await office.browser()
    assert (await again.sign_in("王敏", once)).status == 403, "the one-time password is over"
    assert (await again.sign_in("王敏", PASSWORD)).status == 303


async def test_a_one_time_password_ends(office: ConsoleOffice) -> None:
    once, browser = await new(office), await office.browser()
    office.pass_time(passwords.ONE_TIME_DAYS * DAY)
    refused = await browser.sign_in("王敏", once)
    assert refused.status == 403
    assert "过期" in refused.text


@pytest.mark.parametrize(
    "bad",
    ["短密码", "aaaaaaaaaaaaaaaa", "王敏王敏一二三四五六七八", "x" * 201],
)
async def test_easy_passwords_are_refused(office: ConsoleOffice, bad: str) -> None:
    once, browser = await new(office), await office.browser()
    await browser.sign_in("王敏", once)
    await browser.get("/console/-/password")
    assert (await browser.post("/console/-/password", {"present": once, "new": bad, "again": bad})).status == 400


async def test_five_failures_lock_a_name_at_an_address_and_time_opens_it(office: ConsoleOffice) -> None:
    once, browser = await new(office), await office.browser()
    for _ in range(5):
        assert (await browser.sign_in("王敏", "猜的密码猜的密码")).status == 403
    locked = await browser.sign_in("王敏", once)
    assert locked.status == 429
    assert "15 分钟" in locked.text
    office.pass_time(901)
    assert (await browser.sign_in("王敏", once)).status == 303


async def test_guesses_at_once_are_all_counted(office: ConsoleOffice) -> None:
    await new(office)
    browsers = [await office.browser() for _ in range(12)]
    pages = await asyncio.gather(*(b.sign_in("王敏", f"猜的密码猜的密码{n}") for n, b in enumerate(browsers)))
    assert sorted(p.status for p in pages) == [403] * 5 + [429] * 7


async def test_names_that_do_not_exist_lock_like_those_that_do(office: ConsoleOffice) -> None:
    browser = await office.browser()
    told = [await browser.sign_in("没有这人", "随便什么密码都行") for _ in range(6)]
    assert [p.status for p in told] == [403] * 5 + [429]


async def test_one_address_may_not_try_many_names(office: ConsoleOffice) -> None:
    browser = await office.browser()
    told = [await browser.sign_in(f"名字{n}", "随便什么密码都行") for n in range(21)]
    assert [p.status for p in told[-2:]] == [403, 429]


async def test_a_session_ends_when_idle_and_when_old(office: ConsoleOffice) -> None:
    browser = await office.staff()
    office.pass_time(29 * 60)
    assert (await browser.get("/console/-/profile")).status == 200
    office.pass_time(29 * 60)
    assert (await browser.get("/console/-/profile")).status == 200, "it was in use meanwhile"
    office.pass_time(30 * 60)
    assert (await browser.get("/console/-/profile")).status == 303
    other = await office.staff(name="另一位")
    for _ in range(30):
        office.pass_time(25 * 60)
        page = await other.get("/console/-/profile")
    assert page.status == 303, "twelve hours are over"


async def test_signing_out_ends_the_session_on_the_server(office: ConsoleOffice) -> None:
    browser = await office.staff()
    cookies = {c.key: c.value for c in browser.session.cookie_jar}
    out = await browser.post("/console/-/sign-out")
    assert out.location == "/console/-/sign-in"
    stolen = await office.browser()
    stolen.session.cookie_jar.update_cookies(cookies, office.server.make_url("/"))
    assert (await stolen.get("/console/-/profile")).status == 303


async def test_a_changed_password_signs_out_elsewhere(office: ConsoleOffice) -> None:
    first = await office.staff()
    second = await office.browser()
    await second.sign_in("editor", PASSWORD)
    await second.get("/console/-/password")
    new_one = PASSWORD + "又一句"
    await second.post("/console/-/password", {"present": PASSWORD, "new": new_one, "again": new_one})
    assert (await second.get("/console/-/profile")).status == 200
    assert (await first.get("/console/-/profile")).status == 303


async def test_cookies_are_out_of_reach_of_scripts_and_other_sites(office: ConsoleOffice) -> None:
    once, browser = await new(office), await office.browser()
    page = await browser.sign_in("王敏", once)
    cookie = page.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


async def test_behind_tls_cookies_are_bound_to_this_host(office: ConsoleOffice) -> None:
    browser = await office.browser()
    page = await browser.get("/console/-/sign-in", headers={"X-Forwarded-Proto": "https"})
    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith("__Host-zxt-form=")
    assert "Secure" in cookie
    assert "max-age" in page.headers["Strict-Transport-Security"]


async def test_no_password_is_taken_where_others_could_read_it(office: ConsoleOffice) -> None:
    browser = await office.browser()
    page = await browser.get("/console/-/sign-in", headers={"X-Forwarded-For": "203.0.113.9"})
    assert "https://" in page.text
    assert "password" not in page.text


async def test_every_answer_has_the_security_headers(office: ConsoleOffice) -> None:
    browser = await office.staff()
    for path in ("/console/-/profile", "/console/nosuch/today", "/console/-/sign-in", "/console/-/static/console.css"):
        page = await browser.get(path)
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert page.headers["X-Frame-Options"] == "DENY"
        assert page.headers["X-Content-Type-Options"] == "nosniff"


async def test_who_has_only_a_one_time_password_can_sign_out(office: ConsoleOffice) -> None:
    once, browser = await new(office), await office.browser()
    await browser.sign_in("王敏", once)
    await browser.get("/console/-/password")
    assert (await browser.post("/console/-/sign-out")).location == "/console/-/sign-in"
    assert (await browser.get("/console/-/password")).location.startswith("/console/-/sign-in")


async def test_a_store_that_is_away_is_said_on_a_guarded_page(
    office: ConsoleOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = await office.staff()

    async def away(_store: SqliteStore, _token: str) -> None:
        raise Error(Code.UNAVAILABLE, "the store does not answer")

    monkeypatch.setattr(SqliteStore, "session", away)
    page = await browser.get("/console/-/profile")
    assert page.status == 503
    assert "暂时办不了" in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


async def test_a_page_that_fails_says_nothing_of_why(office: ConsoleOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = await office.staff()

    async def broken(_store: SqliteStore, _token: str) -> None:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr(SqliteStore, "session", broken)
    page = await browser.get("/console/-/profile")
    assert page.status == 500
    assert "系统出错了" in page.text
    assert "secret" not in page.text
    assert page.headers["X-Frame-Options"] == "DENY"


async def test_a_forged_form_is_refused_and_noted(office: ConsoleOffice) -> None:
    browser = await office.staff()
    refused = await browser.post("/console/-/password", {"present": PASSWORD, "new": "x", "again": "x"}, csrf="0" * 64)
    assert refused.status == 403
    assert "不是本页发出的" in refused.text
    other_site = await browser.post("/console/-/sign-out", headers={"Sec-Fetch-Site": "cross-site"})
    assert other_site.status == 403
    acts = await office.store.staff_acts(None, limit=2)
    assert [(a.act, a.result) for a in acts] == [("退出", "拒绝"), ("改自己的密码", "拒绝")]


async def test_the_token_of_another_session_forges_nothing(office: ConsoleOffice) -> None:
    one, other = await office.staff(name="甲"), await office.staff(name="乙")
    assert (await one.post("/console/-/sign-out", csrf=other.csrf)).status == 403


async def test_a_sign_in_form_from_elsewhere_is_refused(office: ConsoleOffice) -> None:
    once, browser = await new(office), await office.browser()
    typed = {"form": "planted", "name": "王敏", "password": once, "code": "", "next": ""}
    page = await browser.post("/console/-/sign-in", typed, csrf="")
    assert page.status == 403


@pytest.mark.parametrize(
    ("address", "goes"),
    [
        ("/console/shanxi/today", "/console/shanxi/today"),
        ("https://evil.example/console/", "/console/"),
        ("//evil.example/console/", "/console/"),
        ("/console//evil.example", "/console/"),
        ("/console/\\evil.example", "/console/"),
        ("/console/-/sign-out", "/console/"),
        ("", "/console/"),
    ],
)
def test_signing_in_leads_into_the_console_only(address: str, goes: str) -> None:
    assert inside(address) == goes


async def test_codes_are_asked_for_once_turned_on_and_each_is_good_once(office: ConsoleOffice) -> None:
    browser = await office.staff(name="赵六")
    page = await browser.get("/console/-/codes")
    secret = page.text.split('name="secret" value="')[1][:32]
    code = pyotp.TOTP(secret).at(int(office.clock.real()))
    wrong = await browser.post("/console/-/codes", {"secret": secret, "code": "000000", "present": PASSWORD})
    assert wrong.status == 400
    on = await browser.post("/console/-/codes", {"secret": secret, "code": code, "present": PASSWORD})
    assert on.location == "/console/-/profile"
    other = await office.browser()
    assert (await other.sign_in("赵六", PASSWORD)).status == 403
    assert (await other.sign_in("赵六", PASSWORD, code)).status == 403, "it was used to turn codes on"
    office.pass_time(60)
    code = pyotp.TOTP(secret).at(int(office.clock.real()))
    assert (await other.sign_in("赵六", PASSWORD, code)).status == 303
    third = await office.browser()
    assert (await third.sign_in("赵六", PASSWORD, code)).status == 403, "somebody looked over the shoulder"
    await browser.get("/console/-/profile")
    off = await other.get("/console/-/profile")
    assert "已开启" in off.text
    assert (await other.post("/console/-/codes/off", {"present": "不是这个密码"})).status == 400
    assert (await other.post("/console/-/codes/off", {"present": PASSWORD})).location == "/console/-/profile"
    assert (await third.sign_in("赵六", PASSWORD)).status == 303


async def test_each_role_has_what_the_one_before_has() -> None:
    ladder = [RIGHTS[r] for r in (Role.VIEWER, Role.EDITOR, Role.SENDER, Role.ADMINISTRATOR)]
    assert all(lower < higher for lower, higher in pairwise(ladder))
    assert ladder[-1] == frozenset(Right)


@pytest.mark.parametrize("role", ["viewer", "editor", "sender"])
async def test_only_administrators_manage_staff(office: ConsoleOffice, role: str) -> None:
    browser = await office.staff(role)
    for path in ("/console/-/staff", "/console/-/audit"):
        assert (await browser.get(path)).status == 403
    for path in ("/console/-/staff", "/console/-/staff/reset", "/console/-/staff/change", "/console/-/staff/remove"):
        assert (await browser.post(path, {"name": role, "role": "administrator"})).status == 403
    assert len(await office.store.all_staff()) == 1


async def test_an_administrator_adds_changes_resets_and_removes(office: ConsoleOffice) -> None:
    browser = await office.staff("administrator", "管家")
    await browser.get("/console/-/staff")
    added = await browser.post("/console/-/staff", {"name": "小李", "role": "viewer", "account": "shanxi"})
    assert "一次性密码" in added.text
    once = added.text.split("<code>")[1].split("</code>")[0]
    clerk = await office.browser()
    assert (await clerk.sign_in("小李", once)).status == 303
    await browser.post("/console/-/staff/change", {"name": "小李", "role": "editor", "account": "hebei"})
    record = await office.store.staff("小李")
    assert record is not None
    assert (record.role, record.accounts) == ("editor", ("hebei",))
    assert (await clerk.get("/console/-/password")).status == 303, "who is changed signs in again"
    again = await browser.post("/console/-/staff/reset", {"name": "小李"})
    assert once not in again.text
    assert (await clerk.sign_in("小李", once)).status == 403
    assert (await browser.post("/console/-/staff/remove", {"name": "小李"})).location == "/console/-/staff"
    assert await office.store.staff("小李") is None
    assert (await browser.post("/console/-/staff/remove", {"name": "管家"})).status == 400
    audit = await browser.get("/console/-/audit")
    for act in ("添加工作人员", "改角色和账号", "重设密码", "移除工作人员", "登录"):
        assert act in audit.text


async def test_all_accounts_are_given_only_where_that_is_ticked(office: ConsoleOffice) -> None:
    browser = await office.staff("administrator", "管家")
    await browser.get("/console/-/staff")
    for accounts in ([], ["*", "shanxi"]):
        pairs = [("name", "小李"), ("role", "viewer"), *(("account", a) for a in accounts)]
        page = await browser.post("/console/-/staff", pairs)
        assert page.status == 400
        assert 'value="小李"' in page.text, "what was typed is kept"
        assert '<option value="viewer" selected>' in page.text
    assert (await browser.post("/console/-/staff", {"name": "小李", "role": "viewer", "account": "*"})).status == 200
    record = await office.store.staff("小李")
    assert record is not None
    assert record.accounts == ()


async def test_an_administrator_of_one_account_gives_no_more_than_that(office: ConsoleOffice) -> None:
    browser = await office.staff("administrator", "山西管家", ("shanxi",))
    await office.staff("administrator", "总管家")
    await browser.get("/console/-/staff")
    for accounts in ([], ["hebei"], ["shanxi", "hebei"]):
        pairs = [("name", "小李"), ("role", "administrator"), *(("account", a) for a in accounts)]
        assert (await browser.post("/console/-/staff", pairs)).status == 400
    assert (await browser.post("/console/-/staff/reset", {"name": "总管家"})).status == 404
    given = await browser.post("/console/-/staff", {"name": "小李", "role": "viewer", "account": "shanxi"})
    assert given.status == 200


async def test_markup_in_what_is_typed_stays_text(office: ConsoleOffice) -> None:
    browser = await office.browser()
    page = await browser.sign_in('"><script>alert(1)</script>', "随便什么密码都行")
    assert "<script>" not in page.text


async def test_a_name_is_one_however_it_is_written(office: ConsoleOffice) -> None:
    await new(office, "Zhang.San")
    with pytest.raises(Error, match="已有这个名字"):
        await new(office, "ｚｈａｎｇ.san")
    with pytest.raises(Error, match="没有这个账号"):
        await new(office, "李四", Role.VIEWER, "nosuch")


async def test_accounts_that_one_does_not_hold_are_not_found(office: ConsoleOffice) -> None:
    browser = await office.staff("editor", accounts=("shanxi",))
    assert (await browser.get("/console/hebei/today")).status == 404
    assert (await browser.get("/console/nosuch/today")).status == 404
