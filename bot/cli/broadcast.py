"""``broadcast``: staff compose, preview, approve and follow what is sent to many (群发提醒)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from bot.broadcast import composing, validity
from bot.broadcast.broadcast import ANY_CHANNEL, Broadcast, Counts, Draft, Standing
from bot.broadcast.preview import Preview, preview
from bot.broadcast.report import write_report
from bot.broadcast.timely import dues_year, late
from bot.cli import broadcast_views as views
from bot.cli.broadcast_office import Found, directory_at, find
from bot.cli.broadcast_run import run_
from bot.cli.office import ByOption, now, office, who
from bot.cli.options import AccountOption, ConfigOption, JsonOption, account_of, run, show, show_json, warn
from bot.cli.submission_views import check_target
from bot.clock import CHINA, parse_moment
from bot.errors import Code, Error

broadcast = typer.Typer(help="群发提醒：起草、预览、批准、发送、查看、报告", no_args_is_help=True)
broadcast.command("run")(run_)

IdArgument = Annotated[str, typer.Argument(metavar="ID", help="群发的编号，create 和 list 会显示")]
AUDIENCE = "all、tag:标签、deadline:编号、submissions:状态=需补正、members:dues=unpaid、file:文件（每行一个 openid）"
CHANNEL = "auto、mass、template、subscribe、customer、next-contact"

T = TypeVar("T")


@broadcast.command("create")
def create(
    context: typer.Context,
    *,
    account: AccountOption,
    name: Annotated[str, typer.Option("--name", metavar="N", help="名称；模板里的 {name}")],
    text: Annotated[str, typer.Option("--text", metavar="T", help="正文；模板里的 {text}")],
    audience: Annotated[str, typer.Option("--audience", metavar="A", help=AUDIENCE)],
    channel: Annotated[str, typer.Option("--channel", metavar="C", help=CHANNEL)] = ANY_CHANNEL,
    at: Annotated[str, typer.Option("--at", metavar="ISO", help="定时发送；不给则只有 run 才发送")] = "",
    until: Annotated[
        str, typer.Option("--until", metavar="ISO", help="到哪一天为止；之后没有告知的不再告知。不给则发送后 30 天")
    ] = "",
    field: Annotated[
        list[str] | None, typer.Option("--field", metavar="栏=值", help="模板里的其他内容，如 deadline=2026年6月30日")
    ] = None,
    by: ByOption = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """起草；批准以前不会发送。"""

    async def work() -> Broadcast:
        async with office(context, config) as here:
            settings = account_of(here.settings, account)
            send_at = parse_moment(at, "--at").timestamp() if at else None
            draft = Draft(
                settings.id,
                name.strip(),
                text.strip(),
                audience,
                channel,
                send_at,
                _fields(field or []),
                valid_until=validity.read(until, "--until") if until else None,
            )
            async with directory_at(here, settings) as directory:
                desk = composing.Desk(settings, here.pack(settings.id), directory)
                return await composing.compose(here.store, desk, draft, who(by), now())

    made = run(work())
    if as_json:
        show_json({"id": made.ident})
        return
    show(f"已起草群发 {made.ident}「{made.draft.name}」；预览：broadcast preview {made.ident}")


@broadcast.command("preview")
def preview_(
    context: typer.Context,
    ident: IdArgument,
    to: Annotated[
        str, typer.Option("--to", metavar="OPENID", help="另外把正文用群发的预览发给这一位（工作人员自己）看")
    ] = "",
    config: ConfigOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """说明会怎样：各渠道多少人、谁告知不到、占多少配额、会员看到什么；什么都不改。"""

    async def work(at: Found) -> Preview:
        moment = datetime.fromtimestamp(now(), CHINA)
        async with directory_at(at.office, at.account) as directory:
            found = await preview(at.office.store, at.broadcast, at.account, moment, directory)
        if to:
            from bot.casting import show_to  # noqa: PLC0415  # what talks to WeChat is not loaded for other commands

            await show_to(to, at.broadcast.draft.text, at.office.store, at.office.settings, at.account)
        return found

    found = _with(context, config, ident, work)
    if as_json:
        show_json(views.preview_document(found))
        return
    for line in views.preview_lines(found):
        show(line)
    if to:
        show(f"已把预览发给 {to}")


@broadcast.command("approve")
def approve(
    context: typer.Context,
    ident: IdArgument,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="批准人，记入审计")],
    config: ConfigOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """批准；定时的到时发送，没有定时的用 run 发送。"""

    async def work(at: Found) -> Broadcast:
        two = at.office.settings.broadcast.two_people
        return await composing.approve(at.office.store, at.broadcast, who(by), now(), two_people=two)

    approved = _with(context, config, ident, work)
    _tell(approved, as_json=as_json)
    if said := late(approved.draft, now()):
        warn(said)


@broadcast.command("cancel")
def cancel(
    context: typer.Context,
    ident: IdArgument,
    by: ByOption = "",
    note: Annotated[str, typer.Option("--note", metavar="T", help="原因")] = "",
    config: ConfigOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """取消；已经发出的收不回。"""

    async def work(at: Found) -> Broadcast:
        return await composing.cancel(at.office.store, at.broadcast, who(by), now(), note)

    _tell(_with(context, config, ident, work), as_json=as_json)


@broadcast.command("status")
def status(
    context: typer.Context, ident: IdArgument, config: ConfigOption = None, *, as_json: JsonOption = False
) -> None:
    """现在的状态和人数；已发、失败、跳过、待发合起来是总数。"""

    async def work(at: Found) -> tuple[Broadcast, Counts, Standing]:
        year = dues_year(at.broadcast, datetime.fromtimestamp(now(), CHINA).year)
        counts = await at.office.store.counts(at.broadcast.ident, year)
        return at.broadcast, counts, await at.office.store.standing(at.broadcast.ident, now())

    found = _with(context, config, ident, work)
    if as_json:
        show_json(views.status_document(*found))
        return
    for line in views.status_lines(*found):
        show(line)


@broadcast.command("history")
def history(
    context: typer.Context, ident: IdArgument, config: ConfigOption = None, *, as_json: JsonOption = False
) -> None:
    """谁在什么时候做了什么。"""
    entries = _with(context, config, ident, lambda at: at.office.store.broadcast_log(at.broadcast.ident))
    if as_json:
        show_json([views.entry_document(e) for e in entries])
        return
    for entry in entries:
        show(views.entry_line(entry))


@broadcast.command("report")
def report(
    context: typer.Context,
    ident: IdArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=".xlsx 或 .csv")],
    config: ConfigOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """每一位会员的 openid、渠道、状态、原因和时间。"""

    async def work(at: Found) -> int:
        check_target(file)
        if at.broadcast.frozen_at is None:
            warn(f"群发 {at.broadcast.ident}：还没有开始发送，报告里没有人")
        return await write_report(at.office.store, at.broadcast, file)

    rows = _with(context, config, ident, work)
    if as_json:
        show_json({"file": str(file), "rows": rows})
        return
    show(f"已写入 {rows} 行到 {file}")


@broadcast.command("list")
def list_(
    context: typer.Context, account: AccountOption, config: ConfigOption = None, *, as_json: JsonOption = False
) -> None:
    """列出一个账号的群发。"""

    async def work() -> tuple[Broadcast, ...]:
        async with office(context, config) as here:
            return tuple(await here.store.broadcasts(account_of(here.settings, account).id))

    found = run(work())
    if as_json:
        show_json([views.document(b) for b in found])
        return
    for b in found:
        show(views.line(b))
    show(f"共 {len(found)} 个")


def _with(context: typer.Context, config: Path | None, ident: str, work: Callable[[Found], Awaitable[T]]) -> T:
    """Do something with the broadcast of an id. Raises Error (UNKNOWN)."""

    async def main() -> T:
        async with office(context, config) as here:
            return await work(await find(here, ident))

    return run(main())


def _fields(given: list[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for pair in given:
        key, equals, value = pair.partition("=")
        if not equals or not key.strip() or not value.strip():
            raise Error(Code.INPUT, f"--field {pair}：要写成 栏=值，如 deadline=2026年6月30日")
        if key.strip() in {"name", "text"}:
            raise Error(Code.INPUT, f"--field {pair}：{key.strip()} 由 --{key.strip()} 给出")
        fields[key.strip()] = value.strip()
    return fields


def _tell(found: Broadcast, *, as_json: bool) -> None:
    if as_json:
        show_json(views.document(found))
        return
    show(views.line(found))
