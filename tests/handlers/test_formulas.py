"""Indicators by the documents' formulas from a member's own numbers."""

from __future__ import annotations

import pytest

from tests.handlers.talk import bamboo, tea


@pytest.mark.parametrize(
    ("asked", "value"),
    [
        ("采伐200根成材150根，成材率多少", "75%"),
        ("成材150根，采伐200根，成材率多少", "75%"),
        ("砍了3根，成材1根，成材率是多少", "33.33%"),
        ("采伐100根成材100根，成材率多少", "100%"),
    ],
)
def test_a_share_is_computed_with_its_working(asked: str, value: str) -> None:
    reply = bamboo().ask(asked)
    assert reply.answer.outcome == "answered"
    assert value in reply.answer.lead
    assert "÷" in reply.answer.lead
    assert reply.answer.sources


@pytest.mark.parametrize("told", ["采伐200根，成材150根", "成材150根，采伐200根", "采伐了200根，成材的150根，率是多少"])
def test_who_tells_both_sides_alone_is_told_the_indicator(told: str) -> None:
    assert "75%" in bamboo().ask(told).answer.lead


def test_a_formula_that_is_no_share_is_not_told_in_per_cent() -> None:
    lead = bamboo().ask("总产值5000元工匠20人，人均产值多少").answer.lead
    assert "5000÷20＝250" in lead
    assert "%" not in lead


def test_the_pack_s_synonyms_lead_to_an_operand() -> None:
    assert "25%" in tea().told("回头客20个，总共80个茶客，复购率是多少")


@pytest.mark.parametrize("asked", ["采伐100根成材150根，成材率多少", "采伐0根成材150根，成材率多少"])
def test_numbers_that_cannot_be_are_refused(asked: str) -> None:
    reply = bamboo().ask(asked)
    assert reply.answer.outcome == "clarify"
    assert "核对" in reply.text
    assert "＝" not in reply.answer.lead


@pytest.mark.parametrize("asked", ["成材率怎么算", "成材率的公式", "成材率怎么计算呀"])
def test_the_formula_itself_is_told_where_no_numbers_are(asked: str) -> None:
    assert "成材竹数÷采伐竹数×100%" in bamboo().told(asked)


def test_one_number_is_not_enough() -> None:
    assert bamboo().ask("成材150根，成材率多少").answer.handler != "formulas"


def test_what_is_told_of_one_side_in_parts_is_added_up_and_said_to_be() -> None:
    answer = bamboo().ask("采伐了200根，东坡成材60根，西坡成材40根，竹林边20根，成材率多少").answer
    assert "60%：120÷200" in answer.lead
    assert "60＋40＋20＝120" in answer.lines[0]


@pytest.mark.parametrize(
    "asked",
    [
        "东坡采伐100根，成材60根；西坡采伐50根，成材45根，成材率分别多少",
        "采伐100根，成材60根，采伐50根，成材45根，成材率",
    ],
)
def test_one_indicator_of_several_things_is_told_of_each(asked: str) -> None:
    text = bamboo().told(asked)
    assert "60%：60÷100" in text
    assert "90%：45÷50" in text
