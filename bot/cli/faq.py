"""``faq import|export|list``: the FAQ entries that staff keep for an account."""

from __future__ import annotations

import getpass
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import AccountOption, ConfigOption, JsonOption, account_of, run, settings_of, show, show_json, warn
from bot.config import Settings
from bot.faq.sheet import read_faq, write_faq
from bot.store.merge import Merge
from bot.store.promises.faq import IMPORT
from bot.store.sqlite import SqliteStore
from knowledge.faq import FaqEntry

faq = typer.Typer(help="常见问题：从表格导入、导出、列出", no_args_is_help=True)

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help=".xlsx 或 .csv；列为 问题 相似问法 反例 答复 依据")]


@faq.command("import")
def import_(
    context: typer.Context,
    file: FileArgument,
    account: AccountOption,
    config: ConfigOption = None,
    *,
    replace: Annotated[bool, typer.Option("--replace", help="表中没有的条目一律删除")] = False,
    as_json: JsonOption = False,
) -> None:
    """导入；问题相同的条目被更新，有一处错误则全部不导入。"""
    settings = settings_of(context, config)
    ident = account_of(settings, account).id
    given = read_faq(file)
    for warning in given.warnings:
        warn(warning)
    merge = run(_merge(settings, ident, given.entries, replace=replace))
    if as_json:
        show_json({**asdict(merge), "warnings": list(given.warnings)})
        return
    show(f"已导入：新增 {merge.added} 条，更新 {merge.updated} 条，未变 {merge.unchanged} 条")


@faq.command("export")
def export(
    context: typer.Context,
    file: FileArgument,
    account: AccountOption,
    config: ConfigOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """导出成可以原样再导入的表格。"""
    settings = settings_of(context, config)
    entries = run(_entries(settings, account_of(settings, account).id))
    write_faq(file, entries)
    if as_json:
        show_json({"file": str(file), "entries": len(entries)})
        return
    show(f"已导出 {len(entries)} 条到 {file}")


@faq.command("list")
def list_(
    context: typer.Context, account: AccountOption, config: ConfigOption = None, *, as_json: JsonOption = False
) -> None:
    """列出条目。"""
    settings = settings_of(context, config)
    entries = run(_entries(settings, account_of(settings, account).id))
    if as_json:
        show_json([asdict(e) for e in entries])
        return
    for entry in entries:
        show(f"问：{entry.question}\n答：{entry.answer}\n")
    show(f"共 {len(entries)} 条")


async def _merge(settings: Settings, account: str, entries: Sequence[FaqEntry], *, replace: bool) -> Merge:
    store = SqliteStore.open(settings.store_file)
    try:
        return await store.merge_faq(account, entries, replace=replace, by=_by(), at=time.time())
    finally:
        await store.close()


async def _entries(settings: Settings, account: str) -> Sequence[FaqEntry]:
    if not settings.store_file.exists():
        return ()
    store = SqliteStore.open(settings.store_file)
    try:
        return await store.faq(account)
    finally:
        await store.close()


def _by() -> str:
    """Who imports, as the history of what the console wrote shows it."""
    try:
        return f"{getpass.getuser()}（{IMPORT}）"
    except (KeyError, OSError):  # nobody has this user's number
        return IMPORT
