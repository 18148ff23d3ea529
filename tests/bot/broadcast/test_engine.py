"""A broadcast is sent: each member once, each outcome on disk, and staff are told what is wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.broadcast.broadcast import Channel, State
from bot.broadcast.engine import run_broadcast
from bot.broadcast.massing import ALONE
from bot.broadcast.reasons import OPTED_OUT
from bot.broadcast.sending import LIST, MassJob
from bot.errors import Error
from bot.results import MassFinished
from bot.wechat.mass import ID_MOST
from bot.wechat.outcome import NotSent, Outcome, QuotaUsedUp, Refused, Sent, Unknown
from tests.bot.broadcast.conftest import NewOffice
from tests.bot.broadcast.outbox import QUICK, Kept, people
from tests.bot.noticing import NOON, SERVICE
from tests.conftest import account
from tests.wechat_api import CUSTOMER, SUBSCRIBE, TEMPLATE, TOKEN, Trouble, WeChatApi

ONCE = replace(QUICK, at_once=1)


async def test_every_member_gets_the_template_message_once_and_the_broadcast_is_done(
    kept: Kept, office: NewOffice, wechat: WeChatApi
) -> None:
    members = people(130)
    kept.broadcast(members)
    seen: list[tuple[int, int]] = []
    assert await office().run(progress=lambda done, total: seen.append((done, total))) is State.DONE
    assert sorted(m["touser"] for m in wechat.messages) == members
    assert kept.tally() == {"sent": 130}
    message = wechat.messages[0]
    assert message["data"] == {"thing1": {"value": "申报提醒"}, "thing2": {"value": "请在截止前申报"}}
    assert len({m["client_msg_id"] for m in wechat.messages}) == 130
    assert (seen[0], seen[-1]) == ((0, 130), (130, 130))
    assert [what for (what,) in kept.run("SELECT what FROM broadcast_log ORDER BY id")] == ["sending", "done"]


@pytest.mark.parametrize(("channel", "path"), [("customer", CUSTOMER), ("subscribe", SUBSCRIBE)])
async def test_other_channels(kept: Kept, office: NewOffice, wechat: WeChatApi, channel: str, path: str) -> None:
    kept.broadcast(people(3), channel)
    noticed = account(**SERVICE, notice_template="S1", notice_fields={"thing1": "{text}"})
    assert await office(accounts=(noticed,)).run() is State.DONE
    assert [m["path"] for m in wechat.messages] == [path] * 3
    assert "请在截止前申报" in str(wechat.messages[0])


async def test_a_draft_is_not_sent(kept: Kept, office: NewOffice, wechat: WeChatApi) -> None:
    kept.broadcast(people(1), state=State.DRAFT)
    with pytest.raises(Error, match="还没有批准"):
        await office().run()
    assert wechat.calls == []


async def test_what_is_done_is_not_sent_again(kept: Kept, office: NewOffice, wechat: WeChatApi) -> None:
    kept.broadcast(people(1), state=State.DONE)
    assert await office().run() is State.DONE
    assert wechat.calls == []


async def test_an_audience_that_is_not_frozen_is_frozen_first(kept: Kept, office: NewOffice) -> None:
    kept.broadcast([])
    kept.run("UPDATE broadcasts SET frozen_at = NULL")
    sending = office()
    assert await sending.run() is State.SENDING  # this freezing did nothing
    assert sending.frozen == [1]


async def test_what_is_refused_for_one_member_fails_with_the_reason_and_the_others_are_told(
    kept: Kept, office: NewOffice, wechat: WeChatApi
) -> None:
    kept.broadcast(people(5))
    wechat.trouble[TEMPLATE] = [43004, 40003]
    assert await office(pace=ONCE).run() is State.DONE
    assert kept.tally() == {"failed": 2, "sent": 3}
    first, second, *rest = kept.reasons().values()
    assert "未关注" in first
    assert "openid" in second
    assert rest == ["", "", ""]


async def test_a_used_up_day_pauses_and_the_rest_is_sent_when_it_is_run_again(
    kept: Kept, office: NewOffice, wechat: WeChatApi
) -> None:
    kept.broadcast(people(90))
    sending = office()
    wechat.always[TEMPLATE] = 45009
    assert await sending.run() is State.PAUSED
    assert kept.tally() == {"pending": 90}
    state, reason = kept.state()
    assert (state, "当日" in reason) == ("paused", True)
    del wechat.always[TEMPLATE]
    sending.now[0] += 86_400  # nothing was sent, so WeChat need not remember anything
    assert await sending.run() is State.DONE
    assert kept.tally() == {"sent": 90}
    assert len(wechat.messages) == 90


@pytest.mark.parametrize(("path", "code"), [(TEMPLATE, 40164), (TEMPLATE, 48001), (TOKEN, 40125)])
async def test_what_is_refused_for_all_pauses_at_once(
    kept: Kept, office: NewOffice, wechat: WeChatApi, path: str, code: int
) -> None:
    kept.broadcast(people(300))
    wechat.always[path] = code
    assert await office().run() is State.PAUSED
    assert kept.tally() == {"pending": 300}
    assert str(code) in kept.state()[1]
    assert len(wechat.sent(path)) <= QUICK.at_once


async def test_what_becomes_pending_again_while_nothing_was_left_is_sent(
    kept: Kept, office: NewOffice, wechat: WeChatApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing could be leased, as the last one was in hand; by the next look it had been put back."""
    kept.broadcast(people(1))
    wechat.trouble[TEMPLATE] = [-1, -1, -1]
    sending = office(pace=ONCE)
    look = sending.store.leased_until

    async def late(ident: int, channels: Sequence[Channel]) -> float | None:
        while kept.tally().get("sending"):  # noqa: ASYNC110  # there is no event to wait for
            await asyncio.sleep(0.001)
        return await look(ident, channels)

    monkeypatch.setattr(sending.store, "leased_until", late)
    assert await sending.run() is State.DONE
    assert len(wechat.messages) == 1


