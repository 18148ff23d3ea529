"""An association is data alone: nothing that a pack says stands in a program."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.pack import Pack, load_pack
from tests import sixth

PROJECT = Path(__file__).parents[2]
PROGRAMS = sorted(f for room in ("bot", "handlers", "knowledge", "bench") for f in (PROJECT / room).rglob("*.py"))
PACKS = [*sorted(p.parent for p in (PROJECT / "knowledge" / "packs").glob("*/pack.toml")), sixth.PACK]

_EMAIL = re.compile(r"[\w.+-]+[@＠][\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<!\d)(?:0\d{2,3}[)）]?-?)?\d{7,11}(?!\d)")
_ACCOUNT = re.compile(r"(?<!\d)\d{9,}(?!\d)")
_AMOUNT = re.compile(r"(?<!\d)[1-9]\d*(?:\.\d+)?万?元")
_DATE = re.compile(r"(?<!\d)\d{1,2}月\d{1,2}[日号]?")
_WEBSITE = re.compile(r"www\.[\w.-]+")
_REGION_KIND = re.compile(r"(?:省|市|自治区|区|县)$")
_COUNTRY = "中国"  # a nationwide association's region says nothing of it


@pytest.fixture(params=PACKS, ids=lambda p: p.name)
def pack(request: pytest.FixtureRequest) -> Pack:
    folder: Path = request.param
    return load_pack(folder)


def names(pack: Pack) -> Iterator[str]:
    """What the association and its home are called."""
    manifest = pack.manifest
    yield from (manifest.name, *(a for a in manifest.aliases if len(a) > 2))
    for place in (manifest.region, _REGION_KIND.sub("", manifest.region)):
        if len(place) > 1 and place != _COUNTRY:
            yield place
    yield from (d.title for d in manifest.documents)


def figures(pack: Pack) -> Iterator[str]:
    """What its sources say in figures: addresses, phones, accounts, amounts, dates."""
    for text in pack.texts.values():
        for pattern in (_EMAIL, _PHONE, _ACCOUNT, _AMOUNT, _DATE, _WEBSITE):
            yield from pattern.findall(text.squeezed)


def standing(words: set[str]) -> list[str]:
    """Where one of these words stands in a program, not counting longer numbers that it is part of."""
    pattern = re.compile("|".join(rf"(?<![\d.]){re.escape(w)}(?!\d)" for w in sorted(words, key=len, reverse=True)))
    return [
        f"{file.relative_to(PROJECT)}:{number}: {match[0]}"
        for file in PROGRAMS
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if (match := pattern.search(line))
    ]


def test_no_program_names_an_association(pack: Pack) -> None:
    words = set(names(pack))
    assert words
    assert standing(words) == []


def test_no_program_knows_an_association_s_figures(pack: Pack) -> None:
    words = set(figures(pack))
    assert standing(words) == [] if words else pack.id


def test_no_program_knows_an_association_s_id(pack: Pack) -> None:
    assert standing({f'"{pack.id}"', f"'{pack.id}'"}) == []


def test_a_figure_would_be_found(pack: Pack) -> None:
    text = "".join(t.squeezed for t in pack.texts.values())
    assert all(word in text for word in figures(pack))
