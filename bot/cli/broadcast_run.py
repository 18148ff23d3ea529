"""``broadcast run``: somebody sends a broadcast now, in the foreground."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.broadcast.broadcast import State
from bot.cli.office import office
from bot.cli.options import ConfigOption, run
from bot.errors import Code, Error


def run_(
    context: typer.Context,
    ident: Annotated[str, typer.Argument(metavar="ID", help="群发的编号")],
    config: ConfigOption = None,
) -> None:
    """现在就发送，显示进度；暂停或中断过的接着发。不等免打扰时段结束。"""
    from bot.cli.broadcast import find  # noqa: PLC0415  # that module lists this command

    async def work() -> None:
        async with office(context, config) as here:
            found = await find(here, ident)
            if found.broadcast.state is State.DRAFT:
                message = f"群发 {ident}：还没有批准；请先 broadcast approve {ident} --by 姓名"
                raise Error(Code.CONFLICT, message)
            raise Error(Code.UNAVAILABLE, f"群发 {ident}：发送还没有接上")

    run(work())
