"""``submissions list|show|statistics|export|audit``: what there is, in whose hands, and who did what."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli import submission_views as views
from bot.cli.office import ByOption, FewAccountsOption, now, office, who
from bot.cli.options import AccountOption, ConfigOption, JsonOption, account_of, run, show, show_json
from bot.errors import Code, Error
from bot.submissions.sheet import write_submissions
from bot.submissions.statistics import Statistics, statistics
from bot.submissions.submission import Act, Change, Filter
from knowledge.applying import Applying

NumberArgument = Annotated[str, typer.Argument(metavar="NUMBER", help="受理编号，大小写和连字符不限")]
StatusOption = Annotated[str, typer.Option("--status", metavar="S", help="状态")]
ApplicationOption = Annotated[str, typer.Option("--application", metavar="NAME", help="申报类别，名称或简称")]
RecommenderOption = Annotated[str, typer.Option("--recommender", metavar="NAME", help="推荐单位中包含的字")]
WordsOption = Annotated[str, typer.Option("--words", metavar="T", help="编号、单位、名称或联系人中包含的字")]


def list_(
    context: typer.Context,
    account: AccountOption,
    config: ConfigOption = None,
    *,
    status: StatusOption = "",
    application: ApplicationOption = "",
    recommender: RecommenderOption = "",
    words: WordsOption = "",
    as_json: JsonOption = False,
) -> None:
    """列出申报；电话不显示全号。"""

    async def work() -> tuple[tuple[Change, ...], Applying]:
        async with office(context, config) as at:
            ident = account_of(at.settings, account).id
            applying = at.pack(ident).applying
            wanted = _filter(applying, status, application, recommender, words)
            return tuple(await at.store.submissions(ident, wanted)), applying

    found, applying = run(work())
    if as_json:
        show_json([views.document(c, applying) for c in found])
        return
    for change in found:
        show(views.line(change, applying))
    show(f"共 {len(found)} 条")


def show_(
    context: typer.Context,
    number: NumberArgument,
    account: FewAccountsOption = "",
    config: ConfigOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """一项申报的全部内容和经过：何时、谁、改成什么。"""

    async def work() -> tuple[tuple[Change, ...], Applying]:
        async with office(context, config) as at:
            present = await at.find(number, account)
            ident = present.submission.account
            return tuple(await at.store.submission_trail(ident, number)), at.pack(ident).applying

    trail, applying = run(work())
    if as_json:
        show_json(views.whole_document(trail, applying))
        return
    for line in views.whole_lines(trail, applying):
        show(line)


def statistics_(
    context: typer.Context, account: AccountOption, config: ConfigOption = None, *, as_json: JsonOption = False
) -> None:
    """按类别和状态统计，并对照推荐名额；超额的标出。"""

    async def work() -> Statistics:
        async with office(context, config) as at:
            ident = account_of(at.settings, account).id
            return statistics(await at.store.tallies(ident), at.pack(ident))

    figures = run(work())
    if as_json:
        show_json(views.statistics_document(figures))
        return
    for line in views.statistics_lines(figures):
        show(line)


def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=".xlsx 或 .csv")],
    account: AccountOption,
    by: ByOption = "",
    config: ConfigOption = None,
    *,
    status: StatusOption = "",
    application: ApplicationOption = "",
    recommender: RecommenderOption = "",
    words: WordsOption = "",
    as_json: JsonOption = False,
) -> None:
    """导出成可以原样再导入的表格；电话是全号，审计会记下是谁导出的。"""

    async def work() -> int:
        async with office(context, config) as at:
            ident = account_of(at.settings, account).id
            applying = at.pack(ident).applying
            wanted = _filter(applying, status, application, recommender, words)
            found = [c.submission for c in await at.store.submissions(ident, wanted)]
            views.check_target(file)
            await at.store.note_export(ident, "submissions", by=who(by), file=str(file), rows=len(found), at=now())
            write_submissions(file, found, applying)
            return len(found)

    rows = run(work())
    if as_json:
        show_json({"file": str(file), "rows": rows})
        return
    show(f"已导出 {rows} 条到 {file}")


def audit(
    context: typer.Context, account: AccountOption, config: ConfigOption = None, *, as_json: JsonOption = False
) -> None:
    """审计：谁在何时导入、改动、撤销、导出了什么（申报和会员名册）。"""

    async def work() -> tuple[Act, ...]:
        async with office(context, config) as at:
            return tuple(await at.store.acts(account_of(at.settings, account).id))

    acts = run(work())
    if as_json:
        show_json([views.act_document(a) for a in acts])
        return
    for act in acts:
        show(views.act_line(act))
    show(f"共 {len(acts)} 条")


def _filter(applying: Applying, status: str, application: str, recommender: str, words: str) -> Filter:
    """What is wanted. Raises Error (INPUT) for a status or an application that the pack does not know."""
    statuses = tuple(dict.fromkeys(n for w in applying.workflows.values() for n in w.names))
    if status and status not in statuses:
        raise Error(Code.INPUT, f"--status {status}：没有这个状态；可用的状态：{'、'.join(statuses) or '（没有）'}")
    found = applying.named(application) if application else None
    if application and found is None:
        names = "、".join(a.name for a in applying.applications.values()) or "（没有）"
        raise Error(Code.INPUT, f"--application {application}：没有这个申报类别；可用的：{names}")
    return Filter(status, found.id if found else "", recommender.strip(), words.strip())
