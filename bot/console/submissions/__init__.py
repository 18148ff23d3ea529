"""Submissions (申报): a table of them, one at a time, many at once, files in and out, and the quota."""

from __future__ import annotations

from collections.abc import Iterable

from bot.console.parts import Parts
from bot.console.roles import Right
from bot.console.route import Route
from bot.console.submissions import batches, files, many, one, quota, table


def routes(_parts: Parts) -> Iterable[Route]:
    """The pages; those with a fixed address before the one that takes any number."""
    return (
        Route("GET", "/submissions", table.shown, Right.SEE),
        Route("GET", "/submissions/quota", quota.shown, Right.SEE),
        Route("POST", "/submissions/choose", many.choose, Right.CHANGE, "选申报，准备批量改"),
        Route("GET", "/submissions/import", files.import_form, Right.CHANGE),
        Route("POST", "/submissions/import", files.check, Right.CHANGE, "上传表格检查"),
        Route("GET", "/submissions/template", files.template, Right.SEE),
        Route("POST", "/submissions/export", files.export, Right.EXPORT, "导出申报（完整电话）"),
        Route("GET", "/submissions/batch/{token}", batches.shown, Right.CHANGE),
        Route("POST", "/submissions/batch/{token}/wish", many.plan, Right.CHANGE, "预览批量改申报"),
        Route("POST", "/submissions/batch/{token}/change", many.confirm, Right.CHANGE, "批量改申报"),
        Route("POST", "/submissions/batch/{token}/import", files.confirm, Right.CHANGE, "导入表格"),
        Route("GET", "/submissions/{number}", one.shown, Right.SEE),
        Route("POST", "/submissions/{number}/preview", one.preview, Right.CHANGE, "预览改申报状态"),
        Route("POST", "/submissions/{number}/status", one.change_status, Right.CHANGE, "改申报状态"),
        Route("POST", "/submissions/{number}/papers", one.change_papers, Right.CHANGE, "改申报材料和备注"),
        Route("POST", "/submissions/{number}/undo", one.undo, Right.CHANGE, "撤销申报的改动"),
        Route("POST", "/submissions/{number}/unbind", one.unbind, Right.CHANGE, "解除申报的绑定"),
    )