async def test_a_minute_that_is_used_up_is_waited_for(kept: Kept, office: NewOffice, wechat: WeChatApi) -> None:
    kept.broadcast(people(3))
    wechat.trouble[TEMPLATE] = [45011]
    sending = office(pace=ONCE)
    limit = sending.limits.of("demo")
    rests: list[None] = []
    limit.used_up = lambda: rests.append(None)  # type: ignore[method-assign]  # its rest is tested with the limits
    assert await sending.run() is State.DONE
    assert (len(rests), kept.tally()) == (1, {"sent": 3})


@pytest.mark.parametrize("trouble", ["cut", "page", 502, "silence", -1])
async def test_a_template_message_of_unknown_outcome_is_sent_again_under_the_same_id(
    kept: Kept, office: NewOffice, wechat: WeChatApi, trouble: Trouble
) -> None:
    kept.broadcast(people(3))
    wechat.trouble[TEMPLATE] = [trouble]
    assert await office(pace=ONCE).run() is State.DONE
    assert sorted(m["touser"] for m in wechat.messages) == people(3)
    assert len(wechat.sent(TEMPLATE)) == 4


@pytest.mark.parametrize("channel", ["customer", "subscribe"])
async def test_any_other_of_unknown_outcome_is_never_sent_again_and_the_report_says_so(
    kept: Kept, office: NewOffice, wechat: WeChatApi, channel: str
) -> None:
    kept.broadcast(people(3), channel)
    path = CUSTOMER if channel == "customer" else SUBSCRIBE
    wechat.trouble[path] = ["cut"]
    noticed = account(**SERVICE, notice_template="S1", notice_fields={"thing1": "{text}"})
    assert await office(accounts=(noticed,), pace=ONCE).run() is State.DONE
    assert len(wechat.sent(path)) == 3
    assert kept.tally() == {"failed": 1, "sent": 2}
    assert "结果不明" in kept.reasons()[people(1)[0]]


async def test_a_dead_workers_template_messages_are_sent_again_while_wechat_knows_them(
    kept: Kept, office: NewOffice, wechat: WeChatApi
) -> None:
    kept.broadcast(people(4), state=State.SENDING)
    dead = "UPDATE deliveries SET state = 'sending', until = ?, sent_at = ? WHERE number = ?"
    kept.run(dead, NOON - 1, NOON - 100, 1)
    kept.run(dead, NOON - 1, NOON - 560, 2)
    kept.run(dead, NOON + 60, NOON - 10, 3)  # alive, or dead for a moment
    sending = office()
    running = asyncio.create_task(sending.run())
    await asyncio.sleep(0.2)
    assert {m["touser"] for m in wechat.messages} == {people(4)[0], people(4)[3]}
    sending.now[0] += 61
    assert await running is State.DONE
    assert kept.tally() == {"sent": 3, "failed": 1}
    assert "结果不明" in kept.reasons()[people(4)[1]]


