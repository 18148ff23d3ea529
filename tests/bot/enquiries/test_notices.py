"""What changed is told above the answer to whatever a member writes next, once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime

from handlers.answer import Memory, Reply
from tests.bot.enquiries.conftest import DIGITS, NUMBER, Office, Serve
from tests.conftest import FakeDesk

TOLD = "您的申报【QL2025-0012】山间一席现在是“待补”。参评材料不全，请补齐后寄到茶务部。需要您处理。"


class LongDesk(FakeDesk):
    """Answers as long as a reply may be."""

    def reply(self, text: str, memory: Memory, now: datetime) -> Reply:
        said = super().reply(text, memory, now)
        return replace(said, text="\n".join(f"第{n}行，{'长' * 30}" for n in range(19)))


async def bound(serve: Serve, office: Office) -> None:
    office.submission()
    await (await serve()).peer().text(f"{NUMBER} {DIGITS}")


async def test_a_change_stands_above_the_next_answer_and_is_told_once(serve: Serve, office: Office) -> None:
    await bound(serve, office)
    office.notify(office.submission(status="待补"), "待补")
    services = [await serve(), await serve()]
    told = (await services[0].peer().text("会费多少", msg_id=7)).text
    assert told.startswith(TOLD)
    assert told.endswith("：会费多少")
    assert (await services[1].peer().text("会费多少", msg_id=7)).text == told
    for service in services:
        assert TOLD not in (await service.peer().text("会费多少")).text
    ((state, channel, settled_at),) = office.rows("SELECT state, channel, settled_at FROM notifications")
    assert (state, channel) == ("told", "next-contact")
    assert settled_at


async def test_it_is_told_once_when_messages_come_at_once(serve: Serve, office: Office) -> None:
    await bound(serve, office)
    office.notify(office.submission(status="待补"), "待补")
    peers = [(await serve()).peer() for _ in range(2)]
    told = await asyncio.gather(*(peers[n % 2].text("会费多少") for n in range(8)))
    assert sum(TOLD in t.text for t in told) == 1


async def test_it_stands_above_a_greeting_a_picture_and_an_enquiry(serve: Serve, office: Office) -> None:
    await bound(serve, office)
    peer = (await serve()).peer()
    messages = (peer.event("subscribe", EventKey=""), peer.message("image", PicUrl="u", MediaId="m"))
    for message in (*messages, peer.message("text", Content="进度")):
        office.notify(office.submission(status="待补"), "待补")
        assert (await peer.post(message)).text.startswith(TOLD)


async def test_many_are_told_in_a_few_words(serve: Serve, office: Office) -> None:
    await bound(serve, office)
    for number in range(5):
        name = f"QL2025-01{number:02}"
        office.notify(office.submission(name, status="待补"), "待补", name)
    peer = (await serve()).peer()
    told = (await peer.text("会费多少")).text
    assert told.count("您的申报") == 3
    assert "还有2项申报有变化，回复“进度”看全部" in told
    assert "您的申报" not in (await peer.text("会费多少")).text


async def test_what_no_longer_fits_below_is_kept_for_the_next_page(serve: Serve, office: Office) -> None:
    await bound(serve, office)
    office.notify(office.submission(status="待补"), "待补")
    peer = (await serve(demo=LongDesk())).peer()
    told = (await peer.text("会费多少")).text
    assert told.startswith(TOLD)
    assert "回复“更多”继续看" in told
    ((memory,),) = office.rows("SELECT memory FROM members")
    assert "第18行" in memory
    assert "第18行" not in told


async def test_an_apology_tells_nothing(serve: Serve, office: Office) -> None:
    await bound(serve, office)
    office.notify(office.submission(status="待补"), "待补")
    peer = (await serve()).peer()
    assert "抱歉" in (await peer.text("出错")).text
    assert (await peer.text("会费多少")).text.startswith(TOLD)


async def test_what_was_unbound_is_not_told_any_more(serve: Serve, office: Office) -> None:
    await bound(serve, office)
    peer = (await serve()).peer()
    office.notify(office.submission(status="待补"), "待补")
    office.write("UPDATE notifications SET state = 'sending'")
    await peer.text("解除绑定")
    office.write("UPDATE notifications SET state = 'pending'")
    office.write("DELETE FROM notifications WHERE state = 'pending'")
    assert TOLD not in (await peer.text("会费多少")).text
