"""What an import would change: numbers that are given, states that are kept, steps of a workflow."""

from __future__ import annotations

import pytest

from bot.errors import Error
from bot.submissions.numbering import Numbering
from bot.submissions.workflow import check_step
from knowledge.applying import Workflow

AWARD = Workflow.model_validate(
    {
        "id": "award",
        "statuses": [
            {"name": "已登记", "means": "…", "then": ["评审中"]},
            {"name": "评审中", "means": "…", "then": ["已入选"]},
            {"name": "已入选", "means": "…"},
        ],
    }
)


@pytest.mark.parametrize(
    ("taken", "numbers"),
    [
        ([], ["DEMO-2018-0001", "DEMO-2018-0002"]),
        ([("qc", "SX2018-0012")], ["SX2018-0013", "SX2018-0014"]),
        ([("qc", "SX2018-0012"), ("qc", "SX2018-0014")], ["SX2018-0015"]),
        ([("qc", "20180099")], ["20180100"]),
        ([("qc", "SX2018-9999"), ("qc", "sx201810000")], ["SX2018-10001"]),
        ([("qc", "SX2017-0012")], ["DEMO-2018-0001"]),
        ([("qc", "demo-2018-1"), ("qc", "DEMO2018-0001")], ["demo-2018-2"]),
        ([("team", "SX2018-BZ-007"), ("team", "SX2018-BZ-008"), ("qc", "SX2018-QC-01")], ["SX2018-QC-02"]),
        ([("team", "SX2018-BZ-007"), ("team", "SX2018-BZ-008")], ["SX2018-BZ-009"]),
        ([("qc", "甲"), ("qc", "2018")], ["DEMO-2018-0001"]),
    ],
)
def test_a_number_goes_on_with_those_of_its_year(taken: list[tuple[str, str]], numbers: list[str]) -> None:
    numbering = Numbering("demo", 2018, taken)
    assert [numbering.next("qc") for _ in numbers] == numbers


def test_no_number_is_given_twice() -> None:
    numbering = Numbering("demo", 2018, [("qc", "SX2018-0001"), ("qc", "SX2018-0002"), ("qc", "SX 2018 0003")])
    given = [numbering.next(of) for of in ("qc", "team", "qc")]
    assert given == ["SX2018-0004", "SX2018-0005", "SX2018-0006"]


@pytest.mark.parametrize("wanted", ["评审中", "已登记"])
def test_a_step_of_the_workflow_may_be_taken(wanted: str) -> None:
    check_step(AWARD, "已登记", wanted)


def test_a_step_that_does_not_follow_may_be_forced() -> None:
    with pytest.raises(Error, match="之后可以是：评审中"):
        check_step(AWARD, "已登记", "已入选")
    check_step(AWARD, "已登记", "已入选", force=True)


def test_a_status_that_the_workflow_lacks_is_never_taken() -> None:
    with pytest.raises(Error, match="可用的状态：已登记、评审中、已入选"):
        check_step(AWARD, "已登记", "已批准", force=True)


def test_any_step_may_follow_a_status_that_the_pack_gave_up() -> None:
    check_step(AWARD, "旧状态", "评审中")
