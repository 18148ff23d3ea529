"""An association is data alone: nothing that a pack says stands in a program."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.pack import Pack, load_pack
from tests import sixth

PROJECT = Path(__file__).parents[2]
ROOMS = ("bot", "handlers", "knowledge", "bench")
PACKS = [*sorted(p.parent for p in (PROJECT / "knowledge" / "packs").glob("*/pack.toml")), sixth.PACK]

FIGURES = {
    "email": re.compile(r"[\w.+-]+[@＠][\w-]+(?:\.[\w-]+)+"),
    "phone": re.compile(r"(?<!\d)(?:0\d{2,3}[)）]?-?)?\d{7,11}(?!\d)"),
    "account": re.compile(r"(?<!\d)\d{9,}(?!\d)"),
    "amount": re.compile(r"(?<!\d)[1-9]\d*(?:\.\d+)?万?元"),
    "date": re.compile(r"(?<!\d)\d{1,2}月\d{1,2}[日号]?"),
    "website": re.compile(r"www\.[\w.-]+"),
}
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


def figures(kind: str) -> set[str]:
    """What the sources of all packs say in figures of a kind; not every association has each."""
    packs = map(load_pack, PACKS)
    return {found for p in packs for text in p.texts.values() for found in FIGURES[kind].findall(text.squeezed)}


def planted(words: set[str], project: Path) -> list[str]:
    """Which of these words are found in a project that has a program with each of them on a line of its own."""
    program = project / "handlers" / "planted.py"
    program.parent.mkdir()
    program.write_text("".join(f"VALUE = {word!r}\n" for word in sorted(words)), encoding="utf-8")
    lines = [int(line.split(":")[1]) for line in standing(words, project)]
    return [sorted(words)[number - 1] for number in lines]


def standing(words: set[str], project: Path = PROJECT) -> list[str]:
    """Where one of these words stands in a program, not counting longer numbers that it is part of."""
    assert words
    programs = sorted(f for room in ROOMS for f in (project / room).rglob("*.py"))
    assert programs
    pattern = re.compile("|".join(rf"(?<![\d.]){re.escape(w)}(?!\d)" for w in sorted(words, key=len, reverse=True)))
    return [
        f"{file.relative_to(project)}:{number}: {match[0]}"
        for file in programs
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if (match := pattern.search(line))
    ]


def test_no_program_names_an_association(pack: Pack) -> None:
    assert standing(set(names(pack))) == []


@pytest.mark.parametrize("kind", FIGURES)
def test_no_program_knows_an_association_s_figures(kind: str) -> None:
    assert standing(figures(kind)) == []


def test_no_program_knows_an_association_s_id(pack: Pack) -> None:
    assert standing({f'"{pack.id}"', f"'{pack.id}'"}) == []


def test_a_name_would_be_found(pack: Pack, tmp_path: Path) -> None:
    words = set(names(pack))
    assert planted(words, tmp_path) == sorted(words)


@pytest.mark.parametrize("kind", FIGURES)
def test_a_figure_would_be_found(kind: str, tmp_path: Path) -> None:
    words = figures(kind)
    assert planted(words, tmp_path) == sorted(words)
