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


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("参访3家能拿满6分吗", "可以：第4项得6分"),
        ("参访4家能拿6分吗", "可以：第4项得6分"),
        ("参访2家能拿满6分吗", "不能，只得4分"),
        ("选材用慈竹能拿8分吗", "不能，只得5分"),
        ("2次省级展览能拿10分吗", "不能，只得4分"),
    ],
)
def test_hopes_are_held_against_the_points(asked: str, says: str) -> None:
    assert points(bamboo(), asked).startswith(says)


@pytest.mark.parametrize("asked", ["参访3家，没有合影，能拿满6分吗", "参访3家，没留合影，能拿6分吗"])
def test_what_an_item_asks_for_besides_leaves_its_points_open(asked: str) -> None:
    lead = points(bamboo(), asked)
    assert lead.startswith("不一定：只按数目是6分")
    assert "须留存合影" in lead


def test_what_is_there_leaves_nothing_open() -> None:
    assert points(bamboo(), "参访2家，留存了合影，能拿4分吗").startswith("可以：第4项得4分")


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("传承和展陈最高一共几分", "最高共22分：12＋10＝22"),
        ("传承和展陈满分加起来多少", "最高共22分：12＋10＝22"),
        ("传承、展陈和参访三项最高一共几分", "最高共28分：12＋10＋6＝28"),
    ],
)
def test_the_most_of_several_items_is_added(asked: str, says: str) -> None:
    assert says in points(bamboo(), asked)


def test_the_most_of_the_items_talked_of_last_is_added() -> None:
    talk = bamboo()
    talk.ask("选材最高几分")
    talk.ask("参访呢")
    assert "最高共16分：10＋6＝16" in points(talk, "这两项加起来")


def test_an_item_is_not_added_to_the_group_that_holds_it() -> None:
    assert "最高共" not in bamboo().told("选材和评分办法最高一共几分")


def test_so_many_pieces_go_on_about_the_last_item() -> None:
    talk = bamboo()
    talk.ask("参访得几分")
    assert "得4分（2×2＝4分" in points(talk, "2家呢")
    assert "得6分（3×2＝6分" in points(talk, "3家呢")


def test_pieces_of_nothing_earn_nothing() -> None:
    assert bamboo().ask("2家呢").answer.handler != "scoring"


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ("2026年参访2家", "得4分"),
        ("2024年参访2家", "得4分"),
        ("2020年参访2家", "不能得分"),
        ("五年前参访2家", "不能得分"),
    ],
)
def test_what_is_older_than_the_years_that_count_earns_nothing(told: str, says: str) -> None:
    assert says in points(bamboo(), f"{told}能拿几分")


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("有独立展柜但没有灯光，展陈得几分", "4＋0＝4分"),
        ("没有独立展柜但有灯光，展陈得几分", "0＋3＝3分"),
        ("有独立展柜没有灯光，展陈得几分", "4＋0＝4分"),
        ("独立展柜和灯光都有，展陈得几分", "4＋3＝7分"),
    ],
)
def test_a_denial_ends_where_something_else_begins(asked: str, says: str) -> None:
    assert says in points(bamboo(), asked)


@pytest.mark.parametrize(("asked", "says"), [("我们参访了2家工坊", "得4分（2×2＝4分"), ("参加了一次省级展览", "得2分")])
def test_what_is_only_stated_is_reckoned_where_one_item_counts_it(asked: str, says: str) -> None:
    assert says in bamboo().ask(asked).answer.lead


@pytest.mark.parametrize(("said", "says"), [("再加一家呢", "3×2＝6分"), ("再参访一家呢", "3×2＝6分")])
def test_one_more_is_added_to_what_was_told(said: str, says: str) -> None:
    talk = bamboo()
    talk.ask("参访了2家工坊得几分")
    assert says in talk.told(said)


def test_a_number_that_is_enough_by_itself_is_known_in_the_next_turn() -> None:
    talk = bamboo()
    talk.ask("传承这项，带徒弟的有35人得几分")
    assert "达到30人＝9分" in talk.told("40人呢")
    assert "带徒率达到50%得6分" in talk.told("20人呢")


@pytest.mark.parametrize(("asked", "says"), [("参访3家工坊能拿满吗", "可以：第4项得6分"), ("带徒率80%", "得12分")])
def test_full_marks_and_shares_need_no_word_of_points(asked: str, says: str) -> None:
    assert says in bamboo().ask(asked).answer.lead


@pytest.mark.parametrize("asked", ["6项独立办3场几分", "第6项独立办3场几分", "第六项独立办3场几分"])
def test_an_item_is_known_by_its_number_without_an_ordinal(asked: str) -> None:
    assert "3×2＝6分" in bamboo().ask(asked).answer.lead


def test_what_is_counted_in_items_stays_a_count() -> None:
    assert "第3项" not in bamboo().ask("3项竹材档案几分").answer.lead


def test_the_next_number_is_the_item_of_that_number() -> None:
    talk = bamboo()
    talk.ask("第4项最高几分")
    assert "展演" in talk.told("6项呢")


@pytest.mark.parametrize(
    "asked", ["第5项的档案只有一份几分", "第5项档案缺一份几分", "竹材档案、工艺档案只有其中一份几分"]
)
def test_one_of_several_parts_that_are_worth_the_same_earns_its_share(asked: str) -> None:
    lead = bamboo().ask(asked).answer.lead
    assert "第5项得3分" in lead
    assert "1×3" in lead


def test_what_is_not_the_one_way_is_the_other() -> None:
    talk = bamboo()
    talk.ask("第6项独立办3场几分")
    assert "3×1＝3分" in talk.told("不是独立办的呢")


def test_two_items_are_known_by_bare_numbers_side_by_side() -> None:
    assert "6＋8" in bamboo().ask("4项和6项满分加起来几分").answer.lead


def test_what_each_kind_gives_is_told_whole() -> None:
    text = bamboo().told("第1项的楠竹、慈竹各几分")
    assert "8分" in text
    assert "5分" in text
