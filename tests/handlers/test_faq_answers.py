"""Entries written by staff: alike wordings are answered, counter-examples never, the basis is shown."""

from __future__ import annotations

import pytest

from handlers.answer import Memory
from knowledge.additions import Additions
from knowledge.faq import FaqEntry
from tests.handlers.talk import Talk, bamboo, desk_of, tea

ENTRY = FaqEntry(
    question="竹灯会晚上开到几点",
    similar=("灯会几点关门",),
    negative=("竹灯会晚上开到几点要不要买票",),
    answer="竹灯会开到晚上十点。",
    basis="《竹灯会须知》第二条",
)


def with_entry() -> Talk:
    talk = bamboo()
    return Talk(talk.desk.with_additions(Additions((ENTRY,))), talk.now)


@pytest.mark.parametrize(
    "asked",
    [
        "头一次参加竹艺评优要做哪些准备",
        "头一次参加竹艺评优需要做哪些准备？",
        "新人报竹艺评优先做什么",
        "新人報竹藝評優先做什麼",
    ],
)
def test_the_pack_s_own_entries_answer_alike_wordings(asked: str) -> None:
    assert "先打印报名表" in bamboo().told(asked)


def test_the_basis_is_the_last_line() -> None:
    assert with_entry().told("灯会几点关门").splitlines()[-1] == "依据：《竹灯会须知》第二条"


def test_a_counter_example_is_never_answered_with_the_entry() -> None:
    assert "先打印报名表" not in bamboo().told("头一次参加竹艺评优没选上怎么办")
    assert ENTRY.answer not in with_entry().told(ENTRY.negative[0])


def test_an_entry_without_a_basis_shows_none() -> None:
    talk = bamboo()
    entry = FaqEntry("竹灯会在哪里买票", (), (), "竹灯会不用买票。", "")
    talk.desk = talk.desk.with_additions(Additions((entry,)))
    assert talk.told("竹灯会在哪里买票") == "竹灯会不用买票。"


def test_what_staff_took_back_is_no_longer_answered() -> None:
    desk = desk_of("zhuyi").with_additions(Additions((ENTRY,))).with_additions(Additions())
    talk = bamboo()
    assert ENTRY.answer not in desk.reply(ENTRY.question, Memory(), talk.now).text


def test_staff_s_entries_leave_the_pack_s_in_place() -> None:
    talk = with_entry()
    assert "先打印报名表" in talk.told("头一次参加竹艺评优要做哪些准备")
    assert "1000元" in talk.told("普通单位会费多少")


def test_another_desk_does_not_learn_them() -> None:
    with_entry().told(ENTRY.question)
    assert ENTRY.answer not in tea().told(ENTRY.question)
