"""Whether a case qualifies: what is told is decided, exclusions first; what is not told is left to people."""

from __future__ import annotations

import pytest

from tests.handlers.talk import bamboo, tea


def favourable(lead: str) -> bool:
    """Whether what was told meets the conditions; that all are met is only said when all were decided."""
    return "符合" in lead and not lead.startswith("不符合")


def test_a_case_that_meets_what_it_tells_of_is_told_so_and_what_is_still_open() -> None:
    reply = bamboo().ask("我们在成都注册，员工15人，能当企业会员吗")
    assert favourable(reply.answer.lead)
    assert "成都" in reply.answer.lead
    assert "15人" in reply.answer.lead
    assert "竹器生产企业" in "".join(reply.answer.lines)
    assert reply.answer.sources


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("我们是竹器厂，员工7人，能加入企业会员吗", "还差3人"),
        ("我今年65岁，能当手艺人会员吗", "多出5岁"),
        ("我今年58岁，从事竹编2年，能当手艺人会员吗", "还差1年"),
    ],
)
def test_a_case_that_fails_is_told_by_how_much(asked: str, says: str) -> None:
    lead = bamboo().ask(asked).answer.lead
    assert lead.startswith("不符合")
    assert says in lead


@pytest.mark.parametrize(
    ("asked", "meets"),
    [
        ("我们员工10人，能当企业会员吗", True),
        ("我们员工9人，能当企业会员吗", False),
        ("我今年60岁，能当手艺人会员吗", True),
        ("我今年61岁，能当手艺人会员吗", False),
        ("我从事茶艺工作2年，能入会吗", True),
    ],
)
def test_the_threshold_itself_is_enough(asked: str, meets: bool) -> None:
    talk = tea() if "茶艺" in asked else bamboo()
    assert favourable(talk.ask(asked).answer.lead) is meets


def test_an_exclusion_comes_before_every_other_failing() -> None:
    reply = bamboo().ask("我们员工7人，卖过假冒竹材，能申请企业会员吗")
    assert reply.answer.lead.startswith("不符合")
    assert "假冒" in reply.answer.lead
    assert "还差3人" in "".join(reply.answer.lines)


def test_an_exclusion_that_is_denied_does_not_bar() -> None:
    reply = bamboo().ask("我们没有假冒竹材，员工12人，能申请企业会员吗")
    assert favourable(reply.answer.lead)


def test_an_award_s_exclusion_is_known_by_members_words() -> None:
    lead = tea().ask("我们去年吃坏过客人，能报金盏奖吗").answer.lead
    assert lead.startswith("不符合")
    assert "食品安全事件" in lead


@pytest.mark.parametrize(
    ("place", "meets"), [("成都", True), ("绵阳", True), ("四川", True), ("武汉", False), ("北京", False)]
)
def test_a_place_is_inside_or_outside_of_the_region(place: str, meets: bool) -> None:
    lead = bamboo().ask(f"我们厂在{place}注册，员工20人，能申请企业会员吗").answer.lead
    assert favourable(lead) is meets


@pytest.mark.parametrize("said", ["竹器厂", "竹材店", "竹器生产企业"])
def test_a_category_is_known_by_members_words(said: str) -> None:
    lead = bamboo().ask(f"我们是{said}，能申请企业会员吗").answer.lead
    assert favourable(lead)
    assert said in lead


def test_what_people_judge_is_left_to_them() -> None:
    lines = bamboo().ask("我今年58岁，从事竹编5年，能当手艺人会员吗").answer.lines
    assert "手艺由理事会评议" in "".join(lines)


def test_who_tells_nothing_of_the_case_is_told_the_conditions() -> None:
    text = bamboo().told("企业会员有什么条件")
    assert "不少于10人" in text
    assert not text.startswith(("可以", "不符合"))


def test_no_yes_is_given_while_something_that_can_be_checked_was_not_told() -> None:
    lead = bamboo().ask("我们在成都注册，员工15人，能当企业会员吗").answer.lead
    assert not lead.startswith("可以")
    assert "这几项符合" in lead


@pytest.mark.parametrize("asked", ["我们不在四川注册，员工15人，能当企业会员吗", "我们是外省企业，能当企业会员吗"])
def test_a_place_outside_is_known_by_denial_and_by_its_word(asked: str) -> None:
    assert bamboo().ask(asked).answer.lead.startswith("不符合")
