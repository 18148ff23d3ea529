"""What tells two things apart, where members ask for that."""

from __future__ import annotations

import pytest

from tests.handlers.talk import bamboo, tea


@pytest.mark.parametrize("asked", ["竹器金奖和竹编金奖有什么区别", "竹编金奖跟竹器金奖有啥不一样"])
def test_two_things_of_one_kind_are_told_side_by_side(asked: str) -> None:
    reply = bamboo().ask(asked)
    assert reply.answer.handler == "contrasts"
    assert "竹器金奖和竹编金奖" in reply.answer.lead or "竹编金奖和竹器金奖" in reply.answer.lead
    assert "200元" in reply.text
    assert "350元" in reply.text
    assert reply.answer.sources


def test_what_was_asked_to_differ_is_said_to_differ_or_not() -> None:
    assert "不一样" in bamboo().ask("竹器金奖和竹编金奖评审费有区别吗").answer.lead


@pytest.mark.parametrize("asked", ["掌壶单位有什么区别", "今年和去年有什么不同", "掌壶单位和报名截止有什么区别"])
def test_what_is_no_pair_of_one_kind_is_not_contrasted(asked: str) -> None:
    assert tea().ask(asked).answer.handler != "contrasts"
