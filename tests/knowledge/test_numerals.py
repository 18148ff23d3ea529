"""Numbers as people write them."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.numerals import Number, numbers, parse_chinese, plain
from knowledge.text import normalise

DIGITS = "零一二三四五六七八九"
BANKER = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")


def four_digits(value: int) -> str:
    """A number below 10,000 in words."""
    said, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            said += ("零" if gap and said else "") + DIGITS[digit] + name
            gap = False
        else:
            gap = True
    return said


def in_words(value: int) -> str:
    """A whole number below 10¹² in words, as it is read aloud."""
    if value == 0:
        return "零"
    said = ""
    for unit, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        part = value // unit % 10_000
        if part:
            said += ("零" if said and part < 1000 else "") + four_digits(part) + name
    return said.removeprefix("一") if said.startswith("一十") else said


def only(text: str) -> Number:
    (number,) = numbers(text)
    return number


@given(st.integers(0, 10**12 - 1) | st.integers(0, 30_000))
@example(120_000_000)
@example(105)
@example(10)
@example(10_010)
def test_a_number_in_words_is_read_back(value: int) -> None:
    assert parse_chinese(in_words(value)) == value


@given(st.integers(1, 9_999_999))
def test_a_number_in_banker_s_characters_is_read_back(value: int) -> None:
    assert parse_chinese(in_words(value).translate(BANKER)) == value


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("两", 2),
        ("俩", 2),
        ("仨", 3),
        ("十八", 18),
        ("两千五", 2500),
        ("一万二", 12_000),
        ("三百五", 350),
        ("一百零五", 105),
        ("两万", 20_000),
        ("叁仟", 3000),
        ("二〇一八", 2018),
        ("一二三", 123),
    ],
)
def test_everyday_numerals_are_read(written: str, value: float) -> None:
    assert parse_chinese(written) == value


@pytest.mark.parametrize("written", ["", "会", "十会", "3", "一点五"])
def test_what_is_no_numeral_is_none(written: str) -> None:
    assert parse_chinese(written) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("会费3000元", Number(2, 6, 3000)),
        ("会费3,000元", Number(2, 7, 3000)),
        ("1.5万元", Number(0, 4, 15_000)),
        ("3千块", Number(0, 2, 3000)),
        ("2亿", Number(0, 2, 2e8)),
        ("三百块", Number(0, 2, 300)),
        ("俩省优", Number(0, 1, 2)),
        ("百分之九十", Number(0, 5, 90, share=True)),
        ("百分之12.5", Number(0, 7, 12.5, share=True)),
        ("签了90%的会员", Number(2, 5, 90, share=True)),
        ("十几个人", Number(0, 2, 10, vague=True)),
        ("三十多家", Number(0, 3, 30, vague=True)),
    ],
)
def test_a_number_is_found_with_its_place(text: str, number: Number) -> None:
    assert only(text) == number


def test_several_numbers_are_found_in_their_order() -> None:
    assert [n.value for n in numbers("职工200人,参加五十人,3个小组")] == [200, 50, 3]


@given(st.text(max_size=40) | st.text(alphabet="零一二三十百千万亿两几多0123456789.,%分之", max_size=40))
def test_any_text_can_be_read_and_numbers_never_overlap(text: str) -> None:
    normal = normalise(text)
    at = 0
    for number in numbers(normal):
        assert at <= number.start < number.end <= len(normal)
        at = number.end
        assert number.value >= 0
        assert plain(number.value)


@pytest.mark.parametrize("text", ["九" * 2000, "9" * 2000, "亿" * 2000, "一亿" * 500])
def test_a_number_of_any_length_does_no_harm(text: str) -> None:
    assert all(plain(n.value) for n in numbers(text))


@pytest.mark.parametrize(
    ("value", "shown"), [(4.0, "4"), (1.5, "1.5"), (12_000.0, "12000"), (33.3333333, "33.3333"), (0, "0")]
)
def test_a_number_is_shown_without_a_useless_fraction(value: float, shown: str) -> None:
    assert plain(value) == shown
