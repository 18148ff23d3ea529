"""A place of a document is told in its own words, where it is named by its numbers and nothing else is asked."""

from __future__ import annotations

import pytest

from tests.handlers.talk import bamboo


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("第二部分第1条", "9月10日前"),
        ("四、会员守则第三条是什么", "低于成本"),
        ("第四部分第20条说了什么", "竹屑"),
        ("三、会员的权利第二条", "竹讯"),
    ],
)
def test_an_entry_of_a_section_is_quoted(asked: str, says: str) -> None:
    reply = bamboo().ask(asked)
    assert reply.answer.handler == "sections"
    assert says in reply.text


def test_the_next_entry_is_of_the_same_section() -> None:
    talk = bamboo()
    talk.ask("四、会员守则第三条是什么")
    assert "硫磺" in talk.told("第四条呢")


def test_what_is_beyond_a_section_is_said_so() -> None:
    assert "没有第25条" in bamboo().told("四、会员守则第25条")


def test_what_is_asked_of_a_place_is_not_its_words() -> None:
    reply = bamboo().ask("二、报名第1条的电话")
    assert reply.reading is None or reply.reading.handler != "sections"
    reply = bamboo().ask("第四部分的目的")
    assert reply.reading is None or reply.reading.handler != "sections"
