"""Yes and no, in the word that was asked."""

from __future__ import annotations

import pytest

from handlers.lexicon import lexicon
from knowledge.text import normalise
from tests.handlers.talk import bamboo, tea


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ("参展名单要盖公章吗", "需要："),
        ("参展名单需不需要盖公章", "需要："),
        ("参展名单用不用盖公章", "需要："),
        ("报名表必须打印吗", "需要："),
        ("报名表能打印吗", "可以："),
        ("报名表打印行不行", "可以："),
        ("作坊算不算竹器生产企业", "是："),
        ("竹编作坊是不是竹器生产企业", "是："),
        ("报名表可以手写吗", "不可以："),
        ("报名表手写算不算数", "不可以："),
    ],
)
def test_yes_and_no_are_said_in_the_word_that_was_asked(asked: str, word: str) -> None:
    assert bamboo().ask(asked).answer.lead.startswith(word)


@pytest.mark.parametrize("asked", ["参展名单盖什么章", "报名表打印还是手写", "报名表谁来打印", "参展名单送到哪里"])
def test_what_is_not_asked_with_yes_or_no_gets_none(asked: str) -> None:
    assert not bamboo().told(asked).startswith(("需要", "可以", "不可以", "是："))


@pytest.mark.parametrize("asked", ["竹器厂算不算竹器生产企业", "参展名单可以手写吗"])
def test_no_verdict_is_given_on_what_the_rule_does_not_name(asked: str) -> None:
    assert not bamboo().told(asked).startswith(("需要", "可以", "不可以", "是："))


def test_no_verdict_is_given_on_another_year() -> None:
    assert not tea().told("2019年的参评表要盖公章吗").startswith("需要")


@pytest.mark.parametrize("asked", ["需要什么章", "必须交几份", "需要哪些材料", "还用带啥"])
def test_what_is_needed_is_no_question_of_yes_or_no(asked: str) -> None:
    assert "polar" not in lexicon().raised(normalise(asked))


@pytest.mark.parametrize("asked", ["需要盖章吗", "需要盖章", "必须打印么"])
def test_whether_something_is_needed_is_one(asked: str) -> None:
    assert "polar" in lexicon().raised(normalise(asked))


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("能发到qq邮箱吗", "不是，文件写的不是这个邮箱"),
        ("邮箱是zhuyi@bamboo.example吗", "是："),
        ("新浪邮箱能收吗", "不是"),
    ],
)
def test_the_address_spoken_of_is_set_against_the_stated_one(asked: str, says: str) -> None:
    lead = bamboo().ask(asked).answer.lead
    assert lead.startswith(says)
    assert "zhuyi@bamboo.example" in lead


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("手艺人会员要求五年对吗", "不对，手艺人会员的条件是从事竹编满3年"),
        ("手艺人会员要求3年对吗", "对，手艺人会员的条件是从事竹编满3年"),
        ("手艺人会员两年就行吧", "不行，手艺人会员的条件是从事竹编满3年"),
        ("手艺人会员三年就行吗", "这一条够了"),
    ],
)
def test_what_a_condition_asks_for_is_held_against_what_is_said_of_it(asked: str, says: str) -> None:
    assert bamboo().ask(asked).answer.lead.startswith(says)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("一等推4个的话总共要报几个", "20个：4÷20%＝20"),
        ("获奖作品10个，一等可以报3个吗", "不可以，超出1个：10×20%＝2"),
        ("获奖作品10个，一等可以报2个吗", "可以，没有超出"),
    ],
)
def test_a_part_is_held_against_its_proportion(asked: str, says: str) -> None:
    assert bamboo().ask(asked).answer.lead.startswith(says)


@pytest.mark.parametrize(("asked", "says"), [("一次独立展演是3分吗", "不是，2分"), ("一次独立展演是2分吗", "是：")])
def test_points_that_are_said_are_told_right_or_wrong(asked: str, says: str) -> None:
    assert bamboo().ask(asked).answer.lead.startswith(says)
