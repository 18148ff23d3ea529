"""Two questions in one message are both answered; what is only near to one of them is not joined to the other."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.handlers.talk import Talk, bamboo, tea


@pytest.mark.parametrize(
    ("talk", "asked", "says"),
    [
        (bamboo, "报名表要几份？作品说明多少字？", ("一式两份", "500字")),
        (bamboo, "电话多少，报名表要几份", ("0999-5550177", "一式两份")),
        (bamboo, "作品说明多少字，普通单位会费多少", ("500字", "1000元")),
        (bamboo, "报名表几号截止，送到哪里", ("9月10日", "展览部")),
        (tea, "金盏奖什么时候截止，电话多少", ("9月18日", "0999-5550142")),
    ],
)
def test_two_questions_are_both_answered_in_their_order(
    talk: Callable[[], Talk], asked: str, says: tuple[str, str]
) -> None:
    text = talk().told(asked)
    assert -1 < text.find(says[0]) < text.find(says[1])


@pytest.mark.parametrize("beside", ["明天天气怎么样", "火车票在哪买", "红烧肉怎么做"])
def test_what_is_only_near_is_not_joined_to_an_answer(beside: str) -> None:
    reply = bamboo().ask(f"报名表要几份，{beside}")
    assert "一式两份" in reply.text
    assert reply.answer.lines == ()


def test_both_sources_are_named() -> None:
    sources = bamboo().ask("作品说明多少字，普通单位会费多少").answer.sources
    assert [s.section for s in sources] == ["二、报名", "二、会费"]


def test_what_two_questions_say_of_a_past_edition_is_said_once() -> None:
    assert bamboo("2027-01-05").told("报名表要几份？作品说明多少字？").count("2026年通知，已过期") == 1


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("报名表截止日期和份数", ("9月10日", "一式两份")),
        ("秘书部和展览部各管什么", ("收缴会费", "维护网站")),
        ("金盏奖收费吗，什么时候截止", ("元", "9月18日")),
    ],
)
def test_two_things_with_one_word_between_them_are_both_answered(asked: str, says: tuple[str, str]) -> None:
    text = (tea() if "金盏" in asked else bamboo()).told(asked)
    assert all(word in text for word in says), text
