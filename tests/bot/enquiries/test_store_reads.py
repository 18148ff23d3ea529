"""What an enquiry asks of the store, and that a question asks nothing of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from bot.answers import Answers, Heard
from bot.broadcast.reminding import NothingKept, Reminding
from bot.clock import Clock
from bot.handoffs.handing import Handing, NobodyAsked
from bot.plan import Ask
from bot.store import roll, submissions
from bot.store.promises.access import Attempt, Binding, Effects
from bot.store.promises.conversations import MessageKey, Turn
from bot.store.promises.notices import KeptNotice
from bot.store.sqlite import SqliteStore
from bot.submissions.enquiry import Enquiries
from bot.submissions.lookup import Records, look_up, proves
from bot.submissions.submission import Change, Unit
from handlers.answer import Memory, plain_link
from tests.bot.enquiries.conftest import DIGITS, NUMBER, PACK, Office
from tests.conftest import FakeDesk
from tests.wechat_peer import MEMBER

KEY = MessageKey("demo", MEMBER, "7")


class Watched:
    """Records, and which of their methods were called."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self.calls: list[str] = []

    async def submission(self, account: str, number: str) -> Change | None:
        self.calls.append("submission")
        return await self._records.submission(account, number)

    async def submission_trail(self, account: str, number: str) -> Sequence[Change]:
        self.calls.append("submission_trail")
        return await self._records.submission_trail(account, number)

    async def unit(self, account: str, number: str) -> Unit | None:
        self.calls.append("unit")
        return await self._records.unit(account, number)

    async def bound(self, account: str, member: str) -> Sequence[Binding]:
        self.calls.append("bound")
        return await self._records.bound(account, member)

    async def locked(self, account: str, subjects: Sequence[str], at: float) -> bool:
        self.calls.append("locked")
        return await self._records.locked(account, subjects, at)

    async def notices(self, account: str, member: str) -> Sequence[KeptNotice]:
        self.calls.append("notices")
        return await self._records.notices(account, member)


async def at_once(work: Callable[[], Heard]) -> Heard:
    return work()


async def test_a_question_costs_no_read_and_a_number_alone_neither(office: Office) -> None:
    store = SqliteStore.open(office.file)
    watched = Watched(store)
    enquiries = Enquiries({"demo": PACK}, watched, Clock(), plain_link)
    answers = Answers(
        {"demo": FakeDesk()}, enquiries, Reminding({}, NothingKept(), plain_link), Handing({}, NobodyAsked()), at_once
    )
    for text in ("会费多少", "进度怎么写", "2018", NUMBER):
        await answers.compute(KEY, 0, Ask(text), None)
    assert watched.calls == []
    await answers.compute(KEY, 0, Ask("进度"), None)
    assert watched.calls == ["bound"]
    await store.close()


@pytest.mark.parametrize("kind", ["submission", "unit", "any"])
async def test_a_wrong_number_asks_the_same_of_the_store_as_wrong_digits(office: Office, kind: str) -> None:
    office.submission()
    office.unit(NUMBER)
    office.submission("QL2025-0013", phone="")
    store = SqliteStore.open(office.file)
    asked = []
    for number, digits in ((NUMBER, "0000"), ("QL2025-9999", DIGITS), ("QL2025-0013", DIGITS), (NUMBER, DIGITS)):
        watched = Watched(store)
        await look_up(watched, "demo", MEMBER, (kind, [(number, digits)]), 0.0)  # type: ignore[arg-type]  # one of the three
        asked.append(watched.calls)
    assert all(calls == asked[0] for calls in asked)
    await store.close()


async def test_a_reply_that_overlooked_a_lock_is_not_written(office: Office) -> None:
    store = SqliteStore.open(office.file)
    office.write("INSERT INTO locks (account, subject, until) VALUES ('demo', 'n:submission:A1', 100)")
    subjects, memory = ("m:x", "n:submission:A1"), Memory().dump()
    for locked, at, written in ((False, 99.0, False), (True, 101.0, False), (True, 99.0, True)):
        attempt = Attempt(subjects, locked, failed=not locked)
        turn = Turn(KEY, 0, at, "答复", None, memory, effects=Effects(attempt, (Binding("submission", "A1"),)))
        assert ((await store.settle(turn).done()).told is not None) == written
        assert bool(office.bound()) == written
    assert office.rows("SELECT * FROM failures") == []
    await store.close()


def test_no_telephone_proves_nothing() -> None:
    for phone in ("", "无", "3138"):
        assert not proves(phone, "3138")
        assert not proves(phone, "----")
    assert proves("１３８３５１０３１３８", "3138")


def test_a_number_without_marks_is_looked_up_by_an_index_of_its_own(office: Office) -> None:
    for sql in (submissions._ALIKE, roll._ALIKE):
        plan = " ".join(row[3] for row in office.rows(f"EXPLAIN QUERY PLAN {sql}", "demo", "QL20250012"))
        assert "<expr>=?" in plan
