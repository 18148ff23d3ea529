"""However it is typed, the same question gets the same answer; a real word is taken as it is."""

from __future__ import annotations

from functools import cache

import pytest

from handlers.library import Library
from knowledge.spelling import Mender
from tests.handlers.talk import bamboo, pack_of, tea


@cache
def library() -> Library:
    return Library.of(pack_of("zhuyi"))


@pytest.mark.parametrize(
    "asked",
    [
        "理事单位会费多少",
        "理事單位會費多少",
        "　理 事　单 位 会 费 多 少　",
        "理事单位会费多少？？？",
        "理事单位，会费多少！",
        "理事单位会费多少[微笑]😀",
        "理事\u200b单位会费多少",
        "理是单位会费多少",
        "理事单位回费多少",
        "理事单位huifei多少",
        "lishi danwei huifei duoshao",
        "请问一下理事单位的会费是多少呀",
        "老师您好，麻烦问下，理事单位会费多少，谢谢",
    ],
)
def test_every_way_of_typing_gets_the_same_answer(asked: str) -> None:
    reply = bamboo().ask(asked)
    assert reply.answer.outcome == "answered"
    assert "3000元" in reply.answer.lead


@pytest.mark.parametrize(
    ("asked", "says"),
    [("四炉单位会费多少", "1800元"), ("司爐單位會費多少", "1800元"), ("斯卢单位会费多少", "1800元")],
)
def test_a_name_is_known_by_its_sound(asked: str, says: str) -> None:
    assert says in tea().told(asked)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("评申费多少", "评审费多少"),
        ("西河现名额", "西河县名额"),
        ("金将评审费", "金奖评审费"),
        ("jinjiang", "金奖"),
        ("hf多少", "会费多少"),
        ("ccl怎么算", "成材率怎么算"),
        ("chengcailv怎么算", "成材率怎么算"),
        ("竹器金奬評審費", "竹器金奖评审费"),
        ("８月", "8月"),
    ],
)
def test_sounds_pinyin_and_initials_become_the_words_they_stand_for(written: str, meant: str) -> None:
    assert library().reader.read(written).text == meant


@pytest.mark.parametrize(
    "text",
    [
        "会员有什么权力",
        "截至什么时候",
        "公事怎么办",
        "练习什么时候",
        "地质在哪里",
        "幽会",
        "名义",
        "回访",
        "功放在哪里",
        "理事的呢",
        "交到哪个账",
    ],
)
def test_a_real_word_that_sounds_like_a_known_one_is_left_alone(text: str) -> None:
    question = library().reader.read(text)
    assert (question.text, question.mends) == (text, ())


def test_a_mend_is_told_with_what_was_written() -> None:
    (mend,) = library().reader.read("评申费多少").mends
    assert (mend.written, mend.word) == ("评申费", "评审费")


@pytest.mark.parametrize("text", ["sqzx", "asdfgh", "ordinary", "hello world"])
def test_letters_that_stand_for_nothing_are_left_alone(text: str) -> None:
    assert library().reader.read(text).text == text


def test_the_beginning_of_a_name_is_no_misspelling() -> None:
    assert Library.of(pack_of("qinglan")).reader.read("掌壶的呢").mends == ()


def test_a_sound_does_not_run_into_a_small_word() -> None:
    mender = Mender(["教室", "理事"], small="是了的")
    assert mender.mend("b角是谁", ()) == ("b角是谁", ())
    assert mender.mend("理是单位", ())[0] == "理事单位"


def test_what_is_asked_behind_a_word_is_no_reason_to_mend_it() -> None:
    assert not Library.of(pack_of("zhuyi")).reader.read("成材率除以什么").mends


def test_a_unit_is_no_amount() -> None:
    assert "fee" not in Library.of(pack_of("zhuyi")).reader.read("产值填元还是万元").facets
