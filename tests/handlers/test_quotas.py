"""Places by recommending unit: a cell, a row, sums, differences, wrong printed totals, and what is too many."""

from __future__ import annotations

import pytest

from tests.handlers.talk import bamboo, tea


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("东河县竹器金奖名额几个", "3件"),
        ("西河竹编金奖有几个名额", "4件"),
        ("竹编金奖东河给了几个名额", "5件"),
    ],
)
def test_a_cell_is_told_with_its_row_and_column(asked: str, says: str) -> None:
    reply = bamboo().ask(asked)
    assert says in reply.answer.lead
    assert reply.answer.lead.count("县") == 1
    assert reply.answer.sources


def test_a_row_is_told_with_all_its_columns() -> None:
    text = bamboo().told("东河县有几个名额")
    assert "竹器金奖：3件" in text
    assert "竹编金奖：5件" in text


@pytest.mark.parametrize(
    ("asked", "total", "working"),
    [
        ("东河县竹器金奖和竹编金奖名额一共几个", "共8", "3＋5"),
        ("东河县和西河县竹编金奖名额一共几个", "共9", "5＋4"),
    ],
)
def test_cells_are_added_with_their_working(asked: str, total: str, working: str) -> None:
    lead = bamboo().ask(asked).answer.lead
    assert total in lead
    assert working in lead


def test_two_rows_are_compared_in_every_column_where_none_is_named() -> None:
    answer = bamboo().ask("东河县比西河县多几个").answer
    assert "东河县和西河县的名额" in answer.lead
    assert len(answer.lines) > 1


def test_the_difference_of_two_cells_is_told_with_both() -> None:
    reply = tea().ask("云溪县和雾桥区名额相差几个")
    assert "2个" in reply.answer.lead
    assert len(reply.answer.lines) == 2


def test_a_printed_total_that_disagrees_with_its_rows_is_told_with_both() -> None:
    text = tea().told("名额合计对得上吗")
    assert "11个" in text
    assert "10个" in text
    assert "不一致" in text


def test_a_printed_total_that_agrees_is_said_to_agree() -> None:
    text = bamboo().told("竹器金奖名额合计对得上吗")
    assert "5件" in text
    assert "一致" in text
    assert "不一致" not in text


@pytest.mark.parametrize(("count", "over"), [(5, "超出1个"), (9, "超出5个")])
def test_too_many_for_a_unit_is_refused_by_how_many(count: int, over: str) -> None:
    lead = tea().ask(f"云溪县报{count}个金盏奖行吗").answer.lead
    assert lead.startswith("不可以")
    assert over in lead
    assert "4个" in lead


@pytest.mark.parametrize("count", [1, 4])
def test_what_keeps_to_the_places_is_allowed(count: int) -> None:
    assert tea().ask(f"云溪县报{count}个金盏奖行吗").answer.lead.startswith("可以")


def test_an_empty_cell_is_no_zero() -> None:
    text = bamboo().told("南河县竹编金奖几个名额")
    assert "没有规定" in text
    assert "0" not in text.splitlines()[0]


def test_a_starred_cell_comes_with_its_footnote() -> None:
    assert "另行商定" in bamboo().told("南河县竹器金奖几个名额")


def test_a_footnote_about_a_unit_is_found_by_that_unit() -> None:
    assert "不占所在县区的名额" in tea().told("乡镇茶社占名额吗")


def test_a_full_row_is_priced() -> None:
    lead = bamboo().ask("东河县名额报满要交多少评审费").answer.lead
    assert "2350元" in lead
    assert "200×3＋350×5" in lead


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("东河竹编金奖", "5件"),
        ("西河竹艺新人", "1名"),
        ("东河竹艺新人给1个还是2个", "1名"),
        ("东河县竹编金奖1个还是5个", "5件"),
    ],
)
def test_a_cell_is_meant_by_its_row_and_column_alone(asked: str, says: str) -> None:
    reply = bamboo().ask(asked)
    assert reply.answer.handler == "quotas"
    assert says in reply.answer.lead


@pytest.mark.parametrize("asked", ["竹编金奖怎么申请退费", "东河县竹编金奖评审费多少", "东河县怎么去"])
def test_a_row_or_a_column_with_something_else_to_ask_is_no_cell(asked: str) -> None:
    assert bamboo().ask(asked).answer.handler != "quotas"


def test_two_rows_are_compared_in_every_column() -> None:
    lines = bamboo().ask("东河和西河名额一样吗").answer.lines
    assert lines == (
        "竹器金奖：3和2，相差1件。",
        "竹编金奖：5和4，相差1件。",
        "竹艺新人：1和1，一样。",
    )


def test_two_rows_of_which_one_has_no_number_are_both_told() -> None:
    text = bamboo().told("南河县竹器金奖比东河县多几个")
    assert "东河县的竹器金奖：3件" in text
    assert "南河县的竹器金奖：*" in text
    assert "相差" not in text


