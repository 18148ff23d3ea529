"""A service that is killed while it sends an answer of staff's: it goes out once, and staff see that it is unclear."""

from __future__ import annotations

import asyncio
import os
import re
import sqlite3
import sys
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from yarl import URL

from bot.config_file import load_settings
from bot.console import staffing
from bot.console.roles import Role
from bot.store.sqlite import SqliteStore
from tests import sixth
from tests.bot.console.conftest import PASSWORD, Browser
from tests.bot.served import At, free_port, ready
from tests.bot.small_pack import CONFIG
from tests.conftest import until
from tests.wechat_api import CUSTOMER, wechat_api
from tests.wechat_peer import Peer

PROJECT = Path(__file__).parents[3]
CASE = "/console/demo/handoffs/1"
_TOKEN = re.compile(r'name="form" value="([^"]+)"')


@dataclass
class Address:
    """Where a process serves."""

    port: int

    def make_url(self, path: str) -> URL:
        return URL(f"http://127.0.0.1:{self.port}{path}", encoded=True)


@asynccontextmanager
async def serving(config: Path, address: Address, session: aiohttp.ClientSession) -> AsyncIterator[Process]:
    """The service as a process, killed at the end at the latest."""
    command = [sys.executable, "-m", "bot", "serve", "--config", str(config), "--port", str(address.port)]
    environ = {k: v for k, v in os.environ.items() if not k.startswith("ZXT_")}
    with config.with_suffix(".log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(*command, cwd=PROJECT, env=environ, stderr=log)
    try:
        await ready(session, address.port, process)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def signed_in(browser: Browser, once: str) -> None:
    assert (await browser.sign_in("小王", once)).status == 303
    await browser.get("/console/-/password")
    chosen = {"present": once, "new": PASSWORD, "again": PASSWORD}
    assert (await browser.post("/console/-/password", chosen)).status == 303


async def test_an_answer_that_was_on_its_way_is_never_sent_again(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    async with wechat_api() as wechat, aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        calls = f'kind = "service"\nverified = true\napp_secret = "s"\napi_base = "{wechat.base}"\n'
        text = CONFIG.replace('packs = "packs"', f'packs = "{sixth.PACKS}"').replace(
            'pack = "demo"', 'pack = "qinglan"'
        )
        config.write_text(text + calls, encoding="utf-8")
        settings = load_settings(config, {})
        store = SqliteStore.open(settings.store_file)
        once = await staffing.add(store, settings, "小王", Role.EDITOR, (), by="测试", at=time.time())
        await store.close()
        address = Address(free_port())
        server: Any = address
        browser = Browser(session, server)
        peer = Peer(settings.accounts[0], At(session, address.port))
        wechat.always[CUSTOMER] = "silence"
        async with serving(config, address, session) as process:
            await peer.text("人工")
            await signed_in(browser, once)
            page = await browser.get(CASE)
            found = _TOKEN.search(page.text)
            assert found, page.text
            form = {"form": found[1], "text": "请稍等"}
            sending = asyncio.create_task(browser.post(f"{CASE}/reply", form))
            await until(lambda: wechat.messages)
            process.kill()
            await asyncio.gather(sending, return_exceptions=True)
        del wechat.always[CUSTOMER]
        async with serving(config, address, session):
            assert "正在发送" in (await browser.get(CASE)).text
            with closing(sqlite3.connect(settings.store_file)) as connection, connection:
                connection.execute("UPDATE handoff_lines SET until = until - 60")  # a minute passes
            page = await browser.get(CASE)
            assert "结果不明" in page.text
            assert "现在发送" not in page.text
            assert "没有再发" in (await browser.follow(await browser.post(f"{CASE}/reply", form))).text
            assert "请稍等" not in (await peer.text("在吗")).text
    assert [m["text"]["content"] for m in wechat.messages] == ["请稍等"]
