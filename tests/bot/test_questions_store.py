"""Open questions in the store: counted by wording, moved between states, gone with their member."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.store import questions
from bot.store.migrations import STEPS, migrate
from bot.store.promises.conversations import MessageKey, Near, OpenQuestion, Turn
from bot.store.promises.questions import QuestionState
from bot.store.schema import additions
from bot.store.sqlite import SqliteStore
from handlers.alike import folded
from knowledge.faq import FaqEntry

OPEN, ANSWERED, DISMISSED = QuestionState
MEMBERS = ("oOne", "oTwo", "oThree")
NEAR = (Near("facts", "会费标准", "fee", 0.4, ("dues",)), Near("silence", "", "seal", 0.2))


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    opened = SqliteStore.open(tmp_path / "s.db")
    yield opened
    await opened.close()


class Asking:
    """Members who ask what nobody knows."""

    def __init__(self, store: SqliteStore) -> None:
        self.store = store
        self.count = 0

    async def ask(self, text: str, member: str = "oOne", account: str = "demo", outcome: str = "unknown") -> None:
        self.count += 1
        key = MessageKey(account, member, f"m{self.count}")
        question = OpenQuestion(text, outcome, NEAR)  # type: ignore[arg-type]  # an outcome, as a text
        await self.store.settle(Turn(key, self.count, 1000.0 + self.count, "没有找到", question=question)).done()

    async def leave(self, member: str) -> None:
        self.count += 1
        key = MessageKey("demo", member, f"m{self.count}")
        await self.store.forget(Turn(key, self.count, 1000.0 + self.count, "")).done()


@pytest.fixture
def asking(store: SqliteStore) -> Asking:
    return Asking(store)


async def shown(store: SqliteStore, state: QuestionState = OPEN, account: str = "demo") -> list[tuple[str, int]]:
    return [(c.key, c.asked) for c in (await store.question_wordings(account, state, 100, 100)).shown]


async def test_exact_repeats_are_one_wording_with_its_oldest_question(store: SqliteStore, asking: Asking) -> None:
    for text, member in (("能刷卡吗", "oOne"), ("请问能刷卡？", "oTwo"), ("停车场在哪", "oOne")):
        await asking.ask(text, member)
    await asking.ask("人工", outcome="handoff")
    await asking.ask("能刷卡吗", account="other")
    assert await shown(store) == [("能刷卡", 2), ("停车场在哪", 1)]
    (wording, _) = await store.wordings_of("demo", OPEN, ["停车场在哪", "能刷卡", "没人问"])
    assert (wording.text, wording.asked, wording.first_at, wording.last_at) == ("能刷卡吗", 2, 1001.0, 1002.0)
    assert wording.near == NEAR
    assert await store.question_tally("demo") == {OPEN: 3, ANSWERED: 0, DISMISSED: 0}
    assert len(await store.questions("demo")) == 4, "a person is asked for there, too"


async def test_the_most_asked_and_the_latest_are_shown(store: SqliteStore, asking: Asking) -> None:
    for number in range(30):
        for _ in range(3 if number == 7 else 1):
            await asking.ask(f"第{number}号楼的钥匙找谁拿")
    found = await store.question_wordings("demo", OPEN, 1, 2)
    assert [c.key for c in found.shown] == [folded(f"第{n}号楼的钥匙找谁拿") for n in (7, 28, 29)]
    assert found.of == 30


async def test_questions_are_read_page_by_page(store: SqliteStore, asking: Asking) -> None:
    for number in range(5):
        await asking.ask(f"问题{number}")
    first = await store.question_page("demo", OPEN, None, 3)
    rest = await store.question_page("demo", OPEN, first[-1].number, 3)
    assert [q.text for q in (*first, *rest)] == [f"问题{n}" for n in (4, 3, 2, 1, 0)]
    assert await store.question("other", first[0].number) is None


async def test_what_is_moved_is_counted_where_it_is(
    store: SqliteStore, asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "_SOME", 2)
    for member in MEMBERS:
        await asking.ask("能刷卡吗", member)
    await asking.ask("停车场在哪")
    moved = await store.settle_questions("demo", ["能刷卡"], OPEN, ANSWERED, by="王", at=5.0, addition=3)
    assert moved == 3
    assert (await shown(store), await shown(store, ANSWERED)) == ([("停车场在哪", 1)], [("能刷卡", 3)])
    (latest, *_) = await store.questions_asked("demo", ANSWERED, ["能刷卡"], 10)
    assert (latest.state, latest.addition, latest.settled_by, latest.settled_at) == (ANSWERED, 3, "王", 5.0)
    assert await store.question_tally("demo") == {OPEN: 1, ANSWERED: 3, DISMISSED: 0}


async def test_what_was_dismissed_stays_so_when_it_is_asked_again(store: SqliteStore, asking: Asking) -> None:
    await asking.ask("哈哈哈哈哈")
    await store.settle_questions("demo", [folded("哈哈哈哈哈")], OPEN, DISMISSED, by="王", at=5.0)
    await asking.ask("哈哈哈哈哈", "oTwo")
    assert await shown(store) == []
    assert [n for _, n in await shown(store, DISMISSED)] == [2]


async def test_a_member_who_leaves_takes_their_words_along(store: SqliteStore, asking: Asking, tmp_path: Path) -> None:
    await asking.ask("能刷卡吗", "oOne")
    await asking.ask("能刷卡吗", "oTwo")
    await asking.ask("我家的猫叫二十三号", "oOne")
    keys = ["能刷卡", folded("我家的猫叫二十三号")]
    await store.draft_addition("demo", FaqEntry("能刷卡吗", (), (), "能", ""), keys, by="王", at=1.0)
    await asking.leave("oOne")
    assert await shown(store) == [("能刷卡", 1)]
    assert await store.question_tally("demo") == {OPEN: 1, ANSWERED: 0, DISMISSED: 0}
    assert list(await store.addition_keys("demo", 1)) == ["能刷卡"]
    await asking.leave("oTwo")
    with closing(sqlite3.connect(tmp_path / "s.db")) as c:
        for table in ("questions", "question_wordings", "addition_keys"):
            assert c.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table  # noqa: S608  # of the store's own


def test_questions_of_an_older_store_are_counted_too(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "old.db", isolation_level=None)) as c:
        before = STEPS[: STEPS.index(additions.additions)]
        migrate(c, before)
        add = "INSERT INTO questions (account, member, text, outcome, asked_at) VALUES ('demo', 'o', ?, ?, ?)"
        c.executemany(add, [("能刷卡吗", "unknown", 1.0), ("能刷卡？", "unknown", 2.0), ("人工", "handoff", 3.0)])
        migrate(c)
        assert c.execute("SELECT account, state, key, asked FROM question_wordings").fetchall() == [
            ("demo", "open", "能刷卡", 2)
        ]
        assert c.execute("SELECT total FROM question_totals").fetchall() == [(2,)]
