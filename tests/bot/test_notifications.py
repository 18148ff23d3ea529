"""Members are told that the status of their submission changed: by the best channel, and once."""

from __future__ import annotations

import asyncio
import random
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.clock import CHINA, Clock
from bot.config import NotificationSettings, Settings, SimulatorSettings
from bot.errors import Code, Error
from bot.notifications import text
from bot.notifications.channel import possible
from bot.notifications.notice import Channel, Notice, State, Step
from bot.notifications.quiet import QuietHours
from bot.store import notifications
from bot.store.sqlite import SqliteStore
from bot.wechat.capabilities import capabilities
from bot.wechat.wire import new_session
from knowledge.applying import ApplicationFile, Applying
from knowledge.pack import load_pack
from tests import sixth
from tests.bot.noticing import MEMBER, NOON, NUMBER, SERVICE, WITH_NOTICE, WITH_TEMPLATE, File, Process
from tests.conftest import Start, account, until
from tests.wechat_api import CUSTOMER, SUBSCRIBE, TEMPLATE, TOKEN, WeChatApi, wechat_api

CUSTOMER_ONLY = (account(**SERVICE),)
BOTH = (account(**WITH_TEMPLATE),)
LATE = datetime(2018, 6, 1, 23, 30, tzinfo=CHINA).timestamp()
PROJECT = Path(__file__).parents[2]
NewProcess = Callable[..., Process]


@pytest.fixture
async def wechat() -> AsyncIterator[WeChatApi]:
    async with wechat_api() as api:
        yield api


@pytest.fixture
async def file(tmp_path: Path) -> File:
    await SqliteStore.open(tmp_path / "s.db").close()
    return File(tmp_path / "s.db")


@pytest.fixture
async def process(file: File, wechat: WeChatApi) -> AsyncIterator[NewProcess]:
    stores: list[SqliteStore] = []
    async with new_session() as session:

        def started(**values: Any) -> Process:
            stores.append(SqliteStore.open(file.path))
            return Process(stores[-1], session, wechat.base, **values)

        yield started
        for store in stores:
            await store.close()


# What is raised


def test_every_member_bound_to_the_submission_is_to_be_told_and_nobody_else(file: File) -> None:
    for member in ("oOne", "oTwo", "oLeft"):
        file.bind(member)
    file.bind("oOther", "SX2018-0013")
    file.bind("oUnit", kind="unit")
    File(file.path, "elsewhere").bind("oElse")
    file.run("UPDATE members SET left_at = 5 WHERE member = 'oLeft'")
    file.change("需补正")
    told = file.run("SELECT account, member, key, status, state, at FROM notifications ORDER BY member")
    assert told == [("demo", m, "SX2018-0012", "需补正", "pending", NOON) for m in ("oOne", "oTwo")]


def test_a_newer_status_takes_the_place_of_one_that_nobody_was_told(file: File) -> None:
    file.bind()
    file.bind(number="SX2018-0013")
    file.change("材料审核", NUMBER, "SX2018-0013")
    file.change("需补正")
    rows = file.run("SELECT key, status, state FROM notifications ORDER BY id")
    assert rows == [
        ("SX2018-0012", "材料审核", "superseded"),
        ("SX2018-0013", "材料审核", "pending"),
        ("SX2018-0012", "需补正", "pending"),
    ]


def test_an_import_s_submissions_are_each_looked_up_however_many_members_are_bound(file: File) -> None:
    plan = [row[3] for row in file.run(f"EXPLAIN QUERY PLAN {notifications._BOUND}", "demo", "[]")]
    assert "SCAN v" in plan[0]
    assert "(account=? AND kind=? AND key=?)" in plan[1]


# By which channel


def test_the_best_channel_is_what_the_account_and_the_member_allow() -> None:
    service, subscription = (capabilities(kind, verified=True) for kind in ("service", "subscription"))
    nobody = capabilities("service", verified=False)
    hour = 3600.0
    say = {"template": True, "subscribe": True, "now": NOON}
    everything = (Channel.CUSTOMER, Channel.TEMPLATE, Channel.SUBSCRIBE)
    assert possible(service, last_seen=NOON - 47 * hour, **say) == everything  # type: ignore[arg-type]  # its parts fit
    for last_seen in (NOON - 49 * hour, None):
        assert possible(service, last_seen=last_seen, **say) == everything[1:]  # type: ignore[arg-type]  # as above
    assert possible(service, last_seen=None, granted=False, **say) == (Channel.TEMPLATE,)  # type: ignore[arg-type]  # as above
    assert possible(subscription, last_seen=NOON, now=NOON, template=True, subscribe=False) == (Channel.CUSTOMER,)
    assert possible(nobody, last_seen=NOON, **say) == ()  # type: ignore[arg-type]  # as above


