"""The next level on a scale of prices."""

from __future__ import annotations

import pytest

from tests.handlers.talk import bamboo, tea


@pytest.mark.parametrize(
    ("first", "then", "says"),
    [
        ("司炉单位会费多少", "再往上一档呢", "掌壶单位：6600元"),
        ("司炉单位会费多少", "低一级的呢", "散茶会员：90元"),
        ("掌壶单位会费多少", "下一档多少", "司炉单位：1800元"),
    ],
)
def test_a_step_leads_to_the_next_level(first: str, then: str, says: str) -> None:
    talk = tea()
    talk.ask(first)
    assert says in talk.told(then)


def test_beyond_the_end_of_the_scale_there_is_nothing() -> None:
    talk = tea()
    talk.ask("掌壶单位会费多少")
    assert "已经是最高的一档" in talk.told("再高一档呢")


def test_a_step_from_a_named_level_needs_nothing_before() -> None:
    assert "理事单位" in bamboo().told("普通单位往上一级会费多少")


def test_without_a_level_to_start_from_no_step_is_taken() -> None:
    assert tea().ask("再往下一档呢").answer.handler != "levels"
