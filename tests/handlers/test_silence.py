"""What the documents do not say is said to be missing, with whom to ask; what is foreign is not answered."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.handlers.talk import Talk, bamboo, club, tea

SILENT = ("没有规定", "没有说明", "没有明确", "未规定", "未说明", "未注明", "未提及", "未明确")
NOTHING = ("没有找到", "没有查到", "没有收录", "无法回答")
TEA_CONTACT = ("苗听雨", "0999-5550142", "chawu@qinglan.example")


def says_one_of(text: str, words: tuple[str, ...]) -> bool:
    return any(w in text[:120] for w in words)


@pytest.mark.parametrize(
    ("talk", "asked"),
    [
        (bamboo, "理事单位有发票吗"),
        (bamboo, "竹编金奖有奖金吗"),
        (bamboo, "竹器金奖怎么申请退费"),
        (bamboo, "编织工坊几点上班"),
        (bamboo, "理事单位打折吗"),
        (bamboo, "竹器金奖评审费有没有优惠"),
        (tea, "金盏奖能不能线上申报"),
        (tea, "参评材料能晚几天交吗"),
        (tea, "金盏奖评选管住宿吗"),
        (club, "读书会电话多少"),
        (club, "退费吗"),
    ],
)
def test_a_facet_that_no_document_tells_is_said_to_be_missing(talk: Callable[[], Talk], asked: str) -> None:
    reply = talk().ask(asked)
    assert reply.answer.outcome == "unspecified"
    assert says_one_of(reply.text, SILENT)


@pytest.mark.parametrize(("asked", "about"), [("金盏奖有奖金吗", "奖金"), ("协会地址在哪", "地址")])
def test_what_the_pack_marks_as_open_is_told_in_its_own_words(asked: str, about: str) -> None:
    reply = tea().ask(asked)
    assert reply.answer.outcome == "unspecified"
    assert about in reply.answer.lead
    assert says_one_of(reply.text, SILENT)


@pytest.mark.parametrize("asked", ["金盏奖能不能线上申报", "金盏奖有奖金吗", "明天股市会涨吗"])
def test_who_finds_nothing_is_told_whom_to_ask(asked: str) -> None:
    text = tea().told(asked)
    assert all(way in text for way in TEA_CONTACT)


def test_nobody_is_named_where_the_documents_name_nobody() -> None:
    assert "可咨询" not in club().told("读书会电话多少")
    assert "可咨询" not in club().told("股票怎么买")


@pytest.mark.parametrize("asked", ["读书会能开发票吗", "竹器金奖有发票吗"])
def test_silence_names_no_source(asked: str) -> None:
    assert bamboo().ask(asked).answer.sources == ()


@pytest.mark.parametrize("talk", [tea, bamboo, club])
@pytest.mark.parametrize(
    "asked",
    [
        "明天股市会涨吗",
        "推荐一部好看的电影",
        "红烧肉怎么做",
        "世界杯谁赢了",
        "帮我写一首诗",
        "python怎么安装",
        "1加1等于几",
        "离婚需要什么手续",
    ],
)
def test_another_world_s_questions_find_nothing(talk: Callable[[], Talk], asked: str) -> None:
    reply = talk().ask(asked)
    assert reply.answer.outcome == "unknown"
    assert says_one_of(reply.text, NOTHING)
    assert reply.answer.sources == ()


@pytest.mark.parametrize("asked", ["护照办理流程", "外卖电话", "医保报销比例多少", "驾照到期怎么换"])
def test_what_is_asked_of_a_thing_that_no_document_knows_is_not_passed_off_as_ours(asked: str) -> None:
    assert says_one_of(tea().told(asked), NOTHING)


@pytest.mark.parametrize(
    ("talk", "asked", "own"),
    [
        (bamboo, "湖北省质量协会会费多少", "1000元"),
        (bamboo, "湖南竹艺协会普通单位会费多少", "1000元"),
        (tea, "杭州市茶艺师协会司炉单位会费多少", "1800元"),
    ],
)
def test_another_association_s_affairs_are_not_answered_with_one_s_own(
    talk: Callable[[], Talk], asked: str, own: str
) -> None:
    reply = talk().ask(asked)
    assert reply.answer.outcome == "unknown"
    assert says_one_of(reply.text, NOTHING)
    assert own not in reply.text


@pytest.mark.parametrize("asked", ["川南竹艺协会电话多少", "你们协会电话多少"])
def test_the_association_s_own_name_is_no_other_s(asked: str) -> None:
    assert "0999-5550177" in bamboo().told(asked)


def test_who_finds_nothing_is_shown_what_can_be_asked() -> None:
    choices = bamboo().ask("红烧肉怎么做").answer.choices
    assert choices
    for choice in choices:
        assert bamboo().ask(choice.say).answer.outcome == "answered"


def test_how_long_is_told_where_it_is_stated_and_said_to_be_missing_elsewhere() -> None:
    assert "8分钟" in bamboo().told("讲解几分钟")
    for talk, asked in ((bamboo(), "工坊开放几分钟"), (tea(), "金盏奖评选几分钟")):
        reply = talk.ask(asked)
        assert reply.answer.outcome == "unspecified"
        assert "时长（几分钟）" in reply.answer.lead


def test_whether_one_can_still_join_is_no_silence_about_days() -> None:
    assert club().ask("读书会还能报吗").answer.handler != "silence"


@pytest.mark.parametrize("asked", ["中国茶馆协会的会费多少", "全国茶叶学会怎么入会", "中华茶业商会电话多少"])
def test_what_is_asked_of_an_association_of_the_whole_country_is_not_answered_as_ours(asked: str) -> None:
    answer = tea().ask(asked).answer
    assert answer.outcome == "unknown"
    assert "没有找到" in answer.lead
