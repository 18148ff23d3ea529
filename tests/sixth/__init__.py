"""A sixth, made-up association: data alone. Its words stand in this folder's data and in no program."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
PACKS = FOLDER / "packs"
PACK = PACKS / "qinglan"


@dataclass(frozen=True)
class Question:
    """What is asked, in the turns before and then, and what the last answer must say."""

    ask: str
    says: str
    before: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fault:
    """A change to one file of the pack, and what ``check`` must say of it."""

    name: str
    file: str
    old: str
    new: str
    at: str
    key: str
    says: str


def questions() -> list[Question]:
    """The questions of ``questions.toml``."""
    return [Question(q["ask"], q["says"], tuple(q.get("before", ()))) for q in _tables("questions.toml", "question")]


def faults() -> list[Fault]:
    """The changes of ``faults.toml``."""
    return [Fault(**f) for f in _tables("faults.toml", "fault")]


def _tables(file: str, name: str) -> list[Mapping[str, Any]]:
    tables: list[Mapping[str, Any]] = tomllib.loads((FOLDER / file).read_text(encoding="utf-8"))[name]
    return tables
