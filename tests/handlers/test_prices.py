"""From an amount back to what costs so much, and the dearest and the cheapest of what belongs together."""

from __future__ import annotations

import pytest

from tests.handlers.talk import bamboo, tea


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("1800块是哪一级", "司炉单位"),
        ("90块的是哪种会员", "散茶会员"),
        ("哪种单位交6600元", "掌壶单位"),
    ],
)
def test_an_amount_leads_to_what_costs_so_much(asked: str, says: str) -> None:
    reply = tea().ask(asked)
    assert reply.answer.lead.startswith(says)
    assert reply.answer.handler == "price_lookup"
    assert reply.answer.sources


@pytest.mark.parametrize("asked", ["5000元是哪一级", "1801元是哪种会员"])
def test_an_amount_that_nothing_costs_is_not_passed_off_as_a_price(asked: str) -> None:
    reply = tea().ask(asked)
    assert reply.answer.handler != "price_lookup"
    assert reply.answer.outcome == "unknown" or reply.text.startswith("没有找到")


@pytest.mark.parametrize("asked", ["1800元的发票怎么开", "司炉单位1800元打到哪个账户"])
def test_an_amount_beside_another_question_does_not_look_up_prices(asked: str) -> None:
    assert tea().ask(asked).answer.handler != "price_lookup"


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("会员会费最贵的多少", "最贵的是掌壶单位：6600元"),
        ("会员会费最高的是哪一级", "最高的是掌壶单位：6600元"),
        ("会员里会费最低的是哪一级", "最低的是散茶会员：90元"),
        ("会员会费最便宜的是哪种", "最便宜的是散茶会员：90元"),
    ],
)
def test_the_end_of_a_scale_of_prices_is_told(asked: str, says: str) -> None:
    assert says in tea().ask(asked).answer.lead


def test_the_dearest_is_of_what_a_purse_pays_for() -> None:
    assert "司炉单位：1800元" in tea().ask("我们会员会费3000块够交最高哪一级").answer.lead


def test_both_ends_of_a_scale_of_prices_are_compared() -> None:
    lead = tea().ask("会员会费最高和最低差多少").answer.lead
    assert "相差6510元" in lead
    assert "6600－90" in lead


def test_the_most_points_are_no_prices() -> None:
    assert bamboo().ask("选材最高几分").answer.handler != "price_lookup"


def test_an_amount_of_a_past_edition_is_said_to_be_so() -> None:
    assert tea("2026-03-01").ask("1800块是哪一级").answer.lead.startswith("【2025年通知")


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("预算2000最高能当到哪一级", "2000元最高够司炉单位：1800元"),
        ("手头只有9000块，最多能进哪一级", "最高够掌壶单位：6600元"),
        ("预算50最高能当到哪一级", "不够任何一级，最低的是散茶会员：90元"),
    ],
)
def test_the_highest_level_that_a_purse_pays_for_needs_no_word_of_dues(asked: str, says: str) -> None:
    assert says in tea().ask(asked).answer.lead
