"""The made-up submissions and members that a demonstration shows: files as staff would import them, one per account."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from bot.clock import CHINA
from bot.config import Settings
from bot.packs import load_packs
from bot.store.promises.office import Office
from bot.store.sqlite import SqliteStore
from bot.submissions.importing import prepare
from bot.submissions.roll_sheet import levels_of, read_units
from bot.submissions.sheet import read_submissions
from knowledge.pack import Pack

Kind = Literal["submissions", "members"]
BY = "演示"  # who the audit says brought them in
_KINDS: tuple[Kind, ...] = ("submissions", "members")


@dataclass(frozen=True, slots=True)
class DemonstrationFile:
    """A file to be imported for an account."""

    account: str
    kind: Kind
    path: Path


def demonstration_files(folder: Path, accounts: Collection[str]) -> tuple[DemonstrationFile, ...]:
    """The files ``KIND/ACCOUNT.csv`` of a folder for those of these accounts that have one, in a fixed order."""
    return tuple(
        DemonstrationFile(path.stem, kind, path)
        for kind in _KINDS
        for path in sorted((folder / kind).glob("*.csv"))
        if path.stem in accounts
    )


async def show(settings: Settings, folder: Path, now: Callable[[], float] = time.time) -> list[DemonstrationFile]:
    """Import the files of a folder for the accounts that have nothing of their kind yet; those that were imported.

    ``now`` is the real clock. Raises Error where a file or the store is at fault.
    """
    files = demonstration_files(folder, settings.accounts_by_id)
    store = SqliteStore.open(settings.store_file)
    try:
        wanted = [f for f in files if not await _has_any(store, f)]
        packs = load_packs(settings, sorted({f.account for f in wanted}))
        for file in wanted:
            await _import(store, file, packs[file.account], now)
    finally:
        await store.close()
    return wanted


async def _has_any(store: Office, file: DemonstrationFile) -> bool:
    return bool(await (store.tallies(file.account) if file.kind == "submissions" else store.units(file.account)))


async def _import(store: Office, file: DemonstrationFile, pack: Pack, now: Callable[[], float]) -> None:
    account, at = file.account, now()
    if file.kind == "submissions":
        given = read_submissions(file.path, pack.applying, account)
        year = datetime.fromtimestamp(at, CHINA).year
        plan = await prepare(store, account, given.rows, pack.applying, year=year, at=at)
        await store.import_submissions(account, plan.drafts, by=BY, file=file.path.name, now=now)
    else:
        units = [row.unit for row in read_units(file.path, levels_of(pack), account).rows]
        await store.merge_units(account, units, by=BY, file=file.path.name, at=at)
