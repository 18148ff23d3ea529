"""A file that staff uploaded: what it would change, and that it is changed, as the import command does it.

Each function opens the store by itself, so that it may run in a thread or in a process of its own.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from bot.calls import may_call
from bot.config import Settings
from bot.errors import Code, Error
from bot.notifications.foretelling import Foreteller, When
from bot.notifications.outlet import Ways
from bot.packs import load_packs
from bot.spreadsheet.files import read_sheets
from bot.store.database import Store
from bot.store.roll import compared
from bot.store.sqlite import SqliteStore
from bot.submissions import roll_sheet, sheet
from bot.submissions.faults import Faults, located
from bot.submissions.importing import Assigned, Difference, Plan, prepare
from bot.submissions.submission import Draft, Filter, Unit, folded
from knowledge.pack import Pack

SHOWN = 50  # changes and remarks that are told one by one
LARGE = 256 * 1024  # bytes of a file from which on it takes long

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file for an account. ``at`` is the real clock, ``now`` the business one; ``pack`` None: it is to be loaded."""

    settings: Settings
    account: str
    file: str
    data: bytes
    at: float
    now: datetime
    pack: Pack | None = None

    @property
    def is_large(self) -> bool:
        """Whether the work is for a process of its own."""
        return len(self.data) > LARGE

    def the_pack(self) -> Pack:
        """The account's pack."""
        return self.pack or load_packs(self.settings, [self.account])[self.account]


@dataclass(frozen=True, slots=True)
class Trial:
    """What a file would change. ``digest`` tells whether it still is the same when it is to be done.

    ``statuses`` are the new statuses of known submissions, ``told`` how many members would hear of them by channel.
    """

    added: int
    updated: int
    unchanged: int
    digest: str
    warnings: tuple[str, ...] = ()
    assigned: tuple[Assigned, ...] = ()
    differences: tuple[Difference, ...] = ()
    statuses: tuple[tuple[str, int], ...] = ()
    told: tuple[tuple[str, int], ...] = ()


def name_of(said: str) -> str:
    """The name of an uploaded file without what a path or a line of a message is made of."""
    name = "".join(c for c in Path(said.replace("\\", "/")).name if c.isprintable())
    stem, suffix = Path(name).stem[:60].strip(), Path(name).suffix[:6]
    return f"{stem or '上传的文件'}{suffix}"


def try_submissions(upload: Upload) -> Trial | Faults:
    """What a file of submissions would change; nothing is written."""

    async def work(store: Store, path: Path) -> Trial:
        plan, warnings = await _planned(store, upload, path, detailed=True)
        moved = [d for d in plan.drafts if d.replaces is not None and d.since == upload.at]
        told = await _told(store, upload, moved)
        statuses = Counter(d.submission.status for d in moved)
        return Trial(
            plan.added,
            plan.updated,
            plan.unchanged,
            _digest(plan.drafts),
            (*warnings, *plan.warnings),
            plan.assigned[:SHOWN],
            plan.differences[:SHOWN],
            tuple(statuses.most_common()),
            told,
        )

    return _tried(upload, work, sheet.REQUIRED)


def import_submissions(upload: Upload, by: str, digest: str) -> int:
    """Make the changes that were tried; how many. Raises Error: CONFLICT if they are not the same any more."""
    begun = time.monotonic()

    async def work(store: Store, path: Path) -> int:
        plan, _ = await _planned(store, upload, path)
        _refuse_others(_digest(plan.drafts), digest)
        await store.import_submissions(
            upload.account, plan.drafts, by=by, file=upload.file, now=lambda: upload.at + time.monotonic() - begun
        )
        return len(plan.drafts)

    return _done(upload, work)


def try_roll(upload: Upload) -> Trial | Faults:
    """What a file of members would change; nothing is written."""

    async def work(store: Store, path: Path) -> Trial:
        given = roll_sheet.read_units(path, roll_sheet.levels_of(upload.the_pack()), upload.account)
        units = [row.unit for row in given.rows]
        kept = {folded(u.number): u for u in await store.units(upload.account)}
        merge = compared(units, kept)
        warnings = (*given.warnings, *roll_sheet.renamed(units, kept))
        return Trial(merge.added, merge.updated, merge.unchanged, _digest_of_units(units, kept), warnings)

    return _tried(upload, work, roll_sheet.COLUMNS)


