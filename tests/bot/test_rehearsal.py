"""A rehearsed conversation: what hangs or fails is told as a member would be told, and holds up nobody."""

from __future__ import annotations

import asyncio

import pytest

from bot.clock import Clock
from bot.errors import Code, Error
from bot.rehearsal import AT_ONCE, Rehearsals, Rehearsed
from tests.conftest import FakeDesk, until


async def hold(rehearsals: Rehearsals, desk: FakeDesk, *said: str) -> tuple[Rehearsed, ...]:
    return await rehearsals.hold("demo", desk, None, said, clock=Clock())


async def test_turns_know_of_those_before(desk: FakeDesk) -> None:
    turns = await hold(Rehearsals(), desk, "一", "二", "三")
    assert [t.text for t in turns] == ["第1句：一", "第2句：二", "第3句：三"]


async def test_each_conversation_begins_anew(desk: FakeDesk) -> None:
    rehearsals = Rehearsals()
    await hold(rehearsals, desk, "一", "二")
    (turn,) = await hold(rehearsals, desk, "三")
    assert turn.text == "第1句：三"


async def test_a_desk_that_raises_ends_the_conversation_with_the_apology(desk: FakeDesk) -> None:
    turns = await hold(Rehearsals(), desk, "一", "出错", "三")
    assert [(t.said, t.text, t.reply is None) for t in turns] == [
        ("一", "第1句：一", False),
        ("出错", desk.apology(), True),
    ]


async def test_what_takes_too_long_is_told_so_in_time(desk: FakeDesk) -> None:
    (turn,) = await hold(Rehearsals(seconds=0.05), desk, "挂起")
    assert (turn.text, turn.reply) == (desk.apology(), None)


async def test_what_hangs_leaves_room_for_a_few_more_and_then_for_none_until_it_ends(desk: FakeDesk) -> None:
    rehearsals = Rehearsals(seconds=0.05)
    await asyncio.gather(*(hold(rehearsals, desk, "挂起") for _ in range(AT_ONCE)))
    with pytest.raises(Error) as refused:
        await hold(rehearsals, desk, "一")
    assert refused.value.code is Code.UNAVAILABLE
    desk.release.set()
    await until(lambda: rehearsals.free == AT_ONCE)
    (turn,) = await hold(rehearsals, desk, "一")
    assert turn.reply is not None
