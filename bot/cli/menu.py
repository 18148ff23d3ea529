"""``menu push``: the account's custom menu, from its pack."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from bot.calls import calling
from bot.cli.office import office
from bot.cli.options import AccountOption, ConfigOption, JsonOption, account_of, run, show, show_json
from bot.errors import Code, Error
from bot.wechat.capabilities import capabilities
from bot.wechat.menu import buttons
from bot.wechat.menu import push as push_menu
from bot.wechat.outcome import Answer
from knowledge.schema import MenuItem

menu = typer.Typer(help="公众号的自定义菜单", no_args_is_help=True)


@menu.callback()
def group() -> None:
    """公众号的自定义菜单。"""


@menu.command()
def push(
    context: typer.Context, account: AccountOption, *, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """把知识包里的菜单设为公众号的自定义菜单；会员几分钟后看到。"""
    pushed = run(_push(context, config, account))
    if as_json:
        show_json({"account": account, "button": buttons(pushed)})
        return
    for item in pushed:
        show(f"{item.name}：{'、'.join(entry.name for entry in item.items) or item.say}")
    show("菜单已更新，会员几分钟后（重新打开公众号时）看到。")


async def _push(context: typer.Context, config: Path | None, ident: str) -> Sequence[MenuItem]:
    async with office(context, config) as at:
        account = account_of(at.settings, ident)
        if not capabilities(account.kind, verified=account.verified).menu:
            raise Error(Code.INPUT, f"账号 {ident} 未认证，微信不允许用接口设置菜单；请先认证，或在公众平台上手工设置")
        items = at.pack(ident).menu
        buttons(items)  # what WeChat would not take is found before any call
        async with calling(account, at.settings, at.store) as api:
            answered = await push_menu(api, items)
        if not isinstance(answered, Answer):
            raise Error(Code.UNAVAILABLE, f"菜单没有更新：{answered.reason}")
        return items