async def test_a_dead_workers_customer_messages_fail(kept: Kept, office: NewOffice, wechat: WeChatApi) -> None:
    kept.broadcast(people(2), "customer", state=State.SENDING)
    kept.run("UPDATE deliveries SET state = 'sending', until = ?, sent_at = ? WHERE number = 1", NOON - 1, NOON - 61)
    assert await office().run() is State.DONE
    assert [m["touser"] for m in wechat.messages] == [people(2)[1]]
    assert kept.tally() == {"sent": 1, "failed": 1}


async def test_a_lasting_unknown_is_left_for_a_while_and_fails_when_wechat_has_forgotten_it(
    kept: Kept, office: NewOffice, wechat: WeChatApi
) -> None:
    kept.broadcast(people(1))
    wechat.always[TEMPLATE] = "page"
    sending = office()
    running = asyncio.create_task(sending.run())
    for _ in range(60):
        await asyncio.sleep(0.02)
        sending.now[0] += 15
    assert await running is State.DONE
    assert "结果不明" in kept.reasons()[people(1)[0]]
    assert len(wechat.messages) == 1


async def test_what_the_next_contact_tells_keeps_the_broadcast_open(kept: Kept, office: NewOffice) -> None:
    kept.broadcast(people(3))
    kept.run("UPDATE deliveries SET channel = 'next-contact' WHERE number = 2")
    sending = office()
    assert await sending.run() is State.SENDING
    assert kept.tally() == {"sent": 2, "pending": 1}
    kept.run("UPDATE deliveries SET state = 'sent' WHERE number = 2")
    assert await sending.run() is State.DONE


async def test_an_account_without_an_api_pauses_and_says_why(kept: Kept, office: NewOffice) -> None:
    kept.broadcast(people(2))
    assert await office(calls=False).run() is State.PAUSED
    assert "app_secret" in kept.state()[1]
    other = kept.broadcast(people(2), "next-contact")
    assert await office(calls=False).run(other) is State.SENDING


async def test_ctrl_c_pauses_with_nothing_in_hand_and_run_goes_on(
    kept: Kept, office: NewOffice, wechat: WeChatApi
) -> None:
    members = people(2000)
    kept.broadcast(members)
    sending, stop = office(), asyncio.Event()

    def interrupt(done: int, _total: int) -> None:
        if done >= 100:
            stop.set()

    assert await run_broadcast(sending.engine, await sending.found(), "王", stop, interrupt) is State.PAUSED
    tally = kept.tally()
    assert set(tally) == {"sent", "pending"}
    assert tally["sent"] == len(wechat.messages) < 2000
    assert await sending.run() is State.DONE
    assert sorted(m["touser"] for m in wechat.messages) == members


async def test_who_pauses_or_cancels_stops_every_sender(kept: Kept, office: NewOffice, wechat: WeChatApi) -> None:
    kept.broadcast(people(3000))

    def cancel(done: int, _total: int) -> None:
        if done >= 100:
            kept.run("UPDATE broadcasts SET state = 'cancelled'")

    assert await office().run(progress=cancel) is State.CANCELLED
    assert "sending" not in kept.tally()
    assert kept.tally()["sent"] == len(wechat.messages) < 3000


async def test_many_errors_pause_and_tell(kept: Kept, office: NewOffice, wechat: WeChatApi) -> None:
    kept.broadcast(people(600))
    wechat.always[TEMPLATE] = 47003
    assert await office().run() is State.PAUSED
    assert "出错" in kept.state()[1]
    assert kept.tally()["failed"] <= 60


async def test_members_who_are_gone_pause_nothing(kept: Kept, office: NewOffice, wechat: WeChatApi) -> None:
    kept.broadcast(people(300))
    wechat.always[TEMPLATE] = 43004
    assert await office().run() is State.DONE
    assert kept.tally() == {"failed": 300}


