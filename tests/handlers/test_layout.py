"""One WeChat text: at most 2,048 bytes with all its mark-up, whole lines only, the rest on request."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.answer import Answer, Choice, Source, plain_link
from handlers.layout import TEXT_BYTES, clip, lay_out, size
from tests.handlers.talk import Talk, bamboo, pack_of

CHOICES = tuple(Choice(f"{n}号{'竹' * 30}", f"{n}号{'竹' * 30}的费用标准") for n in range(1, 5))
SOURCE = Source("关于举办年度竹艺评优活动的通知" * 3, "附件一 第二部分", "原文")


def tapped(choice: Choice) -> str:
    """A choice as WeChat sends what is tapped."""
    return f'<a href="weixin://bizmsgmenu?msgmenucontent={choice.say}&msgmenuid=1">{choice.label}</a>'


def listed(lines: int, length: int) -> Answer:
    entries = tuple(f"{'条' * (length - 1)}尾" for _ in range(lines))
    return Answer("一共有这些：", "answered", "facts", entries, (SOURCE,), CHOICES, listed=True)


@pytest.mark.parametrize(("lines", "length"), [(1, 10), (6, 60), (30, 30), (100, 8), (3, 300), (40, 200)])
def test_a_text_fits_with_four_long_choices_and_their_mark_up(lines: int, length: int) -> None:
    page = lay_out(listed(lines, length), tapped)
    assert size(page.text) <= TEXT_BYTES
    assert all(tapped(c) in page.text for c in CHOICES)
    assert "依据：" in page.text


@pytest.mark.parametrize(("lines", "length"), [(6, 60), (30, 30), (100, 8), (3, 300)])
def test_no_line_is_cut_and_none_is_lost(lines: int, length: int) -> None:
    answer = listed(lines, length)
    page = lay_out(answer, tapped)
    shown = [line for line in page.text.splitlines() if line.endswith("尾")]
    assert all(line.endswith(entry) for line, entry in zip(shown, answer.lines, strict=False))
    assert [line.partition(". ")[2] for line in (*shown, *page.rest)] == list(answer.lines)
    assert bool(page.rest) == ("更多" in page.text)


@settings(deadline=None)
@given(
    lead=st.text(max_size=1200),
    lines=st.lists(st.text(max_size=200), max_size=40),
    label=st.text(max_size=12),
    numbered=st.booleans(),
)
def test_any_answer_fits(lead: str, lines: list[str], label: str, numbered: bool) -> None:
    choices = tuple(Choice(f"{n}{label}", f"{n}{label}") for n in range(4))
    answer = Answer(lead, "answered", "facts", tuple(lines), (SOURCE,), choices, numbered)
    assert size(lay_out(answer, tapped).text) <= TEXT_BYTES


@settings(deadline=None)
@given(st.text(max_size=60), st.integers(3, 120))
def test_a_clipped_text_fits_and_says_so(text: str, room: int) -> None:
    clipped = clip(text, room)
    assert size(clipped) <= max(room, 3)
    assert clipped == text or clipped.endswith("…")


def test_a_choice_that_cannot_be_tapped_is_its_label() -> None:
    page = lay_out(Answer("哪一个？", "clarify", "facts", choices=CHOICES), plain_link)
    assert all(f"▸ {c.label}" in page.text.splitlines() for c in CHOICES)


def test_the_source_is_the_last_line_where_there_is_no_choice() -> None:
    page = lay_out(Answer("答复。", "answered", "facts", ("细节。",), (SOURCE,)), plain_link)
    assert page.text.splitlines()[-1].startswith("依据：")


def rules() -> tuple[str, ...]:
    return tuple(item.quote for item in pack_of("zhuyi").records["code"].facts[0].items)


def pages(talk: Talk, asked: str) -> list[str]:
    shown = [talk.told(asked)]
    while "回复“更多”" in shown[-1]:
        shown.append(talk.told("更多"))
    return shown


def test_a_long_list_is_shown_in_pages_until_its_end() -> None:
    shown = pages(bamboo(), "会员守则有哪些")
    assert len(shown) > 1
    together = "\n".join(shown)
    positions = [together.index(f"{n}. {rule}") for n, rule in enumerate(rules(), 1)]
    assert positions == sorted(positions)
    assert all(size(page) <= TEXT_BYTES for page in shown)


def test_a_page_says_how_many_entries_are_left() -> None:
    first, second = pages(bamboo(), "会员守则有哪些")[:2]
    left = sum(rule not in first for rule in rules())
    assert f"还有{left}条" in first
    assert sum(rule in second for rule in rules()) > 0


@pytest.mark.parametrize("word", ["更多", "继续", "下一页", "还有吗", "更多。"])
def test_the_rest_is_asked_for_in_several_words(word: str) -> None:
    talk = bamboo()
    first = talk.told("会员守则有哪些")
    following = next(rule for rule in rules() if rule not in first)
    assert following in talk.told(word)


def test_another_question_ends_the_list() -> None:
    talk = bamboo()
    talk.ask("会员守则有哪些")
    assert "0999-5550177" in talk.told("电话多少")
    assert rules()[-1] not in talk.told("更多")
