"""The packs in the repository: true to their sources, complete, and the sources as they came."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

import pytest

from knowledge.check import check, coverage
from knowledge.pack import load_pack

PROJECT = Path(__file__).parents[2]
PACKS = sorted(p.parent for p in (PROJECT / "knowledge" / "packs").glob("*/pack.toml"))
ORIGINALS = {
    "hebei": {"12d5ede49c724927f8b1be522be79bb4fe49a25491717b62feb5fade8eaef89a"},
    "hubei": {"e12c350e9aa87029ce98faab5dfb4a0b682b6898c182141acf22da29beeaea3b"},
    "shanxi": {"c72ff5f745033ef7648707c61d7828315acb5d921358ec6db27eaacf4473e9aa"},
    "foshan": {"64e0a09bb5a0f2498bd763db8494d527a2de8e03baf08143109989a76b112d68"},
    "machinery": {"a7a2a0eb95e6b329b5f293097ff79cb0c2a4ddc5dad85d64734eb2d3e6901bb0"},
}

each_pack = pytest.mark.parametrize("folder", PACKS, ids=lambda p: p.name)


def test_the_packs_are_those_whose_originals_are_known() -> None:
    assert {p.name for p in PACKS} == set(ORIGINALS)


@each_pack
def test_every_quote_is_verbatim_and_every_reference_leads_somewhere(folder: Path) -> None:
    assert [str(f) for f in check(folder)] == []


@each_pack
def test_no_line_of_substance_is_left_out(folder: Path) -> None:
    assert [str(u) for u in coverage(load_pack(folder))] == []


@each_pack
def test_the_sources_are_unchanged(folder: Path) -> None:
    files = sorted((folder / "sources").iterdir())
    assert {hashlib.sha256(f.read_bytes()).hexdigest() for f in files} == ORIGINALS[folder.name]


@each_pack
def test_what_is_left_out_has_its_reason(folder: Path) -> None:
    for omission in load_pack(folder).manifest.omissions:
        assert len(omission.reason) >= 4, omission


@each_pack
def test_an_account_of_the_demonstration_speaks_for_it(folder: Path) -> None:
    accounts = tomllib.loads((PROJECT / "config.example.toml").read_text(encoding="utf-8"))["accounts"]
    assert folder.name in {a["pack"] for a in accounts}
