"""Drafts of reminders make themselves, once, move with the pack, and go their way when somebody approves."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from unittest.mock import Mock

import pytest

from bot.broadcast.audience import parse, settled
from bot.broadcast.broadcast import Broadcast, Standing, State
from bot.broadcast.composing import approve
from bot.broadcast.occasion import titled
from bot.broadcast.occasions import EARLY, Plan, dues_text
from bot.broadcast.reasons import PASSED, REPLACED, YEAR_PASSED
from bot.broadcast.reminders import Secretary
from bot.broadcast.rendering import template_fields
from bot.broadcast.timely import outdated
from bot.casting import engine_of
from bot.cli.broadcast_views import document, line, status_lines
from bot.clock import Clock, parse_moment
from bot.config import Settings
from bot.errors import Error
from bot.store.sqlite import SqliteStore
from bot.wechat.wire import new_session
from handlers.reminding.days import Due, dues
from knowledge.pack import Pack, load_pack
from tests.bot.broadcast.audiences import Followers, begun, drafted
from tests.bot.broadcast.conftest import Serve
from tests.bot.broadcast.members import DEADLINE, NAME, comes, moved, sending, told
from tests.bot.broadcast.outbox import Kept
from tests.bot.enquiries.conftest import DIGITS, PACK, UNIT, Office
from tests.conftest import account
from tests.handlers.test_reminding import PACKS
from tests.wechat_peer import MEMBER

DAY = date(2025, 9, 18)


async def look(store: SqliteStore, now: str, pack: Pack = PACK) -> Sequence[Broadcast]:
    """What is there after a look at this business time."""
    await Secretary(store, {"demo": pack}, Clock.starting_at(parse_moment(now))).round()
    return await store.broadcasts("demo")


def moment(text: str) -> float:
    return parse_moment(text).timestamp()


def about(broadcast: Broadcast) -> tuple[str, str]:
    return broadcast.draft.name, broadcast.state


async def test_a_draft_appears_with_audience_text_and_time(store: SqliteStore) -> None:
    (made,) = await look(store, "2025-08-19")
    draft = made.draft
    assert (made.state, made.author, draft.channel, draft.audience) == ("draft", "系统", "auto", f"deadline:{DEADLINE}")
    assert (draft.name, titled(draft)) == (NAME, f"{NAME}（提前30天）")
    assert draft.send_at == parse_moment("2025-08-19T09:00").timestamp()
    assert draft.fields == {"deadline": "2025年9月18日"}
    for said in (NAME, "2025年9月18日（星期四）", "寄到茶务部", "金盏奖参评表、茶席照片", "依据：《", "退订提醒"):
        assert said in draft.text


async def test_members_are_not_told_how_early_a_draft_was_made(store: SqliteStore) -> None:
    """What is approved late, or sent after a pause, is not as early as it says; staff tell drafts apart by it."""
    (made,) = await look(store, "2025-08-19")
    shown = template_fields(made.draft, account(reminder_fields={"thing1": "{name}"}))
    assert shown.data == {"thing1": NAME}
    assert f"{NAME}（提前30天）" in line(made)
    assert f"「{NAME}（提前30天）」" in next(status_lines(made, await store.counts(made.ident), Standing()))
    assert (document(made)["name"], document(made)["occasion"]) == (NAME, "提前30天")
    await store.withdraw(made.ident, by="系统", at=1.0, note="")
    (withdrawn,) = await store.broadcasts("demo")
    assert f"{NAME}（提前30天）" in line(withdrawn)


async def test_each_is_made_a_few_days_ahead_and_once(store: SqliteStore) -> None:
    seen: list[list[str]] = []
    for days in range(35, -3, -1):
        found = await look(store, f"{DAY - timedelta(days=days)}T08:00")
        await look(store, f"{DAY - timedelta(days=days)}T23:59")
        if not seen or seen[-1] != [titled(b.draft) for b in found]:
            seen.append([titled(b.draft) for b in found])
    names = [f"{NAME}（提前{n}天）" for n in (30, 7, 3, 1)]
    assert seen == [[], names[:1], names[:2], names[:3], names]


async def test_none_is_made_for_a_day_that_has_passed(store: SqliteStore) -> None:
    assert [titled(b.draft) for b in await look(store, "2025-09-12")] == [f"{NAME}（提前3天）"]
    assert await look(store, "2025-12-02T09:00") == await store.broadcasts("demo")
    for draft in Plan(PACK, date(2026, 1, 1)).drafts("demo"):
        raise AssertionError(draft)


async def test_many_processes_make_one(store: SqliteStore, settings: Settings) -> None:
    stores = [SqliteStore.open(settings.store_file) for _ in range(4)]
    clock = Clock.starting_at(parse_moment("2025-09-17"))
    await asyncio.gather(*(Secretary(s, {"demo": PACK}, clock).round() for s in stores for _ in range(3)))
    assert len(await store.broadcasts("demo")) == 1
    for other in stores:
        await other.close()


async def test_what_staff_cancelled_does_not_come_back(store: SqliteStore) -> None:
    (made,) = await look(store, "2025-08-19")
    await store.move_broadcast(made.ident, {State.DRAFT}, State.CANCELLED, by="王", at=1.0)
    assert [about(b) for b in await look(store, "2025-08-19")] == [(made.draft.name, "cancelled")]


async def test_a_draft_moves_with_the_packs_date_and_back(store: SqliteStore) -> None:
    later = moved(PACK, on=date(2025, 9, 19))
    (made,) = await look(store, "2025-08-19")
    await store.move_broadcast(made.ident, {State.DRAFT}, State.APPROVED, by="王", at=1.0)
    first, second = await look(store, "2025-08-19", later)
    assert (first.state, second.state) == ("cancelled", "draft")
    assert "2025年9月19日" in second.draft.text
    assert (await store.broadcast_log(first.ident))[-1].note == "截止日期改为2025年9月19日"
    third = (await look(store, "2025-08-19"))[-1]
    assert third.draft.text == first.draft.text
    assert [b.state for b in await store.broadcasts("demo")] == ["cancelled", "cancelled", "draft"]
    assert len(await look(store, "2025-08-19")) == 3


@pytest.mark.parametrize("channel", ["next-contact", "template"])
async def test_what_waits_is_not_told_when_the_date_moved_or_passed(
    store: SqliteStore, settings: Settings, channel: str
) -> None:
    key = f"{DEADLINE}|2025-09-18|7"
    made = await sending(store, "旧的日期", MEMBER, occasion=key)
    Kept(settings.store_file).run("UPDATE deliveries SET channel = ?", channel)
    await look(store, "2025-09-18T23:59")
    assert (await store.counts(made.ident)).pending == 1
    await look(store, "2025-09-19")
    (row,) = await store.report_page(made.ident, 0, 10)
    assert (row.outcome, row.reason) == ("skipped", PASSED)
    other = await sending(store, "旧的日期", MEMBER, occasion=f"{DEADLINE}|2025-09-17|7")
    await look(store, "2025-09-16")
    found = await store.broadcast(other.ident)
    assert found is not None
    assert found.state == "cancelled"


async def test_a_draft_that_nobody_approved_ends_with_its_deadline(store: SqliteStore) -> None:
    await look(store, "2025-09-17")
    assert [b.state for b in await look(store, "2025-09-18")] == ["draft"]
    assert [b.state for b in await look(store, "2025-09-19")] == ["cancelled"]


async def test_a_later_reminder_takes_the_place_of_drafts_that_were_not_sent(store: SqliteStore) -> None:
    for day in ("2025-08-19", "2025-09-10"):
        found = await look(store, day)
    await store.move_broadcast(found[0].ident, {State.DRAFT}, State.APPROVED, by="王", at=1.0)
    found = await look(store, "2025-09-10T23:59")
    assert [b.state for b in found] == ["approved", "draft"]
    found = await look(store, "2025-09-11")
    assert [(b.state, b.reason) for b in found] == [("cancelled", REPLACED), ("draft", "")]
    for day in ("2025-09-12", "2025-09-15", "2025-09-17"):
        found = await look(store, day)
    assert [b.state for b in found] == ["cancelled", "cancelled", "cancelled", "draft"]


async def test_what_staff_cancelled_takes_nobodys_place(store: SqliteStore) -> None:
    await look(store, "2025-08-19")
    second = (await look(store, "2025-09-10"))[1]
    await store.move_broadcast(second.ident, {State.DRAFT}, State.CANCELLED, by="王", at=1.0)
    assert [b.state for b in await look(store, "2025-09-12")][:2] == ["draft", "cancelled"]


async def test_what_the_pack_no_longer_wants_takes_nobodys_place(store: SqliteStore) -> None:
    for day in ("2025-08-19", "2025-09-10"):
        await look(store, day)
    fewer = moved(PACK, remind_before=(30,))
    assert [b.state for b in await look(store, "2025-09-12", fewer)] == ["draft", "cancelled"]


async def test_a_look_reads_what_matters_and_lets_others_work(
    store: SqliteStore, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts = [f"a{n}" for n in range(40)]
    secretary = Secretary(store, dict.fromkeys(accounts, PACK), Clock.starting_at(parse_moment("2025-09-17")))
    await secretary.round()  # makes a draft for each
    turn, looked_up_in, on_the_loop = 0, [], Mock()

    def looked_up(pack: Pack) -> tuple[Due, ...]:
        looked_up_in.append(turn)
        return dues(pack)

    async def others() -> None:
        nonlocal turn
        while True:
            turn += 1
            await asyncio.sleep(0)

    monkeypatch.setattr("bot.broadcast.occasions.dues", looked_up)
    monkeypatch.setattr("bot.broadcast.occasions.deadline_text", None)  # what is there is not worded once more
    monkeypatch.setattr(store, "_read", on_the_loop)
    beside = asyncio.create_task(others())
    await secretary.round()
    beside.cancel()
    assert len(looked_up_in) == len(set(looked_up_in)) == len(accounts)
    assert not on_the_loop.called


async def test_a_look_passes_over_history(store: SqliteStore) -> None:
    (fresh,) = await look(store, "2025-09-17")
    old = {}
    for n, state in enumerate((State.DONE, State.PAUSED, State.CANCELLED)):
        draft = replace(fresh.draft, occasion=f"{DEADLINE}|2019-09-1{n}|1", send_at=moment("2019-09-09"))
        made = await store.create_broadcast(draft, "系统", 1.0)
        await store.move_broadcast(made.ident, {State.DRAFT}, state, by="王", at=1.0)
        old[state] = made.ident
    await store.create_broadcast(drafted(), "王", 1.0)
    found = await store.self_made(["demo", "other"], moment("2025-01-01"))
    assert {a: [(m.ident, m.state, m.frozen) for m in made] for a, made in found.items()} == {
        "demo": [(fresh.ident, "draft", False), (old[State.PAUSED], "paused", False)]
    }


async def test_what_waits_is_replaced_once_the_later_reminder_waits(serve: Serve, store: SqliteStore) -> None:
    keys = [f"{DEADLINE}|2025-09-18|{n}" for n in (30, 7, 3)]
    first = await sending(store, "【截止提醒】旧的说法", MEMBER, occasion=keys[0])
    second = await store.create_broadcast(drafted(occasion=keys[1]), "系统", 1.0)
    await look(store, "2025-09-11")
    assert (await store.counts(first.ident)).pending == 1
    third = await sending(store, "【截止提醒】新的说法", MEMBER, occasion=keys[2])
    await look(store, "2025-09-15")
    (row,) = await store.report_page(first.ident, 0, 10)
    assert (row.outcome, row.reason) == ("skipped", REPLACED)
    reply = await told(await serve("2025-09-15T12:00"), "会费多少")
    assert ("旧的说法" in reply, "新的说法" in reply) == (False, True)
    assert (await store.counts(third.ident)).sent == 1
    found = await store.broadcast(second.ident)
    assert found is not None
    assert (found.state, found.reason) == ("cancelled", REPLACED)


async def test_what_was_replaced_is_not_approved_before_anybody_looked(store: SqliteStore) -> None:
    (first,) = await look(store, "2025-08-19")
    made = parse_moment("2025-09-09").timestamp()
    late = await store.create_broadcast(replace(first.draft, occasion=f"{DEADLINE}|2025-09-18|7"), "系统", made)
    for day, refused in (("2025-09-10", False), ("2025-09-11", True)):
        at = parse_moment(day).timestamp()
        assert await outdated(store, replace(first, created_at=made), at) == (REPLACED if refused else "")
        assert await outdated(store, late, at) == ""
    with pytest.raises(Error, match=REPLACED):
        await approve(store, replace(first, created_at=made), "李", at, two_people=False)


async def test_a_pack_may_say_otherwise(store: SqliteStore) -> None:
    other = moved(PACK, remind_before=(10, 0))
    assert [titled(b.draft) for b in await look(store, "2025-09-08", other)] == [f"{NAME}（提前10天）"]
    assert [titled(b.draft) for b in await look(store, "2025-09-15", other)][1:] == [f"{NAME}（当天）"]
    assert list(Plan(moved(PACK, remind_before=()), date(2025, 9, 17)).drafts("demo")) == []


async def test_dues_are_reminded_of_once_a_year(store: SqliteStore) -> None:
    (made,) = await look(store, "2025-12-01")
    assert (made.draft.audience, made.draft.name, made.state) == ("members:dues=unpaid", "2025年会费提醒", "draft")
    assert "连续3年未缴会费的，会籍终止。" in made.draft.text
    assert "620000427718" in made.draft.text
    assert len(await look(store, "2025-12-02")) == 1
    assert [b.draft.name for b in await look(store, "2026-12-01")] == ["2025年会费提醒", "2026年会费提醒"]


async def test_a_last_day_for_dues_is_told_only_where_a_document_states_it(store: SqliteStore) -> None:
    pack = load_pack(PACKS / "hebei")
    (made,) = await look(store, "2025-12-01", pack)
    assert made.draft.fields == {}
    shown = template_fields(made.draft, account(reminder_fields={"time3": "{deadline}"}))
    assert (shown.data, shown.missing) == ({"time3": ""}, ("deadline",))
    dues = pack.records["dues"]
    facts = [f for f in dues.facts if f.facet != "deadline"]
    stated = dues.facts[0].model_copy(update={"facet": "deadline", "standing": "stated", "on": date(2026, 6, 30)})
    states = replace(pack, records={**pack.records, "dues": dues.model_copy(update={"facts": (*facts, stated)})})
    drafts = {d.name: d.fields for year in (2025, 2026) for d in Plan(states, date(year, 12, 1)).drafts("demo")}
    assert drafts == {"2025年会费提醒": {}, "2026年会费提醒": {"deadline": "2026年6月30日"}}


def test_the_two_years_rule_stands_in_the_reminder_with_its_source() -> None:
    text = dues_text(load_pack(PACKS / "hebei"), 2025)
    assert "两年" in text
    assert "自动退会" in text
    assert "依据：" in text


@pytest.mark.parametrize("folder", sorted(p for p in PACKS.iterdir() if p.is_dir()), ids=lambda p: p.name)
def test_every_packs_reminders_fit_and_go_to_somebody(folder: Path) -> None:
    pack = load_pack(folder)
    days = {date(2017, 12, 1) + timedelta(days=EARLY * n) for n in range(1000)}
    drafts = {d.occasion: d for day in days for d in Plan(pack, day).drafts("demo")}
    assert bool(drafts) == (pack.id in {"shanxi", "machinery", "hebei"})
    for draft in drafts.values():
        assert len(draft.text.encode()) <= 2048
        assert "依据：" in draft.text
        settled(parse(draft.audience), pack)


async def test_from_a_packs_deadline_to_a_member_who_was_offline(serve: Serve, store: SqliteStore) -> None:
    """The journey: a wish, a draft, its approval, its time by the business clock, and the member's next contact."""
    service = await serve("2025-09-11T08:59:58")
    await told(service, "提醒我")
    await comes(lambda: store.broadcasts("demo"), bool)
    (draft,) = await store.broadcasts("demo")
    assert titled(draft.draft) == f"{NAME}（提前7天）"
    assert draft.draft.text not in await told(service, "会费多少")
    await store.move_broadcast(draft.ident, {State.DRAFT}, State.APPROVED, by="王", at=1.0)
    await comes(lambda: store.broadcasts("demo"), lambda found: found[0].frozen_at is not None)
    reply = await told(service, "会费多少")
    assert reply.startswith(draft.draft.text)
    assert draft.draft.text not in await told(service, "会费多少")
    await comes(lambda: store.broadcasts("demo"), lambda found: found[0].state == State.DONE)
    counts = await store.counts(draft.ident)
    assert (counts.total, counts.sent) == (1, 1)


