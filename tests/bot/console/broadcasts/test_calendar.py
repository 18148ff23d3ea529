"""The calendar: deadlines ahead, the reminders that made themselves, and what came of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from bot.broadcast.broadcast import State
from bot.broadcast.stage import Stage
from bot.clock import CHINA
from bot.config import Settings
from bot.standin.server import StandIn
from tests.bot.console.broadcasts.conftest import HERE, PEOPLE, Desk, desk_of, waited

BEFORE = datetime(2018, 6, 1, 12, tzinfo=CHINA).timestamp()


@pytest.fixture
async def june(console_settings: Settings, wechat: StandIn) -> AsyncIterator[Desk]:
    """Nine days before a deadline, of which two members asked to be reminded."""
    async for opened in desk_of(console_settings, wechat, BEFORE):
        opened.followers.wish("materials-due", *PEOPLE[:2])
        yield opened


async def drafted(desk: Desk) -> int:
    """The draft that made itself."""
    found: list[int] = []

    async def is_there() -> bool:
        found[:] = [b.ident for b in await desk.office.store.listed_broadcasts("shanxi", Stage.SUBMITTED, None, 9)]
        return bool(found)

    await waited(is_there)
    return found[0]


async def test_it_shows_each_deadline_its_reminders_and_who_would_be_told(june: Desk) -> None:
    viewer = await june.office.staff("viewer")
    ident = await drafted(june)
    page = await viewer.get(f"{HERE}/calendar")
    assert "申报材料报送截止" in page.text
    assert "还有 9 天" in page.text
    assert "请求过提醒的 2 人" in page.text
    assert f"群发 {ident}" in page.text
    assert "待审核" in page.text
    assert "已过，没有起草" in page.text
    assert "6月4日自动起草" in page.text


async def test_a_month_is_turned_to(june: Desk) -> None:
    viewer = await june.office.staff("viewer")
    now = await viewer.get(f"{HERE}/calendar")
    assert "2018年6月" in now.text
    assert "month=2018-05" in now.text
    july = await viewer.get(f"{HERE}/calendar", params={"month": "2018-07"})
    assert "这个月没有截止" in july.text
    for odd in ("x", "2018-13", "0001-01", "9999-12", "2018-06-01"):
        assert (await viewer.get(f"{HERE}/calendar", params={"month": odd})).status == 200, odd
    assert (await viewer.get("/console/hebei/calendar")).status == 200


async def test_a_reminder_is_approved_like_any_other_and_sent_in_its_time(june: Desk) -> None:
    sender = await june.office.staff("sender")
    ident = await drafted(june)
    page = await sender.get(f"{HERE}/broadcasts/{ident}")
    assert "按计划：" in page.text
    assert "2 人" in page.text
    assert (await june.act(sender, ident, "approve", when="planned")).status == 303
    june.office.pass_time(46 * 3600)
    await june.comes(ident, Stage.DONE)
    assert sorted(june.got()) == PEOPLE[:2]


async def test_what_was_withdrawn_says_why(june: Desk) -> None:
    sender = await june.office.staff("sender")
    ident = await drafted(june)
    await june.act(sender, ident, "cancel", note="今年改为电话通知")
    page = await sender.get(f"{HERE}/calendar")
    assert "没有发的提醒" in page.text
    assert "今年改为电话通知" in page.text
    assert await june.stage(ident) is Stage.CANCELLED


async def test_a_reminder_that_is_changed_by_staff_is_not_made_again(june: Desk) -> None:
    editor = await june.office.staff("editor")
    ident = await drafted(june)
    changed = await june.edit(editor, ident, who="deadline", deadline="materials-due", text="另一种写法")
    new = await june.office.store.broadcast(changed)
    assert new is not None
    assert new.draft.audience == "deadline:materials-due"
    assert new.draft.fields == {"deadline": "2018年6月10日"}
    old = await june.office.store.broadcast(ident)
    assert old is not None
    assert (old.state, old.reason) == (State.CANCELLED, f"已改为群发 {changed}")
