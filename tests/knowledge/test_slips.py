"""Slips of the finger in long names are mended; what is another name, or no slip, is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.slips import Slips

NAMES = ("建设系统", "优秀推进者", "卓越领导者", "信得过班组", "甲级会员单位", "乙级会员单位", "理事单位")


def mended(text: str, *known: tuple[int, int]) -> str:
    return Slips(NAMES).mend(text, known)[0]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("建没系统几个名额", "建设系统几个名额"),
        ("优秀推者名额", "优秀推进者名额"),
        ("卓越导领者的条件", "卓越领导者的条件"),
        ("信得班组", "信得过班组"),
    ],
)
def test_a_slip_in_a_name_is_mended(written: str, meant: str) -> None:
    assert mended(written) == meant


@pytest.mark.parametrize(
    "text", ["优秀推进者给几个名额", "丙级会员单位", "监事单位", "理事的单位", "推者", "建设和系统", "没有建设", ""]
)
def test_what_is_no_slip_is_left_alone(text: str) -> None:
    assert mended(text) == text


def test_a_slip_that_fits_two_names_is_left_alone() -> None:
    assert Slips(("优秀推进者", "优秀推荐者")).mend("优秀推得者", ())[0] == "优秀推得者"


def test_a_mend_says_what_was_written() -> None:
    (mend,) = Slips(NAMES).mend("建没系统", ())[1]
    assert (mend.written, mend.word) == ("建没系统", "建设系统")


@given(st.text(alphabet="建没设系统优秀推进者的给abc1,。", max_size=30))
def test_any_text_can_be_mended(text: str) -> None:
    rest, mends = Slips(NAMES).mend(text, ())
    assert all(m.word in rest for m in mends)
    assert bool(mends) or rest == text
