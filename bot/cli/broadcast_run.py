"""``broadcast run``: somebody sends a broadcast now, in the foreground."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from bot.broadcast.broadcast import Broadcast, Counts, Standing, State
from bot.cli import broadcast_views as views
from bot.cli.broadcast_office import find
from bot.cli.office import ByOption, drawn_bar, now, office, who
from bot.cli.options import ConfigOption, JsonOption, run, show, show_json
from bot.clock import Clock
from bot.errors import EXIT_FAULT

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def run_(
    context: typer.Context,
    ident: Annotated[str, typer.Argument(metavar="ID", help="群发的编号")],
    by: ByOption = "",
    config: ConfigOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """现在就发送，显示进度；暂停或中断过的接着发。不等免打扰时段结束；Ctrl-C 暂停。"""
    found, counts, standing = run(_send(context, ident, by, config))
    if as_json:
        show_json(views.status_document(found, counts, standing))
    else:
        for line in views.status_lines(found, counts, standing):
            show(line)
    if found.state in (State.PAUSED, State.FAILED):
        raise typer.Exit(EXIT_FAULT)


async def _send(
    context: typer.Context, ident: str, by: str, config: ConfigOption
) -> tuple[Broadcast, Counts, Standing]:
    # What talks to WeChat is not loaded for other commands.
    from bot import logs  # noqa: PLC0415  # as above
    from bot.broadcast.engine import run_broadcast  # noqa: PLC0415  # as above
    from bot.casting import CONNECTIONS, engine_of  # noqa: PLC0415  # as above
    from bot.wechat.wire import new_session  # noqa: PLC0415  # as above

    async with office(context, config) as here:
        logs.configure(here.settings.log.model_copy(update={"level": "warning"}))
        found = (await find(here, ident)).broadcast
        async with new_session(CONNECTIONS) as session:
            engine = engine_of(here.store, here.settings, Clock(), session)
            with _told_to_stop() as stop, _bar() as progress:
                await run_broadcast(engine, found, who(by), stop, progress)
        counts, standing = await here.store.counts(found.ident), await here.store.standing(found.ident, now())
        return (await find(here, ident)).broadcast, counts, standing


@contextmanager
def _told_to_stop() -> Iterator[asyncio.Event]:
    """Is set by Ctrl-C, so that nothing is left in hand; a second one ends the command at once."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def told() -> None:
        stop.set()
        _release(loop)

    for number in _SIGNALS:
        loop.add_signal_handler(number, told)
    try:
        yield stop
    finally:
        _release(loop)


def _release(loop: asyncio.AbstractEventLoop) -> None:
    for number in _SIGNALS:
        loop.remove_signal_handler(number)


@contextmanager
def _bar() -> Iterator[Callable[[int, int], None]]:
    """Hears how far sending is; shows it on standard error where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    with drawn_bar("发送", None) as progress:
        yield progress
