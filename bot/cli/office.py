"""What the commands of an association's staff share: the store, the packs, who acts, and how times are shown."""

from __future__ import annotations

import getpass
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.cli.options import account_of, settings_of
from bot.clock import CHINA
from bot.config import Settings
from bot.errors import Code, Error
from bot.packs import load_packs
from bot.spreadsheet.cells import plain
from bot.store.database import Store
from bot.store.sqlite import SqliteStore
from bot.submissions.reading import LONGEST
from bot.submissions.submission import Change
from knowledge.pack import Pack

LONGEST_NAME = 40  # characters of who acts


def text_of(said: str, option: str, longest: int = LONGEST) -> str:
    """A text of the command line, cleaned like a cell of a file. Raises Error (INPUT) if it is too long."""
    text = plain(said)
    if len(text) > longest:
        raise Error(Code.INPUT, f"{option}：有 {len(text)} 个字，最多 {longest} 个，请缩短")
    return text


def _named(context: typer.Context, parameter: typer.CallbackParam, said: str) -> str:
    """The name that was given, or nothing. Raises Error (INPUT) if an empty one was given."""
    name = text_of(said, "--by", LONGEST_NAME)
    source = context.get_parameter_source(parameter.name or "")
    if not name and source is not None and source.name == "COMMANDLINE":
        raise Error(Code.INPUT, "--by：不能为空；请写经办人的姓名")
    return name


ByOption = Annotated[
    str,
    typer.Option("--by", metavar="NAME", help="经办人，记入审计；默认是这台电脑的登录名", callback=_named),
]
FewAccountsOption = Annotated[
    str, typer.Option("--account", metavar="ID", help="账号；只有两个账号都有这个编号时才需要")
]

BAR_FROM = 1000  # rows from which on a progress bar is worth looking at


@dataclass(frozen=True, slots=True)
class Office:
    """Where a command of staff works."""

    settings: Settings
    store: Store

    def pack(self, account: str) -> Pack:
        """The pack of an account. Raises Error."""
        return load_packs(self.settings, [account])[account]

    async def find(self, number: str, account: str) -> Change:
        """The submission of a number, in the account that is named or in the only one that has it. Raises Error."""
        accounts = [account_of(self.settings, account).id] if account else list(self.settings.accounts_by_id)
        found = [c for a in accounts if (c := await self.store.submission(a, number))]
        if not found:
            raise Error(Code.UNKNOWN, f"{number}：没有这个受理编号" + (f"（账号 {account}）" if account else ""))
        if len(found) > 1:
            owners = "、".join(c.submission.account for c in found)
            raise Error(Code.INPUT, f"{number}：账号 {owners} 都有这个受理编号；请用 --account 指明是哪一个")
        return found[0]


@asynccontextmanager
async def office(context: typer.Context, config: Path | None) -> AsyncIterator[Office]:
    """The office of the configured service; its store is closed at the end. Raises Error."""
    settings = settings_of(context, config)
    store = SqliteStore.open(settings.store_file)
    try:
        yield Office(settings, store)
    finally:
        await store.close()


def who(by: str) -> str:
    """The name for the audit. Raises Error (INPUT) if there is none."""
    try:
        name = by.strip() or getpass.getuser()
    except (KeyError, OSError) as error:
        raise Error(Code.INPUT, "不知道经办人是谁；请加 --by 姓名") from error
    return name


def now() -> float:
    """The real clock, in seconds."""
    return time.time()


def day_and_time(at: float) -> str:
    """A moment as staff read it."""
    return f"{datetime.fromtimestamp(at, CHINA):%Y-%m-%d %H:%M}"


def iso(at: float) -> str:
    """A moment as programs read it."""
    return datetime.fromtimestamp(at, CHINA).isoformat(timespec="seconds")


@contextmanager
def bar(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """Hears how far the work is; shows it on standard error where that is a terminal and the rows are many."""
    if total <= BAR_FROM or not sys.stderr.isatty():
        yield lambda _done: None
        return
    with drawn_bar(what, total) as progress:
        yield lambda done: progress(done, total)


@contextmanager
def drawn_bar(what: str, total: int | None) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error, which hears how much is done of how much; ``total`` None: not known yet."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=total)
        yield lambda done, whole: progress.update(task, completed=done, total=whole)