def import_roll(upload: Upload, by: str, digest: str) -> int:
    """Put the members that were tried on the roll; how many. Raises Error: CONFLICT as above."""

    async def work(store: Store, path: Path) -> int:
        given = roll_sheet.read_units(path, roll_sheet.levels_of(upload.the_pack()), upload.account)
        units = [row.unit for row in given.rows]
        kept = {folded(u.number): u for u in await store.units(upload.account)}
        _refuse_others(_digest_of_units(units, kept), digest)
        merge = await store.merge_units(upload.account, units, by=by, file=upload.file, at=upload.at)
        return merge.added + merge.updated

    return _done(upload, work)


def export_submissions(settings: Settings, account: str, wanted: Filter, pack: Pack | None) -> tuple[bytes, int]:
    """An .xlsx of what a filter wants, with whole telephone numbers, that can be imported again; and its rows."""

    async def work() -> tuple[bytes, int]:
        store = SqliteStore.open(settings.store_file)
        try:
            found = [c.submission for c in await store.submissions(account, wanted)]
        finally:
            await store.close()
        applying = (pack or load_packs(settings, [account])[account]).applying
        with tempfile.TemporaryDirectory(prefix="zhixietong-") as folder:
            path = Path(folder) / "out.xlsx"
            sheet.write_submissions(path, found, applying)
            return path.read_bytes(), len(found)

    return asyncio.run(work())


async def _planned(store: Store, upload: Upload, path: Path, *, detailed: bool = False) -> tuple[Plan, tuple[str, ...]]:
    applying = upload.the_pack().applying
    given = sheet.read_submissions(path, applying, upload.account)
    plan = await prepare(store, upload.account, given.rows, applying, at=upload.at, detailed=detailed)
    return plan, given.warnings


async def _told(store: Store, upload: Upload, moved: Sequence[Draft]) -> tuple[tuple[str, int], ...]:
    account, pack = upload.settings.accounts_by_id[upload.account], upload.the_pack()
    submissions = [d.submission for d in moved]
    hearers = await store.hearers(upload.account, [(folded(s.number), s.status) for s in submissions])
    ways = Ways(account, pack, calls=may_call(account, upload.settings))
    told = Foreteller(account, pack, ways, When(upload.now, upload.at)).channels(submissions, hearers)
    return tuple((channel.value, count) for channel, count in told.items())


def _tried(
    upload: Upload, work: Callable[[Store, Path], Coroutine[Any, Any, Trial]], required: Sequence[str]
) -> Trial | Faults:
    try:
        return _done(upload, work)
    except Error as error:
        if error.code is not Code.INPUT:
            raise
        return _faults(upload, error.message, required)


def _faults(upload: Upload, message: str, required: Sequence[str]) -> Faults:
    with _on_disk(upload) as path:
        try:
            sheets = read_sheets(path)
        except Error:  # that is the fault
            sheets = ()
    return located(message, upload.file, sheets, required)


def _done(upload: Upload, work: Callable[[Store, Path], Coroutine[Any, Any, T]]) -> T:
    async def with_store(path: Path) -> T:
        store = SqliteStore.open(upload.settings.store_file)
        try:
            return await work(store, path)
        finally:
            await store.close()

    with _on_disk(upload) as path:
        try:
            return asyncio.run(with_store(path))
        except Error as error:  # where the file is kept meanwhile is nobody's business
            raise Error(error.code, error.message.replace(str(path), upload.file)) from error


@contextmanager
def _on_disk(upload: Upload) -> Iterator[Path]:
    """The file in a folder that nobody else may look into, for as long as it is read."""
    with tempfile.TemporaryDirectory(prefix="zhixietong-") as folder:
        path = Path(folder) / upload.file
        path.write_bytes(upload.data)
        yield path


def _refuse_others(digest: str, tried: str) -> None:
    if digest != tried:
        raise Error(Code.CONFLICT, "检查之后，有人改动了其中的记录；这次没有导入，请重新上传检查")


def _digest(drafts: Sequence[Draft]) -> str:
    found = sha256()
    for draft in drafts:
        found.update(repr((draft.submission, draft.replaces)).encode())
    return found.hexdigest()


def _digest_of_units(units: Sequence[Unit], kept: dict[str, Unit]) -> str:
    found = sha256()
    for unit in units:
        found.update(repr((unit, kept.get(folded(unit.number)))).encode())
    return found.hexdigest()
