"""All commands together, and how they end: 0 done, 1 the input or the world was at fault, 2 wrong usage."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer

from bot.cli.answers import ask, chat
from bot.cli.broadcast import broadcast
from bot.cli.faq import faq
from bot.cli.knowledge import knowledge
from bot.cli.members import members
from bot.cli.menu import menu
from bot.cli.options import ConfigOption, warn
from bot.cli.service import serve
from bot.cli.staff import staff
from bot.cli.standin import standin
from bot.cli.submissions import submissions
from bot.errors import EXIT_FAULT, Code, Error

commands = typer.Typer(
    name="zhixietong",
    help="质协通：协会公众号的问答、申报进度与提醒",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
commands.command()(serve)
commands.command()(ask)
commands.command()(chat)
commands.command(hidden=True)(standin)
commands.add_typer(faq, name="faq")
commands.add_typer(knowledge, name="knowledge")
commands.add_typer(submissions, name="submissions")
commands.add_typer(members, name="members")
commands.add_typer(broadcast, name="broadcast")
commands.add_typer(menu, name="menu")
commands.add_typer(staff, name="staff")


@commands.callback()
def common(context: typer.Context, config: ConfigOption = None) -> None:
    """质协通：协会公众号的问答、申报进度与提醒。"""
    context.obj = config


def run(arguments: list[str] | None = None) -> int:
    """Run a command; its exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        _check(given)
        commands(given, standalone_mode=True)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else EXIT_FAULT
    except Error as error:
        warn(error.message)
        return EXIT_FAULT
    return 0


def _check(arguments: Sequence[str]) -> None:
    """Refuse bytes that are no text in the terminal's encoding. Raises Error (INPUT)."""
    for position, argument in enumerate(arguments, 1):
        try:
            argument.encode()
        except UnicodeEncodeError as error:
            shown = argument.encode(errors="backslashreplace").decode()
            raise Error(Code.INPUT, f"第 {position} 个参数不是 UTF-8 文字：{shown}；请用 UTF-8 编码输入") from error
