"""Limits, proportions, what a rule allows, and whose duty something is."""

from __future__ import annotations

import pytest

from handlers.library import Library
from handlers.polar import verdict
from tests.handlers.talk import Talk, bamboo, pack_of, tea


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("作品说明写600字行吗", "超出100字"),
        ("作品说明写一千字可以吗", "超出500字"),
        ("报名表交3份可以吗", "超出1份"),
    ],
)
def test_too_long_or_too_many_is_refused_by_how_much(asked: str, says: str) -> None:
    lead = bamboo().ask(asked).answer.lead
    assert lead.startswith("不可以")
    assert says in lead


@pytest.mark.parametrize("asked", ["作品说明写480字可以吗", "作品说明写500字行吗", "报名表交2份可以吗"])
def test_what_keeps_to_a_limit_is_allowed(asked: str) -> None:
    assert bamboo().ask(asked).answer.lead.startswith("可以")


def test_a_limit_is_told_where_no_number_is_asked_about() -> None:
    assert "500字" in bamboo().told("作品说明多少字以内")


@pytest.mark.parametrize(
    ("asked", "says"), [("参评作品40个，获奖比例是多少个", "12个"), ("参评作品有100个，获奖比例多少个", "30个")]
)
def test_a_proportion_is_applied_to_a_member_s_own_number(asked: str, says: str) -> None:
    reply = bamboo().ask(asked)
    assert says in reply.answer.lead
    assert "30%" in reply.answer.lead


def test_a_proportion_that_gives_no_whole_number_is_not_rounded() -> None:
    lead = bamboo().ask("参评作品45个，获奖比例是多少个").answer.lead
    assert "13.5" in lead
    assert "取整" in lead


def test_a_proportion_alone_is_quoted() -> None:
    assert "30%" in bamboo().told("获奖比例多少")


@pytest.mark.parametrize(
    ("asked", "verdict"), [("报名表可以手写吗", "不可以"), ("报名表能不能打印", "可以"), ("报名表手写行不行", "不可以")]
)
def test_what_a_rule_allows_and_denies_is_told_first(asked: str, verdict: str) -> None:
    lead = bamboo().ask(asked).answer.lead
    assert lead.startswith(verdict)
    assert "不得手写" in lead


def test_no_verdict_is_given_where_nothing_is_asked_to_be_allowed() -> None:
    assert not bamboo().told("报名表什么格式").startswith(("可以", "不可以"))


@pytest.mark.parametrize(
    ("talk", "asked", "department"),
    [
        (bamboo(), "印章归谁管", "秘书部"),
        (bamboo(), "会费归哪个部门收", "秘书部"),
        (bamboo(), "网站谁维护", "展览部"),
        (bamboo(), "哪个部门布置展馆", "展览部"),
        (tea(), "谁收评选材料", "茶务部"),
    ],
)
def test_a_department_is_found_by_its_duty(talk: Talk, asked: str, department: str) -> None:
    assert department in talk.ask(asked).answer.lead


def test_a_department_s_duties_are_listed_by_its_name() -> None:
    text = bamboo().told("秘书部是干什么的")
    for duty in ("收缴会费", "保管印章", "编印《竹讯》"):
        assert duty in text


@pytest.mark.parametrize("asked", ["说明写600字行吗", "作品的说明写600个字可以吗"])
def test_a_limit_is_known_by_what_it_is_of_without_its_full_name(asked: str) -> None:
    lead = bamboo().ask(asked).answer.lead
    assert lead.startswith("不可以，超出100字")


@pytest.mark.parametrize("asked", ["日记写600字行吗", "朋友圈写600字可以吗"])
def test_no_limit_is_held_against_what_it_is_not_of(asked: str) -> None:
    assert "超出" not in bamboo().told(asked)


@pytest.mark.parametrize(
    ("asked", "says"), [("竹刻作品推3件行吗", "不可以，超出1件"), ("竹刻作品能推2件吗", "可以，没有超出")]
)
def test_so_many_that_are_recommended_are_held_against_their_limit(asked: str, says: str) -> None:
    assert bamboo().ask(asked).answer.lead.startswith(says)


@pytest.mark.parametrize(
    ("asked", "says"),
    [("获奖作品50个，一等几个", "10个：50×20%＝10"), ("获奖作品50个，二等多少个", "40个：50×80%＝40")],
)
def test_a_proportion_is_known_by_its_part(asked: str, says: str) -> None:
    assert says in bamboo().ask(asked).answer.lead


def test_a_part_that_no_proportion_is_of_is_not_reckoned() -> None:
    assert "×" not in bamboo().told("获奖作品50个，三等几个")


@pytest.mark.parametrize("years", ["三年", "3年", "两年", "2年"])
@pytest.mark.parametrize("asks", ["没交会费会怎样", "没交会费算退会吗"])
def test_years_without_something_are_set_against_the_rule(years: str, asks: str) -> None:
    assert "已到2年：连续两年不缴会费" in bamboo().ask(years + asks).answer.lead


@pytest.mark.parametrize("asked", ["一年没交会费会怎样", "1年没交会费算退会吗"])
def test_fewer_years_than_the_rule_has_are_said_to_be_fewer(asked: str) -> None:
    assert "1年未到2年" in bamboo().ask(asked).answer.lead


def test_a_number_of_words_is_set_against_the_one_limit_there_is() -> None:
    assert bamboo().ask("六百个字行不行").answer.lead.startswith("不可以，超出100字")
    assert bamboo().ask("作品说明少于300字可以吗").answer.lead.startswith("可以，只限制最多，没有规定最少")


def test_of_several_limits_of_words_it_is_asked_which_is_meant() -> None:
    reply = bamboo().ask("七百个字行不行")
    assert "哪一份" in reply.answer.lead or "500字" in reply.text


def test_what_is_wanted_is_set_against_the_proportion() -> None:
    assert "不可以，超出1件" in bamboo().ask("报10件，3件想拿一等，行不行").answer.lead
    assert "可以，没有超出" in bamboo().ask("报10件，2件想拿一等，行不行").answer.lead


@pytest.mark.parametrize(("who", "word"), [("作者", "可以："), ("主笔人", "")])
def test_who_is_only_found_beside_a_list_is_not_told_yes(who: str, word: str) -> None:
    library = Library.of(pack_of("zhuyi"))
    unit = next(u for u in library.index.units if u.item is not None and u.item.label == "作者")
    assert verdict(library.reader.read(f"{who}可以参加展出吗"), unit) == word
