"""The made-up packs are as sound as real ones, so that a failing test speaks of the desk."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.check import check, coverage
from knowledge.pack import load_pack
from tests.handlers.talk import PACKS

FOLDERS = sorted(p.parent for p in PACKS.glob("*/pack.toml"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_a_made_up_pack_is_sound(folder: Path) -> None:
    assert [str(fault) for fault in check(folder)] == []
    assert [str(line) for line in coverage(load_pack(folder))] == []
