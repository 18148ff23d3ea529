"""Every number told is reckoned once; items of a rubric are known by their numbers, ranges and points."""

from __future__ import annotations

import pytest

from tests.handlers.talk import bamboo


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("独立展演2场、独立表演1场，展演得几分", "3×2＝6分"),
        ("独立展演1场，联合展演2场，又独立1场，展演得几分", "2×2＋2×1＝6分"),
        ("春天2场、秋天1场，都是独立的，展演得几分", "3×2＝6分"),
    ],
)
def test_what_is_spoken_of_twice_is_counted_twice(asked: str, says: str) -> None:
    assert says in bamboo().told(asked)


@pytest.mark.parametrize("asked", ["春天2场、秋天1场、联合1场，展演得几分", "春天2场，联合1场，展演得几分"])
def test_no_total_is_stated_where_a_number_belongs_to_nothing(asked: str) -> None:
    reply = bamboo().ask(asked)
    assert reply.answer.outcome == "clarify"
    assert "2场" in reply.text
    assert "独立展演一场得2分" in reply.text


def test_a_piece_said_again_to_ask_its_points_is_one() -> None:
    assert "每场得2分" in bamboo().told("展演是独立跑了一场，独立一场得几分")


def test_what_counts_people_beside_pieces_is_left_out() -> None:
    assert "2×2＝4分" in bamboo().told("独立展演2场，50人参加，展演得几分")


@pytest.mark.parametrize(
    "asked", ["工匠50个，45个带徒弟，20个没交照片，传承得几分", "工匠50个，带徒45个，但只来了一半，传承得几分"]
)
def test_a_share_says_what_it_does_not_rest_on(asked: str) -> None:
    text = bamboo().told(asked)
    assert "45÷50＝90%" in text
    assert "没有算进去" in text


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("第4项到第6项一共多少分", "最高共20分：6＋6＋8＝20"),
        ("第1到第3项合计", "最高共32分"),
        ("第4项和第6项各几分", "最高8分"),
        ("满分最高的是哪一项", "第2项传承：12分"),
        ("6分的项有哪些", "最高6分的有2项"),
    ],
)
def test_items_are_listed_by_number_and_points(asked: str, says: str) -> None:
    assert says in bamboo().told(asked)


@pytest.mark.parametrize(("said", "says"), [("那6呢", "展演"), ("下一项呢", "展演"), ("前一项呢", "参访")])
def test_an_item_is_known_by_its_place_behind_another(said: str, says: str) -> None:
    talk = bamboo()
    talk.ask("第5项最高几分")
    assert says in talk.told(said)
