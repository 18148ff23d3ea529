"""The service as a process: it starts, shares its port among workers, and stops in good order."""

from __future__ import annotations

import asyncio
import re
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from pathlib import Path

import aiohttp
import pytest

from bot.clock import Clock
from bot.config_file import load_settings
from bot.packs import warm_up
from handlers.answer import Memory, Reply
from tests.bot.served import At, free_port, ready
from tests.bot.small_pack import CONFIG, write_config
from tests.conftest import FakeDesk
from tests.wechat_peer import Peer

Launch = Callable[..., Awaitable[Process]]


@pytest.fixture
async def launch() -> AsyncIterator[Launch]:
    processes: list[Process] = []

    async def started(config: Path, *arguments: str) -> Process:
        command = [sys.executable, "-m", "bot", "serve", "--config", str(config), *arguments]
        process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=PIPE)
        processes.append(process)
        return process

    yield started
    for process in processes:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


class BrokenDesk(FakeDesk):
    """A desk that has no answer at all."""

    def reply(self, text: str, memory: Memory, now: datetime) -> Reply:
        self.heard.append(text)
        raise ValueError(memory, now)


@pytest.mark.parametrize("workers", [1, 2])
async def test_it_answers_and_stops_in_good_order(
    tmp_path: Path, launch: Launch, client: aiohttp.ClientSession, workers: int
) -> None:
    config, port = write_config(tmp_path), free_port()
    process = await launch(config, "--port", str(port), "--workers", str(workers), "--now", "2018-06-01")
    assert process.stderr is not None
    serving = [await process.stderr.readline() for _ in range(workers)]
    assert all(b'"event": "serving"' in line for line in serving)
    await ready(client, port, process)
    peer = Peer(load_settings(config, {}).accounts[0], At(client, port))
    told = [await peer.text("会费多少", msg_id=n % 5) for n in range(10)]
    assert len({t.text for t in told}) == 1
    assert "2000元" in told[0].text
    async with client.get(f"http://127.0.0.1:{port}/metrics") as response:
        metrics = await response.text()
    assert 'zxt_messages_total{account="demo",outcome="answered"} 5.0' in metrics
    process.send_signal(signal.SIGTERM)
    out, err = await process.communicate()
    assert process.returncode == 0
    assert out == b""
    assert err.count(b'"event": "stopping"') == workers
    assert "会费".encode() not in err


def test_every_desk_is_asked_before_a_member_asks() -> None:
    desk, broken = FakeDesk(), BrokenDesk()
    warm_up({"broken": broken, "demo": desk}, Clock().now())
    (asked,) = desk.heard
    assert re.search("[a-z]", asked)
    assert re.search("[一-鿿]", asked)
    assert broken.heard == desk.heard


async def test_workers_that_cannot_start_end_the_service(tmp_path: Path, launch: Launch) -> None:
    config = write_config(tmp_path, CONFIG.replace("sqlite:///data/demo.db", "sqlite:///config.toml"))
    process = await launch(config, "--workers", "2")
    _, err = await process.communicate()
    assert process.returncode == 1
    assert b"the store cannot be opened" in err
    assert err.decode().splitlines()[-1].startswith("a worker ended with status 1 at its start")


async def test_workers_refuse_a_pack_whose_source_lacks_a_quote(tmp_path: Path, launch: Launch) -> None:
    config = write_config(tmp_path)
    (tmp_path / "packs" / "demo" / "sources" / "000.txt").write_text("示例协会\n会费标准\n", encoding="utf-8")
    process = await launch(config, "--workers", "2")
    _, err = await process.communicate()
    assert process.returncode == 1
    assert b"not verbatim" in err
    assert b'"event": "serving"' not in err


@pytest.mark.parametrize("workers", ["1", "2"])
async def test_a_port_in_use_stops_the_start_with_one_clear_line(tmp_path: Path, launch: Launch, workers: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = await launch(write_config(tmp_path), "--port", str(port), "--workers", workers)
        _, err = await process.communicate()
    assert process.returncode == 1
    last = err.decode().splitlines()[-1]
    assert last.startswith(f"server.port: cannot listen on 127.0.0.1:{port} (Address already in use)")
