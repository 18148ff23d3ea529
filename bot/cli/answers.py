"""``ask`` and ``chat``: a member's turns without WeChat and without a running server."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Annotated, Any

import typer

from bot.cli.options import AccountOption, ConfigOption, JsonOption, account_of, run, settings_of, show, show_json
from bot.clock import Clock, parse_moment
from bot.config import Settings
from bot.conversation import Conversation
from bot.errors import Code, Error
from bot.packs import desks_of, load_packs
from bot.store.sqlite import SqliteStore
from handlers.answer import Reply, plain_link

NowOption = Annotated[str, typer.Option("--now", metavar="ISO", help="从这个日期或时间开始的业务时钟，如 2018-06-01")]
MemberOption = Annotated[str, typer.Option("--member", metavar="OPENID", help="接着这位成员的对话；不给则不留痕迹")]

FAREWELLS = frozenset({"退出", "exit", "quit"})


def ask(
    context: typer.Context,
    text: Annotated[list[str], typer.Argument(metavar="TEXT…", help="依次说的话，一句一个参数")],
    account: AccountOption,
    member: MemberOption = "",
    now: NowOption = "",
    *,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """以成员身份依次提问，每句一个答复。"""
    settings = settings_of(context, config)
    replies = run(_turns(settings, account, member, _clock(now), text))
    if as_json:
        show_json([_document(said, reply) for said, reply in zip(text, replies, strict=True)])
        return
    for said, reply in zip(text, replies, strict=True):
        show(f"问：{said}\n{reply.text}\n")


def chat(
    context: typer.Context,
    account: AccountOption,
    member: MemberOption = "",
    now: NowOption = "",
    config: ConfigOption = None,
) -> None:
    """与一个账号对话；输入「退出」结束。"""
    settings = settings_of(context, config)
    run(_chat(settings, account, member, _clock(now)))


async def _turns(settings: Settings, account: str, member: str, clock: Clock, texts: Sequence[str]) -> list[Reply]:
    async with _conversation(settings, account, member, clock) as say:
        return [await say(text) for text in texts]


async def _chat(settings: Settings, account: str, member: str, clock: Clock) -> None:
    async with _conversation(settings, account, member, clock) as say:
        show(f"{settings.accounts_by_id[account].name or account}（输入「退出」结束）")
        while True:
            typer.echo("您：", nl=False)
            line = _heard()
            if not line or line.strip() in FAREWELLS:
                show("" if line else "\n")
                return
            reply = await say(line.strip())
            show(f"{reply.text}\n")


@asynccontextmanager
async def _conversation(
    settings: Settings, account: str, member: str, clock: Clock
) -> AsyncIterator[Callable[[str], Awaitable[Reply]]]:
    """A conversation at the desk as the service has it, staff's FAQ entries included."""
    ident = account_of(settings, account).id
    packs = load_packs(settings, [ident])
    desk = desks_of(packs, plain_link)[ident]
    pack = packs[ident]
    if not member and not settings.store_file.exists():
        yield Conversation(desk, clock, ident, pack=pack).say
        return
    store = SqliteStore.open(settings.store_file)
    try:
        if (present := await store.additions(ident)).version:
            desk = desk.with_additions(present.additions)
        yield Conversation(desk, clock, ident, pack=pack, member=member, store=store).say
    finally:
        await store.close()


def _heard() -> str:
    """The next line that is typed; empty at the end. Raises Error (INPUT) for what is no text."""
    try:
        line = sys.stdin.readline()
        line.encode()
    except UnicodeError as error:
        raise Error(Code.INPUT, "输入的不是 UTF-8 文字；请用 UTF-8 编码输入") from error
    return line


def _clock(now: str) -> Clock:
    return Clock.starting_at(parse_moment(now) if now else None)


def _document(said: str, reply: Reply) -> dict[str, Any]:
    answer = reply.answer
    return {
        "ask": said,
        "reply": reply.text,
        "outcome": answer.outcome,
        "handler": answer.handler,
        "sources": [asdict(s) for s in answer.sources],
        "reading": asdict(reply.reading) if reply.reading else None,
        "runner_up": asdict(reply.runner_up) if reply.runner_up else None,
    }