async def test_who_wrote_lately_gets_a_customer_message(file: File, process: NewProcess, wechat: WeChatApi) -> None:
    file.bind()
    file.change()
    await process(accounts=BOTH).rounds()
    (message,) = wechat.messages
    assert (message["path"], message["touser"]) == (CUSTOMER, MEMBER)
    assert "SX2018-0012" in message["text"]["content"]
    assert "需补正" in message["text"]["content"]
    assert not [w for w in ("某厂", "某课题", "王", "3138") if w in message["text"]["content"]]
    row = file.row()
    assert (row["state"], row["channel"], row["settled_at"], row["due"]) == ("sent", "customer", NOON, None)


async def test_who_has_not_gets_a_template_message(file: File, process: NewProcess, wechat: WeChatApi) -> None:
    file.bind(wrote=NOON - 49 * 3600)
    file.change()
    await process(accounts=BOTH).rounds()
    (message,) = wechat.sent(TEMPLATE)
    assert message["template_id"] == "T1"
    said = {name: value["value"] for name, value in message["data"].items()}
    assert said == {"thing1": "申报进度", "thing2": "需补正：SX2018-0012", "time3": "2018年6月1日 12:00"}
    assert file.states() == ["sent"]


async def test_a_template_that_asks_for_what_is_not_known_is_left_alone(
    file: File, process: NewProcess, wechat: WeChatApi
) -> None:
    file.bind(wrote=None)
    file.change()
    fields = {"thing1": "{name}", "time3": "{deadline}"}
    await process(accounts=(account(**{**WITH_TEMPLATE, "reminder_fields": fields}),)).rounds()
    assert (wechat.calls, file.states(), file.row()["due"]) == ([], ["pending"], None)


async def test_a_subscription_notification_that_the_member_did_not_want_leaves_the_next_contact(
    file: File, process: NewProcess, wechat: WeChatApi
) -> None:
    file.bind(wrote=None)
    file.change()
    wechat.always[SUBSCRIBE] = 43101
    await process(accounts=(account(**WITH_NOTICE),)).rounds()
    assert len(wechat.sent(SUBSCRIBE)) == 1
    row = file.row()
    assert (row["state"], row["due"], row["tried"]) == ("pending", None, "subscribe")
    assert "43101" in row["reason"]


@pytest.mark.parametrize(
    "values", [{}, {"kind": "subscription"}, {"kind": "service"}, {"kind": "service", "app_secret": ""}]
)
async def test_an_account_that_may_not_send_leaves_it_to_the_next_contact(
    file: File, process: NewProcess, wechat: WeChatApi, values: dict[str, Any]
) -> None:
    file.bind()
    file.change()
    calls = values.get("app_secret") != ""
    await process(accounts=(account(**{**values, "verified": not calls}),), calls=calls).rounds()
    assert (wechat.calls, file.states(), file.row()["due"]) == ([], ["pending"], None)


# What WeChat refuses


@pytest.mark.parametrize("code", [45015, 45047, 40003, 43004, 48001, 43019, 48002])
async def test_what_was_certainly_not_delivered_goes_by_another_channel(
    file: File, process: NewProcess, wechat: WeChatApi, code: int
) -> None:
    file.bind()
    file.change()
    wechat.always[CUSTOMER] = code
    await process(accounts=BOTH).rounds()
    assert [m["path"] for m in wechat.messages] == [TEMPLATE]
    assert (file.row()["state"], file.row()["channel"]) == ("sent", "template")


@pytest.mark.parametrize("code", [45015, 45047, 40003, 43004, 48001, 47003])
async def test_without_another_channel_it_waits_for_the_next_contact(
    file: File, process: NewProcess, wechat: WeChatApi, code: int
) -> None:
    file.bind()
    file.change()
    wechat.always[CUSTOMER] = code
    one = process(accounts=CUSTOMER_ONLY)
    for _ in range(3):
        await one.rounds(after=3600)
    assert len(wechat.sent(CUSTOMER)) == 1
    row = file.row()
    assert (row["state"], row["due"], row["settled_at"]) == ("pending", None, None)
    assert str(code) in row["reason"]


