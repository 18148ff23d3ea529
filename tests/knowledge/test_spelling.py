"""What was typed by its sound becomes the word that it stands for; words stay as they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.spelling import Mend, Mender, split_pinyin

WORDS = ("会费", "名额", "截止", "卓越领导者", "理事单位", "qc小组", "班组")


@pytest.fixture(scope="module")
def mender() -> Mender:
    return Mender(WORDS, initials=("会费", "名额", "班组"))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("回费", "会费"),
        ("名鹅", "名额"),
        ("卓越领道者", "卓越领导者"),
        ("理是单位", "理事单位"),
        ("huifei", "会费"),
        ("hui fei", "会费"),
        ("huifei多少", "会费多少"),
        ("hf", "会费"),
        ("名e", "名额"),
    ],
)
def test_sounds_become_words(mender: Mender, written: str, meant: str) -> None:
    assert mender.mend(written, ())[0] == meant


def test_a_mend_says_what_was_written(mender: Mender) -> None:
    assert mender.mend("回费", ())[1] == (Mend("回费", "会费"),)


@pytest.mark.parametrize("word", WORDS)
def test_a_word_of_the_vocabulary_is_never_mended(mender: Mender, word: str) -> None:
    assert mender.mend(word, ((0, len(word)),)) == (word, ())


@pytest.mark.parametrize("text", ["你好", "今天天气不错", "hello world", "qc", "2018", "", "，。？", "挥发"])
def test_real_words_are_left_alone(mender: Mender, text: str) -> None:
    assert mender.mend(text, ()) == (text, ())


def test_initials_that_stand_for_two_words_are_left_alone() -> None:
    mender = Mender(("会费", "汇费"), initials=("会费", "汇费"))
    assert mender.mend("hf", ())[0] == "hf"


def test_what_is_known_is_never_cut_in_two(mender: Mender) -> None:
    assert mender.mend("开会费时", ((0, 2), (2, 4)))[0] == "开会费时"


@given(st.text(alphabet="会回费飞名额鹅截止只班组 hfuiqc12，", max_size=16))
def test_any_text_can_be_mended_and_the_mends_tell_all(text: str) -> None:
    mender = Mender(WORDS, initials=WORDS)
    mended, mends = mender.mend(text, ())
    for mend in mends:
        assert mend.written in text
        assert mend.word in mended
    assert (mended == text) == all(m.written == m.word for m in mends)


@pytest.mark.parametrize(
    ("run", "parts"),
    [
        ("huifei", ("hui", "fei")),
        ("minge", ("min", "ge")),
        ("duoshao", ("duo", "shao")),
        ("nar", ("na", "er")),
        ("xyz", ()),
        ("hf", ()),
        ("", ()),
    ],
)
def test_pinyin_is_split_into_the_fewest_syllables(run: str, parts: tuple[str, ...]) -> None:
    assert split_pinyin(run) == parts
