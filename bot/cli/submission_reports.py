"""``submissions list|show|statistics|export|audit``: what there is, in whose hands, and who did what."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import submission_views as views
from bot.cli.office import ByOption, FewAccountsOption, now, office, who
from bot.cli.options import AccountOption, ConfigOption, JsonOption, account_of, run, show, show_json, warn
from bot.errors import Code, Error
from bot.spreadsheet.files import draft_of, replace_file
from bot.submissions.sheet import write_submissions
from bot.submissions.statistics import Statistics, statistics
from bot.submissions.submission import Act, Change, Filter, Submission
from bot.submissions.summary_print import write_summary
from knowledge.applying import Applying
from knowledge.summaries import Summary

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
    summary: Annotated[bool, typer.Option("--summary", help="写成原表的推荐汇总表")] = False,
    as_json: JsonOption = False,
) -> None:
    """导出成可以原样再导入的表格；电话是全号，审计会记下是谁导出的。"""

    async def work() -> tuple[int, int]:
        async with office(context, config) as at:
            ident = account_of(at.settings, account).id
            applying = at.pack(ident).applying
            wanted = _filter(applying, status, application, recommender, words)
            found = [c.submission for c in await at.store.submissions(ident, wanted)]
            if summary and not found:
                raise Error(Code.INPUT, "--summary：没有符合条件的申报，没有可以写的汇总表")
            layout = _layout(applying, found) if summary else None
            views.check_target(file)
            name = who(by)
            with draft_of(file) as draft:  # so that the audit has no export that failed, and misses none that did not
                left = len(write_summary(draft, found, applying, layout)) if layout else 0
                if not layout:
                    write_submissions(draft, found, applying)
                await at.store.note_export(ident, "submissions", by=name, file=str(file), rows=len(found), at=now())
                replace_file(draft, file)
            return len(found), left

    found, left = run(work())
    if left:
        warn(f"有 {left} 条的申报类别不在汇总表里，没有写入")
    if as_json:
        show_json({"file": str(file), "rows": found - left})
        return
    show(f"已导出 {found - left} 条到 {file}")


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


def _layout(applying: Applying, found: Sequence[Submission]) -> Summary:
    """The summary table that has a part for what was found. Raises Error (INPUT) if none has, or more than one."""
    wanted = {s.application for s in found}
    fitting = [
        layout
        for layout in applying.summaries
        if any((a := applying.applied_for(p.of)) and a.id in wanted for p in layout.parts if p.of)
    ]
    if len(fitting) != 1:
        which = "；".join(layout.title for layout in fitting)
        what = (
            f"适用的汇总表不止一种（{which}），请用 --application 选定类别" if which else "没有适用于这些申报的汇总表"
        )
        raise Error(Code.INPUT, f"--summary：{what}")
    return fitting[0]


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
