"""A fact, a list, an entry of it: the answer first, its caveat always, its source last."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.handlers.talk import Talk, bamboo, club, tea


def last_line(text: str) -> str:
    return text.splitlines()[-1]


@pytest.mark.parametrize(
    ("talk", "asked", "says"),
    [
        (bamboo, "普通单位会费多少", "1000元/年"),
        (bamboo, "编织工坊在哪里", "东街1号"),
        (bamboo, "报名表送到哪里", "展览部"),
        (bamboo, "作品说明多少字", "500字"),
        (bamboo, "报名表要几份", "一式两份"),
        (bamboo, "电话多少", "0999-5550177"),
        (tea, "金盏奖参评费多少", "260元"),
        (tea, "收款账户是多少", "620000427718"),
        (tea, "通知的文号是多少", "青茶协〔2025〕7号"),
        (tea, "明前茶品鉴会在哪里办", "云溪县"),
        (club, "读书会什么时候举行", "每周六晚上"),
    ],
)
def test_one_fact_is_answered_in_the_first_line_with_its_source_in_the_last(
    talk: Callable[[], Talk], asked: str, says: str
) -> None:
    reply = talk().ask(asked)
    assert reply.answer.outcome == "answered"
    assert says in reply.text.splitlines()[0]
    assert last_line(reply.text).startswith("依据：《")


def test_a_source_names_document_section_and_quote() -> None:
    (source,) = bamboo().ask("普通单位会费多少").answer.sources
    assert source.document == "川南竹艺协会入会须知"
    assert source.section == "二、会费"
    assert source.quote == "普通单位1000元/年"


def test_a_list_is_numbered_and_whole() -> None:
    text = bamboo().told("会员有什么权利")
    lines = text.splitlines()
    assert [line[:2] for line in lines[1:5]] == ["1.", "2.", "3.", "4."]
    for entry in ("优先参展", "免费领取《竹讯》", "推荐名匠", "查阅账目"):
        assert entry in text
    assert last_line(text).startswith("依据：")


def test_a_list_of_conditions_names_them_all() -> None:
    text = tea().told("金盏奖有什么条件")
    for condition in ("茶会8场以上", "食品安全事件", "构思新颖"):
        assert condition in text


def test_an_entry_asked_for_by_its_own_name_is_answered_alone() -> None:
    text = bamboo().told("参展权是什么")
    assert "优先参展" in text
    assert "查阅账目" not in text


def test_an_entry_with_a_sentence_of_its_own_says_it() -> None:
    assert bamboo().told("推荐权是什么").startswith("推荐权：会员可以推荐名匠。")


@pytest.mark.parametrize("asked", ["竹艺评优什么时候展出", "展出是哪天", "竹艺评优展出时间是不是10月8日"])
def test_a_discrepancy_of_the_sources_is_always_told(asked: str) -> None:
    text = bamboo().told(asked)
    assert "10月8日" in text
    assert "10月9日" in text


def test_what_is_still_to_be_announced_is_told_as_such() -> None:
    assert "另行通知" in tea().told("现场评选什么时候")
    assert "另行商定" in bamboo().told("手艺人会员会费多少")


def test_two_records_of_one_name_are_both_shown() -> None:
    reply = bamboo().ask("金奖评审费多少")
    assert reply.answer.outcome == "answered"
    assert "竹器金奖每件收评审费200元" in reply.text
    assert "竹编金奖每件收评审费350元" in reply.text


def test_one_of_two_records_of_one_name_is_shown_alone_by_its_own_name() -> None:
    text = bamboo().told("竹编金奖评审费多少")
    assert "350元" in text
    assert "200元" not in text


def test_many_records_of_one_name_are_offered_to_choose_from() -> None:
    reply = bamboo().ask("工坊在哪里")
    assert reply.answer.outcome == "clarify"
    assert {c.label for c in reply.answer.choices} == {"编织工坊", "雕刻工坊", "染色工坊", "漆艺工坊"}
    assert all(c.label in reply.text for c in reply.answer.choices)
    assert "街" not in reply.text


@pytest.mark.parametrize("form", ["{}", "{}.", "{}。", "{}、", " {} "])
def test_a_choice_is_taken_by_its_number(form: str) -> None:
    talk = bamboo()
    choices = talk.ask("工坊在哪里").answer.choices
    where = {"编织工坊": "东街1号", "雕刻工坊": "南街2号", "染色工坊": "西街3号", "漆艺工坊": "北街4号"}
    assert where[choices[1].label] in talk.told(form.format(2))


def test_a_choice_is_taken_by_its_number_in_full_width() -> None:
    talk = bamboo()
    choices = talk.ask("工坊在哪里").answer.choices
    assert choices[2].label in talk.told("３")


def test_a_choice_is_taken_by_its_label() -> None:
    talk = bamboo()
    talk.ask("工坊在哪里")
    assert "西街3号" in talk.told("染色工坊")


def test_a_choice_is_taken_by_the_text_that_its_tap_sends() -> None:
    talk = bamboo()
    choices = talk.ask("工坊在哪里").answer.choices
    chosen = next(c for c in choices if c.label == "漆艺工坊")
    assert "北街4号" in talk.told(chosen.say)


def test_the_whole_contact_is_told_where_several_ways_are_asked_for() -> None:
    reply = bamboo().ask("电话、邮箱、地址都发我")
    assert reply.answer.listed
    assert all(way in reply.text for way in ("0999-5550177", "zhuyi@bamboo.example", "竹海路9号"))


def test_one_way_alone_is_told_alone() -> None:
    text = bamboo().told("电话多少")
    assert "0999-5550177" in text
    assert "竹海路9号" not in text


def test_the_kind_of_value_that_is_asked_for_is_found_in_the_next_fact() -> None:
    assert "2026年7月1日" in bamboo().ask("竹艺评优通知落款写的是哪天").answer.lead
    assert "7月1日" not in bamboo().told("竹艺评优通知落款写的是谁")


@pytest.mark.parametrize("asked", ["入选作品的都有谁", "参加展出的都有哪些人", "哪些人参加展出"])
def test_entries_that_fit_alike_are_told_as_their_list(asked: str) -> None:
    reply = bamboo().ask(asked)
    assert reply.answer.listed
    assert [line.split("的")[-1] for line in reply.answer.lines] == ["作者", "推荐人"]


def test_an_entry_that_fits_better_than_the_others_is_told_alone() -> None:
    text = bamboo().told("推荐权是什么")
    assert "推荐名匠" in text
    assert "查阅账目" not in text


NEAREST = "没有找到完全对应的内容，最接近的是："


@pytest.mark.parametrize("asked", ["外卖评审费多少", "观众能参加展出吗"])
def test_what_is_only_the_nearest_there_is_is_said_to_be_so(asked: str) -> None:
    assert bamboo().told(asked).startswith(NEAREST)


@pytest.mark.parametrize("asked", ["竹编金奖评审费多少", "哪些人参加展出", "现场讲解多长时间"])
def test_what_answers_the_question_is_not_said_to_be_the_nearest(asked: str) -> None:
    assert NEAREST not in bamboo().told(asked)


@pytest.mark.parametrize(
    ("name", "says"), [("秘书部", "职责"), ("会员守则", "共二十条"), ("会员的权利", "有四项"), ("权利", "有四项")]
)
def test_a_bare_name_asks_what_it_is(name: str, says: str) -> None:
    assert says in bamboo().ask(name).answer.lead


def test_a_name_with_a_question_does_not_ask_what_it_is() -> None:
    assert "职责" not in bamboo().told("秘书部收会费吗")


def test_a_list_is_told_without_what_the_question_sets_aside() -> None:
    reply = bamboo().ask("除了参展权会员还有哪些权利")
    assert reply.answer.lead == "除参展权外还有3项："
    assert "优先参展" not in reply.text
    assert "查阅账目" in reply.text


@pytest.mark.parametrize("asked", ["给我发个报名表", "发我一份报名表", "报名表给我传一份"])
def test_who_wants_a_form_sent_is_told_that_it_is_not(asked: str) -> None:
    reply = bamboo().ask(asked)
    assert reply.answer.lead == "这里发不了文件；报名表在哪里领取或下载，文件没有说明。"
    assert "0999-5550177" in reply.text


@pytest.mark.parametrize("asked", ["还要啥", "是什么", "有哪些"])
def test_an_interrogative_alone_is_answered_with_nothing_in_particular(asked: str) -> None:
    assert bamboo().ask(asked).answer.outcome in {"unknown", "clarify"}


@pytest.mark.parametrize("asked", ["参评表是附件几", "参评表在附件几"])
def test_which_annex_a_form_is_stands_in_its_number(asked: str) -> None:
    assert "是附件1" in tea().ask(asked).answer.lead


def test_how_many_there_are_is_not_what_they_cost() -> None:
    assert bamboo().told("协会有多少普通单位").startswith("没有找到写明数量的内容")


def test_what_a_pipe_needs_is_not_ours() -> None:
    reply = tea().ask("水管漏了找谁修")
    assert reply.answer.outcome == "unknown"


def test_an_example_is_not_what_is_asked_for() -> None:
    assert "查阅账目" in bamboo().told("会员有哪些权利，参展权啥的")
