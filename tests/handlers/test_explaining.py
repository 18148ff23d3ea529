"""What was understood of a question's words is told as it was, of every question that a desk takes for one."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from bot.clock import CHINA
from handlers.answer import Memory, Reply
from handlers.desk import Desk
from handlers.explaining import Understood, understood
from knowledge.pack import Pack, load_pack

PACKS = sorted(p.parent for p in (Path(__file__).parents[2] / "knowledge" / "packs").glob("*/pack.toml"))
NOW = datetime(2018, 6, 1, tzinfo=CHINA)


@pytest.fixture(scope="module")
def hebei() -> Pack:
    return load_pack(next(p for p in PACKS if p.name == "hebei"))


@pytest.fixture(scope="module")
def shanxi() -> Pack:
    return load_pack(next(p for p in PACKS if p.name == "shanxi"))


def said(pack: Pack, *texts: str) -> tuple[Reply, Understood | None]:
    """The last turn of a conversation, and what was understood of it."""
    desk, memory = Desk(pack), Memory()
    for text in texts:
        reply = desk.reply(text, memory, NOW)
        memory = reply.memory
    return reply, understood(reply, pack)


def test_each_word_is_told_with_what_it_names_or_asks_for(hebei: Pack) -> None:
    _, found = said(hebei, "副会长单位会费多少钱")
    assert found is not None
    name, cue = found.words
    assert (name.text, name.role) == ("副会长单位会费", "name")
    assert [hebei.records[r].name for r in name.records] == ["副会长单位"]
    assert (cue.text, cue.role, cue.facets) == ("多少钱", "cue", ("fee",))


def test_rows_and_columns_of_a_table_are_told_by_their_names(shanxi: Pack) -> None:
    _, found = said(shanxi, "大同优秀QC小组几个名额")
    assert found is not None
    assert ("大同",) in [w.rows for w in found.words]
    assert any(w.columns and w.records for w in found.words)


def test_what_is_taken_from_the_turn_before_comes_first_and_says_so(shanxi: Pack) -> None:
    _, found = said(shanxi, "大同优秀QC小组几个名额", "那太原呢")
    assert found is not None
    implied = [w.implied for w in found.words]
    assert any(implied)
    assert implied == sorted(implied, reverse=True)
    assert [w.rows for w in found.words if not w.implied and w.role == "name"] == [("太原",)]


def test_what_was_mended_is_told_as_it_was_written(hebei: Pack) -> None:
    _, found = said(hebei, "会废多少")
    assert found is not None
    assert found.mends == (("会废", "会费"),)
    assert found.text == "会费多少"


def test_what_was_set_aside_says_so(shanxi: Pack) -> None:
    _, found = said(shanxi, "不是大同，太原优秀QC小组几个名额")
    assert found is not None
    assert [w.text for w in found.words if w.negated] == ["大同"]


def test_what_asks_nothing_of_the_documents_is_told_as_no_question(hebei: Pack) -> None:
    desk = Desk(hebei)
    assert understood(desk.welcome(Memory(), NOW), hebei) is None
    assert understood(desk.media("voice", Memory(), NOW), hebei) is None


@pytest.mark.parametrize("folder", PACKS, ids=lambda f: f.name)
def test_of_every_example_there_is_a_word_that_an_answer_owes(folder: Path) -> None:
    pack = load_pack(folder)
    for example in pack.manifest.examples:
        reply, found = said(pack, example)
        assert found is not None
        assert any(w.weight for w in found.words)
        assert reply.question is not None
        assert sum(w.weight for w in found.words) == pytest.approx(reply.question.weight)
