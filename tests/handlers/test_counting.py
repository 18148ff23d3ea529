"""What counts in a question: numbers with their units, and words that only look like them."""

from __future__ import annotations

import pytest

from handlers.counting import counted_unit, counts
from tests.handlers.talk import bamboo


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("俩竹器金奖", 2, "个"),
        ("仨竹器金奖", 3, "个"),
        ("600个字", 600, "字"),
        ("三百块钱", 300, "元"),
        ("1.5万元", 15_000, "元"),
        ("去了两趟", 2, "次"),
        ("8分钟", 8, "分钟"),
        ("半年前签了3个月", 3, "月"),
        ("60%", 60, ""),
    ],
)
def test_a_number_is_counted_in_its_unit(text: str, value: float, unit: str) -> None:
    (found,) = counts(text)
    assert (found.value, found.unit) == (value, unit)


@pytest.mark.parametrize("text", ["一块汇总", "加一块", "附件三", "第二项", "一等奖", "哪两个", "这三家", "一般"])
def test_what_only_looks_like_a_count_is_none(text: str) -> None:
    assert list(counts(text)) == []


def test_one_piece_of_money_is_a_price_all_the_same() -> None:
    assert [(n.value, n.unit) for n in counts("一块钱")] == [(1, "元")]


@pytest.mark.parametrize(
    ("text", "unit"),
    [("讲几分钟", "分钟"), ("交几年", "年"), ("多少字", "字"), ("这几年", ""), ("好几个", ""), ("会费", "")],
)
def test_what_is_to_be_counted_is_known(text: str, unit: str) -> None:
    assert counted_unit(text) == unit


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("俩竹器金奖评审费多少", "200×2＝400元"),
        ("仨竹编金奖多少钱", "350×3＝1050元"),
        ("作品说明写600个字行吗", "超出100字"),
    ],
)
def test_a_count_is_reckoned_with_however_it_is_said(asked: str, says: str) -> None:
    assert says in bamboo().ask(asked).answer.lead