async def test_a_right_that_the_account_lacks_is_not_asked_for_again_at_once(
    file: File, process: NewProcess, wechat: WeChatApi
) -> None:
    members = [f"oMember{n:020}" for n in range(30)]
    for member in members:
        file.bind(member)
    file.change()
    wechat.always[CUSTOMER] = 48001
    await process(accounts=BOTH).rounds()
    assert len(wechat.sent(CUSTOMER)) <= 8
    assert sorted(m["touser"] for m in wechat.messages) == members


async def test_a_used_up_quota_waits_for_the_next_day_and_for_people_to_wake(
    file: File, process: NewProcess, wechat: WeChatApi
) -> None:
    file.bind()
    file.change()
    wechat.trouble[CUSTOMER] = [45009]
    one = process(accounts=CUSTOMER_ONLY)
    await one.rounds()
    assert file.states() == ["pending"]
    await one.rounds(after=11 * 3600)  # 23:00
    await one.rounds(after=3 * 3600)  # 2:00
    assert len(wechat.sent(CUSTOMER)) == 1
    await one.rounds(after=6 * 3600 + 60)
    assert (len(wechat.messages), file.states()) == (1, ["sent"])


async def test_a_used_up_minute_waits_for_the_next(file: File, process: NewProcess, wechat: WeChatApi) -> None:
    file.bind()
    file.change()
    wechat.trouble[CUSTOMER] = [45011]
    one = process(accounts=CUSTOMER_ONLY)
    await one.rounds()
    await one.rounds(after=30)
    assert wechat.messages == []
    await one.rounds(after=31)
    assert file.states() == ["sent"]


@pytest.mark.parametrize("trouble", [40164, 40013, "page", -1])
async def test_settings_that_staff_mend_and_a_platform_that_comes_back_are_waited_for(
    file: File, process: NewProcess, wechat: WeChatApi, trouble: Any
) -> None:
    file.bind()
    file.change()
    wechat.always[TOKEN] = trouble
    one = process(accounts=BOTH)
    await one.rounds()
    assert (file.states(), len(wechat.sent(TOKEN))) == (["pending"], 1)
    await one.rounds(after=601)
    del wechat.always[TOKEN]
    await one.rounds(after=601)
    assert (len(wechat.messages), file.states()) == (1, ["sent"])


# What nobody knows


@pytest.mark.parametrize(("path", "values"), [(CUSTOMER, SERVICE), (SUBSCRIBE, WITH_NOTICE)])
@pytest.mark.parametrize("trouble", ["cut", "silence", 502])
async def test_an_unknown_outcome_is_never_sent_again_where_wechat_would_not_know_it(  # noqa: PLR0917  # fixtures
    file: File, process: NewProcess, wechat: WeChatApi, path: str, values: dict[str, Any], trouble: Any
) -> None:
    file.bind(wrote=NOON if path == CUSTOMER else None)
    file.change()
    wechat.trouble[path] = [trouble]
    one = process(accounts=(account(**values),))
    for _ in range(3):
        await one.rounds(after=300)
    row = file.row()
    assert (len(wechat.messages), row["state"]) == (1, "failed")
    assert "未知" in row["reason"]


@pytest.mark.parametrize("trouble", ["cut", 502])
async def test_a_template_message_is_sent_again_with_its_id_while_wechat_knows_it(
    file: File, process: NewProcess, wechat: WeChatApi, trouble: Any
) -> None:
    file.bind(wrote=None)
    file.change()
    wechat.trouble[TEMPLATE] = [trouble, -1, 45011]
    one = process(accounts=BOTH)
    for _ in range(5):
        await one.rounds(after=25)
    assert file.states() == ["sent"]
    ids = {body["client_msg_id"] for body in wechat.sent(TEMPLATE)}
    assert (len(wechat.sent(TEMPLATE)), len(ids), len(wechat.messages)) == (4, 1, 1)


async def test_after_ten_minutes_it_is_not_sent_again(file: File, process: NewProcess, wechat: WeChatApi) -> None:
    file.bind(wrote=None)
    file.change()
    wechat.always[TEMPLATE] = "cut"
    one = process(accounts=BOTH)
    for _ in range(5):
        await one.rounds(after=200)
    sent = len(wechat.sent(TEMPLATE))
    await one.rounds(after=600)
    assert (len(wechat.sent(TEMPLATE)), file.states(), len(wechat.messages)) == (sent, ["failed"], 1)


