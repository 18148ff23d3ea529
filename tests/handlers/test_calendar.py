"""Days of the calendar: how they are written, how far they are, and how many years are told."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.deadlines import chinese, distance
from handlers.library import Library
from handlers.spans import years_told
from tests.handlers.talk import pack_of

DAYS = st.dates(date(1950, 1, 1), date(2099, 12, 31))
APART = st.integers(-4000, 4000)
TODAY = date(2026, 8, 1)
READER = Library.of(pack_of("zhuyi")).reader


@given(DAYS)
def test_a_written_day_is_read_back(day: date) -> None:
    match = re.fullmatch(r"(\d{4})年(\d{1,2})月(\d{1,2})日", chinese(day))
    assert match is not None
    assert date(*map(int, match.groups())) == day


@given(DAYS, APART)
def test_a_distance_leads_from_today_to_the_day(today: date, apart: int) -> None:
    said = distance(today + timedelta(days=apart), today)
    number = re.search(r"\d+", said)
    assert (int(number.group()) if number else 0) == abs(apart)
    assert said.startswith("已截止" if apart < 0 else "还剩" if apart else "就是今天")


@given(DAYS, APART)
def test_one_day_later_there_is_one_day_less(today: date, apart: int) -> None:
    day = today + timedelta(days=apart)
    left = [re.findall(r"\d+", distance(day, now)) for now in (today, today + timedelta(days=1))]
    now, then = (int(n[0]) if n else 0 for n in left)
    assert then - now == (1 if apart <= 0 else -1)


@given(st.integers(1, 20))
def test_so_many_years_are_told_as_they_are(years: int) -> None:
    assert [n for _, n in years_told(READER.read(f"普通单位交{years}年多少钱"), TODAY)] == [years]


@given(st.integers(1990, 2026), st.integers(0, 30))
def test_years_of_the_calendar_are_counted_with_both_ends(first: int, more: int) -> None:
    question = READER.read(f"普通单位{first}年到{first + more}年会费多少")
    assert [n for _, n in years_told(question, TODAY)] == [more + 1]


@given(st.integers(1990, 2026))
def test_years_since_one_of_the_calendar_are_counted_up_to_now(year: int) -> None:
    assert [n for _, n in years_told(READER.read(f"普通单位从{year}年起没交，要补多少"), TODAY)] == [2027 - year]
    assert [n for _, n in years_told(READER.read(f"普通单位交到{year}年，要补多少"), TODAY)] == [2026 - year]


@pytest.mark.parametrize("asked", ["普通单位2025年会费多少", "普通单位会费多少", "2026年的报名表交几份"])
def test_a_year_that_only_says_which_is_no_number_of_years(asked: str) -> None:
    assert years_told(READER.read(asked), TODAY) == []
