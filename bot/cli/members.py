"""``members``: the membership roll (会员名册): units, levels, and the year through which dues are paid."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.office import ByOption, now, office, who
from bot.cli.options import AccountOption, ConfigOption, JsonOption, account_of, run, show, show_json, warn
from bot.cli.submission_views import check_target
from bot.errors import Code, Error
from bot.spreadsheet.files import draft_of, replace_file
from bot.store.merge import Merge
from bot.store.roll import compared
from bot.submissions.roll_sheet import Levels, levels_of, read_units, renamed, write_units
from bot.submissions.submission import Unit, folded, masked
from knowledge.pack import Pack

members = typer.Typer(help="会员名册：导入、列出、导出", no_args_is_help=True)

FileArgument = Annotated[
    Path,
    typer.Argument(metavar="FILE", help=".xlsx 或 .csv；列为 会员编号 单位名称 会员级别 联系人 联系电话 会费已缴至"),
]


@members.command("import")
def import_(
    context: typer.Context,
    file: FileArgument,
    account: AccountOption,
    by: ByOption = "",
    config: ConfigOption = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只说会改什么，不写入")] = False,
    as_json: JsonOption = False,
) -> None:
    """导入；会员编号相同的被更新，有一处错误则全部不导入。"""

    async def work() -> tuple[Merge, tuple[str, ...]]:
        async with office(context, config) as at:
            ident = account_of(at.settings, account).id
            given = read_units(file, _levels(at.pack(ident), ident), ident)
            units = [row.unit for row in given.rows]
            kept = {folded(u.number): u for u in await at.store.units(ident)}
            warnings = (*given.warnings, *renamed(units, kept))
            name = who(by)
            if dry_run:
                return compared(units, kept), warnings
            return await at.store.merge_units(ident, units, by=name, file=file.name, at=now()), warnings

    merge, warnings = run(work())
    for warning in warnings:
        warn(warning)
    if as_json:
        show_json({**asdict(merge), "dry_run": dry_run, "warnings": list(warnings)})
        return
    head = "试运行，没有写入。将" if dry_run else "已导入："
    show(f"{head}新增 {merge.added} 家，更新 {merge.updated} 家，未变 {merge.unchanged} 家")


@members.command("list")
def list_(
    context: typer.Context, account: AccountOption, config: ConfigOption = None, *, as_json: JsonOption = False
) -> None:
    """列出会员；电话不显示全号。"""

    async def work() -> tuple[tuple[Unit, ...], Pack]:
        async with office(context, config) as at:
            ident = account_of(at.settings, account).id
            return tuple(await at.store.units(ident)), at.pack(ident)

    units, pack = run(work())
    if as_json:
        show_json([_document(u, pack) for u in units])
        return
    for u in units:
        paid = f"会费已缴至 {u.paid_through} 年" if u.paid_through else "没有缴费记录"
        phone = masked(u.phone) if u.phone else ""
        show("　".join(filter(None, (u.number, u.unit, _level(u, pack), u.contact, phone, paid))))
    show(f"共 {len(units)} 家")


@members.command("export")
def export(
    context: typer.Context,
    file: FileArgument,
    account: AccountOption,
    by: ByOption = "",
    config: ConfigOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """导出成可以原样再导入的表格；电话是全号，审计会记下是谁导出的。"""

    async def work() -> int:
        async with office(context, config) as at:
            ident = account_of(at.settings, account).id
            units = await at.store.units(ident)
            check_target(file)
            name = who(by)
            with draft_of(file) as draft:
                write_units(draft, units, _levels(at.pack(ident), ident))
                await at.store.note_export(ident, "members", by=name, file=str(file), rows=len(units), at=now())
                replace_file(draft, file)
            return len(units)

    rows = run(work())
    if as_json:
        show_json({"file": str(file), "rows": rows})
        return
    show(f"已导出 {rows} 家到 {file}")


def _levels(pack: Pack, account: str) -> Levels:
    """The names of the levels that the roll may state. Raises Error (INPUT) if the pack has no roll."""
    if pack.applying.roll is None:
        raise Error(Code.INPUT, f"--account {account}：这个账号的知识包没有会员级别和会费标准，不能使用会员名册")
    return levels_of(pack)


def _level(unit: Unit, pack: Pack) -> str:
    record = pack.records.get(unit.level)
    return record.name if record else unit.level


def _document(unit: Unit, pack: Pack) -> dict[str, Any]:
    return {**asdict(unit), "level": _level(unit, pack), "phone": masked(unit.phone) if unit.phone else ""}