async def test_a_newer_status_does_not_overtake_one_that_may_still_arrive(
    file: File, process: NewProcess, wechat: WeChatApi
) -> None:
    file.bind(wrote=None)
    file.change("材料审核")
    wechat.trouble[TEMPLATE] = ["silence"]
    one, other = process(accounts=BOTH), process(accounts=BOTH)
    first = asyncio.create_task(one.worker.round())
    await until(lambda: wechat.sent(TEMPLATE))
    file.change("需补正")
    await other.rounds()
    assert len(wechat.sent(TEMPLATE)) == 1
    await first
    await other.rounds(after=130)
    assert file.states() == ["failed", "sent"]
    assert [m["data"]["thing2"]["value"][:4] for m in wechat.messages] == ["材料审核", "需补正："]


# When


async def test_nobody_is_woken(file: File, process: NewProcess, wechat: WeChatApi) -> None:
    file.bind(wrote=LATE - 60)
    file.change(at=LATE)
    one = process(accounts=CUSTOMER_ONLY, now=[LATE])
    await one.rounds()
    await one.rounds(after=8 * 3600)  # 7:30
    assert (wechat.calls, file.states()) == ([], ["pending"])
    await one.rounds(after=1800)
    assert (len(wechat.messages), file.states()) == (1, ["sent"])


@pytest.mark.parametrize(
    ("start", "end", "at", "left"),
    [
        ("22:00", "08:00", 21.99, 0.0), ("22:00", "08:00", 22.0, 10.0), ("22:00", "08:00", 0.0, 8.0),
        ("22:00", "08:00", 8.0, 0.0), ("12:00", "14:00", 13.0, 1.0), ("12:00", "14:00", 14.0, 0.0),
        ("00:00", "00:00", 3.0, 0.0),
    ],
)  # fmt: skip
def test_quiet_hours(start: str, end: str, at: float, left: float) -> None:
    now = datetime.fromtimestamp(NOON + (at - 12) * 3600, CHINA)
    assert QuietHours.between(start, end).left(now) == pytest.approx(left * 3600)


@pytest.mark.parametrize(("real", "business"), [(LATE, NOON), (NOON, LATE)])
async def test_a_rehearsal_waits_for_no_night_that_is_only_its_own(
    file: File, process: NewProcess, wechat: WeChatApi, real: float, business: float
) -> None:
    file.bind(wrote=real)
    file.change(at=real)
    await process(accounts=CUSTOMER_ONLY, now=[real], offset=business - real).rounds()
    assert file.states() == ["sent"]


# Once


async def test_who_gave_up_the_submission_meanwhile_is_not_told(
    file: File, process: NewProcess, wechat: WeChatApi
) -> None:
    file.bind()
    file.change()
    file.run("DELETE FROM bindings")
    await process(accounts=BOTH).rounds()
    assert (wechat.calls, file.states()) == ([], ["failed"])


async def test_what_is_erased_while_it_is_sent_stays_erased(file: File, process: NewProcess, wechat: WeChatApi) -> None:
    file.bind(wrote=None)
    file.change()
    wechat.trouble[TEMPLATE] = ["silence"]
    sending = asyncio.create_task(process(accounts=BOTH).worker.round())
    await until(lambda: wechat.sent(TEMPLATE))
    file.run("DELETE FROM notifications")
    await sending
    assert file.states() == []


async def test_of_the_worker_and_the_member_s_next_contact_one_wins(file: File, process: NewProcess) -> None:
    store = process().store
    contact = "UPDATE notifications SET state = 'told', due = NULL WHERE member = ? AND state = 'pending' RETURNING id"
    for number in range(40):
        member = f"oMember{number:020}"
        file.bind(member)
        file.change(at=NOON + number)
        pending = [n for n in await store.notices_due(["demo"], NOON + 99, 99) if n.member == member]
        claim = store.claim_notices([(n, Channel.CUSTOMER) for n in pending], NOON + 99, NOON + 200)
        told = asyncio.to_thread(file.run, contact, member)
        claimed, contacted = await asyncio.gather(*((claim, told) if number % 2 else (told, claim)))
        assert len(claimed) + len(contacted) == 1
        file.run("DELETE FROM bindings WHERE member = ?", member)


async def test_two_processes_on_one_store_tell_each_member_once(
    file: File, process: NewProcess, wechat: WeChatApi
) -> None:
    members = sorted(f"oMember{number:020}" for number in range(60))
    for number, member in enumerate(members):
        file.bind(member, wrote=NOON if number % 2 else None)
    file.change()
    one, two = process(accounts=BOTH), process(accounts=BOTH)
    await asyncio.gather(one.rounds(), two.rounds())
    assert sorted(m["touser"] for m in wechat.messages) == members
    assert set(file.states()) == {"sent"}


