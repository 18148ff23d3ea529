"""One's own account (我的账号): password, one-time codes, signing out."""

from __future__ import annotations

from collections.abc import Iterable

from aiohttp import web

from bot.console import codes, passwords, sessions
from bot.console.parts import Parts
from bot.console.roles import Right
from bot.console.route import Route
from bot.console.sign_in import LOCKED, WITHIN, limits_of
from bot.console.visit import Visit

WRONG_PASSWORD = "现在的密码不对"  # noqa: S105  # a sentence


def routes(_parts: Parts) -> Iterable[Route]:
    """The pages about oneself; whoever is signed in may see them."""
    return (
        Route("GET", "/profile", _profile, Right.SEE, of_account=False),
        Route("GET", "/password", _password_form, Right.SEE, of_account=False),
        Route("POST", "/password", _change_password, Right.SEE, "改自己的密码", of_account=False),
        Route("GET", "/codes", _codes_form, Right.SEE, of_account=False),
        Route("POST", "/codes", _turn_codes_on, Right.SEE, "开启动态口令", of_account=False),
        Route("POST", "/codes/off", _turn_codes_off, Right.SEE, "关闭动态口令", of_account=False),
        Route("POST", "/sign-out", _sign_out, Right.SEE, "退出", of_account=False),
    )


async def _profile(visit: Visit) -> web.StreamResponse:
    return visit.render("profile.html", fault="")


async def _password_form(visit: Visit) -> web.StreamResponse:
    return visit.render("password.html", fault="", shortest=passwords.SHORTEST)


async def _change_password(visit: Visit) -> web.StreamResponse:
    """Take a new password; all other browsers are signed out."""
    present, new, again = (visit.field_as_typed(name) for name in ("present", "new", "again"))
    fault = await _fault_of(visit, present) or passwords.fault(new, again, visit.by, present)
    if fault:
        return visit.render("password.html", status=400, fault=fault, shortest=passwords.SHORTEST)
    hashed = await passwords.hashed_apart(new)
    await visit.parts.store.change_staff(visit.by, password=(hashed, None), keeps=visit.session.token)
    return visit.redirect("profile", "密码已改；其他地方的登录都已退出。")


async def _codes_form(visit: Visit) -> web.StreamResponse:
    return _codes_page(visit, codes.new_secret())


async def _turn_codes_on(visit: Visit) -> web.StreamResponse:
    """Begin to ask for codes, once the telephone has shown that it makes the right ones."""
    secret = visit.field("secret")
    if not codes.is_secret(secret):
        return _codes_page(visit, codes.new_secret(), "页面不完整，请用新的二维码再来一次")
    if fault := await _fault_of(visit, visit.field_as_typed("present")):
        return _codes_page(visit, secret, fault)
    counter = codes.counter_of(secret, visit.field("code"), visit.parts.clock.real())
    if counter is None:
        return _codes_page(visit, secret, "动态口令不对；请看手机上现在显示的 6 位数字，并确认手机时间准确")
    await visit.parts.store.change_staff(visit.by, secret=secret, keeps=visit.session.token)
    await visit.parts.store.use_code(visit.by, counter)
    return visit.redirect("profile", "动态口令已开启，下次登录时要用。")


async def _turn_codes_off(visit: Visit) -> web.StreamResponse:
    if fault := await _fault_of(visit, visit.field_as_typed("present")):
        return visit.render("profile.html", status=400, fault=fault)
    await visit.parts.store.change_staff(visit.by, secret="", keeps=visit.session.token)
    return visit.redirect("profile", "动态口令已关闭。")


async def _sign_out(visit: Visit) -> web.StreamResponse:
    response = web.Response(status=303, headers={"Location": "/console/-/sign-in"})
    await sessions.end(visit.parts, visit.request, response)
    return response


async def _fault_of(visit: Visit, password: str) -> str:
    """Why the present password is not taken, or nothing; guesses count as attempts to sign in."""
    store, now = visit.parts.store, visit.parts.clock.real()
    limits = limits_of(visit.by, visit.request)
    if not await store.attempt_sign_in(limits, now, now - WITHIN):
        return LOCKED
    record = await store.staff(visit.by)
    if not await passwords.matches(password, record.password if record else None):
        return WRONG_PASSWORD
    await store.clear_attempts(list(limits))
    return ""


def _codes_page(visit: Visit, secret: str, fault: str = "") -> web.Response:
    picture = codes.picture(secret, visit.by)
    return visit.render("codes.html", status=400 if fault else 200, fault=fault, secret=secret, picture=picture)
