"""Which questions are alike, and why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.alike import LONGEST, core, folded, grouped

KNOWN = frozenset({"竹编", "陶艺", "证书"})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("请问能不能刷卡？", "能不能刷卡"),
        ("老师好，停车场在哪里呀", "停车场在哪里"),
        ("ＷｉＦｉ密码", "wifi 密码！！"),
        ("證書丟了怎麼補", "证书丢了怎么补呢"),
    ],
)
def test_courtesies_marks_and_widths_do_not_tell_questions_apart(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_what_is_asked_stays_in_the_form() -> None:
    assert folded("这是什么") != folded("这是什")
    assert folded("吗") == "吗"
    assert core(folded("能不能刷卡交费")) == "刷卡交费"


def together(*texts: str) -> list[set[str]]:
    return [{texts[m.place] for m in group} for group in grouped([folded(t) for t in texts], KNOWN)]


def test_wordings_of_the_same_question_are_one_group_that_goes_by_the_first() -> None:
    texts = ("能不能刷卡交费", "可以刷卡缴费吗", "食堂几点开", "刷卡交费可以吗")
    assert together(*texts) == [{texts[0], texts[1], texts[3]}, {texts[2]}]
    first = grouped([folded(t) for t in texts], KNOWN)[0]
    assert (first[0].place, first[0].alike) == (0, 1.0)


def test_what_names_different_things_or_numbers_is_never_one_group() -> None:
    assert together("竹编班在哪里上课", "陶艺班在哪里上课") == [{"竹编班在哪里上课"}, {"陶艺班在哪里上课"}]
    assert together("附件3要盖章吗", "附件5要盖章吗") == [{"附件3要盖章吗"}, {"附件5要盖章吗"}]
    three = ("班在哪里上课呀", "竹编班在哪里上课", "陶艺班在哪里上课")
    assert all(not {three[1], three[2]} <= group for group in together(*three))


@given(st.lists(st.text(max_size=30), max_size=12, unique_by=folded))
def test_each_wording_is_in_one_group_whatever_it_is(texts: list[str]) -> None:
    keys = [folded(t) for t in texts]
    groups = grouped(keys, KNOWN)
    assert sorted(m.place for g in groups for m in g) == list(range(len(texts)))
    assert groups == grouped(keys, KNOWN)


@given(st.text(max_size=400))
def test_any_text_has_a_form_that_is_short_and_its_own(text: str) -> None:
    key = folded(text)
    assert len(key) <= LONGEST
    assert bool(key) == bool(text.strip())
