"""The service sends what is due by the business clock, outside of quiet hours; what a person runs asks nobody."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import structlog

from bot.broadcast.broadcast import State
from bot.broadcast.schedule import Schedule
from bot.broadcast.worker import Broadcaster
from bot.clock import CHINA, Clock
from bot.config import Settings
from bot.notifications.quiet import QuietHours
from tests.bot.broadcast.commands import command, written
from tests.bot.broadcast.conftest import NewOffice
from tests.bot.broadcast.outbox import REMINDER, Kept, Office, people
from tests.bot.noticing import NOON, QUIET
from tests.conftest import Start, account, until
from tests.wechat_api import TEMPLATE, WeChatApi

NIGHT = datetime(2018, 6, 1, 23, tzinfo=CHINA).timestamp()


def serving(office: Office, quiet: QuietHours = QUIET) -> Broadcaster:
    schedule = Schedule(office.clock, quiet)
    return Broadcaster(office.store, office.engine, ["demo"], office.clock, schedule, every=0.02)


async def rounds(worker: Broadcaster) -> None:
    """Look for what is due, and wait until it is sent."""
    for _ in range(3):
        await worker.round()
        await asyncio.gather(*worker._running.values())


async def test_what_is_due_is_sent_and_nothing_before_its_time(
    kept: Kept, office: NewOffice, wechat: WeChatApi
) -> None:
    kept.broadcast(people(3), send_at=NOON + 60)
    here = office()
    worker = serving(here)
    await rounds(worker)
    assert wechat.calls == []
    here.now[0] += 60
    await rounds(worker)
    assert len(wechat.messages) == 3
    assert kept.state() == ("done", "")
    assert kept.run("SELECT DISTINCT by FROM broadcast_log") == [("serve",)]


async def test_a_draft_or_one_without_a_time_is_left_to_people(
    kept: Kept, office: NewOffice, wechat: WeChatApi
) -> None:
    kept.broadcast(people(1), send_at=NOON, state=State.DRAFT)
    kept.broadcast(people(1))
    kept.broadcast(people(1), send_at=NOON, state=State.PAUSED)
    await rounds(serving(office()))
    assert wechat.calls == []


async def test_quiet_hours_are_waited_out_by_the_service_and_not_by_a_person(
    kept: Kept, office: NewOffice, wechat: WeChatApi
) -> None:
    kept.broadcast(people(2), send_at=NIGHT)
    other = kept.broadcast(people(2))
    here = office(now=[NIGHT])
    worker = serving(here)
    await rounds(worker)
    assert wechat.calls == []
    assert await here.run(other) is State.DONE
    here.now[0] += 9 * 3600
    await rounds(worker)
    assert len(wechat.messages) == 4


async def test_quiet_hours_that_begin_while_a_broadcast_is_sent_leave_the_rest_for_the_morning(
    kept: Kept, office: NewOffice
) -> None:
    kept.broadcast(people(3000), send_at=NOON)
    here = office()
    worker = serving(here)
    await worker.round()
    await until(lambda: kept.tally().get("sent", 0) > 50)
    here.now[0] = NIGHT
    await asyncio.gather(*worker._running.values())
    assert set(kept.tally()) == {"sent", "pending"}
    assert kept.state()[0] == "sending"
    here.now[0] += 9 * 3600
    await rounds(worker)
    assert kept.tally() == {"sent": 3000}


async def test_what_a_dead_process_left_of_a_scheduled_broadcast_is_taken_up(
    kept: Kept, office: NewOffice, wechat: WeChatApi
) -> None:
    kept.broadcast(people(2), send_at=NOON, state=State.SENDING)
    kept.run("UPDATE deliveries SET state = 'sending', until = ?, sent_at = ?", NOON + 30, NOON - 30)
    here = office()
    worker = serving(here)
    await rounds(worker)
    assert wechat.calls == []
    here.now[0] += 30
    await rounds(worker)
    assert kept.tally() == {"sent": 2}


async def test_staff_are_told_in_the_log_that_and_why_a_scheduled_broadcast_was_paused(
    kept: Kept, office: NewOffice, wechat: WeChatApi
) -> None:
    wechat.always[TEMPLATE] = 45009
    kept.broadcast(people(2), send_at=NOON)
    with structlog.testing.capture_logs() as lines:
        await rounds(serving(office()))
    (told,) = [line for line in lines if line["event"] == "broadcast paused"]
    assert (told["log_level"], told["account"], told["broadcast"]) == ("warning", "demo", 1)
    assert "45009" in told["reason"]
    assert kept.tally() == {"pending": 2}


async def test_a_broadcast_ends_when_the_last_member_was_told_at_the_next_contact(
    kept: Kept, office: NewOffice
) -> None:
    kept.broadcast(people(2), "next-contact", send_at=NOON)
    worker = serving(office())
    await rounds(worker)
    assert kept.state()[0] == "sending"
    kept.run("UPDATE deliveries SET state = 'sent'")
    await rounds(worker)
    assert kept.state()[0] == "done"


async def test_two_processes_of_the_service_send_each_member_one_message(
    start: Start, settings: Settings, wechat: WeChatApi
) -> None:
    accounts = (account(api_base=wechat.base, **REMINDER),)
    changed = settings.model_copy(update={"accounts": accounts})
    day = datetime(2018, 6, 1, 12, tzinfo=CHINA)
    one, two = [await start(changed=changed, clock=Clock.starting_at(day)) for _ in range(2)]
    kept = Kept(changed.store_file)
    kept.broadcast(people(200), send_at=day.timestamp())
    late = kept.broadcast(people(5), send_at=(day + timedelta(hours=1)).timestamp())
    await until(lambda: kept.state()[0] == "done")
    await asyncio.gather(one.client.close(), two.client.close())
    assert sorted(m["touser"] for m in wechat.messages) == people(200)
    assert kept.state(late)[0] == "approved"


# The command


@pytest.fixture
def config(tmp_path: Path, wechat: WeChatApi) -> Path:
    return written(tmp_path, wechat.base)


async def test_the_command_sends_and_says_how_it_stands(kept: Kept, config: Path, wechat: WeChatApi) -> None:
    ident = kept.broadcast(people(20))
    status, told, _ = await command(config, "run", str(ident), "--json")
    assert (status, told) == (
        0,
        {
            "state": "done", "frozen": True, "total": 20, "sent": 20, "failed": 0, "skipped": 0, "pending": 0,
            "waiting": 0, "unattended": False,
        },
    )  # fmt: skip
    assert len(wechat.messages) == 20
    draft = kept.broadcast(people(1), state=State.DRAFT)
    status, told, err = await command(config, "run", str(draft))
    assert (status, told) == (1, None)
    assert "批准" in err


async def test_the_command_says_why_it_paused(kept: Kept, config: Path, wechat: WeChatApi) -> None:
    wechat.always["/cgi-bin/message/template/send"] = 45009
    ident = kept.broadcast(people(5))
    status, told, _ = await command(config, "run", str(ident), "--json")
    assert (status, told["state"], told["pending"]) == (1, "paused", 5)
