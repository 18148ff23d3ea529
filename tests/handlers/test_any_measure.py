"""Amounts and times in any text at all: nothing is harmed, ranges are ranges, and what was said is read back."""

from __future__ import annotations

from datetime import date, timedelta
from math import isnan

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handlers.eligibility.measures import Measure, Past, bare_amount, measures, pasts, spoken
from knowledge.text import normalise
from tests.knowledge.test_numerals import in_words

TODAY = date(2026, 8, 1)
DAYS = st.dates(date(1950, 1, 1), date(2099, 12, 31))
WORDS = (
    *(
        "不到",
        "快",
        "大概",
        "至少",
        "最多",
        "不超过",
        "近",
        "前",
        "这",
        "还差",
        "第",
        "从",
        "自",
        "没有",
        "将近",
        "超过",
    ),
    *(
        "1",
        "3",
        "12",
        "2015",
        "2024",
        "1.5",
        "零",
        "两",
        "五六",
        "十几",
        "二三十",
        "半",
        "几",
        "好几",
        "百",
        "万",
        "俩",
    ),
    *("年", "个月", "个", "家", "人", "天", "周", "元", "岁", "月", "号", "%", "场", "多", "出头", "以上", "左右"),
    *("前", "以前", "起", "开始", "到现在", "内", "以来", "到", "至", "-", "去年", "前年", "今年", "上个月", "，"),
)
spoken_of = st.lists(st.sampled_from(WORDS), max_size=8).map("".join)
texts = st.text(max_size=40) | spoken_of
counts = st.integers(1, 99)


def only(text: str) -> Measure:
    (found,) = measures(normalise(text), today=TODAY)
    return found


def when(text: str, today: date = TODAY) -> Past:
    (found,) = pasts(normalise(text), today)
    return found


@given(texts, DAYS)
def test_an_amount_in_any_text_stands_at_its_place(text: str, today: date) -> None:
    normal = normalise(text)
    for found in measures(normal, ("席",), today):
        assert 0 <= found.start < found.end <= len(normal)
        assert not isnan(found.low)
        assert found.high >= 0
        assert found.said
        assert found.exact == (found.low == found.high)


@given(texts)
@example("5到3个")
@example("0不到")
@example("快0")
def test_an_amount_in_any_text_is_a_range(text: str) -> None:
    assert all(found.low <= found.high for found in measures(normalise(text), ("席",), TODAY))


@given(texts, DAYS)
def test_a_time_in_any_text_is_a_range_of_years_ago_at_its_place(text: str, today: date) -> None:
    normal = normalise(text)
    at = 0
    for found in pasts(normal, today):
        assert at <= found.start < found.end <= len(normal)
        at = found.end
        assert found.near <= found.far
        assert found.far >= 0
        assert found.said == normal[found.start : found.end]


@given(texts)
@example("5:")
def test_any_message_can_be_a_bare_amount_or_none(text: str) -> None:
    normal = normalise(text)
    found = bare_amount(normal) if normal else None
    assert found is None or 0 <= found.low <= found.high


@pytest.mark.parametrize(
    "text",
    [
        "9" * 400 + "年",
        *("九" * 2000, "半" * 500, "十年" * 500, "近三年" * 500, "2024年" * 300, "9" * 400 + "个"),
    ],
)
def test_an_amount_or_time_of_any_length_does_no_harm(text: str) -> None:
    assert all(m.low <= m.high for m in measures(text, today=TODAY))
    assert all(p.near <= p.far for p in pasts(text, TODAY))


@given(counts, st.sampled_from(["年", "个月", "个", "家", "人", "岁", "场"]), st.booleans())
def test_a_number_with_its_unit_is_read_back_as_it_is(count: int, unit: str, words: bool) -> None:
    found = only(f"{in_words(count) if words else count}{unit}")
    assert (found.low, found.high, found.unit) == (count, count, unit)


@given(counts)
def test_a_half_year_more_is_read_back(years: int) -> None:
    found = only(f"{years}年半")
    assert (found.low, found.high) == (years + 0.5, years + 0.5)


@given(st.integers(1, 40), st.integers(1, 11))
def test_years_and_months_are_told_as_they_are_read(years: int, months: int) -> None:
    found = only(f"{years}年零{months}个月")
    assert found.low == pytest.approx(years + months / 12)
    again = only(spoken(found.low, "年"))
    assert again.low == pytest.approx(found.low)


@given(counts)
def test_months_are_years_where_years_count(months: int) -> None:
    found = only(f"{months}个月")
    assert found.fits("年")
    assert found.range_in("年") == pytest.approx((months / 12, months / 12))


@given(counts, st.integers(0, 50))
def test_the_ends_of_a_range_are_read_back(low: int, more: int) -> None:
    found = only(f"{low}到{low + more}个")
    assert (found.low, found.high) == (low, low + more)


@given(counts)
def test_what_hedges_an_amount_moves_its_ends_to_the_side_that_it_says(count: int) -> None:
    assert only(f"不到{count}个").high < count
    assert only(f"至少{count}个").low == count
    assert only(f"最多{count}个").high == count
    assert only(f"大概{count}个").low < count < only(f"大概{count}个").high
    assert only(f"快{count}年").high < count
    assert count <= only(f"{count}年多").low < only(f"{count}年多").high < count + 1


@given(st.integers(2, 40))
def test_so_many_years_ago_is_about_so_many_years_ago(years: int) -> None:
    found = when(f"{years}年前")
    assert found.near <= years <= found.far
    assert found.lies_within(years + 1)
    assert found.lies_within(years - 1) is False


@given(st.integers(1, 40))
def test_the_last_so_many_years_are_within_as_many(years: int) -> None:
    found = when(f"近{years}年")
    assert found.period
    assert found.lies_within(years)
    assert found.lies_within(years - 0.5) is None


@given(DAYS, st.integers(0, 30), st.integers(1, 12))
def test_a_month_of_the_calendar_lies_as_far_back_as_it_does(today: date, years: int, month: int) -> None:
    year = today.year - years
    day = date(year, month, 15)
    if year <= 1900 or day > today or (day.year, day.month) == (today.year, today.month):
        return
    found = when(f"{year}年{month}月", today)
    ago = (today - day) / timedelta(days=365.25)
    assert found.near <= ago <= found.far
    assert found.far - found.near < 0.1


@given(DAYS, st.integers(0, 40))
def test_a_beginning_in_a_year_of_the_calendar_is_the_years_since(today: date, years: int) -> None:
    year = today.year - years
    if year <= 1900:
        return
    (found,) = measures(f"从{year}年起", today=today)
    assert found.low <= years + 1
    assert found.high >= years - 0.01
    assert found.high - found.low <= 1


@given(st.dates(date(1950, 1, 1), date(2098, 12, 31)), st.data())
def test_nothing_was_in_a_year_that_is_still_to_come(today: date, data: st.DataObject) -> None:
    year = data.draw(st.integers(today.year + 1, 2099))
    assert not pasts(f"{year}年", today)
    assert not measures(f"从{year}年起", today=today)