@pytest.mark.parametrize(("values", "apart"), [(SERVICE, 150.0), (WITH_TEMPLATE, 12.0)], ids=["customer", "template"])
async def test_a_worker_that_dies_at_any_instant_tells_nobody_twice_and_forgets_nobody(
    file: File, process: NewProcess, wechat: WeChatApi, values: dict[str, Any], apart: float
) -> None:
    """Each life of the worker ends at a random instant; template messages are all done within WeChat's 10 minutes."""
    seed = random.Random(7)  # noqa: S311  # instants, not secrets
    wrote = None if values is WITH_TEMPLATE else NOON
    members = sorted(f"oMember{number:020}" for number in range(120))
    for member in members:
        file.bind(member, wrote=wrote)
    file.change()
    now = [NOON]
    for _ in range(60):
        life = asyncio.create_task(process(accounts=(account(**values),), now=now).worker.run())
        await asyncio.sleep(seed.uniform(0.0, 0.03))
        life.cancel()
        await asyncio.gather(life, return_exceptions=True)
        now[0] += seed.choice((0.0, 1.0, apart))
    last = process(accounts=(account(**values),), now=now)
    await last.rounds(after=130)
    told = sorted(m["touser"] for m in wechat.messages)
    assert sorted(set(told)) == told
    states = dict(file.run("SELECT member, state FROM notifications"))
    assert set(states) == set(members)
    assert set(states.values()) <= {"sent", "failed"}
    assert {m for m, state in states.items() if state == "sent"} <= set(told)
    reasons = file.run("SELECT DISTINCT reason FROM notifications WHERE state = 'failed'")
    assert all("未知" in reason for (reason,) in reasons)
    if values is WITH_TEMPLATE:
        assert told == members


async def test_a_process_that_is_killed_tells_nobody_twice(file: File, process: NewProcess, wechat: WeChatApi) -> None:
    seed = random.Random(11)  # noqa: S311  # instants, not secrets
    members = sorted(f"oMember{number:020}" for number in range(150))
    for number, member in enumerate(members):
        file.bind(member, wrote=NOON if number % 2 else None)
    file.change()
    for life in range(8):
        command = [sys.executable, "-m", "tests.bot.notice_worker", str(file.path), wechat.base, str(NOON + life)]
        worker = await asyncio.create_subprocess_exec(*command, stdout=PIPE, cwd=PROJECT)
        assert worker.stdout
        assert await worker.stdout.readline() == b"ready\n"
        await asyncio.sleep(seed.uniform(0.0, 0.15))
        worker.kill()
        await worker.communicate()
    await process(accounts=BOTH, now=[NOON + 8]).rounds()
    last = process(accounts=BOTH, now=[NOON + 130])
    await last.rounds()
    told = sorted(m["touser"] for m in wechat.messages)
    assert sorted(set(told)) == told
    states = dict(file.run("SELECT member, state FROM notifications"))
    assert {m for m, state in states.items() if state == "sent"} <= set(told)
    assert {m for m in members if m not in told} <= {m for m, state in states.items() if state == "failed"}
    assert not [m for m in members[::2] if m not in told]  # those of the template


async def test_only_who_claimed_a_notice_settles_it(file: File, process: NewProcess) -> None:
    store = process().store
    file.bind()
    file.change()
    (notice,) = await store.notices_due(["demo"], NOON, 9)
    (claimed,) = await store.claim_notices([(notice, Channel.TEMPLATE)], NOON, NOON + 120)
    assert await store.claim_notices([(notice, Channel.TEMPLATE)], NOON, NOON + 120) == ()
    assert await store.notices_due(["demo"], NOON + 119, 9) == ()
    (abandoned,) = await store.notices_due(["demo"], NOON + 120, 9)
    (again,) = await store.claim_notices([(abandoned, Channel.TEMPLATE)], NOON + 120, NOON + 240)
    assert (again.sent_at, again.client_msg_id) == (NOON, claimed.client_msg_id)
    assert not await store.settle_notice(claimed, Step(State.FAILED, NOON + 121))
    assert await store.settle_notice(again, Step(State.SENT, NOON + 122))
    assert file.states() == ["sent"]


# The service


