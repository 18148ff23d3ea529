"""What is over is told nobody any more, by whatever channel, and a broadcast ends with it."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pytest

from bot.broadcast import composing, validity
from bot.broadcast.broadcast import Channel, State
from bot.broadcast.freezing import Moment, freeze
from bot.broadcast.planning import UNKNOWN
from bot.broadcast.reasons import ELSEWHERE, OVER
from bot.broadcast.sending import Reasons
from bot.clock import CHINA, parse_moment
from bot.config import Settings
from bot.errors import Error
from bot.results import MassFinished
from bot.store.migrations import STEPS, migrate
from bot.store.sqlite import SqliteStore
from tests.bot.broadcast.audiences import AT, BARE, MOMENT, begun, drafted
from tests.bot.broadcast.conftest import NewOffice, Serve
from tests.bot.broadcast.members import DEADLINE, comes, sending, told
from tests.bot.broadcast.outbox import Kept, people
from tests.bot.broadcast.test_scheduled import rounds, serving
from tests.bot.enquiries.conftest import DIGITS, NUMBER, PACK, UNIT, Office
from tests.bot.noticing import NOON
from tests.wechat_api import WeChatApi
from tests.wechat_peer import MEMBER

TEXT = "【通知】明天下午开会。"
DAY = parse_moment("2025-08-01").timestamp()
DUES, SUBMISSIONS = "members:dues=unpaid", "submissions:状态=待补"


async def outcome(store: SqliteStore, ident: int) -> tuple[str, str]:
    (row,) = await store.report_page(ident, 0, 9)
    return row.outcome, row.reason


async def test_what_is_over_is_not_told_at_the_next_contact(serve: Serve, store: SqliteStore) -> None:
    over = await sending(store, TEXT, MEMBER, valid_until=DAY)
    after = await sending(store, "【通知】后天开会。", MEMBER, valid_until=DAY + 86_400)
    service = await serve()
    reply = await told(service, "会费多少")
    assert (TEXT in reply, "后天开会" in reply) == (False, True)
    assert await outcome(store, over.ident) == ("skipped", OVER)
    assert await outcome(store, after.ident) == ("sent", "")

    async def state() -> State | None:
        found = await store.broadcast(over.ident)
        return found.state if found else None

    await comes(state, lambda s: s is State.DONE)


async def test_a_reply_looks_at_the_clock_itself(serve: Serve, store: SqliteStore) -> None:
    """As what is over is settled a moment later only."""
    service = await serve()
    made = await sending(store, TEXT, MEMBER, valid_until=DAY + 3600)
    now = datetime.fromtimestamp(DAY + 3600, CHINA)
    assert [w.over for w in await store.waiting_broadcasts("demo", MEMBER, now)] == [OVER]
    assert TEXT in await told(service, "会费多少")
    assert await outcome(store, made.ident) == ("sent", "")


@pytest.mark.parametrize("audience", [SUBMISSIONS, DUES])
@pytest.mark.parametrize("stays", [True, False])
async def test_who_is_not_meant_any_more_is_not_told(
    serve: Serve, store: SqliteStore, settings: Settings, audience: str, stays: bool
) -> None:
    service, office = await serve(), Office(settings.store_file)
    office.submission(status="待补")
    office.unit()
    await told(service, f"{NUMBER} {DIGITS}", f"{UNIT} {DIGITS}")
    moment = Moment(DAY, parse_moment("2025-08-01"))
    made = await freeze(store, await begun(store, drafted(audience, "next-contact")), BARE, moment)
    if not stays:
        office.submission(status="通过")
        office.unit(paid_through=2025)
    assert ("请交材料" in await told(service, "会费多少")) is stays
    assert await outcome(store, made.ident) == (("sent", "") if stays else ("skipped", ELSEWHERE))
    assert "请交材料" not in await told(service, "会费多少")


async def test_what_is_over_before_it_is_sent_is_sent_nobody(kept: Kept, office: NewOffice, wechat: WeChatApi) -> None:
    kept.broadcast(people(3))
    kept.run("UPDATE broadcasts SET valid_until = ?", NOON)
    assert await office().run() is State.DONE
    assert wechat.messages == []
    assert set(kept.reasons().values()) == {OVER}
    assert kept.tally() == {"skipped": 3}


async def test_what_ends_while_it_is_sent_leaves_out_the_rest(kept: Kept, office: NewOffice) -> None:
    kept.broadcast(people(500))
    kept.run("UPDATE broadcasts SET valid_until = ?", NOON + 60)
    here = office()

    def seen(done: int, _total: int) -> None:
        if done > 100:
            here.now[0] = NOON + 60

    assert await here.run(progress=seen) is State.DONE
    tally = kept.tally()
    assert set(tally) == {"sent", "skipped"}
    assert sum(tally.values()) == 500


async def test_a_paused_one_ends_too(kept: Kept, office: NewOffice, wechat: WeChatApi) -> None:
    kept.broadcast(people(2), state=State.PAUSED)
    kept.run("UPDATE broadcasts SET valid_until = ?", NOON + 60)
    here = office()
    await rounds(serving(here))
    assert kept.state() == ("paused", "")
    here.now[0] += 60
    await rounds(serving(here))
    assert (kept.state(), kept.tally(), wechat.messages) == (("done", ""), {"skipped": 2}, [])


async def test_what_a_dead_worker_left_of_it_is_not_known_to_have_arrived(kept: Kept, office: NewOffice) -> None:
    kept.broadcast(people(3), state=State.SENDING)
    kept.run("UPDATE broadcasts SET valid_until = ?", NOON + 30)
    here = office()
    await here.store.lease_deliveries(1, (Channel.TEMPLATE,), NOON, NOON + 60, 1)
    here.now[0] += 30
    await rounds(serving(here))
    assert kept.tally() == {"sending": 1, "skipped": 2}
    here.now[0] += 30
    await rounds(serving(here))
    assert (kept.tally(), kept.state()[0]) == ({"failed": 1, "skipped": 2}, "done")
    assert set(kept.reasons().values()) == {UNKNOWN, OVER}


@pytest.mark.parametrize(("held", "tally"), [(0, {"skipped": 3}), (2, {"skipped": 3}), (3, {"failed": 3})])
async def test_a_mass_send_in_hand_is_left_until_its_lease_ends(
    kept: Kept, office: NewOffice, held: int, tally: dict[str, int]
) -> None:
    kept.broadcast(people(3), "mass", state=State.SENDING)
    kept.run("UPDATE broadcasts SET valid_until = ?", NOON + 30)
    here = office()
    job = await here.store.lease_mass(1, NOON, NOON + 60, 3)
    assert job
    if held:
        assert await here.store.hold_mass(job, held) == held
    here.now[0] += 30
    await rounds(serving(here))
    assert kept.tally() == {k: n for k, n in (("pending", 3 - held), ("sending", held)) if n}
    here.now[0] += 30
    await rounds(serving(here))
    assert (kept.tally(), kept.state()[0]) == (tally, "done")


async def test_until_when_it_is_worth_telling(store: SqliteStore) -> None:
    desk = composing.Desk(BARE, PACK)
    early = parse_moment("2025-08-01").timestamp()
    of_deadline = await composing.compose(store, desk, drafted(f"deadline:{DEADLINE}"), "王", early)
    assert of_deadline.draft.valid_until == validity.end_of(date(2025, 9, 18))
    said = await composing.compose(store, desk, drafted(f"deadline:{DEADLINE}", valid_until=early + 60), "王", early)
    assert said.draft.valid_until == early + 60
    for at in (early + 60, early + 61):
        with pytest.raises(Error, match="--until"):
            await composing.compose(store, desk, drafted(valid_until=early + 60, send_at=at), "王", early)
    past = await composing.compose(store, desk, drafted(f"deadline:{DEADLINE}"), "王", early + 90 * 86_400)
    assert past.draft.valid_until is None
    ends = [
        (await freeze(store, await begun(store, draft), BARE, MOMENT)).draft.valid_until
        for draft in (drafted(), drafted(DUES), drafted(valid_until=AT + 5))
    ]
    assert ends == [AT + 30 * 86_400, parse_moment("2019-01-01").timestamp(), AT + 5]


def test_a_day_counts_as_a_whole() -> None:
    assert validity.read("2026-06-30", "--until") == parse_moment("2026-07-01").timestamp()
    assert validity.read("2026-06-30T09:00", "--until") == parse_moment("2026-06-30T09:00").timestamp()


async def test_what_an_older_store_still_sends_ends_as_well(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "s.db", isolation_level=None)) as connection:
        migrate(connection, STEPS[:4])
    kept = Kept(tmp_path / "s.db")
    for state in (State.SENDING, State.DRAFT):
        kept.broadcast(people(1), state=state)
    store = await asyncio.to_thread(SqliteStore.open, kept.path)
    found = [await store.broadcast(n) for n in (1, 2)]
    await store.close()
    assert [b and b.draft.valid_until for b in found] == [NOON + 30 * 86_400, None]


@pytest.mark.parametrize("by_day", [False, True])
async def test_an_end_beside_a_mass_send_does_not_count_anybody_twice(
    kept: Kept, office: NewOffice, *, by_day: bool
) -> None:
    kept.broadcast(people(5), "mass", state=State.SENDING)
    store = office().store
    job = await store.lease_mass(1, NOON, NOON + 60, 3)
    assert job
    await store.hold_mass(job, 1)
    if by_day:
        assert await store.expire(1, at=NOON, reason=OVER) == 2
    else:
        kept.run("UPDATE broadcasts SET valid_until = ?", NOON)
        assert await store.expire_deliveries(NOON, NOON, Reasons(OVER, UNKNOWN), 10) == 2
    assert kept.tally() == {"sending": 1, "pending": 2, "skipped": 2}
    assert await store.hold_mass(job, 9) == 2
    assert await store.mass_accepted(job, "demo", "7", NOON + 60)
    await store.mass_finished("demo", MassFinished("7", 3, 3, 2, 1), NOON)
    await store.settle_mass(NOON, "", 100)
    assert kept.tally() == {"sent": 2, "failed": 1, "skipped": 2}
