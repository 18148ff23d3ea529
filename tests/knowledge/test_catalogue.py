"""A pack as staff look through it: every record under its kind, and found by what it says."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from knowledge.catalogue import Catalogue, Wanted, known
from knowledge.check import coverage
from knowledge.expiry import due_days, editions
from knowledge.facets import LABELS
from knowledge.labels import DOCUMENTS, KINDS, STANDINGS
from knowledge.pack import Pack, load_pack
from knowledge.parts import Standing
from knowledge.schema import Document, Record
from knowledge.searching import Search
from knowledge.sources import squeeze
from knowledge.text import normalise
from tests import sixth

PACKS = [*sorted(p.parent for p in (Path(__file__).parents[2] / "knowledge" / "packs").glob("*/pack.toml")), sixth.PACK]


@pytest.fixture(params=PACKS, ids=lambda f: f.name)
def pack(request: pytest.FixtureRequest) -> Pack:
    folder: Path = request.param
    return load_pack(folder)


@pytest.fixture(scope="module")
def hebei() -> Pack:
    return load_pack(next(p for p in PACKS if p.name == "hebei"))


def test_every_kind_standing_and_sort_of_document_has_a_name() -> None:
    union, _ = get_args(Record)
    kinds = {get_args(c.model_fields["kind"].annotation)[0] for c in get_args(union)}
    assert kinds == set(KINDS)
    assert set(get_args(Standing)) == set(STANDINGS)
    assert set(get_args(Document.model_fields["kind"].annotation)) == set(DOCUMENTS)


def test_every_record_is_listed_once_under_its_kind(pack: Pack) -> None:
    catalogue = Catalogue(pack)
    listed = [e.record.id for kind in KINDS for e in catalogue.listed(Wanted(kind=kind))]
    assert sorted(listed) == sorted(pack.records)
    assert catalogue.kinds.total() == len(listed)


def test_what_is_asked_for_of_the_facts_leads_to_those_that_have_it(pack: Pack) -> None:
    catalogue = Catalogue(pack)
    for standing in STANDINGS:
        found = catalogue.listed(Wanted(standing=standing))
        facts = [s for e in found for s in Wanted(standing=standing).facts(e)]
        assert len(facts) == catalogue.standings[standing]
        assert {s.standing for s in facts} <= {standing}
    for facet in LABELS:
        assert sum(len(Wanted(facet=facet).facts(e)) for e in catalogue.entries.values()) == catalogue.facets[facet]
    assert len(catalogue.listed(Wanted(noted=True))) == catalogue.noted


def test_what_no_pack_has_is_not_asked_for() -> None:
    assert known(Wanted("x", "y", "z", "000", True)) == Wanted(document="000", noted=True)


def test_what_no_record_covers_is_what_the_check_says(pack: Pack) -> None:
    told = [line for lines in Catalogue(pack).uncovered.values() for line in lines.values()]
    assert told == coverage(pack)


def test_facts_of_a_document_that_another_replaces_are_superseded(pack: Pack) -> None:
    old = pack.manifest.documents[0]
    new = old.model_copy(update={"id": "new", "supersedes": old.id})
    manifest = pack.manifest.model_copy(update={"documents": (old, new)})
    texts = {**pack.texts, "new": pack.texts[old.id]}
    changed = Pack(manifest, pack.records, pack.files, texts, pack.tables, pack.faq, pack.applying)
    catalogue = Catalogue(changed)
    assert set(catalogue.standings) <= {"superseded"}
    assert catalogue.standings.total() == Catalogue(pack).standings.total()


def test_every_record_is_found_by_its_name(pack: Pack) -> None:
    search = Search(pack)
    for record in pack.records.values():
        found = [r.id for r in search.records(record.name)]
        called = [r for r in found if normalise(record.name) in map(normalise, names(pack.records[r]))]
        assert record.id in found[: max(len(called), 1)], record.name


def names(record: Record) -> tuple[str, ...]:
    return (record.name, *record.aliases)


def test_a_line_of_a_document_is_found_with_its_words_marked(pack: Pack) -> None:
    search = Search(pack)
    for document, text in pack.texts.items():
        for number, line in enumerate(text.lines, 1):
            words = squeeze(line)[:20]
            if len(words) < 4 or not words.isalnum():
                continue
            found = [f for f in search.lines(words) if (f.document, f.number) == (document, number)]
            assert [text.squeezed[p.start : p.end] for p in found[0].places][:1] == [words]


def test_words_are_found_however_they_are_typed(hebei: Pack) -> None:
    search = Search(hebei)
    assert search.records("會費") == search.records(" 会费 ") == search.records("会费 会费")
    assert [r.name for r in search.records("会费 标准")][:1] == ["会费标准"]
    assert search.lines("ＱＣ") == search.lines("qc")


def test_nearly_the_same_words_find_what_holds_most_of_them(hebei: Pack) -> None:
    assert search_names(hebei, "会费标准是啥") == search_names(hebei, "会费标准是啥")
    assert "会费标准" in search_names(hebei, "会费标准啊")


def search_names(pack: Pack, said: str) -> list[str]:
    return [r.name for r in Search(pack).records(said)]


@pytest.mark.parametrize("said", ["", "   ", "\u200b", "。", "\x00", "zzzzqqqq", "😀", "x" * 5000, "字 " * 5000, "<b>"])
def test_what_finds_nothing_is_no_fault(hebei: Pack, said: str) -> None:
    search = Search(hebei)
    assert isinstance(search.records(said), tuple)
    assert isinstance(search.lines(said), tuple)


def test_days_that_are_stated_stand_in_order_with_the_deadlines_first(pack: Pack) -> None:
    days = due_days(pack)
    assert [d.day for d in days] == sorted({f.on for r in pack.records.values() for f in r.facts if f.on})
    assert sum(len(d.first) + len(d.others) for d in days) == sum(
        bool(f.on) for r in pack.records.values() for f in r.facts
    )
    assert all(r.kind == "deadline" for d in days for r, _ in d.first)
    assert [d.days_left(d.day) for d in days] == [0 for _ in days]


def test_a_notice_of_a_past_year_asks_for_this_year_s(pack: Pack) -> None:
    for document in pack.manifest.documents:
        if document.year is None:
            assert not any(e.missing for e in editions(pack, date(2099, 1, 1)) if e.document == document)
            continue
        (now,) = [e for e in editions(pack, date(document.year, 1, 2)) if e.document == document]
        (later,) = [e for e in editions(pack, date(document.year + 1, 1, 2)) if e.document == document]
        renewed = document.kind in {"notice", "plan"}
        assert (now.missing, later.missing) == (False, renewed)
        assert later.past == (document.expires is not None)
