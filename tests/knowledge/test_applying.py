"""What a pack lets people apply for: found by any of its names, its papers counted, its deadlines at each step."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from knowledge.applying import Application, Applying
from knowledge.check import check
from knowledge.pack import load_pack
from tests import sixth

FILE = "applications.toml"


@pytest.fixture(scope="module")
def applying() -> Applying:
    return load_pack(sixth.PACK).applying


@pytest.fixture
def cup(applying: Applying) -> Application:
    return applying.applications["cup"]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the made-up pack, to be changed."""
    return shutil.copytree(sixth.PACK, tmp_path / sixth.PACK.name)


@pytest.mark.parametrize("said", ["茶席设计金盏奖", "金盏奖", " 金盏 奖", "《金盏奖》", "茶席設計金盞獎"])
def test_an_application_is_found_however_its_name_is_written(applying: Applying, cup: Application, said: str) -> None:
    assert applying.named(said) is cup


@pytest.mark.parametrize("said", ["", "银盏奖", "金盏奖参评"])
def test_what_cannot_be_applied_for_is_not_found(applying: Applying, said: str) -> None:
    assert applying.named(said) is None


@pytest.mark.parametrize("said", ["参评表", "附件1", "附件１", "附件 1", "《金盏奖参评表》"])
def test_a_paper_is_found_however_its_name_is_written(cup: Application, said: str) -> None:
    paper = cup.paper(said)
    assert paper
    assert paper.name == "参评表"


def test_a_paper_that_is_not_asked_for_is_not_found(cup: Application) -> None:
    assert cup.paper("营业执照") is None


def test_what_is_missing_is_what_was_not_received_by_any_name(cup: Application) -> None:
    assert [p.name for p in cup.missing(())] == ["参评表", "茶席照片"]
    assert [p.name for p in cup.missing(("附件1", "营业执照"))] == ["茶席照片"]
    assert cup.missing(("参评表", "照片")) == ()


def test_an_optional_paper_is_not_missed(pack: Path) -> None:
    file = pack / FILE
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('record = "photos"', 'record = "photos", optional = true'), encoding="utf-8")
    assert check(pack) == []
    cup = load_pack(pack).applying.applications["cup"]
    assert [p.name for p in cup.missing(())] == ["参评表"]
    assert cup.paper("照片")


def test_a_deadline_for_papers_matters_while_papers_are_taken(applying: Applying, cup: Application) -> None:
    steps = applying.workflow_of("cup")
    told = {name: cup.deadlines_at(status) for name in steps.names if (status := steps.status(name))}
    assert {name for name, deadlines in told.items() if deadlines} == {"收讫", "初看", "待补"}


def test_a_later_deadline_matters_until_it_is_over(pack: Path) -> None:
    file = pack / FILE
    file.write_text(file.read_text(encoding="utf-8").replace("deadlines =", "deadlines_after ="), encoding="utf-8")
    assert check(pack) == []
    applying = load_pack(pack).applying
    steps, cup = applying.workflow_of("cup"), applying.applications["cup"]
    told = {name: cup.deadlines_at(status) for name in steps.names if (status := steps.status(name))}
    assert {name for name, deadlines in told.items() if not deadlines} == {"捧盏", "落席"}


def test_deadlines_stand_in_the_order_of_their_days(pack: Path) -> None:
    award = pack / "award.toml"
    earlier = """
[[record]]
kind = "deadline"
id = "earlier"
name = "更早的截止"
section = "三、金盏奖"
facts = [{ facet = "deadline", say = "更早。", quote = "于2025年9月18日前", on = 2025-09-01 }]
"""
    award.write_text(award.read_text(encoding="utf-8") + earlier, encoding="utf-8")
    file = pack / FILE
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('["entry-deadline"]', '["entry-deadline", "earlier"]'), encoding="utf-8")
    (fault,) = check(pack)
    assert (Path(fault.file).name, fault.key) == (FILE, "application.cup.deadlines")
    assert "the earliest has to stand first" in fault.message
    file.write_text(text.replace('["entry-deadline"]', '["earlier", "entry-deadline"]'), encoding="utf-8")
    assert check(pack) == []


def test_a_rule_for_every_unit_rests_on_its_quote(pack: Path) -> None:
    file = pack / FILE
    text = file.read_text(encoding="utf-8")
    rule = 'quota_each = 1\nquote = "乡镇茶社不占所在县区的名额"\nsection = "四、名额分配"\n'
    table = 'quota_table = "places"\nquota = "金盏奖名额"\n'
    assert table in text
    file.write_text(text.replace(table, rule), encoding="utf-8")
    assert check(pack) == []
    file.write_text(text.replace(table, rule.replace("不占", "占")), encoding="utf-8")
    (fault,) = check(pack)
    assert (fault.key, fault.message[:12]) == ("application.cup.quote", "not verbatim")


def test_an_application_s_quote_stands_where_its_record_stands(pack: Path) -> None:
    file = pack / FILE
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('id = "cup"', 'id = "cup"\nquote = "参评费每席260元"'), encoding="utf-8")
    assert check(pack) == []


def test_a_pack_without_the_file_lets_people_apply_for_nothing(pack: Path) -> None:
    (pack / FILE).unlink()
    assert check(pack) == []
    applying = load_pack(pack).applying
    assert (applying.workflows, applying.applications, applying.roll) == ({}, {}, None)
