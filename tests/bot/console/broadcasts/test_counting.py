"""Counting as one types: only the latest question is answered, and WeChat is asked once in a while."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from bot.broadcast.estimate import Estimate, estimate
from bot.console.broadcasts import counting
from bot.console.broadcasts.counting import Latest
from tests.bot.console.broadcasts.conftest import HERE, PEOPLE, TEXT, Desk, written
from tests.bot.console.conftest import Browser
from tests.conftest import until


@dataclass
class Tally:
    """How many times something happened."""

    number: int = 0


async def counted(by: Browser, **asked: str) -> tuple[int, str]:
    page = await by.get(f"{HERE}/broadcasts/count", params=asked)
    return page.status, page.text


def test_a_later_question_takes_the_place_of_those_before_it_of_the_same_person() -> None:
    latest = Latest()
    first, other = latest.ask("王"), latest.ask("李")
    assert first()
    second = latest.ask("王")
    assert (first(), second(), other()) == (False, True, True)


async def test_what_was_superseded_while_it_waited_is_not_counted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    editor = await desk.office.staff("editor")
    await counted(editor, who="all")  # after which WeChat need not be asked
    held, begun, asked = asyncio.Event(), Tally(), Tally()
    plain, ask = estimate, Latest.ask

    async def slow(*given: Any, **named: Any) -> Estimate:
        begun.number += 1
        await held.wait()
        return await plain(*given, **named)

    def noted(latest: Latest, who: str) -> Callable[[], bool]:
        asked.number += 1
        return ask(latest, who)

    monkeypatch.setattr(counting, "estimate", slow)
    monkeypatch.setattr(Latest, "ask", noted)
    tasks = [asyncio.create_task(counted(editor, who="all")) for _ in range(2)]
    await until(lambda: begun.number == counting.AT_ONCE)
    tasks += [asyncio.create_task(counted(editor, who="all")) for _ in range(4)]
    await until(lambda: asked.number == 6)
    held.set()
    done = await asyncio.gather(*tasks)
    assert sorted(status for status, _ in done) == [200, 200, 200, 204, 204, 204]


async def test_each_audience_is_counted_and_what_is_left_out_is_asked_for(desk: Desk) -> None:
    editor = await desk.office.staff("editor")
    desk.followers.wish("materials-due", *PEOPLE[:2])
    for asked, said in (
        ({"who": "all"}, "3 人"),
        ({"who": "deadline", "deadline": "materials-due"}, "2 人"),
        ({"who": "deadline"}, "请选择是哪一项截止"),
        ({"who": "deadline", "deadline": "<b>"}, "没有这个截止事项"),
        ({"who": "submissions", "status": "需补正"}, "没有可以告知的人"),
        ({"who": "submissions"}, "至少选一个状态"),
        ({"who": "submissions", "recommender": "甲,状态=已登记"}, "不能按它选人"),
        ({"who": "tag"}, "请填标签的名称"),
        ({"who": "file", "kept": "x.txt"}, "保存草稿时核对"),
        ({"who": "nobody"}, "发给谁"),
        ({"who": "all", "channel": "subscribe"}, "渠道"),
        ({"who": "all", "channel": "mass"}, "30 分钟内在微信上确认"),
    ):
        status, text = await counted(editor, **asked)
        assert status == 200, asked
        assert said in text, asked
        assert "<b>" not in text


async def test_a_tag_s_size_is_asked_of_wechat_once_in_a_while(desk: Desk) -> None:
    editor = await desk.office.staff("editor")
    followers = desk.wechat.world.followers[desk.office.settings.accounts_by_id["shanxi"].app_id]
    followers.tag(7, "重点单位", PEOPLE[:2])
    for _ in range(3):
        assert "约 2 人" in (await counted(editor, who="tag", tag="重点单位"))[1]
    hints = await editor.get(f"{HERE}/broadcasts/hints")
    assert json.loads(hints.text) == {"recommender": [], "tag": ["重点单位"]}
    calls = desk.wechat.world.record._calls
    assert sum(call["path"].endswith("tags/get") for call in calls) == 1
    desk.office.pass_time(301)
    await counted(editor, who="tag", tag="重点单位")
    assert sum(call["path"].endswith("tags/get") for call in calls) == 2


async def test_without_a_script_a_button_counts_and_keeps_what_was_typed(desk: Desk) -> None:
    editor = await desk.office.staff("editor")
    token = await desk.token(editor)
    page = await editor.post(f"{HERE}/broadcasts/count", written(token=token))
    assert page.status == 200
    assert "3 人" in page.text
    assert TEXT in page.text
    assert token in page.text
    assert await desk.office.store.listed_broadcasts("shanxi", None, None, 9) == ()


async def test_an_account_that_may_send_nothing_by_itself_says_what_it_cannot(desk: Desk) -> None:
    editor = await desk.office.staff("editor")
    form = await editor.get("/console/hebei/broadcasts/new")
    assert "没有配置 reminder_template" in form.text
    assert "每位会员每月最多收到 4 条群发；本系统本月已群发 0 次，还剩 4 次" in form.text
