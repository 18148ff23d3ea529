"""A word is found where it stands, and not where two others meet."""

from __future__ import annotations

import pytest

from knowledge.joints import run_together


@pytest.mark.parametrize(("text", "pair"), [("档案的管理由各单位负责", "理由"), ("会费的标准由理事会定", "准由")])
def test_the_end_of_a_word_and_a_small_one_make_no_word(text: str, pair: str) -> None:
    assert run_together(text) <= {pair}


def test_a_word_that_stands_by_itself_is_kept() -> None:
    assert "理由" in run_together("管理由各单位负责")
    assert "理由" not in run_together("没有正当理由的，管理由各单位负责")