@pytest.mark.parametrize(
    "refusal", [("customer", CUSTOMER, 45015), ("customer", CUSTOMER, 45047), ("subscribe", SUBSCRIBE, 43101)]
)
async def test_who_was_to_be_told_any_way_and_cannot_be_pushed_to_is_told_at_the_next_contact(
    kept: Kept, office: NewOffice, wechat: WeChatApi, refusal: tuple[str, str, int]
) -> None:
    channel, path, code = refusal
    wechat.always[path] = code
    kept.broadcast(people(3), channel)
    kept.run("UPDATE broadcasts SET channel = 'auto'")
    wanted = kept.broadcast(people(3), channel)
    sending = office(accounts=(account(**SERVICE, notice_template="S1"),))
    assert await sending.run() is State.SENDING
    assert kept.run("SELECT DISTINCT channel, state, sent_at FROM deliveries WHERE broadcast = 1") == [
        ("next-contact", "pending", None)
    ]
    assert len(wechat.sent(path)) == 3
    assert await sending.run(wanted) is State.DONE  # staff wanted this channel and no other
    assert kept.tally(wanted) == {"failed": 3}


# Mass sends


class Masses:
    """Mass sends of an account, which end as they are told to."""

    def __init__(self, *outcomes: Outcome, lists: bool = True) -> None:
        self.takes_lists = lists
        self.outcomes = list(outcomes)
        self.sends: list[tuple[Sequence[str] | str, str]] = []

    async def to_members(self, members: Sequence[str], text: str, *, client_msg_id: str) -> Outcome:
        assert text == "请在截止前申报"
        return self._told(members, client_msg_id)

    async def to_audience(self, audience: str, text: str, *, client_msg_id: str) -> Outcome:
        assert text == "请在截止前申报"
        return self._told(audience, client_msg_id)

    def _told(self, whom: Sequence[str] | str, ident: str) -> Outcome:
        assert len(ident) <= 32
        self.sends.append((whom, ident))
        return self.outcomes.pop(0) if self.outcomes else Sent(f"m-{ident}")


def finished(part: int, total: int, sent: int, reason: str = "") -> MassFinished:
    """What WeChat tells of a mass send of the first broadcast."""
    return MassFinished(f"m-zxt-p9mls0-b1-m{part}", total, total, sent, total - sent, reason)


async def test_lists_are_sent_by_ten_thousand_and_settled_by_what_wechat_tells(kept: Kept, office: NewOffice) -> None:
    members = people(LIST + 1)
    kept.broadcast(members, "mass")
    masses = Masses()
    sending = office(mass=masses)
    assert await sending.run() is State.SENDING
    assert [len(whom) for whom, _ in masses.sends] == [LIST - 1, 2]
    assert sorted(m for whom, _ in masses.sends for m in whom) == members
    assert kept.tally() == {"sending": LIST + 1}
    for number in (1, 1, 2):
        told = finished(1, LIST - 1, LIST - 4) if number == 1 else finished(2, 2, 2)
        await sending.store.mass_finished("demo", told, NOON)
    assert await sending.run() is State.DONE
    assert kept.tally() == {"sent": LIST - 2, "failed": 3}
    assert len(masses.sends) == 2
    assert "没有说是哪些人" in kept.reasons()[members[0]]


async def test_an_account_without_lists_sends_to_the_whole_audience_at_once(kept: Kept, office: NewOffice) -> None:
    kept.broadcast(people(30), "mass", audience="tag:理事")
    masses = Masses(lists=False)
    sending = office(mass=masses)
    assert await sending.run() is State.SENDING
    assert masses.sends == [("tag:理事", "zxt-p9mls0-b1-m1")]
    await sending.store.mass_finished("demo", finished(1, 30, 0, "管理员拒绝"), NOON)
    assert await sending.run() is State.DONE
    assert set(kept.reasons().values()) == {"管理员拒绝"}


async def test_no_mass_send_goes_to_a_whole_audience_with_somebody_who_opted_out(kept: Kept, office: NewOffice) -> None:
    """WeChat chooses by tag whom it sends to; who wants no broadcasts must not be among them."""
    kept.broadcast(people(30), "mass", audience="tag:理事")
    kept.run("INSERT INTO opt_outs VALUES ('demo', ?, ?)", people(30)[4], NOON)
    masses = Masses(lists=False)
    sending = office(mass=masses)
    assert await sending.run() is State.PAUSED
    assert "1 位会员已退订提醒" in kept.state()[1]
    assert (masses.sends, kept.tally()) == ([], {"pending": 30})
    kept.run("DELETE FROM opt_outs")
    assert await sending.run() is State.SENDING
    assert len(masses.sends) == 1


