"""The benchmark measures right answers: its letters are WeChat's, its checks notice what is wrong. No timing here."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer

from bench import broadcasts, console, growth, madeup, sending, submissions
from bench.letters import BadReplyError, PostOffice
from bench.load import closed, paced
from bench.peer import echo
from bench.settings import demonstration
from bench.thinking import think
from bench.wording import Question, read_questions, wordings
from handlers.answer import Memory
from handlers.desk import Desk
from handlers.faq import FaqShelf
from knowledge.pack import load_pack
from tests.conftest import FakeDesk, Start, account

ACCOUNTS = {a.id: a for a in demonstration().accounts}


def test_every_account_of_the_demonstration_is_asked() -> None:
    assert {q.account for q in read_questions(ACCOUNTS)} == set(ACCOUNTS)


def test_wordings_do_not_repeat_soon() -> None:
    questions = read_questions(ACCOUNTS)
    many = list(islice(wordings(questions), 100 * len(questions)))
    assert len(set(many)) == len(many)
    assert {q.account for q in many[:50]} == set(ACCOUNTS)


@pytest.mark.parametrize("pace", [0, 2000])
async def test_the_peer_says_back_every_letter(pace: int) -> None:
    office = PostOffice(ACCOUNTS)
    letters = list(office.seal(islice(wordings(read_questions(ACCOUNTS)), 40)))
    server = TestServer(echo(ACCOUNTS.values()))
    await server.start_server()
    try:
        port = server.port or 0
        run = await (paced(port, letters, pace, 4) if pace else closed(port, letters, 4))
    finally:
        await server.close()
    told = [office.open(e.letter, e.status, e.body) for e in run.exchanges]
    assert told == [letter.question.text for letter in letters]
    assert run.rate > 0
    assert 0 < run.latency(0.5) <= run.latency(0.99)


async def test_the_service_answers_every_letter(start: Start) -> None:
    running = await start()
    office = PostOffice({"demo": account()})
    questions = read_questions(ACCOUNTS)[:20]
    letters = list(office.seal(Question("demo", q.text) for q in questions))
    run = await closed(running.client.port or 0, letters, 3)
    told = [office.open(e.letter, e.status, e.body) for e in run.exchanges]
    assert told == [f"第1句：{q.text}" for q in questions]


async def test_a_wrong_reply_is_noticed() -> None:
    office = PostOffice(ACCOUNTS)
    (letter,) = office.seal(read_questions(ACCOUNTS)[:1])
    for status, body in ((500, b""), (200, b"success"), (200, b"<xml><Encrypt>x</Encrypt></xml>"), (0, b"")):
        with pytest.raises(BadReplyError):
            office.open(letter, status, body)


def test_every_wording_but_the_first_counts_at_a_desk() -> None:
    desk = FakeDesk()
    asked = tuple(Question("demo", q.text) for q in read_questions(ACCOUNTS)[:5])
    thinking = think({"demo": desk}, asked, datetime(2026, 1, 1, tzinfo=UTC), 2)
    assert [(t.account, t.answers) for t in thinking] == [("demo", 10)]
    assert len(set(desk.heard)) == 15
    assert desk.heard == desk.heard[:15] * 3


def test_made_up_packs_answer_their_questions_and_have_names_of_their_own(tmp_path: Path) -> None:
    growth.write_packs(tmp_path, 10)
    packs = {p.parent.name: load_pack(p.parent) for p in tmp_path.glob("*/pack.toml")}
    questions = read_questions(packs, tmp_path / "questions.txt")
    assert {q.account for q in questions} == set(packs)
    assert len({p.name for p in packs.values()}) == len(packs) == 10
    desks = {name: Desk(pack) for name, pack in packs.items()}
    now = datetime(2026, 1, 1, tzinfo=UTC)
    outcomes = [desks[q.account].reply(q.text, Memory(), now).answer.outcome for q in questions[:200]]
    assert outcomes.count("answered") > 180


def test_made_up_entries_are_found_by_what_is_nearly_said() -> None:
    entries = tuple(madeup.entries(500, load_pack(demonstration().packs_folder / growth.ACCOUNT)))
    assert len({e.question for e in entries}) == 500
    found = [FaqShelf(entries).nearest(text) for text in madeup.nearly(entries, 100)]
    assert sum(f is not None for f in found) > 90


def test_each_size_is_measured_in_a_process_of_its_own() -> None:
    costs = dict(growth.growth((6,), (20,)))
    assert list(costs) == ["6 packs", "20 FAQ entries"]
    for cost in costs.values():
        assert cost.answers == growth.ANSWERS
        assert 0 < cost.median <= cost.worst
        assert cost.load > 0


def test_an_import_is_measured_while_members_ask() -> None:
    measured = submissions.measure(300, 0.1)
    for done in (measured.added, measured.updated):
        assert (done.rows, done.seconds > 0, done.memory > 0) == (300, True, True)
    for waited in (measured.quiet[1:], measured.busy):
        assert [n > 0 for _, n, _, _ in waited] == [True, True]
    assert "| a bound member's status, all being imported |" in submissions.table(measured)


def test_sending_is_measured_by_a_broadcast_that_arrives() -> None:
    sent = sending.send(150)
    assert (sent.recipients, sent.rate > 0, sent.memory > 0) == (150, True, True)
    table = sending.table([sent], sending.Waited(400.0, 4000, 0, 3.0, 9.0))
    assert "| 150 |" in table
    assert "| 400 | 4,000 | 0 | 3.00 | 9.00 |" in table


def test_preview_and_freezing_are_measured_over_everybody() -> None:
    steps = list(broadcasts.measure(1200))
    assert [(s.what, s.recipients) for s in steps] == [("preview", 1200), ("freezing", 1200)]
    assert "| freezing | 1,200 |" in broadcasts.table(iter(steps))


def test_every_page_of_the_console_is_asked_for() -> None:
    waited = console.measure(messages=2_000, rows=100, asked=2)
    assert {"今天", "没答上的", "找人工", "申报", "群发", "日历", "资料库"} <= {w.page for w in waited}
    assert all(0 < w.median <= w.worst for w in waited)
    assert "| 今天 |" in console.table(waited)
