"""The one normal form of everything that is compared."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.text import is_han, normalise, simplify

MIXED = st.text(alphabet="[]会费 \u3000\t資格ＱＣ小组QC，。！?：～—…「」1２③%😀\u200b\x07a", max_size=24)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("ＱＣ小组", "qc小组"),
        ("１，０００元", "1,000元"),
        ("（０３５１）３５３６", "(0351)3536"),
        ("a＠b.com", "a@b.com"),
        ("會費標準", "会费标准"),
        ("資格審查", "资格审查"),
        ("会 费\u3000多 少", "会费多少"),
        ("QC  小组", "qc 小组"),
        ("hui  fei", "hui fei"),
        ("会费\n多少", "会费多少"),
        ("会费😀多少👍🏻", "会费多少"),
        ("会费[微笑]多少", "会费多少"),
        ("会\u200b费\x00多少", "会费多少"),
        ("会费，多少？", "会费,多少?"),
        ("「会费」“多少”", '"会费""多少"'),
        ("3～5个", "3~5个"),
        ("3—5个", "3-5个"),
        ("", ""),
        ("😀", ""),
        (" \t\n ", ""),
    ],
)
def test_every_way_of_writing_becomes_one(written: str, normal: str) -> None:
    assert normalise(written) == normal


@given(MIXED | st.text(max_size=40))
@example("[会 费]")
def test_what_is_normal_stays_so(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(MIXED | st.text(max_size=40))
def test_no_control_character_and_no_outer_blank_is_left(text: str) -> None:
    normal = normalise(text)
    assert normal == normal.strip()
    assert "  " not in normal
    assert not any(c < " " or c == "\x7f" for c in normal)


@given(st.text(alphabet="会费多少名额", max_size=10))
def test_plain_chinese_is_left_as_it_is(text: str) -> None:
    assert normalise(text) == text


def test_lone_surrogates_do_no_harm() -> None:
    assert normalise("会费\ud83d多少") == "会费多少"


def test_two_thousand_characters_are_taken() -> None:
    assert normalise("會" * 2000) == "会" * 2000


def test_simplified_text_is_left_as_it_is() -> None:
    assert simplify("质量管理小组") == "质量管理小组"


@pytest.mark.parametrize(("char", "han"), [("会", True), ("㐀", True), ("a", False), ("，", False), ("1", False)])
def test_chinese_characters_are_told_from_others(char: str, han: bool) -> None:
    assert is_han(char) is han