async def test_who_opts_out_before_a_list_is_sent_is_left_out_of_it(kept: Kept, office: NewOffice) -> None:
    members = people(3)
    kept.broadcast(members, "mass")
    masses = Masses(QuotaUsedUp(45028, "群发次数已用完（45028）", "day"))
    sending = office(mass=masses)
    assert await sending.run() is State.PAUSED
    kept.run("INSERT INTO opt_outs VALUES ('demo', ?, ?)", members[1], NOON)
    assert await sending.run() is State.SENDING
    assert [tuple(whom) for whom, _ in masses.sends] == [tuple(members), (members[0], members[2])]
    await sending.store.mass_finished("demo", finished(1, 2, 1), NOON)
    assert await sending.run() is State.DONE
    assert kept.tally() == {"sent": 1, "failed": 1, "skipped": 1}
    assert kept.reasons()[members[1]] == OPTED_OUT


async def test_a_result_that_comes_before_the_answer_counts(kept: Kept, office: NewOffice) -> None:
    kept.broadcast(people(3), "mass")
    sending = office(mass=Masses())
    await sending.store.mass_finished("demo", finished(1, 3, 3), NOON)
    assert await sending.run() is State.DONE


async def test_a_mass_send_of_unknown_outcome_is_made_again_under_the_same_id(kept: Kept, office: NewOffice) -> None:
    kept.broadcast(people(3), "mass")
    masses = Masses(Unknown("?"), NotSent("45066"))
    sending = office(mass=masses)
    running = asyncio.create_task(sending.run())
    for _ in range(40):
        await asyncio.sleep(0.02)
        sending.now[0] += 10
    assert await running is State.SENDING
    assert [ident for _, ident in masses.sends] == ["zxt-p9mls0-b1-m1"] * 3


async def test_a_mass_send_that_wechat_has_forgotten_is_not_repeated(kept: Kept, office: NewOffice) -> None:
    kept.broadcast(people(3), "mass", state=State.SENDING)
    masses = Masses()
    sending = office(mass=masses)
    assert await sending.store.lease_mass(1, NOON - 90_000, NOON - 89_940, LIST)
    assert await sending.run() is State.DONE
    assert masses.sends == []
    assert all("结果不明" in reason for reason in kept.reasons().values())


async def test_mass_sends_that_cannot_be_made_say_why(kept: Kept, office: NewOffice) -> None:
    kept.broadcast(people(3), "mass")
    masses = Masses(QuotaUsedUp(45028, "群发次数已用完（45028）", "day"))
    sending = office(mass=masses)
    assert await sending.run() is State.PAUSED
    assert "45028" in kept.state()[1]
    sending.now[0] += 100_000  # nothing was sent, so it may be sent days later
    assert await sending.run() is State.SENDING
    assert len(masses.sends) == 2
    alone = kept.broadcast(people(1), "mass")
    assert await sending.run(alone) is State.DONE
    assert set(kept.reasons(alone).values()) == {ALONE}
    none = kept.broadcast(people(2), "mass")
    assert await office().run(none) is State.PAUSED
    refused = kept.broadcast(people(2), "mass")
    masses.outcomes = [Refused(45002, "消息内容过长", "message")]
    assert await sending.run(refused) is State.DONE
    assert set(kept.reasons(refused).values()) == {"消息内容过长"}


async def test_a_mass_send_without_a_result_in_a_day_fails(kept: Kept, office: NewOffice) -> None:
    kept.broadcast(people(3), "mass")
    sending = office(mass=Masses())
    assert await sending.run() is State.SENDING
    sending.now[0] += 86_399
    assert await sending.run() is State.SENDING
    sending.now[0] += 2
    assert await sending.run() is State.DONE
    assert kept.tally() == {"failed": 3}


def test_the_id_of_a_mass_send_is_of_one_store_and_short_enough() -> None:
    jobs = [MassJob(987_654, 1234, 1, 9, 9, NOON, NOON, made) for made in (NOON, NOON + 1)]
    assert jobs[0].message_id != jobs[1].message_id
    assert len(jobs[0].message_id.encode()) <= ID_MOST
