"""Who works here and what they did (工作人员、操作记录), for administrators."""

from __future__ import annotations

from collections.abc import Iterable

from aiohttp import web

from bot.console import passwords, staffing
from bot.console.parts import Parts
from bot.console.roles import LABELS, Right, Role, Staff
from bot.console.route import Route
from bot.console.visit import Visit
from bot.errors import Error

PAGE = 100  # entries of the audit
EVERY = "*"  # in the form: all accounts, those to come too


def routes(_parts: Parts) -> Iterable[Route]:
    """The pages of administrators."""
    may = Right.MANAGE
    return (
        Route("GET", "/staff", _staff, may, of_account=False),
        Route("POST", "/staff", _add, may, "添加工作人员", of_account=False),
        Route("POST", "/staff/reset", _reset, may, "重设密码", of_account=False),
        Route("POST", "/staff/change", _change, may, "改角色和账号", of_account=False),
        Route("POST", "/staff/remove", _remove, may, "移除工作人员", of_account=False),
        Route("GET", "/audit", _audit, may, of_account=False),
    )


async def _staff(visit: Visit) -> web.StreamResponse:
    return await _page(visit)


async def _add(visit: Visit) -> web.StreamResponse:
    name = visit.field("name")
    visit.note(name)
    try:
        role, accounts = _role_of(visit), _accounts_of(visit)
        _check_manages(visit, accounts)
        password = await staffing.add(
            visit.parts.store, visit.parts.settings, name, role, accounts, by=visit.by, at=visit.parts.clock.real()
        )
    except Error as error:
        return await _page(visit, fault=error.message, typed=True)
    return await _page(visit, name=name, password=password)


async def _reset(visit: Visit) -> web.StreamResponse:
    name = await _managed(visit)
    password = await staffing.reset(visit.parts.store, name, at=visit.parts.clock.real())
    return await _page(visit, name=name, password=password)


async def _change(visit: Visit) -> web.StreamResponse:
    name, accounts, role = await _managed(visit), _accounts_of(visit), _role_of(visit)
    _check_manages(visit, accounts)
    names = [a.name or a.id for a in visit.parts.settings.accounts if a.id in accounts]
    visit.note(f"{LABELS[role]}，{'、'.join(names) or '全部账号'}")
    await staffing.change(visit.parts.store, visit.parts.settings, name, role, accounts)
    return visit.redirect("staff", f"{name} 的角色和账号已改，需要重新登录。")


async def _remove(visit: Visit) -> web.StreamResponse:
    name = await _managed(visit)
    await visit.parts.store.remove_staff(name)
    return visit.redirect("staff", f"{name} 已移除，操作记录仍保留。")


async def _audit(visit: Visit) -> web.StreamResponse:
    before = visit.request.query.get("before", "")
    ident = int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None
    accounts = sorted(visit.staff.accounts) or None
    acts = await visit.parts.store.staff_acts(accounts, before=ident, limit=PAGE + 1)
    older = acts[PAGE - 1].ident if len(acts) > PAGE else None
    names = {a.id: a.name or a.id for a in visit.parts.settings.accounts}
    return visit.render("audit.html", acts=acts[:PAGE], older=older, names=names)


async def _page(
    visit: Visit, *, fault: str = "", name: str = "", password: str = "", typed: bool = False
) -> web.Response:
    """``typed``: what was filled in stands in the form again."""
    everybody = [Staff.of(record) for record in await visit.parts.store.all_staff()]
    return visit.render(
        "staff.html",
        status=400 if fault else 200,
        people=[p for p in everybody if visit.staff.manages(p.accounts)],
        roles=LABELS,
        fault=fault,
        name=name,
        password=password,
        days=passwords.ONE_TIME_DAYS,
        typed_name=visit.field("name") if typed else "",
        typed_role=visit.field("role") if typed else Role.EDITOR,
        typed_accounts=visit.fields("account") if typed else [],
    )


async def _managed(visit: Visit) -> str:
    """The name in the form, if it is somebody else's whom this administrator may manage."""
    name = visit.field("name")
    record = await visit.parts.store.staff(name)
    if record is None or not visit.staff.manages(record.accounts):
        raise visit.missing("没有这个工作人员，或者不归您管理。")
    visit.note(record.name)
    if record.name == visit.by:
        raise staffing.refused("不能改自己；请找另一位管理员，或在服务器上用 zhixietong staff。")
    return record.name


def _role_of(visit: Visit) -> Role:
    try:
        return Role(visit.field("role"))
    except ValueError as error:
        raise staffing.refused("请选一个角色") from error


def _accounts_of(visit: Visit) -> tuple[str, ...]:
    """The accounts that were ticked; none: all, which has to be ticked as such. Raises Error (INPUT)."""
    ticked = visit.fields("account")
    if ticked == [EVERY]:
        return ()
    if EVERY in ticked:
        raise staffing.refused("「全部账号」和单个账号只能选一种")
    if not ticked:
        raise staffing.refused("请勾选归他管的账号；要管全部账号，请勾「全部账号」")
    return tuple(ticked)


def _check_manages(visit: Visit, accounts: Iterable[str]) -> None:
    if not visit.staff.manages(accounts):
        raise staffing.refused("您只能添加归您管的账号的工作人员；请至少选一个账号")
