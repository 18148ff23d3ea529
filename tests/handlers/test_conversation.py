"""What a short question borrows from the turns before it, and for how long."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.answer import Choice, Memory
from tests.handlers.talk import bamboo, tea

WITHIN, TOO_LONG = timedelta(minutes=29), timedelta(minutes=31)


@pytest.mark.parametrize("asked", ["那理事单位呢", "理事单位呢？", "理事单位呢", "那要是理事单位呢"])
def test_the_facet_is_carried_to_another_subject(asked: str) -> None:
    talk = bamboo()
    talk.ask("普通单位会费多少")
    assert "3000元" in talk.told(asked)


@pytest.mark.parametrize(
    ("first", "then", "says"),
    [
        ("金盏奖参评费多少", "什么时候截止", "9月18日"),
        ("金盏奖有什么条件", "参评费呢", "260元"),
        ("参评表交几份", "要盖章吗", "公章"),
        ("明前茶品鉴会几月办", "在哪里办", "云溪县"),
    ],
)
def test_the_subject_is_carried_to_another_facet(first: str, then: str, says: str) -> None:
    talk = tea()
    talk.ask(first)
    assert says in talk.told(then)


def test_a_pronoun_stands_for_the_last_subject() -> None:
    talk = tea()
    talk.ask("参评表交几份")
    assert "茶席名称" in talk.told("它要填什么")


def test_the_column_of_a_table_is_carried_to_another_row() -> None:
    talk = bamboo()
    talk.ask("东河县竹器金奖名额几个")
    assert "2件" in talk.told("西河县呢")


def test_all_columns_of_a_row_are_carried_to_another_row() -> None:
    talk = bamboo()
    talk.ask("东河县有几个名额")
    answer = talk.ask("那西河县呢").answer
    assert "西河县" in answer.lead
    assert "4件" in "".join(answer.lines)


def test_the_row_of_a_table_is_carried_to_another_column() -> None:
    talk = bamboo()
    talk.ask("东河县竹器金奖名额几个")
    assert "5件" in talk.told("竹编金奖呢")


def test_silence_too_is_carried_on() -> None:
    talk = bamboo()
    talk.ask("理事单位会费多少")
    assert talk.ask("有发票吗").answer.outcome == "unspecified"


def test_a_question_that_stands_alone_borrows_nothing() -> None:
    talk = bamboo()
    talk.ask("东河县竹器金奖名额几个")
    assert "500字" in talk.told("作品说明不超过多少字")


@pytest.mark.parametrize(
    ("pointing", "says"),
    [("第二条呢", "食品安全"), ("那第2条是什么", "食品安全"), ("最后一条呢", "构思新颖"), ("头一条说说", "8场以上")],
)
def test_an_entry_of_the_last_list_is_known_by_its_number(pointing: str, says: str) -> None:
    talk = tea()
    talk.ask("金盏奖有什么条件")
    reply = talk.ask(pointing)
    assert says in reply.text
    assert reply.answer.sources


def test_entries_are_known_by_their_numbers_one_after_the_other() -> None:
    talk = tea()
    talk.ask("金盏奖有什么条件")
    assert "8场以上" in talk.told("第一条呢")
    assert "食品安全" in talk.told("第二条呢")


def test_an_entry_that_the_last_list_does_not_have_is_said_to_be_missing() -> None:
    talk = tea()
    talk.ask("金盏奖有什么条件")
    assert "只列了3条" in talk.told("第九条呢")


def test_something_can_be_asked_of_an_entry_of_the_last_list() -> None:
    talk = tea()
    talk.ask("入会要经过哪几步")
    assert "茶务部" in talk.told("第二步谁负责")


def test_a_number_without_a_list_points_at_nothing() -> None:
    assert tea().ask("第二条呢").answer.handler != "references"


@pytest.mark.parametrize("said", ["不是，我问的是理事单位", "不对，我是说理事单位", "问错了,是理事单位"])
def test_what_was_meant_instead_is_asked_the_same(said: str) -> None:
    talk = bamboo()
    talk.ask("普通单位会费多少")
    assert "3000元" in talk.told(said)


def test_two_prices_of_the_last_turns_are_added_without_another_word() -> None:
    talk = bamboo()
    talk.ask("普通单位会费多少")
    talk.ask("理事单位呢")
    assert "4000元" in talk.told("两个加起来")


def test_two_prices_of_the_last_turns_are_compared_and_added() -> None:
    talk = bamboo()
    talk.ask("普通单位会费多少")
    talk.ask("理事单位呢")
    assert "2000元" in talk.told("差多少")
    assert "4000元" in talk.told("两个加起来多少钱")


def test_a_conversation_goes_on_within_half_an_hour() -> None:
    talk = bamboo()
    talk.ask("编织工坊在哪里")
    assert "西街3号" in talk.ask("染色工坊呢", after=WITHIN).text


def test_after_half_an_hour_the_choices_are_gone() -> None:
    talk = bamboo()
    talk.ask("工坊在哪里")
    assert "街" not in talk.ask("2", after=TOO_LONG).text


def test_after_half_an_hour_the_cells_of_a_table_are_gone() -> None:
    talk = bamboo()
    talk.ask("东河县竹器金奖名额几个")
    assert "5件" not in talk.ask("竹编金奖呢", after=TOO_LONG).text


def test_after_half_an_hour_the_rest_of_a_list_is_gone() -> None:
    talk = bamboo()
    talk.ask("会员守则有哪些")
    assert "20." not in talk.ask("更多", after=TOO_LONG).text


def test_two_members_do_not_share_a_conversation() -> None:
    one, other = bamboo(), bamboo()
    one.ask("东河县竹器金奖名额几个")
    assert "2件" not in other.told("西河县竹编金奖呢")
    assert "2件" in one.told("西河县呢")


def test_what_is_remembered_comes_back_from_its_text() -> None:
    memory = Memory(
        subjects=("ware",),
        earlier=("weave",),
        facet="quota",
        slots={"rows": (("places", "东河县"),)},
        choices=(Choice("甲", "甲的费用"),),
        rest=("15. 最后一条",),
        misses=2,
        at="2026-08-01T09:00:00+08:00",
    )
    assert Memory.load(memory.dump()) == memory


@pytest.mark.parametrize("asked", ["工坊在哪里", "会员守则有哪些", "东河县竹器金奖名额几个", "红烧肉怎么做", "谢谢"])
def test_every_memory_comes_back_from_its_text(asked: str) -> None:
    memory = bamboo().ask(asked).memory
    assert Memory.load(memory.dump()) == memory


@pytest.mark.parametrize(
    "text",
    [None, "", "{}", "[]", "1", "null", '"x"', "{", "x" * 10, '{"version": 9}', '{"subjects": 5}', '{"choices": [1]}'],
)
def test_nothing_is_remembered_from_the_text_of_another_version(text: str | None) -> None:
    assert Memory.load(text) == Memory()


def test_a_memory_of_records_that_are_gone_does_no_harm() -> None:
    talk = bamboo()
    gone = Memory(
        subjects=("no-such-record",), facet="fee", slots={"rows": (("no-table", "no-row"),)}, at=talk.now.isoformat()
    )
    talk.remembered = gone.dump()
    assert talk.told("那理事单位呢")


def test_misses_are_counted_until_something_is_answered() -> None:
    talk = bamboo()
    assert talk.ask("红烧肉怎么做").memory.misses == 1
    assert talk.ask("世界杯谁赢了").memory.misses == 2
    assert talk.ask("普通单位会费多少").memory.misses == 0


@pytest.mark.parametrize("pointing", ["倒数第二条", "第三条呢", "那第三个是什么"])
def test_an_entry_is_counted_from_either_end(pointing: str) -> None:
    talk = bamboo()
    talk.ask("会员有什么权利")
    assert "推荐名匠" in talk.told(pointing)


def test_a_number_that_the_pack_gives_a_name_is_that_name() -> None:
    talk = bamboo()
    talk.ask("会员有什么权利")
    assert "工坊" in talk.told("第4项得几分")


def test_a_correction_without_anything_before_stands_for_itself() -> None:
    assert "1000元" in bamboo().told("不是，我问的是普通单位")


def test_what_its_name_would_ask_is_not_asked_where_the_last_turn_asks_something() -> None:
    talk = bamboo()
    talk.ask("普通单位会费多少")
    assert "0999-5550177" in talk.told("电话呢")
    talk.ask("报名表送到哪里")
    assert "9月25日" not in talk.told("参展名单呢")


@pytest.mark.parametrize(("said", "says"), [("掌壶的呢", "掌壶单位会费6600元"), ("散茶呢", "散茶会员会费90元")])
def test_what_stands_beside_the_last_subject_is_known_by_the_beginning_of_its_name(said: str, says: str) -> None:
    talk = tea()
    talk.ask("司炉单位会费多少")
    assert says in talk.told(said)


@pytest.mark.parametrize("said", ["还有哪些", "除了这个还有啥", "还有别的吗"])
def test_the_other_entries_of_a_list_are_told(said: str) -> None:
    talk = bamboo()
    talk.ask("会员推荐权是什么")
    reply = talk.ask(said)
    assert reply.answer.lead.startswith("另外还有3项")
    assert "推荐名匠" not in reply.text


def test_an_entry_of_the_others_is_known_by_its_number() -> None:
    talk = bamboo()
    talk.ask("会员推荐权是什么")
    talk.ask("还有哪些")
    assert "查阅账目" in talk.told("第三个呢")


@pytest.mark.parametrize(("before", "said"), [("普通单位会费多少", "秘书部呢"), ("作品说明限多少字", "秘书部呢")])
def test_a_new_subject_without_what_was_asked_before_is_asked_about(before: str, said: str) -> None:
    talk = bamboo()
    talk.ask(before)
    assert talk.told(said).startswith("秘书部的职责")


def test_another_of_the_same_kind_takes_the_last_one_s_place() -> None:
    talk = bamboo()
    talk.ask("企业会员要在哪注册")
    text = talk.told("那手艺人会员呢，啥人能入")
    assert "60周岁" in text
    assert "四川" not in text


@pytest.mark.parametrize("correction", ["不对，我问的是理事单位", "不对，理事单位", "错了，理事单位"])
def test_what_was_corrected_is_forgotten(correction: str) -> None:
    talk = bamboo()
    talk.ask("普通单位会费多少")
    assert "3000元" in talk.told(correction)
    assert "3000×2×3＝18000元" in talk.told("两家三年")


def test_a_count_behind_two_prices_is_of_the_last_one() -> None:
    talk = bamboo()
    talk.ask("普通单位会费多少")
    talk.ask("理事单位呢")
    assert "3000×2＝6000元" in talk.told("两家")
    assert "3000＋1000＝4000元" in talk.told("两家一共多少")


def test_what_a_question_names_itself_comes_before_a_silence_on_the_last_subject() -> None:
    talk = bamboo()
    talk.ask("企业会员什么条件")
    assert "3000元" in talk.told("理事单位会费多少")


def test_what_an_older_release_remembered_disturbs_no_reply() -> None:
    talk = bamboo()
    talk.ask("普通单位会费多少")
    talk.remembered = talk.remembered.replace('"facet":"fee"', '"facet":"no facet any more"')
    assert "no facet" in talk.remembered
    assert talk.ask("那理事单位呢").text
