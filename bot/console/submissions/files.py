"""Files in and out: checked before anything is written, imported once, exported with whole telephone numbers."""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict
from functools import partial
from pathlib import Path
from urllib.parse import quote

from aiohttp import web

from bot.apart import apart
from bot.console.submissions import prepared, wording
from bot.console.submissions.table import FIELDS, Asked
from bot.console.visit import Visit
from bot.errors import Code, Error
from bot.spreadsheet.files import write_rows
from bot.store.promises.batches import Batch, BatchKind
from bot.submissions import roll_sheet, sheet
from bot.submissions.faults import Faults
from bot.submissions.listing import Listing
from bot.submissions.uploads import (
    LARGE,
    Upload,
    export_submissions,
    import_roll,
    import_submissions,
    name_of,
    try_roll,
    try_submissions,
)

FEW = 2000  # rows that are written in this process
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def import_form(visit: Visit) -> web.StreamResponse:
    """Where a file is chosen."""
    return _form(visit)


async def check(visit: Visit) -> web.StreamResponse:
    """What a file would change, or what is wrong with it; nothing is written."""
    given = visit.form.get("file")
    if not isinstance(given, web.FileField) or not given.filename:
        return _form(visit, fault="请选择一个文件。")
    kind = BatchKind.ROLL if visit.field("kind") == BatchKind.ROLL else BatchKind.IMPORT
    if kind.value not in _kinds(visit):
        raise Error(Code.INPUT, "这个账号不能导入这种表格。")
    name, data = name_of(given.filename), given.file.read()
    visit.note(name)
    upload = _upload(visit, name, data)
    work = try_roll if kind is BatchKind.ROLL else try_submissions
    tried = await apart(partial(work, upload), large=upload.is_large)
    if isinstance(tried, Faults):
        visit.note(f"{tried.count or len(tried.whole)} 处有错")
        return _form(visit, faults=tried, kind=kind)
    return visit.redirect(await prepared.kept(visit, kind, name, data, asdict(tried)))


async def confirm(visit: Visit) -> web.StreamResponse:
    """Import what was checked, once."""
    batch, store = await prepared.to_do(visit, BatchKind.IMPORT, BatchKind.ROLL), visit.parts.store
    page = prepared.path_of(batch.token)
    if not await store.begin_batch(batch):
        return visit.redirect(page, prepared.TWICE)
    try:
        rows = await _import(visit, batch)
    except BaseException:
        await store.reopen_batch(batch)
        raise
    visit.note(f"{batch.name}，{rows} 条")
    await store.end_batch(batch, json.dumps({"changed": rows, "refused": [], "left": 0, "what": batch.name}))
    return visit.redirect(page, f"已导入 {rows} 条。")


async def _import(visit: Visit, batch: Batch) -> int:
    upload = _upload(visit, batch.name, batch.content)
    work = import_roll if batch.kind is BatchKind.ROLL else import_submissions
    digest = json.loads(batch.plan)["digest"]
    return await apart(partial(work, upload, visit.by, digest), large=upload.is_large)


async def template(visit: Visit) -> web.StreamResponse:
    """A sheet with the header alone."""
    is_roll = visit.request.query.get("kind") == BatchKind.ROLL
    if (BatchKind.ROLL if is_roll else BatchKind.IMPORT).value not in _kinds(visit):
        raise visit.missing()
    title, columns = (roll_sheet.SHEET_TITLE, roll_sheet.COLUMNS) if is_roll else (sheet.SHEET_TITLE, sheet.COLUMNS)
    with tempfile.TemporaryDirectory(prefix="zhixietong-") as folder:
        path = Path(folder) / "empty.xlsx"
        write_rows(path, title, [columns])
        return _download(f"{title}模板.xlsx", path.read_bytes())


async def export(visit: Visit) -> web.StreamResponse:
    """What the filter wants as a file that can be imported again; the audit has it before it is handed out."""
    applying, store = wording.applying_of(visit), visit.parts.store
    asked = Asked.of({name: visit.field(name) for name in FIELDS}, applying)
    wanted = await asked.filter(store, visit.account, applying)
    total = (await store.submission_page(visit.account, Listing(wanted, limit=1))).total
    large = total > FEW
    work = partial(export_submissions, visit.parts.settings, visit.account, wanted, None if large else visit.pack)
    data, rows = await apart(work, large=large)
    name = f"申报-{visit.parts.clock.now():%Y%m%d-%H%M}.xlsx"
    await store.note_export(
        visit.account, "submissions", by=visit.by, file=name, rows=rows, at=visit.parts.clock.real()
    )
    visit.note(f"{name}，{rows} 条")
    return _download(name, data)


def _upload(visit: Visit, name: str, data: bytes) -> Upload:
    clock = visit.parts.clock
    pack = None if len(data) > LARGE else visit.pack
    return Upload(visit.parts.settings, visit.account, name, data, clock.real(), clock.now(), pack)


def _kinds(visit: Visit) -> dict[str, str]:
    """What can be imported at the account."""
    applying = visit.pack.applying if visit.pack else None
    kinds = {}
    if applying and applying.applications:
        kinds[BatchKind.IMPORT.value] = "申报"
    if applying and applying.roll:
        kinds[BatchKind.ROLL.value] = "会员名册"
    return kinds


def _form(
    visit: Visit, *, faults: Faults | None = None, fault: str = "", kind: BatchKind = BatchKind.IMPORT
) -> web.Response:
    kinds = _kinds(visit)
    if not kinds:
        raise Error(Code.UNKNOWN, "这个账号的知识包里没有可以导入的申报或会员名册。")
    return visit.render(
        "submissions/import.html",
        status=400 if faults or fault else 200,
        kinds=kinds,
        kind=kind.value,
        faults=faults,
        fault=fault,
        limit=visit.parts.settings.console.upload_mib,
        columns={"import": (sheet.COLUMNS, sheet.REQUIRED), "roll": (roll_sheet.COLUMNS, roll_sheet.COLUMNS)},
        path=visit.path("submissions"),
    )


def _download(name: str, data: bytes) -> web.Response:
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return web.Response(body=data, content_type=XLSX, headers={"Content-Disposition": disposition})