@pytest.fixture
def telling(settings: Settings, wechat: WeChatApi) -> Settings:
    accounts = (account(api_base=wechat.base, **SERVICE),)
    told = NotificationSettings(every_seconds=0.02)
    return settings.model_copy(update={"accounts": accounts, "notifications": told})


async def test_the_service_tells_who_wrote_and_stops_in_good_order(
    start: Start, telling: Settings, wechat: WeChatApi
) -> None:
    day = Clock.starting_at(datetime(2018, 6, 1, 12, tzinfo=CHINA))
    one, two = await start(changed=telling, clock=day), await start(changed=telling, clock=day)
    await one.peer().text("你好")
    file = File(telling.store_file)
    file.bind(wrote=time.time())
    file.change("已入选", at=1.0)
    await until(lambda: file.states() == ["sent"])
    await asyncio.gather(one.client.close(), two.client.close())
    (message,) = wechat.messages
    assert "已入选" in message["text"]["content"]


async def test_where_the_simulator_plays_wechat_no_call_leaves_for_the_true_one(
    start: Start, telling: Settings
) -> None:
    accounts = (account(**WITH_TEMPLATE),)
    simulated = telling.model_copy(update={"accounts": accounts, "simulator": SimulatorSettings(enabled=True)})
    await start(changed=simulated, clock=Clock.starting_at(datetime(2018, 6, 1, 12, tzinfo=CHINA)))
    file = File(telling.store_file)
    file.bind(wrote=time.time())
    file.change("已入选", at=1.0)
    await until(lambda: file.row()["due"] is None)
    assert (file.states(), file.row()["channel"]) == (["pending"], None)


async def test_an_outcome_that_cannot_be_written_at_once_is_written_later(
    file: File, process: NewProcess, wechat: WeChatApi
) -> None:
    file.bind()
    file.change()
    one = process(accounts=CUSTOMER_ONLY)
    failures = iter((Error(Code.UNAVAILABLE, "locked"), None))
    settle = one.store.settle_notice

    async def failing(notice: Notice, step: Step) -> bool:
        if error := next(failures, None):
            raise error
        return await settle(notice, step)

    one.store.settle_notice = failing  # type: ignore[method-assign]  # a disk that is full for a moment
    await one.rounds()
    assert (len(wechat.messages), file.states()) == (1, ["sent"])


async def test_what_is_being_sent_when_the_service_stops_is_settled(
    start: Start, telling: Settings, wechat: WeChatApi
) -> None:
    running = await start(changed=telling, clock=Clock.starting_at(datetime(2018, 6, 1, 12, tzinfo=CHINA)))
    await running.peer().text("你好")
    file = File(telling.store_file)
    file.bind(wrote=time.time())
    wechat.trouble[CUSTOMER] = ["silence"]
    file.change("已入选", at=1.0)
    await until(lambda: wechat.sent(CUSTOMER))
    asyncio.get_running_loop().call_later(0.1, wechat.held.set)
    await running.client.close()
    assert file.states() == ["failed"]  # the fake's answer is a page without sense


# What it says


def test_a_notice_says_what_the_status_means_and_nothing_private() -> None:
    pack = load_pack(sixth.PACK)
    record = next(iter(pack.records.values()))
    applying = Applying.of(ApplicationFile.model_validate(_applying(record.id, record.section)))
    pack = type(pack)(pack.manifest, pack.records, pack.files, pack.texts, pack.tables, pack.faq, applying)
    notice = Notice(1, "demo", MEMBER, NUMBER, "qc", "需补正", NOON, State.PENDING, NOON)
    said = text.message(notice, pack)
    assert said.split("\n")[1:4] == ["受理编号：SX2018-0012", "当前状态：需补正", "材料还缺，请补交。"]
    assert "办理" in said
    values = text.values(notice, pack, datetime.fromtimestamp(NOON, CHINA), date(2018, 6, 1))
    assert (values["name"], values["text"], values["deadline"]) == ("优秀小组", "需补正：SX2018-0012", "")


def _applying(record: str, section: str) -> dict[str, Any]:
    statuses = ({"name": "已登记", "means": "收到了。", "then": ("需补正",)},)
    acts = {"name": "需补正", "means": "材料还缺，请补交。", "acts": True}
    application = {"id": "qc", "name": "优秀小组", "of": record, "workflow": "award", "section": section, "quote": "x"}
    return {"workflow": ({"id": "award", "statuses": (*statuses, acts)},), "application": (application,)}
