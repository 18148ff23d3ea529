"""Reading a pack from its folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from knowledge.errors import PackError
from knowledge.pack import Pack, load_pack, load_packs, section_named
from knowledge.schema import Document, QuotaTable
from tests import sixth


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(sixth.PACK)


def test_every_record_kind_is_read(pack: Pack) -> None:
    kinds = {r.kind for r in pack.records.values()}
    assert kinds >= {"association", "department", "contact", "account", "membership", "dues_level", "topic", "notice"}
    assert kinds >= {"deadline", "award", "form", "material", "plan_item", "rubric_group", "rubric_item", "formula"}
    assert pack.id == sixth.PACK.name
    assert pack.name == pack.manifest.name


def test_a_record_knows_its_file(pack: Pack) -> None:
    for record_id, file in pack.files.items():
        assert f'id = "{record_id}"' in (sixth.PACK / file).read_text(encoding="utf-8")


def test_the_rows_of_a_quota_table_stand_as_printed(pack: Pack) -> None:
    (record,) = (r for r in pack.records.values() if isinstance(r, QuotaTable))
    table = pack.tables[record.id]
    assert table.header == (record.row_key, *(c.key for c in record.columns))
    assert [r.name for r in table.rows][-1] == record.total_row
    assert all(set(r.cells) == set(table.header) for r in table.rows)
    assert any(r.aliases for r in table.rows)


def test_a_lineage_ends_at_the_top_and_never_goes_round(pack: Pack) -> None:
    child = next(r for r in pack.records.values() if r.part_of)
    parent = pack.records[child.part_of]
    assert list(pack.lineage(child)) == [child, parent]
    circle = parent.model_copy(update={"part_of": child.id})
    round_about = Pack(
        pack.manifest, {**pack.records, parent.id: circle}, pack.files, pack.texts, pack.tables, pack.faq
    )
    assert list(round_about.lineage(child)) == [child, circle]


def test_a_fact_without_section_stands_where_its_record_does(pack: Pack) -> None:
    child = next(r for r in pack.records.values() if r.part_of and not r.section)
    assert pack.section_of(child, child.facts[0]) == pack.records[child.part_of].section


def test_the_contact_of_the_pack_is_found(pack: Pack) -> None:
    assert pack.contact is not None
    assert pack.contact.id == pack.manifest.contact


def test_a_pack_without_a_contact_has_none(pack: Pack) -> None:
    silent = Pack(pack.manifest.model_copy(update={"contact": ""}), {}, {}, {}, {}, ())
    assert silent.contact is None


def test_faq_entries_are_read_with_their_wordings(pack: Pack) -> None:
    (entry,) = pack.faq
    assert entry.question
    assert entry.similar
    assert entry.negative
    assert entry.answer
    assert entry.basis


def test_the_longest_fitting_section_is_meant() -> None:
    sections = [{"name": n, "lines": (1, 2)} for n in ("附件1", "附件1 注", "附件10")]
    raw = {"id": "a", "file": "a.txt", "title": "甲", "kind": "notice", "sections": sections}
    document = Document.model_validate(raw)
    named = {s: section_named(document, s) for s in ("附件1 注2", "附件1 第3条", "附件10", "附件2")}
    assert {s: n.name if n else None for s, n in named.items()} == {
        "附件1 注2": "附件1 注",
        "附件1 第3条": "附件1",
        "附件10": "附件10",
        "附件2": None,
    }


def test_all_packs_of_a_folder_are_read_by_their_ids() -> None:
    assert set(load_packs(sixth.PACKS)) == {sixth.PACK.name}


def test_the_faults_of_all_packs_are_told_together(tmp_path: Path) -> None:
    for name in ("first", "second"):
        shutil.copytree(sixth.PACK, tmp_path / name)
        (tmp_path / name / "faq.toml").write_text("entry = 1", encoding="utf-8")
    with pytest.raises(PackError) as raised:
        load_packs(tmp_path)
    assert [Path(f.file).parent.name for f in raised.value.faults] == ["first", "second"]
    assert str(tmp_path / "second" / "faq.toml") in str(raised.value)


def test_a_folder_without_a_manifest_is_told(tmp_path: Path) -> None:
    with pytest.raises(PackError) as raised:
        load_pack(tmp_path)
    (fault,) = raised.value.faults
    assert fault.file.endswith("pack.toml")
    assert "cannot be read" in fault.message


@pytest.mark.parametrize("content", [b"\xff\xfe", b"", b"name = 3", b"\x00", "名 = 1".encode()])
def test_a_manifest_of_nonsense_is_a_fault_and_no_crash(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "pack.toml").write_bytes(content)
    with pytest.raises(PackError):
        load_pack(tmp_path)