def test_a_range_of_columns_takes_in_those_between() -> None:
    text = bamboo().told("东河县从竹器金奖到竹艺新人各几个名额")
    assert all(cell in text for cell in ("竹器金奖：3件", "竹编金奖：5件", "竹艺新人：1名"))


def test_two_columns_that_are_no_range_take_in_nothing_between() -> None:
    text = bamboo().told("竹器金奖和竹艺新人东河各几个名额")
    assert "竹器金奖：3件" in text
    assert "竹编金奖" not in text


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("东河县竹编金奖用了2个，还剩几个", "还剩3件：5－2"),
        ("东河县竹编金奖报了3个，还能报几个", "还剩2件：5－3"),
        ("东河县竹编金奖报了6个，还能报几个", "已超出1件"),
        ("云溪县用了3个名额，还剩几个", "还剩1个：4－3"),
        ("东河县竹编金奖用了2件，还剩几件", "还剩3件：5－2"),
    ],
)
def test_what_was_used_is_taken_from_the_places(asked: str, says: str) -> None:
    assert says in (tea() if "云溪" in asked else bamboo()).ask(asked).answer.lead


def test_what_the_rows_of_a_column_have_in_common_is_told() -> None:
    assert "不一样，从4到5件" in bamboo().told("各县竹编金奖名额都一样吗")


def test_the_rows_of_a_range_are_added_up() -> None:
    lead = bamboo().ask("从东河到南河竹艺新人一共几个名额").answer.lead
    assert "共4名：1＋1＋2" in lead


def test_rows_are_added_up_in_each_column_where_none_is_named() -> None:
    text = bamboo().told("东河县和西河县一共几个名额")
    assert all(cell in text for cell in ("竹器金奖：3＋2＝5件", "竹编金奖：5＋4＝9件", "竹艺新人：1＋1＝2名"))


def test_the_copies_for_all_places_are_counted() -> None:
    assert "共6份：3×2" in bamboo().ask("东河县竹器金奖名额全用上，报名表一共带多少份").answer.lead


def test_how_long_the_table_is_is_not_what_it_says() -> None:
    assert "合计" not in bamboo().told("名额分配的表一共几行")


def test_the_places_of_the_last_turn_are_priced() -> None:
    talk = bamboo("2026-08-01")
    talk.ask("东河县竹器金奖几件")
    talk.ask("竹编金奖呢")
    assert "350×5" in talk.told("这几个竹编金奖都报上交多少钱")


def test_the_other_rows_are_told_without_the_one_set_aside() -> None:
    text = bamboo().told("除了东河县还有哪些县")
    assert "西河县、南河县" in text
    assert "合计" not in text


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("哪些县竹编金奖名额是4件", "竹编金奖4件的有1家：西河县"),
        ("竹艺新人名额1名的有哪些县", "竹艺新人1名的有2家：东河县、西河县"),
        ("竹艺新人名额2名以上的有哪些县", "2名以上的有1家：南河县"),
        ("哪些县竹编金奖名额是9件", "没有竹编金奖9件的"),
        ("竹编金奖名额最少的县是哪个", "竹编金奖最少的是西河县，4件"),
        ("东河和西河哪个竹编金奖名额多", "东河县多"),
        ("东河和西河哪个竹艺新人名额多", "一样多"),
    ],
)
def test_rows_are_found_by_what_they_hold(asked: str, says: str) -> None:
    assert says in bamboo().ask(asked).answer.lead


def test_a_group_of_rows_is_added_up_by_its_word() -> None:
    assert "共4名：1＋1＋2" in bamboo().ask("3个县竹艺新人名额加起来").answer.lead
    assert "共4名" not in bamboo().told("5个县竹艺新人名额加起来")


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ("东河县竹编金奖名额是5件吗", "是，"),
        ("东河县竹编金奖名额是4件吗", "不是，"),
        ("东河县竹编金奖能报4件吗", "可以，"),
        ("东河县想报6件竹编金奖", "不可以，超出1件"),
        ("东河县打算推5件竹编金奖", "可以，没有超出"),
    ],
)
def test_what_is_said_of_a_cell_is_told_apart_from_what_is_wanted(asked: str, word: str) -> None:
    assert bamboo().ask(asked).answer.lead.startswith(word)


@pytest.mark.parametrize("asked", ["东河县甲馆的圆器和编席各几个名额", "东河县圆器和编席各几个名额"])
def test_columns_are_meant_by_the_ends_of_their_names(asked: str) -> None:
    text = bamboo().told(asked)
    assert "竹器金奖：3件" in text
    assert "竹编金奖：5件" in text
    assert "新人" not in text


def test_places_that_were_added_up_are_priced_together() -> None:
    talk = bamboo()
    talk.ask("东河县竹编金奖几件")
    talk.ask("西河呢")
    talk.ask("两个加起来呢")
    assert "350×5＋350×4" in talk.told("钱一共多少")
