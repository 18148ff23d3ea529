"""The clock that is passed in decides what is left, what has passed, and which edition is over."""

from __future__ import annotations

import pytest

from handlers.lexicon import lexicon
from knowledge.text import normalise
from tests.handlers.talk import bamboo, club, tea


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2026-08-01", "还剩40天"),
        ("2026-09-09", "还剩1天"),
        ("2026-09-10", "就是今天"),
        ("2026-09-11", "已过1天"),
        ("2026-09-15", "已过5天"),
    ],
)
def test_a_deadline_is_told_with_its_date_and_its_distance(day: str, says: str) -> None:
    lead = bamboo(day).ask("报名表几号截止").answer.lead
    assert "2026年9月10日" in lead
    assert says in lead


@pytest.mark.parametrize("asked", ["报名表几号截止", "还来得及报名吗", "报名还剩几天", "现在还能报名吗"])
def test_a_deadline_of_the_past_is_said_to_be_over(asked: str) -> None:
    text = bamboo("2026-09-15").told(asked)
    assert "9月10日" in text
    assert "已截止" in text


@pytest.mark.parametrize("asked", ["还来得及报名吗", "报名还剩几天"])
def test_days_left_are_counted_whatever_the_wording(asked: str) -> None:
    assert "还剩40天" in bamboo().told(asked)


@pytest.mark.parametrize("asked", ["金盏奖几号截止", "参评表什么时候截止", "茶席照片最晚哪天交"])
def test_what_a_deadline_is_of_leads_to_it(asked: str) -> None:
    assert "9月18日" in tea().ask(asked).answer.lead


@pytest.mark.parametrize(
    ("asked", "says"),
    [("竹器金奖评审费多少", "200元"), ("报名表几号截止", "9月10日"), ("东河县竹器金奖名额几个", "3")],
)
def test_an_edition_that_is_over_is_said_to_be_so(asked: str, says: str) -> None:
    lead = bamboo("2027-01-05").ask(asked).answer.lead
    assert lead.startswith("【2026年通知")
    assert "过期" in lead
    assert says in lead


def test_the_last_day_of_an_edition_is_still_within_it() -> None:
    assert not bamboo("2026-12-31").told("竹器金奖评审费多少").startswith("【")
    assert bamboo("2027-01-01").told("竹器金奖评审费多少").startswith("【")


def test_a_document_without_an_end_never_is_over() -> None:
    assert not bamboo("2031-01-05").told("普通单位会费多少").startswith("【")


def test_the_same_question_twice_is_answered_by_the_clock_of_each() -> None:
    assert bamboo("2026-09-08").told("报名表几号截止") != bamboo("2026-09-09").told("报名表几号截止")


@pytest.mark.parametrize(
    "asked",
    [
        "参展名单比报名表晚几天",
        "报名表和参展名单的截止日期相差多少天",
        "报名表和参展名单相差多少天",
        "报名表比参展名单早几天",
    ],
)
def test_the_days_between_two_deadlines_are_counted(asked: str) -> None:
    reply = bamboo().ask(asked)
    assert "相差15天：2026年9月10日到2026年9月25日" in reply.answer.lead
    assert len(reply.answer.lines) == 2
    assert reply.answer.sources


def test_the_days_between_the_deadlines_of_the_last_turns_are_counted() -> None:
    talk = bamboo()
    talk.ask("报名表几号截止")
    talk.ask("参展名单呢")
    assert "相差15天" in talk.told("差几天")


@pytest.mark.parametrize("asked", ["参展名单和作品说明差几天", "差几天"])
def test_no_days_are_counted_to_what_has_no_deadline(asked: str) -> None:
    assert "相差" not in bamboo().told(asked)


@pytest.mark.parametrize("asked", ["还能报名吗", "还来得及报名不", "报名表还收不"])
def test_whether_it_is_still_possible_is_answered_with_the_day(asked: str) -> None:
    assert "9月10日，还剩40天" in bamboo().ask(asked).answer.lead


def test_what_has_no_deadline_at_all_has_no_day() -> None:
    assert "还剩" not in club().told("读书会还能报吗")


def test_the_days_of_a_span_are_counted_with_both_its_ends() -> None:
    assert bamboo().ask("10月8日到10月12日一共几天").answer.lead.startswith("共5天")


def test_the_days_of_what_is_asked_about_are_counted() -> None:
    assert "共3天：10月5日到10月7日" in bamboo().ask("布展一共几天").answer.lead


@pytest.mark.parametrize("asked", ["还收啥", "还要交什么", "还能报几个"])
def test_what_else_is_wanted_is_no_question_of_time_left(asked: str) -> None:
    assert "days_left" not in lexicon().raised(normalise(asked))


@pytest.mark.parametrize("asked", ["还收吗", "还能交吗", "还收材料不"])
def test_whether_something_is_still_taken_is_a_question_of_time_left(asked: str) -> None:
    assert "days_left" in lexicon().raised(normalise(asked))