@pytest.mark.parametrize("state", ["draft", "approved", "paused", "sending"])
async def test_dues_of_last_year_are_not_sent_in_the_new_one(store: SqliteStore, state: str) -> None:
    (made,) = await look(store, "2025-12-01")
    if state != "draft":
        await store.move_broadcast(made.ident, {State.DRAFT}, State(state), by="王", at=1.0)
    assert [b.state for b in await look(store, "2025-12-31T23:59")] == [state]
    assert [(b.state, b.reason) for b in await look(store, "2026-01-01")] == [("cancelled", YEAR_PASSED)]


async def test_dues_of_last_year_are_not_approved_before_anybody_looked(store: SqliteStore) -> None:
    draft = (await look(store, "2025-12-01"))[0].draft
    made = await store.create_broadcast(replace(draft, occasion="dues|2025-11-30|0"), "系统", moment("2025-11-28"))
    with pytest.raises(Error, match=YEAR_PASSED):
        await approve(store, made, "李", moment("2026-01-01"), two_people=False)
    assert (await approve(store, made, "李", moment("2025-12-31T23:59"), two_people=False)).state == "approved"


@pytest.mark.parametrize(
    ("made_on", "day", "came_to"),
    [
        ("2025-11-28", "2025-12-31T23:00", ["oOwes"]),
        ("2025-11-28", "2026-01-01T09:00", []),
    ],
)
async def test_dues_are_frozen_by_the_year_that_they_are_of(
    store: SqliteStore, settings: Settings, made_on: str, day: str, came_to: list[str]
) -> None:
    """Who paid through last year is not told that they did not; whom a late start finds is told nothing."""
    office, followers = Office(settings.store_file), Followers(settings.store_file)
    for number, year in (("HY1", 2024), ("HY2", 2025)):
        office.unit(number=number, paid_through=year)
    followers.bind("unit", "HY1", "oOwes")
    followers.bind("unit", "HY2", "oPaid")
    draft = (await look(store, "2025-12-01"))[0].draft
    fresh = replace(draft, occasion="dues|2025-11-30|0")
    made = await begun(store, fresh, at=moment(made_on))
    async with new_session(1) as session:
        engine = engine_of(store, settings, Clock.starting_at(parse_moment(day)), session)
        state = await engine.run(made, "王", lambda: True, lambda _done, _total: None)
    assert state == ("sending" if came_to else "paused")
    assert [r.member for r in await store.report_page(made.ident, 0, 10)] == came_to
    found = await store.broadcast(made.ident)
    assert found is not None
    assert (YEAR_PASSED in found.reason) == (not came_to)


async def test_who_owes_dues_is_among_those_reminded(serve: Serve, store: SqliteStore, settings: Settings) -> None:
    office = Office(settings.store_file)
    office.unit()
    await told(await serve(), f"{UNIT} {DIGITS}")
    (made,) = await look(store, "2025-12-01")
    assert (await store.counts(made.ident, 2025)).total == 1
