"""Who has completed the materials, by the pack's list and the step that a submission is at."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.submissions.completeness import hands_in, is_incomplete
from knowledge.applying import Applying
from knowledge.pack import load_pack

PACKS = Path(__file__).parents[2] / "knowledge" / "packs"
ALL = ("申报表", "注册登记表", "成果报告")


@pytest.fixture(scope="module")
def applying() -> Applying:
    return load_pack(PACKS / "shanxi").applying


@pytest.mark.parametrize(
    ("status", "received", "incomplete"),
    [
        ("已登记", ALL, False),
        ("已登记", ("附件3.1", "登记表", "成果材料"), False),  # by other names of the same
        ("已登记", ALL[:2], True),
        ("已登记", (), True),
        ("需补正", ALL, True),  # something of them is to be mended
        ("评审中", (), False),  # nothing is taken any more
        ("证书已发", (), False),
        ("旧系统的状态", ALL, False),
        ("旧系统的状态", (), True),
    ],
)
def test_materials_are_asked_for_while_they_are_taken(
    applying: Applying, status: str, received: tuple[str, ...], incomplete: bool
) -> None:
    assert is_incomplete(applying, "qc", status, received) == incomplete
    assert hands_in(applying, "qc", status) or not incomplete


def test_what_a_status_implies_has_come() -> None:
    applying = load_pack(PACKS / "hebei").applying
    assert not is_incomplete(applying, "group", "已收申请", ())


def test_nothing_is_asked_for_an_application_that_the_pack_does_not_know(applying: Applying) -> None:
    assert not is_incomplete(applying, "gone", "已登记", ())
    assert not hands_in(applying, "gone", "已登记")
