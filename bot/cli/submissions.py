"""``submissions``: staff import, list, change and export submissions (申报)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.apart import give_way
from bot.cli import submission_views as views
from bot.cli.office import ByOption, FewAccountsOption, bar, now, office, text_of, who
from bot.cli.options import AccountOption, ConfigOption, JsonOption, account_of, run, show, show_json, warn
from bot.cli.submission_reports import NumberArgument, StatusOption, audit, export, list_, show_, statistics_
from bot.errors import Code, Error
from bot.submissions.changing import Wish, is_forcible, taken_back, wished
from bot.submissions.importing import Plan, prepare
from bot.submissions.sheet import read_submissions
from bot.submissions.submission import Change, Draft, folded
from knowledge.applying import Applying

submissions = typer.Typer(help="申报：导入、查看、改状态、撤销、统计、导出", no_args_is_help=True)

for _name, _command in (
    ("list", list_),
    ("show", show_),
    ("statistics", statistics_),
    ("export", export),
    ("audit", audit),
):
    submissions.command(_name)(_command)


@submissions.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=".xlsx 或 .csv；也可以是推荐汇总表")],
    account: AccountOption,
    by: ByOption = "",
    config: ConfigOption = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只说会改什么，不写入")] = False,
    year: Annotated[
        int | None,
        typer.Option("--year", min=1970, max=2999, help="给没有编号的行编号时用的年份；不给则接着已有编号的年份"),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """导入；编号相同的被更新，有一处错误则全部不导入。"""

    async def work() -> tuple[Plan, tuple[str, ...]]:
        give_way()
        async with office(context, config) as at:
            ident, name = account_of(at.settings, account).id, who(by)
            applying = at.pack(ident).applying
            if not applying.applications:
                raise Error(Code.INPUT, f"--account {account}：这个账号的知识包里没有可以申报的类别，不能导入申报")
            given = read_submissions(file, applying, ident)
            plan = await prepare(at.store, ident, given.rows, applying, year=year, at=now(), detailed=dry_run)
            warnings = (*given.warnings, *plan.warnings)
            del given  # the rows take much room
            if plan.drafts and not dry_run:
                with bar("导入", len(plan.drafts)) as progress:
                    await at.store.import_submissions(
                        ident, plan.drafts, by=name, file=file.name, now=now, progress=progress
                    )
            return plan, warnings

    plan, warnings = run(work())
    for warning in warnings:
        warn(warning)
    if as_json:
        show_json(views.plan_document(plan, warnings, dry_run=dry_run))
        return
    for line in views.plan_lines(plan, dry_run=dry_run):
        show(line)


@submissions.command("set")
def set_(
    context: typer.Context,
    number: NumberArgument,
    account: FewAccountsOption = "",
    by: ByOption = "",
    config: ConfigOption = None,
    *,
    status: StatusOption = "",
    note: Annotated[str | None, typer.Option("--note", metavar="T", help="备注；不给则保留，给空的则清除")] = None,
    tell: Annotated[
        str | None,
        typer.Option("--tell", metavar="T", help="给申报人的话，和状态一起显示；不给则状态不变时保留，给空的则清除"),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="不按流程的次序")] = False,
    as_json: JsonOption = False,
) -> None:
    """改一项申报的状态，按流程的次序；也可以只改备注或给申报人的话。"""
    if not status and note is None and tell is None:
        raise typer.BadParameter("请给出 --status、--note 或 --tell", param_hint="--status")
    note, tell = (None if said is None else text_of(said, o) for said, o in ((note, "--note"), (tell, "--tell")))

    async def work() -> tuple[Change, Change, Applying]:
        async with office(context, config) as at:
            present = await at.find(number, account)
            applying = at.pack(present.submission.account).applying
            name, at_once = who(by), now()
            draft = _wished(present, Wish(status, note, tell, force=force), applying, at_once)
            if draft is None:
                return present, present, applying
            return present, await at.store.change_submission(draft, by=name, at=at_once), applying

    _tell(*run(work()), as_json=as_json)


@submissions.command("undo")
def undo(
    context: typer.Context,
    number: NumberArgument,
    account: FewAccountsOption = "",
    by: ByOption = "",
    config: ConfigOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """撤销一项申报的最后一次改动；原来的记录都保留，再撤销一次就恢复。"""

    async def work() -> tuple[Change, Change, Applying]:
        async with office(context, config) as at:
            present = await at.find(number, account)
            trail = await at.store.submission_trail(present.submission.account, number)
            last, draft = trail[-1], taken_back(trail)
            made = await at.store.change_submission(draft, by=who(by), at=now(), action="undo", undoes=last.seq)
            return last, made, at.pack(made.submission.account).applying

    _tell(*run(work()), as_json=as_json)


@submissions.command("unbind")
def unbind(
    context: typer.Context,
    number: NumberArgument,
    account: FewAccountsOption = "",
    by: ByOption = "",
    config: ConfigOption = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """解除一项申报的全部绑定：已绑定的人不再看得到，要重新用编号和电话后四位查询。"""

    async def work() -> tuple[str, int]:
        async with office(context, config) as at:
            submission = (await at.find(number, account)).submission
            key = folded(submission.number)
            name = who(by)
            ended = await at.store.unbind(
                submission.account, "submission", key, by=name, number=submission.number, at=now()
            )
            return submission.number, ended

    found, ended = run(work())
    if as_json:
        show_json({"number": found, "unbound": ended})
        return
    show(f"{found}：已解除 {ended} 个绑定")


def _wished(present: Change, wish: Wish, applying: Applying, at: float) -> Draft | None:
    """The change, where the workflow allows it, or how to make it all the same. Raises Error (INPUT)."""
    try:
        return wished(present, wish, applying, at)
    except Error as error:
        if is_forcible(present.submission, wish, applying):
            raise Error(error.code, f"{error.message}。确实要改，请加 --force") from error
        raise


def _tell(before: Change, after: Change, applying: Applying, *, as_json: bool) -> None:
    if as_json:
        show_json(views.document(after, applying))
        return
    show(views.changed_line(before, after))
