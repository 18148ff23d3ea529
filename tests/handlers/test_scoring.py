"""Points by a rubric for what was done: pieces, tiers, shares, caps, and what is denied."""

from __future__ import annotations

import pytest

from tests.handlers.talk import Talk, bamboo, tea


def points(talk: Talk, asked: str) -> str:
    return talk.ask(asked).answer.lead


@pytest.mark.parametrize(("count", "says"), [(2, "得4分"), (3, "得6分"), (8, "得6分")])
def test_pieces_are_counted_up_to_the_cap(count: int, says: str) -> None:
    assert says in points(tea(), f"构图有{count}处留白得几分")


@pytest.mark.parametrize(("count", "says"), [(2, "得4分"), (5, "得4分")])
def test_a_component_s_cap_holds_below_that_of_its_item(count: int, says: str) -> None:
    assert says in points(bamboo(), f"参加了{count}次省级展览，展陈得几分")


@pytest.mark.parametrize(("kind", "says"), [("楠竹", "8分"), ("慈竹", "5分"), ("其他竹材", "2分")])
def test_the_tier_that_applies_gives_its_points(kind: str, says: str) -> None:
    lead = points(bamboo(), f"选材用的{kind}能得几分")
    assert f"得{says}" in lead


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("带徒率60%得几分", "得6分"),
        ("带徒率百分之八十得几分", "得12分"),
        ("带徒率八成五得几分", "得12分"),
        ("传承得几分，工匠50个，带徒弟的45个", "得12分"),
        ("传承得几分，带徒31个，工匠100个", "得9分"),
    ],
)
def test_a_share_reaches_its_tier(asked: str, says: str) -> None:
    assert says in points(bamboo(), asked)


def test_components_are_added_with_their_working() -> None:
    reply = bamboo().ask("独立展柜有，灯光也有，展陈得几分")
    assert "得7分" in reply.answer.lead
    assert "4＋3＝7" in reply.answer.lead
    assert reply.answer.sources


def test_a_sum_never_exceeds_the_item() -> None:
    lead = points(bamboo(), "有独立展柜，有灯光，参加了2次省级展览，展陈得几分")
    assert "得10分" in lead
    assert "最高10分" in lead


def test_what_is_denied_earns_nothing() -> None:
    assert "得0分" in points(tea(), "构图没有留白得几分")
    assert "得4分" in points(bamboo(), "没有灯光，有独立展柜，展陈得几分")


def test_what_an_item_cannot_do_without_loses_all_its_points() -> None:
    lead = points(bamboo(), "展陈方案没交，展陈得几分")
    assert "不得分" in lead
    assert "未提交展陈方案" in lead


def test_what_experts_judge_is_not_computed() -> None:
    text = tea().told("口感几分")
    assert "4分" in text
    assert "评委" in text


def test_the_most_that_an_item_gives_is_told_where_nothing_was_done() -> None:
    assert "6分" in tea().told("构图最高几分")
