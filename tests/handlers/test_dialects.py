"""Members from other parts of the country ask in their own words and get the same answers."""

from __future__ import annotations

import pytest

from handlers.dialects import in_common_words
from tests.handlers.talk import bamboo, tea


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ("金盏奖参评费几多钱", "260元"),
        ("司炉单位会费一年要俾几多", "1800元"),
        ("参评表要盖乜嘢章", "公章"),
        ("金盏奖材料么时候截止", "9月18日"),
        ("明前茶品鉴会喺边度办", "云溪县"),
    ],
)
def test_a_question_in_dialect_is_answered(said: str, says: str) -> None:
    assert says in tea().told(said)


def test_a_verdict_is_given_on_a_question_in_dialect() -> None:
    assert "不可以" in bamboo().told("作品说明写咗600字，得唔得")


@pytest.mark.parametrize(
    "common",
    ["什么时候", "多么", "要么", "左右", "两边", "旁边的人", "仲裁", "差一点算错", "甚至", "唔该", "那你呢", "好呢"],
)
def test_common_words_are_left_as_they_are(common: str) -> None:
    assert in_common_words(common) == common


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ("咱普通单位会费多少", "1000元"),
        ("编织工坊喺边度", "东街1号"),
        ("报名表可唔可以手写", "不可以"),
        ("这会儿还来得及报名不", "还剩40天"),
        ("印章是归那个部门管的", "秘书部"),
    ],
)
def test_words_of_many_parts_are_understood(said: str, says: str) -> None:
    assert says in bamboo().told(said)


@pytest.mark.parametrize("said", ["重点写什么", "优点写什么", "缺点报什么"])
def test_a_point_is_no_how(said: str) -> None:
    assert in_common_words(said) == said


def test_which_of_several_is_asked_in_cantonese() -> None:
    assert in_common_words("要交边啲材料") == "要交哪些材料"
