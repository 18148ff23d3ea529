"""Amounts and times as members say them, as the range that they stand for."""

from __future__ import annotations

from datetime import date
from math import inf

import pytest

from handlers.eligibility.measures import measures, pasts, spoken

TODAY = date(2026, 8, 1)


@pytest.mark.parametrize(
    ("said", "low", "high"),
    [
        ("3个", 3, 3),
        ("四个", 4, 4),
        ("两个", 2, 2),
        ("五六个", 5, 6),
        ("两三个", 2, 3),
        ("十五六个", 15, 16),
        ("二三十个", 20, 30),
        ("3到5个", 3, 5),
        ("好几个", 2, 9),
        ("十几个", 10, 20),
        ("二十多个", 20, 30),
        ("至少4个", 4, inf),
        ("不止3个", 3, inf),
        ("3个以上", 3, inf),
        ("最多2个", 0, 2),
        ("没有3个", 0, 3),
        ("不足三个", 0, 3),
        ("半年", 0.5, 0.5),
        ("一年半", 1.5, 1.5),
        ("两年多", 2, 3),
        ("快三年", 2.1, 3),
        ("三年出头", 3, 4),
        ("刚满三年", 3, 3),
        ("三年零三个月", 3.25, 3.25),
        ("从2024年开始", 1.58, 2.58),
        ("一个省优都没有", 0, 0),
    ],
)
def test_an_amount_is_the_range_that_it_stands_for(said: str, low: float, high: float) -> None:
    (found,) = measures(said, today=TODAY)
    assert found.low == pytest.approx(low, abs=0.01)
    assert found.high == pytest.approx(high, abs=0.01)


@pytest.mark.parametrize(
    "said", ["近三年", "三年前", "五年内", "2024年", "附件3", "第3个", "还差2个", "前3名", "6月10日", "几个", "有没有"]
)
def test_what_is_no_amount_is_none(said: str) -> None:
    assert not measures(said, today=TODAY)


@pytest.mark.parametrize(
    ("unit", "wanted", "fits"),
    [("个", "个", True), ("项", "个", True), ("家", "个", False), ("名", "个", False), ("名", "人", True),
     ("个月", "年", True), ("岁", "年", False), ("个", "年", False), ("次", "场", True)],
)  # fmt: skip
def test_a_unit_is_taken_for_another_only_where_people_do(unit: str, wanted: str, fits: bool) -> None:
    (found,) = measures(f"3{unit}")
    assert found.fits(wanted) is fits


@pytest.mark.parametrize(
    ("said", "years", "inside"),
    [
        ("今年", 1, True),
        ("去年", 1, None),
        ("去年", 2, True),
        ("前年", 2, None),
        ("前年", 3, True),
        ("一年前", 2, True),
        ("两年前", 2, None),
        ("三年前", 2, False),
        ("两年多前", 2, False),
        ("半年前", 1, True),
        ("20个月前", 2, True),
        ("近三年", 3, True),
        ("近三年", 2, None),
        ("2024年9月", 2, True),
        ("2024年3月", 2, False),
        ("2024年", 2, None),
        ("上个月", 1, True),
    ],
)
def test_a_time_is_inside_of_some_years_outside_or_maybe_either(said: str, years: float, inside: bool | None) -> None:
    (when,) = pasts(said, TODAY)
    assert when.lies_within(years) is inside


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [(3, "个", "3个"), (0.5, "年", "半年"), (2.5, "年", "2年半"), (4 / 3, "年", "1年4个月"), (0.25, "年", "3个月")],
)
def test_an_amount_is_told_as_people_say_it(value: float, unit: str, said: str) -> None:
    assert spoken(value, unit) == said
