"""Quotes are marked where they stand, white space aside: over several lines, and over each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.check import prove
from knowledge.marking import Place, Places, line_at, marked
from knowledge.pack import Pack, load_pack
from knowledge.quotes import claims
from knowledge.sources import SourceText, squeeze

PACKS = sorted(p.parent for p in (Path(__file__).parents[2] / "knowledge" / "packs").glob("*/pack.toml"))


def place(text: SourceText, quote: str, record: str = "r") -> Place:
    ((start, end),) = text.find(quote, (0, len(text.squeezed)))
    return Place("d", start, end, record)


def shown(text: SourceText, *places: Place) -> list[str]:
    """The lines, with what is marked in brackets."""
    return [
        "".join(f"[{p.text}]" if p.places else p.text for p in line.pieces) for line in marked(text, places)
    ]  # fmt: skip


def test_a_quote_is_marked_in_its_line_with_the_blanks_inside_it() -> None:
    text = SourceText.of("  会费： 每年 100 元。 \n其他")
    assert shown(text, place(text, "每年100元")) == ["  会费： [每年 100 元]。 ", "其他"]


def test_a_quote_over_several_lines_is_marked_in_each_and_has_one_anchor() -> None:
    text = SourceText.of("甲每年\n\n 缴纳\n乙")
    lines = list(marked(text, [place(text, "每年缴纳乙")]))
    assert shown(text, place(text, "每年缴纳乙")) == ["甲[每年]", "", " [缴纳]", "[乙]"]
    assert [p.at for line in lines for p in line.pieces if p.at is not None] == [1]


def test_quotes_over_each_other_are_cut_where_each_begins_and_ends() -> None:
    text = SourceText.of("一二三四五六")
    outer, inner, across = place(text, "二三四五", "o"), place(text, "三四", "i"), place(text, "四五六", "a")
    (line,) = marked(text, [inner, across, outer])
    told = [(p.text, [x.record for x in p.places]) for p in line.pieces]
    assert told == [("一", []), ("二", ["o"]), ("三", ["o", "i"]), ("四", ["o", "i", "a"]), ("五", ["o", "a"]),
                    ("六", ["a"])]  # fmt: skip
    assert [x.record for x in line.places] == ["o", "i", "a"]


def test_quotes_side_by_side_are_marks_of_their_own() -> None:
    text = SourceText.of("甲乙")
    assert shown(text, place(text, "甲"), place(text, "乙")) == ["[甲][乙]"]


def test_only_the_lines_that_are_asked_for_are_given() -> None:
    text = SourceText.of("一\n二\n三")
    assert [(x.number, x.text) for x in marked(text, [place(text, "二")], 2, 9)] == [(2, "二"), (3, "三")]


def test_an_offset_leads_to_the_line_that_its_character_stands_in() -> None:
    text = SourceText.of("一二\n\n三\n 四")
    assert [line_at(text, n) for n in range(4)] == [1, 1, 3, 4]


@pytest.fixture(params=PACKS, ids=lambda f: f.name)
def pack(request: pytest.FixtureRequest) -> Pack:
    folder: Path = request.param
    pack = load_pack(folder)
    assert prove(pack, folder) == []
    return pack


def test_every_quote_of_a_pack_has_its_places(pack: Pack) -> None:
    places = Places(pack)
    for record in pack.records.values():
        keys = {p.key for p in places.of_record[record.id]}
        assert keys == {c.key for c in claims(pack, record)}


def test_the_lines_stay_as_they_were_and_what_is_marked_is_what_is_quoted(pack: Pack) -> None:
    places = Places(pack)
    for document, text in pack.texts.items():
        lines = list(marked(text, places.in_document[document]))
        assert tuple(line.text for line in lines) == text.lines
        told: dict[Place, str] = {}
        for piece in (p for line in lines for p in line.pieces):
            for one in piece.places:
                told[one] = told.get(one, "") + squeeze(piece.text)
        assert told == {p: text.squeezed[p.start : p.end] for p in places.in_document[document]}


def test_every_place_begins_at_an_anchor_of_its_own_document(pack: Pack) -> None:
    places = Places(pack)
    for document, text in pack.texts.items():
        pieces = [p for line in marked(text, places.in_document[document]) for p in line.pieces]
        anchors = [p.at for p in pieces if p.at is not None]
        assert len(anchors) == len(set(anchors))
        assert {p.start for p in places.in_document[document]} <= set(anchors)
