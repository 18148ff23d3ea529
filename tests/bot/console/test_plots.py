"""Plots: round ticks, a bar for each day, words that are escaped, numbers for those who cannot see the drawing."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.console.plots import GAP, TICKS, Day, Series, described, labelled, scale, short, stacked

SERIES = (Series("已答", "#104a3c"), Series("没答上", "#c8741f"))
FIRST = date(2018, 5, 30)


def days(*counts: tuple[int, int]) -> tuple[Day, ...]:
    return tuple(Day(FIRST + timedelta(days=n), c) for n, c in enumerate(counts))


def drawn(plot: str) -> ET.Element:
    """The figure as a tree: it is well formed, and so is every drawing in it."""
    return ET.fromstring(plot)  # noqa: S314  # markup of our own


def bars(plot: str) -> list[tuple[str, float, float]]:
    """Of each bar its colour, where it begins and how high it is."""
    drawing = next(e for e in drawn(plot).iter("svg") if e.get("role") == "img")
    rects = [r for r in drawing.iter("rect") if r.get("fill") != "transparent"]
    return [(str(r.get("fill")), float(str(r.get("y"))), float(str(r.get("height")))) for r in rects]


@pytest.mark.parametrize(
    ("most", "ticks"),
    [
        (0, (0, 1)),
        (1, (0, 1)),
        (4, (0, 1, 2, 3, 4)),
        (5, (0, 2, 4, 6)),
        (17, (0, 5, 10, 15, 20)),
        (41, (0, 20, 40, 60)),
        (4000, (0, 1000, 2000, 3000, 4000)),
        (123_456, (0, 50_000, 100_000, 150_000)),
    ],
)
def test_ticks_are_round(most: int, ticks: tuple[int, ...]) -> None:
    assert scale(most) == ticks


@given(st.integers(0, 10**9))
def test_ticks_are_few_even_and_reach_over_the_highest_bar(most: int) -> None:
    ticks = scale(most)
    assert ticks[0] == 0
    assert ticks[-1] >= most
    assert 2 <= len(ticks) <= TICKS + 1
    assert len({b - a for a, b in pairwise(ticks)}) == 1
    assert str(ticks[1])[0] in "125"
    assert set(str(ticks[1])[1:]) <= {"0"}


def test_large_numbers_fit_beside_the_axis() -> None:
    assert [short(n) for n in (0, 9999, 10_000, 15_000, 200_000)] == ["0", "9999", "1万", "1.5万", "20万"]


@pytest.mark.parametrize("count", [1, 2, 7, 8, 30, 90, 365])
def test_few_days_are_labelled_evenly_and_the_last_one_always(count: int) -> None:
    positions = labelled(count)
    assert positions[-1] == count - 1
    assert len(positions) <= 7
    assert len({b - a for a, b in pairwise(positions)}) <= 1


def test_no_day_has_no_label() -> None:
    assert labelled(0) == ()


def test_bars_stand_one_upon_the_other() -> None:
    (_, low, high), (_, top, rest) = bars(stacked("p", "消息", SERIES, days((3, 1))))
    assert high == pytest.approx(3 * (rest + GAP))
    assert top + rest + GAP == pytest.approx(low)


def test_a_day_without_any_keeps_its_place_and_is_in_the_table() -> None:
    plot = stacked("p", "消息", SERIES, days((1, 0), (0, 0), (0, 2)))
    assert [colour for colour, _, _ in bars(plot)] == ["#104a3c", "#c8741f"]
    assert plot.count("transparent") == 3
    rows = [[str(cell.text) for cell in row] for row in drawn(plot).iter("tr")]
    assert rows == [["日期", "已答", "没答上"], ["6月1日", "0", "2"], ["5月31日", "0", "0"], ["5月30日", "1", "0"]]


def test_the_drawing_says_what_it_shows() -> None:
    plot = stacked("p", "每天的消息", SERIES, days((1, 0), (3, 2)))
    drawing = next(e for e in drawn(plot).iter("svg") if e.get("role") == "img")
    named = {e.get("id"): e.text for e in drawing.iter() if e.get("id")}
    assert drawing.get("aria-labelledby") == "p-title p-desc"
    assert named["p-title"] == "每天的消息"
    assert named["p-desc"] == "5月30日至5月31日，每天一根柱。合计：已答 4，没答上 2。最多的一天是5月31日，共 5。"


def test_nothing_to_show_is_said_too() -> None:
    assert described(SERIES, ()) == "没有数据。"
    assert "这些天都没有" in described(SERIES, days((0, 0)))
    assert bars(stacked("p", "消息", SERIES, days((0, 0)))) == []
    assert bars(stacked("p", "消息", SERIES, ())) == []


def test_words_are_escaped_and_nothing_is_styled_inline() -> None:
    plot = stacked("p", "<script>alert(1)</script>", (Series('"><b>', "#000"),), (Day(FIRST, (1,)),))
    assert "<script" not in plot
    assert "<b>" not in plot
    assert "&lt;script&gt;" in plot
    assert "style" not in plot
    drawn(plot)


def test_bars_of_any_number_of_days_stay_within_the_drawing() -> None:
    for count in (1, 7, 30, 90):
        drawing = drawn(stacked("p", "消息", SERIES, days(*[(1, 1)] * count)))
        rects = [r for r in drawing.iter("rect") if "%" in str(r.get("x"))]
        ends = [float(str(r.get("x"))[:-1]) + float(str(r.get("width"))[:-1]) for r in rects]
        assert len(rects) == 3 * count
        assert max(ends) <= 100.01
