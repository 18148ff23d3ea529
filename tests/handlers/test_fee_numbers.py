"""Which numbers of a question count what is paid for: amounts that are checked, counts of other things, halves."""

from __future__ import annotations

import pytest

from tests.handlers.talk import bamboo, tea


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("理事单位会费3000对吗", "对，理事单位会费3000元/年"),
        ("理事单位会费是2000吗", "不对，理事单位会费3000元/年"),
        ("普通单位会费800？", "不对，普通单位会费1000元/年"),
        ("理事单位会费是3000元吧", "对，"),
        ("理事单位3年9000对吧", "对，共9000元：3000×3"),
        ("理事单位三年8000，对不对", "不对，共9000元：3000×3"),
    ],
)
def test_an_amount_that_is_asked_about_is_held_against_the_stated_one(asked: str, says: str) -> None:
    assert bamboo().ask(asked).answer.lead.startswith(says)


def test_amounts_of_several_things_are_no_counts() -> None:
    assert "3000＋1000＝4000元" in bamboo().ask("理事单位3000，普通单位1000，一共多少").answer.lead
    assert "200＋350＝550元" in bamboo().ask("竹器金奖200，竹编金奖350，一共多少").answer.lead


@pytest.mark.parametrize("asked", ["3竹器金奖多少钱", "竹器金奖3多少钱"])
def test_a_bare_number_beside_a_thing_counts_it(asked: str) -> None:
    assert "200×3＝600元" in bamboo().ask(asked).answer.lead


@pytest.mark.parametrize("asked", ["近两年有4件县级作品，报竹器金奖多少钱", "我们获得过5个县级奖，报竹器金奖交多少钱"])
def test_what_an_applicant_has_is_not_paid_for(asked: str) -> None:
    text = bamboo().told(asked)
    assert "200元" in text
    assert "×" not in text


def test_a_sum_with_something_of_unknown_price_is_not_told() -> None:
    answer = bamboo().ask("2件竹器金奖和3件根雕一共多少钱").answer
    assert answer.lead.startswith("不能合计")
    assert "根雕" in answer.lead
    assert "400" not in answer.lead


@pytest.mark.parametrize("asked", ["三个半竹器金奖多少钱", "普通单位两年半会费多少钱"])
def test_a_half_is_not_rounded(asked: str) -> None:
    answer = bamboo().ask(asked).answer
    assert "没有规定" in answer.lead
    assert "共" not in answer.lead


def test_so_many_for_so_long_each_are_added_up() -> None:
    lead = tea().ask("司炉单位两家，其中一家交三年，一家交一年").answer.lead
    assert "1800×3＋1800＝7200元" in lead


def test_years_that_contradict_one_another_give_no_total() -> None:
    assert "共" not in tea().ask("司炉单位先交三年再交两年多少钱").answer.lead


def test_what_earlier_turns_counted_is_added_up_as_it_was_counted() -> None:
    talk = bamboo()
    assert "600元" in talk.told("竹器金奖3件多少钱")
    assert "700元" in talk.told("还有2件竹编金奖")
    assert "350×2＋200×3＝1300元" in talk.told("一共多少")


def test_more_is_added_to_what_was_counted() -> None:
    talk = bamboo()
    talk.ask("竹器金奖3件多少钱")
    assert "350×2＋200×3＝1300元" in talk.told("再加2件竹编金奖一共多少")


@pytest.mark.parametrize("asked", ["报2件竹器金奖，3件竹编金奖，合计多少", "竹器金奖2件，竹编金奖3件，总数多少"])
def test_a_sum_of_what_is_counted_is_of_prices_and_not_of_the_table(asked: str) -> None:
    assert "200×2＋350×3＝1450元" in bamboo().ask(asked).answer.lead
