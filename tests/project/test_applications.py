"""What can be applied for in the repository's packs, by the names that staff import and the steps that they set."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from knowledge.applying import Applying
from knowledge.pack import load_pack
from knowledge.schema import QuotaTable

PACKS = Path(__file__).parents[2] / "knowledge" / "packs"
AWARD = ("已登记", "材料审核", "需补正", "评审中", "已入选", "未入选", "证书已发")
MEMBERSHIP = ("已收申请", "秘书处审核", "需补正", "已批准", "未批准", "已报告理事会", "办理手续", "牌匾证书已发")
NAMED = {
    "hebei": (("团体会员",), ("个人会员",)),
    "shanxi": (
        ("优秀质量管理小组成果", "优秀QC小组"),
        ("质量信得过班组",),
        ("QC小组活动优秀企业",),
        ("卓越领导者",),
        ("优秀推进者",),
        ("信得过班组建设优秀企业",),
        ("信得过班组建设先进个人",),
    ),
    "machinery": (("质量管理小组成果",), ("质量信得过班组",), ("质量文化品牌故事",)),
    "foshan": (("行业协会质量共治优秀成果",),),
}
LINEAR = {
    AWARD: (
        ("已登记", "材料审核", "评审中", "已入选", "证书已发"),
        ("材料审核", "需补正", "材料审核"),
        ("评审中", "未入选"),
    ),
    MEMBERSHIP: (
        ("已收申请", "秘书处审核", "已批准", "已报告理事会", "办理手续", "牌匾证书已发"),
        ("秘书处审核", "需补正", "秘书处审核"),
        ("秘书处审核", "未批准"),
    ),
}

each_pack = pytest.mark.parametrize("name", NAMED)


def applying(name: str) -> Applying:
    return load_pack(PACKS / name).applying


@each_pack
def test_each_application_goes_by_the_names_of_the_originals(name: str) -> None:
    here = applying(name)
    found = [{a.id if (a := here.named(said)) else said for said in names} for names in NAMED[name]]
    assert all(len(ids) == 1 for ids in found)
    assert set().union(*found) == set(here.applications)


@each_pack
def test_each_workflow_has_its_statuses_in_order_and_may_be_gone_through(name: str) -> None:
    for workflow in applying(name).workflows.values():
        assert workflow.names == (MEMBERSHIP if name == "hebei" else AWARD)
        for way in LINEAR[workflow.names]:
            for here, after in pairwise(way):
                status = workflow.status(here)
                assert status
                assert after in status.then
        assert [s.name for s in workflow.statuses if s.acts] == ["需补正"]


@each_pack
def test_every_application_asks_for_a_paper(name: str) -> None:
    for application in applying(name).applications.values():
        assert application.missing(()), application.id


def test_a_quota_column_for_what_can_be_applied_for_is_counted() -> None:
    for name in NAMED:
        pack = load_pack(PACKS / name)
        of = {a.of: a for a in pack.applying.applications.values()}
        for table in (r for r in pack.records.values() if isinstance(r, QuotaTable)):
            for column in (c for c in table.columns if c.of in of):
                assert (of[column.of].quota_table, of[column.of].quota) == (table.id, column.key)


@pytest.mark.parametrize("name", [p.parent.name for p in sorted(PACKS.glob("*/applications.toml"))])
def test_every_form_of_an_award_is_among_its_papers(name: str) -> None:
    pack = load_pack(PACKS / name)
    for application in pack.applying.applications.values():
        forms = set(getattr(pack.records[application.of], "forms", ()))
        assert forms <= {p.record for p in application.papers}, application.id


@pytest.mark.parametrize("name", [p.parent.name for p in sorted(PACKS.glob("*/applications.toml"))])
def test_a_paper_goes_by_the_number_and_the_name_of_its_record(name: str) -> None:
    pack = load_pack(PACKS / name)
    for application in pack.applying.applications.values():
        for paper in application.papers:
            number = getattr(pack.records[paper.record], "number", "")
            assert not number or application.paper(number) or paper.optional, (application.id, number)
