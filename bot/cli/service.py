"""``serve``: the service itself."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.answers import NowOption
from bot.cli.options import ConfigOption, run, settings_of
from bot.clock import Clock, parse_moment
from bot.config_file import find_config


def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option("--host", help="监听地址，优先于配置文件")] = None,
    port: Annotated[int | None, typer.Option("--port", help="端口，优先于配置文件")] = None,
    workers: Annotated[int | None, typer.Option("--workers", help="共用端口的进程数，优先于配置文件")] = None,
    *,
    now: NowOption = "",
    demonstration: Annotated[
        Path | None,
        typer.Option(
            "--demonstration",
            metavar="FOLDER",
            help="演示：给还没有申报的账号导入虚构的申报和会员，并模拟微信接口",
        ),
    ] = None,
    config: ConfigOption = None,
) -> None:
    """运行服务；签名始终以真实时钟为准。"""
    from bot.serving import serve as run_service  # noqa: PLC0415  # the web server is not loaded for other commands

    given: dict[str, object] = {"host": host, "port": port, "workers": workers}
    overrides = {("server", key): value for key, value in given.items() if value is not None}
    settings = settings_of(context, config, overrides)
    clock = Clock.starting_at(parse_moment(now) if now else None)
    if demonstration is None:
        run_service(settings, clock)
        return
    from bot.demonstration import show  # noqa: PLC0415  # spreadsheets are read for nothing else here
    from bot.standin.process import beside  # noqa: PLC0415  # the demonstration alone has it

    run(show(settings, demonstration))
    with beside(settings, find_config(config or context.obj, Path())):
        run_service(settings, clock)
