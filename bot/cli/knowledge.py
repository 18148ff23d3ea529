"""``knowledge check``: whether packs may be served."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import ConfigOption, JsonOption, settings_of, show, show_json, warn
from bot.errors import EXIT_FAULT, Code, Error
from knowledge.check import UncoveredLine, check, coverage
from knowledge.errors import Fault
from knowledge.pack import load_pack

knowledge = typer.Typer(help="知识包", no_args_is_help=True)


@knowledge.callback()
def group() -> None:
    """知识包。"""


@knowledge.command("check")
def check_packs(
    context: typer.Context,
    pack: Annotated[list[str] | None, typer.Argument(metavar="[PACK…]", help="知识包；不给则检查全部")] = None,
    config: ConfigOption = None,
    *,
    covered: Annotated[bool, typer.Option("--coverage", help="另列出原文中没有任何记录引用的行")] = False,
    as_json: JsonOption = False,
) -> None:
    """检查结构、引用和原文引述，列出每一处错误。"""
    folders = _folders(settings_of(context, config).packs_folder, pack)
    faults: list[Fault] = []
    uncovered: dict[str, list[UncoveredLine]] = {}
    for folder in folders:
        found = check(folder)
        faults += found
        if covered and not found:
            uncovered[folder.name] = coverage(load_pack(folder))
    lines = [f"{name}: {line}" for name, missing in uncovered.items() for line in missing]
    if as_json:
        missed = {name: [asdict(m) for m in missing] for name, missing in uncovered.items()}
        show_json({"packs": [f.name for f in folders], "faults": [asdict(f) for f in faults], "uncovered": missed})
    for problem in [*map(str, faults), *lines]:
        warn(problem)
    if faults or lines:
        raise typer.Exit(EXIT_FAULT)
    if not as_json:
        show(f"{'、'.join(f.name for f in folders)}：没有错误")


def _folders(packs: Path, names: list[str] | None) -> list[Path]:
    folders = [packs / n for n in names] if names else sorted(p.parent for p in packs.glob("*/pack.toml"))
    missing = [str(f) for f in folders if not (f / "pack.toml").is_file()]
    if missing or not folders:
        raise Error(Code.UNKNOWN, "\n".join(f"{m}：没有这个知识包" for m in missing or [str(packs)]))
    return folders
