"""The index over FAQ wordings leaves out nothing that comparing with each of them would find."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from handlers.faq import SURE, FaqShelf
from knowledge.faq import FaqEntry

# Few characters, so that texts are alike and repeat themselves; marks are taken off the ends, and one is no word.
WORDING = st.text("会费多少，一1A", max_size=14) | st.text("会费", min_size=15, max_size=60)
ENTRY = st.builds(
    FaqEntry,
    question=WORDING,
    similar=st.lists(WORDING, max_size=3).map(tuple),
    negative=st.lists(WORDING, max_size=2).map(tuple),
    answer=st.just(""),
    basis=st.just(""),
)
ENTRIES = st.lists(ENTRY, min_size=1, max_size=12)


def bare(text: str) -> str:
    return text.replace("，", ",").lower().strip(",")


def by_comparing(entries: list[FaqEntry], text: str) -> tuple[FaqEntry, float] | None:
    """The first entry of the nearest wordings, and how alike they are; none where one of them is a counter-example."""
    wordings = [(w, number) for number, e in enumerate(entries) for w in (e.question, *e.similar)]
    wordings += [(w, -1) for e in entries for w in e.negative]
    found = [(fuzz.ratio(bare(text), bare(w)) / 100, -number) for w, number in wordings if bare(w)]
    likeness, number = max(found, default=(0.0, 0))
    return None if likeness < SURE or number > 0 else (entries[-number], likeness)


@pytest.mark.parametrize("few", [0, 500])  # by the index, and without it
@given(entries=ENTRIES, data=st.data())
def test_the_nearest_entry_is_the_one_that_comparing_with_all_finds(
    few: int, entries: list[FaqEntry], data: st.DataObject
) -> None:
    start = data.draw(st.sampled_from([w for e in entries for w in (e.question, *e.similar, *e.negative)]))
    at = data.draw(st.integers(0, len(start)))
    text = start[:at] + data.draw(st.text("会费多，1", max_size=3)) + start[at + data.draw(st.integers(0, 2)) :]
    with patch("handlers.faq._FEW", few):
        assert FaqShelf(entries).nearest(text) == by_comparing(entries, text)


def test_one_of_many_entries_of_the_same_pattern_is_told_from_the_others() -> None:
    shelf = FaqShelf([FaqEntry(f"第{n}号文件在哪里下载", (), (), str(n), "") for n in range(3000)])
    for asked in ("第2718号文件在哪里下载", "第2718号文件在哪里能下载", "请问第2718号文件在哪里下载"):
        found = shelf.nearest(asked)
        assert found is not None
        assert found[0].answer == "2718"
