"""Whatever is sent, there is a reply that WeChat takes, and the conversation goes on."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.layout import TEXT_BYTES, size
from knowledge.text import normalise
from tests.handlers.talk import Talk, bamboo, club, tea

SPOKEN = (
    *(
        "会费",
        "名额",
        "东河县",
        "竹器金奖",
        "竹编金奖",
        "金奖",
        "工坊",
        "守则",
        "报名表",
        "作品说明",
        "企业会员",
        "手艺人会员",
    ),
    *(
        "多少",
        "几个",
        "几号",
        "一共",
        "比",
        "还剩",
        "截止",
        "可以吗",
        "能",
        "没有",
        "不是",
        "那",
        "呢",
        "它",
        "两个",
        "更多",
        "谢谢",
    ),
    *(
        "100",
        "0",
        "3.5",
        "99999999999999999999999",
        "第3项",
        "60%",
        "八成",
        "百分之",
        "万",
        "亿",
        "½",
        "十几",
        "1e9",
        "2026-09-10",
    ),
    *(
        "成材率",
        "采伐",
        "成材",
        "人均产值",
        "总产值",
        "工匠",
        "带徒率",
        "展柜",
        "省级展览",
        "楠竹",
        "65岁",
        "成都",
        "注册",
        "假冒",
    ),
    *(
        "湖北省质量协会",
        "你好",
        "转人工",
        "，",
        "。",
        "？",
        "\n",
        "\x00",
        "😀",
        "<a>",
        "&",
        "%s",
        "{}",
        "hf",
        "huifei",
        "QC",
    ),
)
questions = st.lists(st.sampled_from(SPOKEN), max_size=12).map("".join)
surrogate_free = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


def holds_a_conversation(talk: Talk, turns: list[str]) -> None:
    for turn in turns:
        reply = talk.ask(turn)
        assert reply.text.strip()
        assert size(reply.text) <= TEXT_BYTES
        assert reply.answer.outcome in {"answered", "unspecified", "clarify", "unknown", "handoff"}


@settings(deadline=None, max_examples=60)
@given(st.lists(surrogate_free, min_size=1, max_size=2))
def test_any_text_gets_a_reply(turns: list[str]) -> None:
    holds_a_conversation(bamboo(), turns)
    holds_a_conversation(club(), turns)


@settings(deadline=None, max_examples=120)
@given(st.lists(questions, min_size=1, max_size=3))
def test_any_words_of_questions_in_any_order_get_replies(turns: list[str]) -> None:
    holds_a_conversation(bamboo(), turns)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "\n\n", "\x00", "\x1f\x7f", "。", "?!", "😀😀", "[微笑]", "\u200b", "\ufeff", "\u202e反"),
        *(
            "会" * 2000,
            "会费多少" * 500,
            "a" * 2000,
            "<script>alert(1)</script>",
            "'; DROP TABLE members; --",
            "%n%s{0}",
        ),
        *("1" * 2000, "九" * 2000, "百分之" * 300, "第9999999999项得几分", "①", "²", "½", "٣", "９" * 5000),
    ],
    ids=lambda t: repr(t[:12]),
)
def test_an_odd_text_gets_a_reply(text: str) -> None:
    for talk in (tea(), bamboo(), club()):
        holds_a_conversation(talk, [text])
    talk = bamboo()
    talk.ask("工坊在哪里")
    holds_a_conversation(talk, [text, "更多", "2"])


@settings(deadline=None)
@given(surrogate_free)
def test_the_normal_form_of_a_normal_form_is_itself(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@settings(deadline=None, max_examples=40)
@given(questions)
def test_the_same_question_at_the_same_time_gets_the_same_reply(text: str) -> None:
    assert bamboo().ask(text) == bamboo().ask(text)
