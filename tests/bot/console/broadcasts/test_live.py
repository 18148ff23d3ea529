"""Progress as events: when a stream ends, how many there may be, and that watching keeps nobody signed in."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
import pytest

from bot.broadcast.broadcast import Draft, State
from bot.broadcast.stage import Stage
from bot.console.broadcasts import pages, progress, streams
from tests.bot.console.broadcasts.conftest import HERE, PEOPLE, Desk, events, waited
from tests.bot.console.conftest import Browser

Told = tuple[str, dict[str, Any]]


async def scheduled(desk: Desk) -> int:
    """One that waits for its time."""
    store, at = desk.office.store, desk.office.clock.real()
    made = await store.create_broadcast(Draft("shanxi", "定时", "正文", "all", send_at=at + 3600), "王", at)
    await store.move_broadcast(made.ident, {State.DRAFT}, State.APPROVED, by="李", at=at)
    return made.ident


async def opened(by: Browser, ident: int) -> aiohttp.ClientResponse:
    answer = await by.session.get(by.server.make_url(f"{HERE}/broadcasts/{ident}/events"))
    assert answer.status == 200
    return answer


async def told(stream: aiohttp.ClientResponse) -> Told | str:
    """The next event, or comment."""
    lines: list[str] = []
    while (line := (await asyncio.wait_for(stream.content.readline(), 60)).decode()) != "\n":
        assert line, "the stream was cut"
        lines.append(line.rstrip("\n"))
    if len(lines) == 1:
        return lines[0]
    return lines[0].removeprefix("event: "), json.loads(lines[1].removeprefix("data: "))


async def following(stream: aiohttp.ClientResponse, kind: str) -> dict[str, Any]:
    """The next event of a kind."""
    while True:
        each = await told(stream)
        if not isinstance(each, str) and each[0] == kind:
            return each[1]


async def test_who_watches_sees_it_begin_and_end(desk: Desk) -> None:
    viewer = await desk.office.staff("viewer")
    ident = await scheduled(desk)
    stream = await opened(viewer, ident)
    assert (await following(stream, "progress"))["stage"] == "approved"
    desk.office.pass_time(3601)
    await desk.comes(ident, Stage.DONE)
    last: dict[str, Any] = {}
    while last.get("stage") != "done":
        last = await following(stream, "progress")
    assert (last["sent"], last["settled"], last["total"]) == (3, 4, 4)
    assert await following(stream, "end") == {"why": "settled"}
    assert await stream.content.read() == b""


async def test_one_that_is_not_on_its_way_is_told_once(desk: Desk) -> None:
    editor = await desk.office.staff("editor")
    ident = await desk.compose(editor)
    assert [name for name, _ in await events(editor, ident)] == ["progress", "end"]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streams that look and speak often."""

    def made(*given: Any) -> streams.Streams:
        return streams.Streams(*given, every=0.02, heartbeat=0.05)

    monkeypatch.setattr(pages, "Streams", made)
    monkeypatch.setattr(progress, "EVERY", 0.02)


@pytest.mark.usefixtures("quick")
class TestQuick:
    """With streams that look often; the fixture has to come before the service."""

    async def test_a_silent_stream_is_kept_open_by_comments(self, desk: Desk) -> None:
        viewer = await desk.office.staff("viewer")
        stream = await opened(viewer, await scheduled(desk))
        kinds = [await told(stream) for _ in range(5)]
        assert kinds[0] == "retry: 5000"
        assert kinds.count(": still here") == 3
        stream.close()

    async def test_watching_keeps_nobody_signed_in(self, desk: Desk) -> None:
        viewer = await desk.office.staff("viewer")
        stream = await opened(viewer, await scheduled(desk))
        await following(stream, "progress")
        desk.office.pass_time(31 * 60)
        assert await following(stream, "end") == {"why": "signed-out"}

    async def test_who_may_not_see_any_more_is_told_nothing_more(self, desk: Desk) -> None:
        viewer = await desk.office.staff("viewer")
        stream = await opened(viewer, await scheduled(desk))
        await following(stream, "progress")
        await desk.office.store.remove_staff("viewer")
        assert await following(stream, "end") == {"why": "signed-out"}


async def test_nobody_has_more_than_a_few_streams(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "OF_ONE", 2)
    viewer = await desk.office.staff("viewer")
    ident = await scheduled(desk)
    held = [await opened(viewer, ident) for _ in range(2)]
    refused = await viewer.get(f"{HERE}/broadcasts/{ident}/events")
    assert refused.status == 503
    for stream in held:
        stream.close()

    async def free() -> bool:
        answer = await viewer.session.get(viewer.server.make_url(f"{HERE}/broadcasts/{ident}/events"))
        answer.close()
        return answer.status == 200

    await waited(free)


async def test_a_service_that_stops_ends_its_streams(desk: Desk) -> None:
    viewer = await desk.office.staff("viewer")
    stream = await opened(viewer, await scheduled(desk))
    await following(stream, "progress")
    stopping = asyncio.create_task(desk.office.server.close())
    assert await following(stream, "end") == {"why": "stopping"}
    await stopping


async def test_without_a_script_the_page_loads_itself_again_while_it_is_sent(desk: Desk) -> None:
    viewer = await desk.office.staff("viewer")
    store, at = desk.office.store, desk.office.clock.real()
    made = await store.create_broadcast(Draft("shanxi", "慢慢发", "正文", "all", "next-contact", send_at=at), "王", at)
    page = await viewer.get(f"{HERE}/broadcasts/{made.ident}")
    assert 'http-equiv="refresh"' not in page.text
    await store.move_broadcast(made.ident, {State.DRAFT}, State.APPROVED, by="李", at=at)

    async def frozen() -> bool:
        found = await store.broadcast(made.ident)
        return found is not None and found.frozen_at is not None

    await waited(frozen)
    page = await viewer.get(f"{HERE}/broadcasts/{made.ident}")
    assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in page.text
    assert f'<dd data-live="waiting">{len(PEOPLE)}</dd>' in page.text
