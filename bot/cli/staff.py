"""``staff``: who may use the console."""

from __future__ import annotations

import getpass
import time
from typing import Annotated

import typer

from bot.cli.office import iso, office
from bot.cli.options import ConfigOption, JsonOption, run, show, show_json
from bot.console import staffing
from bot.console.passwords import ONE_TIME_DAYS
from bot.console.roles import LABELS, Role
from bot.store.promises.staff import StaffAct

staff = typer.Typer(help="工作台的工作人员", no_args_is_help=True)

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="名字，1 到 20 个字，不含空格")]
RoleOption = Annotated[Role, typer.Option("--role", help="viewer 查看、editor 编辑、sender 发送、administrator 管理")]
AccountsOption = Annotated[
    list[str] | None, typer.Option("--account", metavar="ID", help="只管这个账号，可以写多次；不写：全部账号")
]


@staff.callback()
def group() -> None:
    """工作台的工作人员。"""


@staff.command()
def add(
    context: typer.Context,
    name: NameArgument,
    role: RoleOption,
    account: AccountsOption = None,
    config: ConfigOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """添加一位工作人员，显示一次性密码；第一次登录时要换成自己的密码。"""

    async def work() -> str:
        async with office(context, config) as at:
            password = await staffing.add(at.store, at.settings, name, role, account or (), by=_who(), at=time.time())
            await at.store.note_act(_act("添加工作人员", _held(name, role, account)))
            return password

    _tell(name, run(work()), as_json=as_json)


@staff.command()
def reset(
    context: typer.Context, name: NameArgument, config: ConfigOption = None, *, as_json: JsonOption = False
) -> None:
    """重设密码：显示新的一次性密码，退出所有登录，关闭动态口令。"""

    async def work() -> str:
        async with office(context, config) as at:
            password = await staffing.reset(at.store, name, at=time.time())
            await at.store.note_act(_act("重设密码", name))
            return password

    _tell(name, run(work()), as_json=as_json)


@staff.command()
def change(
    context: typer.Context,
    name: NameArgument,
    role: RoleOption,
    account: AccountsOption = None,
    config: ConfigOption = None,
) -> None:
    """改角色和所管的账号；需要重新登录。"""

    async def work() -> None:
        async with office(context, config) as at:
            await staffing.change(at.store, at.settings, name, role, account or ())
            await at.store.note_act(_act("改角色和账号", _held(name, role, account)))

    run(work())
    show(f"{name} 现在是{LABELS[role]}，需要重新登录。")


@staff.command()
def remove(context: typer.Context, name: NameArgument, config: ConfigOption = None) -> None:
    """移除一位工作人员并退出其登录；操作记录保留。"""

    async def work() -> None:
        async with office(context, config) as at:
            await at.store.remove_staff(name)
            await at.store.note_act(_act("移除工作人员", name))

    run(work())
    show(f"{name} 已移除。")


@staff.command("list")
def list_(context: typer.Context, config: ConfigOption = None, *, as_json: JsonOption = False) -> None:
    """列出工作人员。"""

    async def work() -> list[dict[str, object]]:
        async with office(context, config) as at:
            return [
                {
                    "name": record.name,
                    "role": record.role,
                    "accounts": list(record.accounts),
                    "codes": bool(record.secret),
                    "one_time_password": record.password_until is not None,
                    "created_at": iso(record.created_at),
                }
                for record in await at.store.all_staff()
            ]

    people = run(work())
    if as_json:
        show_json(people)
        return
    for person in people:
        accounts = person["accounts"]
        held = "、".join(accounts) if isinstance(accounts, list) and accounts else "全部账号"
        show(f"{person['name']}\t{LABELS[Role(str(person['role']))]}\t{held}")
    if not people:
        show("还没有工作人员；用 zhixietong staff add 名字 --role administrator 添加第一位。")


@staff.command()
def audit(
    context: typer.Context,
    config: ConfigOption = None,
    *,
    limit: Annotated[int, typer.Option("--limit", help="最近多少条")] = 100,
    as_json: JsonOption = False,
) -> None:
    """最近的操作记录，新的在前。"""

    async def work() -> list[StaffAct]:
        async with office(context, config) as at:
            return list(await at.store.staff_acts(None, limit=limit))

    acts = run(work())
    if as_json:
        show_json([{"at": iso(a.at)} | {k: getattr(a, k) for k in _FIELDS} for a in acts])
        return
    for act in acts:
        show("\t".join((iso(act.at), *(str(getattr(act, k)) for k in _FIELDS))))


_FIELDS = ("staff", "account", "act", "note", "result", "address")


def _tell(name: str, password: str, *, as_json: bool) -> None:
    if as_json:
        show_json({"name": name, "password": password})
        return
    show(f"{name} 的一次性密码（{ONE_TIME_DAYS} 天内有效，只显示这一次）：{password}")
    show("请当面或用电话告诉本人；第一次登录工作台 /console/ 时会要求换成自己的密码。")


def _held(name: str, role: Role, accounts: list[str] | None) -> str:
    return f"{name}，{LABELS[role]}，{'、'.join(accounts or ()) or '全部账号'}"


def _act(act: str, note: str) -> StaffAct:
    return StaffAct(time.time(), f"命令行：{_who()}", "", act, note, "完成", "")


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "未知"
