"""The question sets over the real packs keep to the floors, and what was once answered right stays so."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from handlers.desk import Desk
from tests.questions.scoring import FOLDER, SETS, Case, desks, judge, judge_all, read

PASSED_AT_LEAST, WRONG_AT_MOST = 90.0, 5.0  # per cent of each set; raise the one and lower the other as answers improve
FILES = sorted(SETS.glob("*.jsonl"))
REGRESSIONS = read(FOLDER / "regressions.jsonl")


@pytest.fixture(scope="module")
def ready() -> Mapping[str, Desk]:
    return desks()


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_a_set_keeps_to_the_floors(ready: Mapping[str, Desk], file: Path) -> None:
    score = judge_all(read(file), ready)
    assert score.passed >= PASSED_AT_LEAST, f"\n{score}"
    assert score.wrong <= WRONG_AT_MOST, f"\n{score}"


@pytest.mark.parametrize("case", REGRESSIONS, ids=lambda c: c.id)
def test_what_was_once_answered_right_stays_so(ready: Mapping[str, Desk], case: Case) -> None:
    judged = judge(case, ready[case.account])
    assert judged.verdict == "passed", f"\n{judged}"


def test_the_regressions_are_spread_over_every_account_and_most_kinds(ready: Mapping[str, Desk]) -> None:
    assert {c.account for c in REGRESSIONS} == set(ready)
    assert len({c.kind for c in REGRESSIONS}) >= 10


def test_no_two_cases_have_one_id() -> None:
    ids = [c.id for file in (*FILES, FOLDER / "regressions.jsonl") for c in read(file)]
    assert len(ids) == len(set(ids))
