"""Where a quote stands in a source, white space aside."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from knowledge.sources import SourceText, squeeze

TEXT = "第一条 会员\n\n  享有下列权利：\n（1）表决权；\n（1）表决权；\n"
lines = st.lists(st.text(alphabet="甲乙丙 \t\u3000", max_size=6), min_size=1, max_size=8)


def found(text: str, quote: str, first: int = 1, last: int = 99) -> list[tuple[int, int]]:
    source = SourceText.of(text)
    return list(source.find(quote, source.span(first, last)))


def test_white_space_of_any_kind_is_gone() -> None:
    assert squeeze(" 甲\u3000乙\t丙\r\n丁\u00a0") == "甲乙丙丁"


def test_a_quote_may_run_over_line_breaks() -> None:
    assert found(TEXT, "会员享有下列权利") == [(3, 11)]


def test_a_quote_that_stands_twice_is_found_twice() -> None:
    assert len(found(TEXT, "（1）表决权")) == 2


def test_only_the_given_lines_are_searched() -> None:
    assert len(found(TEXT, "（1）表决权", 4, 4)) == 1
    assert found(TEXT, "会员享有", 1, 1) == []
    assert found(TEXT, "第一条", 2) == []


def test_an_empty_quote_stands_nowhere() -> None:
    assert found(TEXT, " ") == []


@given(lines)
def test_the_spans_of_the_lines_make_up_the_whole(rows: list[str]) -> None:
    source = SourceText.of("\n".join(rows))
    spans = [source.span(n, n) for n in range(1, len(rows) + 1)]
    assert [source.squeezed[a:b] for a, b in spans] == [squeeze(r) for r in rows]
    assert source.span(1, len(rows)) == (0, len(source.squeezed))


@given(lines, st.text(alphabet="甲乙", min_size=1, max_size=3))
def test_whatever_is_found_is_the_quote(rows: list[str], quote: str) -> None:
    source = SourceText.of("\n".join(rows))
    stretches = list(source.find(quote, (0, len(source.squeezed))))
    assert all(source.squeezed[a:b] == quote for a, b in stretches)
    assert len(stretches) == source.squeezed.count(quote)
