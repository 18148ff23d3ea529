"""What commands share: the configuration file, the account, and how results and faults are printed."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from bot.config import AccountSettings, Settings
from bot.config_file import Overrides, find_config, load_settings
from bot.errors import Code, Error

ConfigOption = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="配置文件；默认 config.toml，其次 config.example.toml")
]
AccountOption = Annotated[str, typer.Option("--account", metavar="ID", help="账号，如配置文件 [[accounts]] 的 id")]
JsonOption = Annotated[bool, typer.Option("--json", help="只输出一份 JSON")]

T = TypeVar("T")


def settings_of(context: typer.Context, config: Path | None, overrides: Overrides | None = None) -> Settings:
    """The settings of ``--config``, given after the command or before it. Raises Error."""
    return load_settings(find_config(config or context.obj, Path()), os.environ, overrides)


def account_of(settings: Settings, ident: str) -> AccountSettings:
    """The account of an id. Raises Error (UNKNOWN)."""
    account = settings.accounts_by_id.get(ident)
    if account is None:
        raise Error(Code.UNKNOWN, f"--account {ident}：没有这个账号；现有 {'、'.join(settings.accounts_by_id)}")
    return account


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a command's asynchronous part."""
    results: list[T] = []

    async def main() -> None:  # a task with the result would be shown by repr where asyncio restores Ctrl-C's handler
        results.append(await work)

    asyncio.run(main())
    return results[0]


def show(text: str) -> None:
    """A line of the result, on standard output."""
    typer.echo(text)


def show_json(document: object) -> None:
    """The one JSON document of ``--json``."""
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2))


def warn(text: str) -> None:
    """A line beside the result, on standard error."""
    typer.echo(text, err=True)
