"""Sums, years, multiples and differences of stated prices, with the working shown."""

from __future__ import annotations

import pytest

from tests.handlers.talk import bamboo, tea


@pytest.mark.parametrize(
    ("asked", "total", "working"),
    [
        ("掌壶单位和司炉单位会费一共多少", "8400元", "6600＋1800"),
        ("司炉单位交两年会费多少钱", "3600元", "1800×2"),
        ("掌壶单位三年会费一共多少", "19800元", "6600×3"),
        ("3席金盏奖参评费多少", "780元", "260×3"),
        ("2个司炉单位会费一共多少钱", "3600元", "1800×2"),
    ],
)
def test_fees_are_added_and_multiplied_with_their_working(asked: str, total: str, working: str) -> None:
    reply = tea().ask(asked)
    assert total in reply.answer.lead
    assert working in reply.answer.lead
    assert reply.answer.sources


def test_each_thing_is_counted_with_its_own_number() -> None:
    lead = bamboo().ask("2件竹器金奖和3件竹编金奖评审费共多少").answer.lead
    assert "1450元" in lead
    assert "200×2＋350×3" in lead


@pytest.mark.parametrize(
    ("asked", "difference"),
    [
        ("理事单位比普通单位会费贵多少", "2000元"),
        ("从普通单位升为理事单位要多交多少会费", "2000元"),
        ("竹编金奖比竹器金奖评审费贵多少", "150元"),
        ("理事单位和普通单位会费相差多少", "2000元"),
    ],
)
def test_the_difference_of_two_prices_is_told_with_both(asked: str, difference: str) -> None:
    reply = bamboo().ask(asked)
    assert difference in reply.answer.lead
    assert len(reply.answer.lines) >= 2


def test_a_price_asked_for_alone_is_quoted_and_not_computed() -> None:
    reply = tea().ask("司炉单位会费多少")
    assert "×" not in reply.text
    assert "＝" not in reply.text


def test_a_sum_from_a_past_edition_is_said_to_be_so() -> None:
    lead = bamboo("2027-01-05").ask("2件竹器金奖评审费多少").answer.lead
    assert lead.startswith("【2026年通知")
    assert "400元" in lead


@pytest.mark.parametrize(
    ("asked", "total"),
    [
        ("两家司炉单位，一家掌壶单位，三家一年多少会费", "1800×2＋6600＝10200元"),
        ("三家一共多少会费，两家司炉单位一家掌壶单位", "1800×2＋6600＝10200元"),
        ("两家司炉单位加一家掌壶单位", "1800×2＋6600＝10200元"),
        ("两年司炉单位，一年掌壶单位，会费一共多少", "1800×2＋6600＝10200元"),
        ("司炉单位交三年、掌壶单位交两年，会费一共多少", "1800×3＋6600×2＝18600元"),
    ],
)
def test_a_number_that_adds_up_the_others_counts_nothing_of_its_own(asked: str, total: str) -> None:
    assert total in tea().ask(asked).answer.lead


def test_two_things_of_the_last_turns_are_added_and_not_doubled() -> None:
    talk = tea()
    talk.ask("金盏奖参评费多少")
    talk.ask("司炉单位会费多少")
    assert "1800＋260＝2060元" in talk.told("两个加起来多少钱")


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("普通单位2023年到2025年会费一共多少", "1000×3＝3000元"),
        ("普通单位从2024年起没交，一共要补多少", "1000×3＝3000元"),
    ],
)
def test_years_of_the_calendar_are_counted_and_not_multiplied(asked: str, says: str) -> None:
    assert says in bamboo().ask(asked).answer.lead


def test_a_year_that_says_which_is_not_counted() -> None:
    assert "×" not in bamboo().told("普通单位2026年会费多少")


def test_a_price_is_told_by_how_many_times_it_is_another() -> None:
    assert "3.67倍：6600÷1800" in tea().ask("掌壶单位会费是司炉单位的几倍").answer.lead


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("批了600块，全用来报竹器金奖，最多够报几个", "3件：600÷200＝3"),
        ("预算1000块能报几个竹编金奖", "2件：1000÷350＝2.86，余300元"),
    ],
)
def test_how_many_a_purse_pays_for_is_computed(asked: str, says: str) -> None:
    assert says in bamboo().ask(asked).answer.lead


def test_what_is_to_be_written_before_the_sum_is_not_what_is_asked() -> None:
    lead = bamboo().ask("我们报2件竹器金奖加3件竹编金奖，我要填付款单，共多少").answer.lead
    assert "1450元" in lead


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("掌壶单位比司炉单位贵几百", "相差4800元/年：6600－1800"),
        ("司炉单位比掌壶单位少几千", "相差4800元/年"),
        ("掌壶单位和司炉单位差多少", "相差4800元/年"),
    ],
)
def test_a_difference_is_told_however_it_is_counted(asked: str, says: str) -> None:
    assert says in tea().ask(asked).answer.lead


@pytest.mark.parametrize("said", ["那3年呢", "3年的呢", "三年呢"])
def test_years_behind_a_price_multiply_it(said: str) -> None:
    talk = tea()
    talk.ask("司炉单位会费多少")
    assert "5400元" in talk.told(said)


def test_a_count_of_another_thing_is_no_sum_of_the_others() -> None:
    lead = bamboo().ask("报1件竹器金奖、1件竹编金奖、2件竹器金奖，拢共多少钱").answer.lead
    assert "200×3＋350＝950元" in lead


@pytest.mark.parametrize("asked", ["1000的换到3000的要多交多少", "从1000元的升到3000元的差多少"])
def test_two_levels_are_known_by_what_they_cost(asked: str) -> None:
    assert "相差2000元/年：3000－1000" in bamboo().ask(asked).answer.lead


def test_the_two_of_the_last_turns_are_compared() -> None:
    talk = bamboo()
    talk.ask("普通单位会费多少")
    talk.ask("理事单位呢")
    assert "相差2000元/年" in talk.told("从前一个升到后一个，一年多掏多少")


@pytest.mark.parametrize("asked", ["普通单位能升成理事单位吗", "理事单位可以降成普通单位吗"])
def test_whether_a_level_may_be_changed_is_no_difference(asked: str) -> None:
    text = bamboo().told(asked)
    assert "文件没有规定" in text
    assert "相差" not in text


def test_what_a_price_is_for_is_no_sum() -> None:
    assert "×" not in bamboo().told("竹器金奖200块是每家还是两家一共")


@pytest.mark.parametrize(
    ("asked", "says"),
    [("理事单位会费标准多少", "理事单位会费3000元"), ("普通单位会费标准是多少", "普通单位会费1000元")],
)
def test_a_vague_noun_behind_the_dues_of_a_level_adds_nothing(asked: str, says: str) -> None:
    assert bamboo().ask(asked).answer.lead.startswith(says)
