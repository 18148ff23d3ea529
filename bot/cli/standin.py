"""``standin``: WeChat's API played on this machine, for developers."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.options import ConfigOption, settings_of


def standin(
    context: typer.Context,
    port: Annotated[int, typer.Option("--port", help="本机端口；0 由系统选择")] = 0,
    service: Annotated[str, typer.Option("--service", metavar="URL", help="事件推送到的服务；不给则不推送")] = "",
    latency: Annotated[float, typer.Option("--latency", metavar="SECONDS", min=0, help="每次调用的耗时")] = 0.0,
    *,
    leashed: Annotated[bool, typer.Option("--leashed", help="标准输入结束时也停止")] = False,
    config: ConfigOption = None,
) -> None:
    """在本机模拟微信接口，供测试和演示；标准输出的第一行是地址。"""
    from bot.standin.process import stand_in  # noqa: PLC0415  # the web server is not loaded for other commands

    stand_in(settings_of(context, config), port, service=service, latency=latency, leashed=leashed)
