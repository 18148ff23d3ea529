"""Another association needs data alone: a made-up one and the worked example of ARCHITECTURE.md answer."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from handlers.answer import Memory
from handlers.desk import Desk
from knowledge.check import check, coverage
from knowledge.pack import load_pack
from tests import sixth

PROJECT = Path(__file__).parents[2]
NOW = datetime(2025, 8, 1, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
_EXAMPLE = re.compile(r"`(?P<file>[\w/.-]+)`:\n\n```\w*\n(?P<content>.*?)```", flags=re.S)


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(load_pack(sixth.PACK))


@pytest.mark.parametrize("question", sixth.questions(), ids=lambda q: "，".join((*q.before, q.ask)))
def test_a_made_up_association_answers_from_its_pack(desk: Desk, question: sixth.Question) -> None:
    memory = Memory()
    for turn in question.before:
        memory = desk.reply(turn, memory, NOW).memory
    reply = desk.reply(question.ask, memory, NOW)
    assert question.says in reply.text
    assert reply.answer.sources or reply.answer.outcome in {"unspecified", "clarify"}


def test_another_world_s_questions_are_not_answered(desk: Desk) -> None:
    reply = desk.reply("明天股市会涨吗", Memory(), NOW)
    assert reply.answer.outcome == "unknown"


def test_the_worked_example_of_the_architecture_is_a_whole_pack(tmp_path: Path) -> None:
    text = (PROJECT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    files = {m["file"]: m["content"] for m in _EXAMPLE.finditer(text)}
    assert {Path(f).name for f in files} >= {"pack.toml"}
    for name, content in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    folder = next(tmp_path.rglob("pack.toml")).parent
    assert [str(f) for f in check(folder)] == []
    pack = load_pack(folder)
    assert [str(u) for u in coverage(pack)] == []
    for example in pack.manifest.examples:
        reply = Desk(pack).reply(example, Memory(), NOW)
        assert reply.answer.outcome in {"answered", "unspecified"}, example
        assert reply.answer.sources or reply.answer.outcome == "unspecified", example
