"""A deadline for a telephone's calendar."""

from __future__ import annotations

import re
from datetime import date

from bot.pages.calendar import Event, calendar
from tests.bot.broadcast.conftest import Serve
from tests.bot.broadcast.members import DEADLINE, NAME


def unfolded(file: bytes) -> list[str]:
    return file.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


async def test_a_deadline_is_a_whole_day_with_an_alarm(serve: Serve) -> None:
    service = await serve()
    response = await service.client.get(f"/m/demo/deadline/{DEADLINE}.ics")
    assert response.status == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    lines = unfolded(await response.read())
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert f"UID:deadline-{DEADLINE}@demo.zhixietong" in lines
    assert "DTSTART;VALUE=DATE:20250918" in lines
    assert "DTEND;VALUE=DATE:20250919" in lines
    assert f"SUMMARY:{NAME}" in lines
    assert "TRIGGER:-P3D" in lines
    (described,) = [x for x in lines if x.startswith("DESCRIPTION:【")]
    assert "茶务部" in described
    assert "依据：" in described
    assert "退订" not in described
    assert any(re.fullmatch(r"DTSTAMP:\d{8}T\d{6}Z", x) for x in lines)


async def test_what_is_not_there_is_not_found(serve: Serve) -> None:
    client = (await serve()).client
    for path in ("demo/deadline/gold-cup", "demo/deadline/nothing", "open/deadline/x", "nobody/deadline/x"):
        assert (await client.get(f"/m/{path}.ics")).status == 404


def test_lines_end_in_crlf_and_have_75_octets_at_most() -> None:
    text = "材料；清单, 一份; 反斜线\\ 表情🎉\n" * 30
    file = calendar(Event("u", date(2024, 2, 29), text, text), 1_700_000_000.0)
    assert b"\n" not in file.replace(b"\r\n", b"")
    assert b"\r" not in file.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
    for line in file.split(b"\r\n"):
        line.decode()  # no character is parted
    (summary,) = [x for x in unfolded(file) if x.startswith("SUMMARY:")]
    assert summary == "SUMMARY:" + "材料；清单\\, 一份\\; 反斜线\\\\ 表情🎉\\n" * 30
    assert "DTEND;VALUE=DATE:20240301" in unfolded(file)


def test_nothing_breaks_out_of_its_line() -> None:
    file = calendar(Event("u", date(2025, 9, 18), "a\r\nEND:VEVENT\x00\x07b", "c\rd"), 0.0)
    assert "SUMMARY:a\\nEND:VEVENTb" in unfolded(file)
    assert unfolded(file).count("END:VEVENT") == 1
