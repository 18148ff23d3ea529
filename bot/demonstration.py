"""The made-up submissions and members that a demonstration shows: files as staff would import them, one per account."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["submissions", "members"]
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
