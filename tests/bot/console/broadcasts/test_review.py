"""Who may do what with a broadcast, two who press at once, and what a person decides of the hour."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import pytest

from bot.broadcast.broadcast import Draft, Outcome, State
from bot.broadcast.openids import each
from bot.broadcast.stage import Stage
from bot.clock import CHINA
from bot.config import Settings
from bot.standin.server import StandIn
from tests.bot.broadcast.audiences import Followers
from tests.bot.console.broadcasts.conftest import HERE, NOON, PEOPLE, TEXT, Desk, desk_of, waited, written
from tests.bot.console.conftest import running
from tests.conftest import until

ACTS = ("submit", "return", "approve", "schedule", "pause", "resume", "cancel", "preview", "report")
PAGES = ("", "/edit", "/count", "/events", "/cancel")
NIGHT = datetime(2018, 5, 14, 23, tzinfo=CHINA).timestamp()


@pytest.fixture
async def strict(console_settings: Settings, wechat: StandIn) -> AsyncIterator[Desk]:
    """An office where two people are always needed."""
    told = console_settings.broadcast.model_copy(update={"two_people": True})
    async for opened in desk_of(console_settings.model_copy(update={"broadcast": told}), wechat):
        yield opened


@pytest.fixture
async def night(console_settings: Settings, wechat: StandIn) -> AsyncIterator[Desk]:
    """Within quiet hours."""
    async for opened in desk_of(console_settings, wechat, NIGHT):
        yield opened


async def test_nobody_approves_their_own_while_somebody_else_can(desk: Desk) -> None:
    first, second = await desk.office.staff("sender", "甲"), await desk.office.staff("sender", "乙")
    ident = await desk.submitted(first)
    page = await first.get(f"{HERE}/broadcasts/{ident}")
    assert "要由另一位可以批准的同事批准" in page.text
    assert "乙" in page.text
    refused = await desk.act(first, ident, "approve", when="now")
    assert refused.status == 400
    assert "是您自己起草的" in refused.text
    assert await desk.stage(ident) is Stage.SUBMITTED
    assert (await desk.act(second, ident, "approve", when="at", day="2018-05-20", time="09:00")).status == 303
    assert await desk.stage(ident) is Stage.APPROVED


async def test_who_is_alone_approves_their_own_and_is_told_so(desk: Desk) -> None:
    alone = await desk.office.staff("administrator")
    await desk.office.staff("sender", "别处", accounts=("hebei",))
    ident = await desk.submitted(alone)
    assert "只有您一人可以批准" in (await alone.get(f"{HERE}/broadcasts/{ident}")).text
    assert (await desk.act(alone, ident, "approve", when="now")).status == 303


async def test_where_two_people_are_always_needed_nobody_is_alone(strict: Desk) -> None:
    alone = await strict.office.staff("administrator")
    ident = await strict.submitted(alone)
    assert "请管理员添加发送员" in (await alone.get(f"{HERE}/broadcasts/{ident}")).text
    assert (await strict.act(alone, ident, "approve", when="now")).status == 400
    assert await strict.stage(ident) is Stage.SUBMITTED


async def test_an_editor_writes_and_does_not_approve(desk: Desk) -> None:
    editor = await desk.office.staff("editor")
    ident = await desk.submitted(editor)
    for act in ("approve", "schedule", "pause", "resume"):
        refused = await desk.act(editor, ident, act, when="now")
        assert refused.status == 403, act
    assert "要由发送员或管理员批准" in (await editor.get(f"{HERE}/broadcasts/{ident}")).text
    other = await desk.submitted(await desk.office.staff("editor", "另一位"))
    for act in ("cancel", "return"):
        assert (await desk.act(editor, other, act)).status == 403, act
    assert await desk.stage(other) is Stage.SUBMITTED
    assert (await desk.act(editor, ident, "cancel")).status == 303


async def test_a_viewer_looks_on(desk: Desk) -> None:
    editor, viewer = await desk.office.staff("editor"), await desk.office.staff("viewer")
    ident = await desk.compose(editor)
    assert (await viewer.get(f"{HERE}/broadcasts/{ident}")).status == 200
    listed = await viewer.get(f"{HERE}/broadcasts")
    assert "起草群发" not in listed.text
    for path in ("new", "count?who=all", "looks", "hints", f"{ident}/edit", f"{ident}/cancel"):
        assert (await viewer.get(f"{HERE}/broadcasts/{path}")).status == 403, path
    for act in ACTS:
        refused = await desk.act(viewer, ident, act, when="now", wechat="x")
        assert refused.status == 403, act
    assert (await viewer.post(f"{HERE}/broadcasts", written(token="t"))).status == 403
    assert await desk.stage(ident) is Stage.DRAFT


async def test_another_account_s_broadcast_is_not_there(desk: Desk) -> None:
    theirs = await desk.office.store.create_broadcast(Draft("hebei", "别家", "正文", "all"), "王", NOON)
    for browser in (
        await desk.office.staff("administrator"),
        await desk.office.staff("sender", "本省", accounts=("shanxi",)),
    ):
        await browser.get(f"{HERE}/broadcasts")
        for page in PAGES:
            answer = await browser.get(f"{HERE}/broadcasts/{theirs.ident}{page}")
            assert answer.status == 404, page
            assert "别家" not in answer.text
        for act in ACTS:
            assert (await browser.post(f"{HERE}/broadcasts/{theirs.ident}/{act}", {"step": "1"})).status == 404, act
        assert (await browser.get(f"{HERE}/broadcasts/new", params={"from": str(theirs.ident)})).status == 404
        typed = written(token="t", replaces=str(theirs.ident), step="1")
        assert (await browser.post(f"{HERE}/broadcasts", typed)).status == 404
        for odd in ("0", "99999999999999999999", "x", "-1", "1.5", "１"):
            assert (await browser.get(f"{HERE}/broadcasts/{odd}")).status == 404, odd
    mine = await desk.office.staff("sender", "只本省", accounts=("shanxi",))
    assert (await mine.get(f"/console/hebei/broadcasts/{theirs.ident}")).status == 404


async def test_of_two_who_press_at_once_the_second_is_told_what_the_first_did(desk: Desk) -> None:
    editor, sender = await desk.office.staff("editor"), await desk.office.staff("sender")
    other = await desk.office.staff("sender", "李四")
    ident = await desk.submitted(editor)
    step = (await desk.office.store.seen(ident)).step
    assert (await desk.act(other, ident, "return", step, note="请写明地址")).status == 303
    late = await desk.act(sender, ident, "approve", step, when="now")
    assert late.status == 409
    assert "刚刚已被 李四 改动" in late.text
    assert "退回" in late.text
    assert await desk.stage(ident) is Stage.DRAFT
    assert "请写明地址" in (await editor.get(f"{HERE}/broadcasts/{ident}")).text


async def test_what_was_changed_meanwhile_is_not_changed_again(desk: Desk) -> None:
    editor, sender = await desk.office.staff("editor"), await desk.office.staff("sender")
    ident = await desk.submitted(editor)
    token = await desk.token(editor, f"{ident}/edit")
    step = (await desk.office.store.seen(ident)).step
    assert (await desk.act(sender, ident, "approve", when="at", day="2018-05-20", time="09:00")).status == 303
    named = {"token": token, "replaces": str(ident), "step": str(step)}
    late = await editor.post(f"{HERE}/broadcasts", written(text="另一种写法") | named)
    assert late.status == 409
    assert await desk.stage(ident) is Stage.APPROVED
    assert len(await desk.office.store.listed_broadcasts("shanxi", None, None, 9)) == 1


async def test_pressed_twice_it_is_one_draft(desk: Desk) -> None:
    editor = await desk.office.staff("editor")
    token = await desk.token(editor)
    twice = [await editor.post(f"{HERE}/broadcasts", written(token=token)) for _ in range(2)]
    assert twice[0].location == twice[1].location
    assert len(await desk.office.store.listed_broadcasts("shanxi", None, None, 9)) == 1
    assert (await editor.post(f"{HERE}/broadcasts", written())).status == 400
    ident = int(twice[0].location.rsplit("/", 1)[1])
    step = (await desk.office.store.seen(ident)).step
    assert (await desk.act(editor, ident, "submit", step)).status == 303
    assert (await desk.act(editor, ident, "submit", step)).status == 409


async def test_a_forged_form_does_nothing(desk: Desk) -> None:
    editor, sender = await desk.office.staff("editor"), await desk.office.staff("sender")
    ident = await desk.submitted(editor)
    step = (await desk.office.store.seen(ident)).step
    forged = await sender.post(f"{HERE}/broadcasts/{ident}/approve", {"step": str(step), "when": "now"}, csrf="0" * 64)
    assert forged.status == 403
    assert await desk.stage(ident) is Stage.SUBMITTED


async def test_what_is_done_stands_in_the_audit(desk: Desk) -> None:
    editor, sender = await desk.office.staff("editor"), await desk.office.staff("sender")
    ident = await desk.submitted(editor)
    await desk.act(sender, ident, "approve", when="at", day="2018-05-20", time="09:00")
    acts = await desk.office.store.staff_acts(["shanxi"])
    told = [(a.staff, a.act, a.result) for a in acts]
    assert told[:3] == [
        ("sender", "批准群发", "完成"),
        ("editor", "提交群发审核", "完成"),
        ("editor", "起草群发", "完成"),
    ]
    assert all(f"群发 {ident}「申报提醒」" in a.note for a in acts[:3])


async def test_quiet_hours_are_waited_out_unless_a_person_decides_otherwise(night: Desk) -> None:
    editor, sender = await night.office.staff("editor"), await night.office.staff("sender")
    waits = await night.submitted(editor, name="等早上")
    urgent = await night.submitted(editor, name="现在就发")
    page = await sender.get(f"{HERE}/broadcasts/{waits}")
    assert "现在就是免打扰时段：不勾选，会等到 08:00 才开始发" in page.text
    await night.act(sender, waits, "approve", when="now")
    await night.act(sender, urgent, "approve", when="now", any_hour="yes")
    await night.comes(urgent, Stage.DONE)
    assert sorted(night.got()) == PEOPLE
    assert await night.stage(waits) is Stage.APPROVED
    assert "08:00 开始发送" in (await sender.get(f"{HERE}/broadcasts/{waits}")).text
    assert "不等免打扰时段" in (await sender.get(f"{HERE}/broadcasts/{urgent}")).text
    night.office.pass_time(9.5 * 3600)
    await night.comes(waits, Stage.DONE)
    assert len(night.got()) == 6


async def test_a_time_that_was_approved_may_be_changed_and_not_to_one_that_passed(desk: Desk) -> None:
    editor, sender = await desk.office.staff("editor"), await desk.office.staff("sender")
    ident = await desk.submitted(editor, when="at", day="2018-05-20", time="09:00", until="2018-05-30")
    assert "按计划" in (await sender.get(f"{HERE}/broadcasts/{ident}")).text
    wrong: tuple[tuple[dict[str, str], str], ...] = (
        ({"when": "at", "day": "2018-05-13", "time": "09:00"}, "已经过了"),
        ({"when": "at", "day": "2018-06-02", "time": "09:00"}, "有效期"),
        ({"when": "at", "day": "", "time": "09:00"}, "请填日期和时间"),
        ({}, "什么时候发送"),
    )
    for values, said in wrong:
        refused = await desk.act(sender, ident, "approve", None, **values)
        assert refused.status == 400, values
        assert said in refused.text, values
    await desk.act(sender, ident, "approve", when="planned")
    assert await desk.stage(ident) is Stage.APPROVED
    assert desk.got() == []
    await desk.act(sender, ident, "schedule", when="now")
    await desk.comes(ident, Stage.DONE)
    assert sorted(desk.got()) == PEOPLE


async def test_what_was_approved_without_a_time_is_sent_when_a_person_says_so(desk: Desk) -> None:
    sender = await desk.office.staff("sender")
    made = await desk.office.store.create_broadcast(Draft("shanxi", "命令行", "正文", "all"), "王", NOON)
    await desk.office.store.move_broadcast(made.ident, {State.DRAFT}, State.APPROVED, by="李", at=NOON)
    assert "没有定时间" in (await sender.get(f"{HERE}/broadcasts/{made.ident}")).text
    await desk.act(sender, made.ident, "schedule", when="now")
    await desk.comes(made.ident, Stage.DONE)


async def test_one_is_paused_and_goes_on_where_it_was_and_nobody_is_told_twice(desk: Desk) -> None:
    editor, sender = await desk.office.staff("editor"), await desk.office.staff("sender")
    ident = await under_way(desk, 400)
    assert (await desk.act(sender, ident, "pause")).status == 303
    assert await desk.stage(ident) is Stage.PAUSED
    assert "由 sender 暂停" in (await editor.get(f"{HERE}/broadcasts/{ident}")).text
    await settled(desk, ident)
    before = len(desk.got())
    assert before < 400
    desk.wechat.world.latency = 0.0
    assert (await desk.act(sender, ident, "resume")).status == 303
    await desk.comes(ident, Stage.DONE)
    assert len(desk.got()) == len(set(desk.got())) == 400


async def test_one_is_cancelled_while_it_is_sent_once_that_was_confirmed(desk: Desk) -> None:
    sender = await desk.office.staff("sender")
    ident = await under_way(desk, 400)
    asked = await sender.get(f"{HERE}/broadcasts/{ident}/cancel")
    assert "收不回" in asked.text
    assert "确定取消" in asked.text
    assert (await desk.act(sender, ident, "cancel", note="写错了")).status == 303
    await settled(desk, ident)
    assert await desk.stage(ident) is Stage.CANCELLED
    counts = await desk.counts(ident)
    assert counts.sent == len(desk.got()) < 400
    assert (await desk.act(sender, ident, "resume")).status == 409


async def under_way(desk: Desk, number: int) -> int:
    """A broadcast to so many people that is being sent slowly."""
    store, at = desk.office.store, desk.office.clock.real()
    people = [f"oPerson{n:021}" for n in range(number)]
    desk.wechat.world.followers[desk.office.settings.accounts_by_id["shanxi"].app_id].add(people)
    desk.wechat.world.latency = 0.2
    openids = await store.keep_openids("shanxi", each(people), at)
    draft = Draft("shanxi", "慢慢发", "正文", "file:名单.txt", send_at=at)
    made = await store.create_broadcast(draft, "王", at, openids)
    await store.move_broadcast(made.ident, {State.DRAFT}, State.APPROVED, by="李", at=at)
    await until(lambda: len(desk.got()) > 10)
    return made.ident


async def settled(desk: Desk, ident: int) -> None:
    """Wait until nothing is in hand any more."""

    async def still() -> bool:
        return all(row.outcome is not Outcome.SENDING for row in await desk.office.store.report_page(ident, 0, 1000))

    await waited(still)


async def test_what_answers_who_asked_is_shown_and_not_written_here(desk: Desk) -> None:
    sender = await desk.office.staff("sender")
    store = desk.office.store
    openids = await store.keep_openids("shanxi", each(PEOPLE[:2]), NOON)
    made = await store.create_broadcast(Draft("shanxi", "告知提问人", TEXT, "askers:7"), "王", NOON, openids)

    async def counted() -> bool:
        return "2 人" in (await sender.get(f"{HERE}/broadcasts/{made.ident}")).text

    await waited(counted)  # a page does not wait for a count that takes its time
    page = await sender.get(f"{HERE}/broadcasts/{made.ident}")
    assert "问过、当时没有答上的人" in page.text
    assert "客服消息" in page.text
    assert "模板消息" not in page.text
    assert "照它再写一份" not in page.text
    for path in (f"{made.ident}/edit", f"new?from={made.ident}"):
        assert (await sender.get(f"{HERE}/broadcasts/{path}")).status == 400, path


class Ticking(list[float]):
    """A clock that goes on whenever somebody looks at it."""

    def __getitem__(self, index: Any) -> Any:
        super().__setitem__(0, super().__getitem__(0) + 0.001)
        return super().__getitem__(index)


async def test_now_is_now_also_while_time_goes_on(console_settings: Settings, wechat: StandIn) -> None:
    async for office in running(console_settings, Ticking([NOON])):
        Followers(console_settings.store_file, "shanxi").follow(*PEOPLE, wrote=NOON - 3600)
        wechat.world.followers[console_settings.accounts_by_id["shanxi"].app_id].add(PEOPLE)
        desk = Desk(office, wechat, Followers(console_settings.store_file, "shanxi"))
        alone = await office.staff("sender")
        ident = await desk.submitted(alone)
        assert (await desk.act(alone, ident, "approve", when="now")).status == 303
        await desk.comes(ident, Stage.DONE)
