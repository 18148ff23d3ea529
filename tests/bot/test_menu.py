"""The custom menu, from the pack to WeChat, and what stands in its way."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.errors import Error
from bot.wechat.menu import buttons
from knowledge.pack import load_pack
from knowledge.schema import MenuItem
from tests.bot.small_pack import CONFIG, write_config
from tests.standing import SERVICE, Caller, caller

PROJECT = Path(__file__).parents[2]
PACKS = sorted(p.name for p in (PROJECT / "knowledge" / "packs").iterdir() if p.is_dir())
MENU = """
[[menu]]
name = "入会"
items = [{ name = "会费标准", say = "会费标准是多少" }]
"""


@pytest.fixture
async def wechat() -> AsyncIterator[Caller]:
    async with caller() as calling:
        yield calling


async def push(folder: Path, *more: str) -> tuple[int, str, str]:
    """The command's exit status, output and errors."""
    command = [
        sys.executable,
        "-m",
        "bot",
        "--config",
        str(folder / "config.toml"),
        "menu",
        "push",
        "--account",
        "demo",
    ]
    process = await asyncio.create_subprocess_exec(*command, *more, stdout=PIPE, stderr=PIPE)
    output, errors = await process.communicate()
    return process.returncode or 0, output.decode(), errors.decode().strip()


def configure(folder: Path, base: str, *, menu: str = MENU, verified: bool = True, secret: str = "") -> None:
    verification = f'kind = "service"\nverified = {str(verified).lower()}\n'
    more = f'app_secret = "{secret or SERVICE.app_secret}"\napi_base = "{base}"\n'
    write_config(folder, CONFIG + verification + more)
    pack = folder / "packs" / "demo" / "pack.toml"
    pack.write_text(pack.read_text(encoding="utf-8") + menu, encoding="utf-8")


async def test_the_pack_s_menu_becomes_the_account_s(wechat: Caller, tmp_path: Path) -> None:
    configure(tmp_path, wechat.standin.base)
    status, output, errors = await push(tmp_path)
    assert (status, errors) == (0, "")
    assert "入会：会费标准" in output
    entry = {"type": "click", "name": "会费标准", "key": "ask:会费标准是多少"}
    expected = {"button": [{"name": "入会", "sub_button": [entry]}]}
    assert await wechat.look("menu", account="demo") == expected
    status, output, _ = await push(tmp_path, "--json")
    assert json.loads(output) == {"account": "demo", **expected}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"verified": False}, "账号 demo 未认证，微信不允许用接口设置菜单"),
        ({"menu": ""}, "知识包没有菜单"),
        ({"secret": "wrong"}, "菜单没有更新：AppSecret 不正确"),
        ({"menu": MENU.replace("入会", "入会与退会办法")}, "菜单「入会与退会办法」的名称有 21 字节，微信最多 16 字节"),
    ],
)
async def test_what_stands_in_the_way_is_said_in_one_line(
    wechat: Caller, tmp_path: Path, change: dict[str, object], told: str
) -> None:
    configure(tmp_path, wechat.standin.base, **change)  # type: ignore[arg-type]  # each value is of its parameter's type
    status, output, errors = await push(tmp_path)
    assert errors.startswith(told)
    assert "\n" not in errors
    assert (status, output) == (1, "")
    assert await wechat.look("menu", account="demo") is None


async def test_a_refusal_of_wechat_s_is_passed_on(wechat: Caller, tmp_path: Path) -> None:
    configure(tmp_path, wechat.standin.base)
    await wechat.steered("troubles", [{"kind": "errcode", "code": 48001, "path": "/cgi-bin/menu/create"}])
    status, _, errors = await push(tmp_path)
    assert (status, errors) == (1, "菜单没有更新：公众号没有这个接口的权限（48001）")


@pytest.mark.parametrize("pack", PACKS)
def test_every_pack_s_menu_is_within_the_limits(pack: str) -> None:
    menu = load_pack(PROJECT / "knowledge" / "packs" / pack).menu
    assert [button["name"] for button in buttons(menu)] == [item.name for item in menu]


@pytest.mark.parametrize(
    ("menu", "told"),
    [
        ((), "没有菜单"),
        ((MenuItem(name="组", say="问"),) * 4, "4 组，微信最多 3 组"),
        ((MenuItem(name="组", items=(MenuItem(name="项", say="问"),) * 6),), "「组」有 6 项，微信最多 5 项"),
        ((MenuItem(name="组", items=(MenuItem(name="项" * 21, say="问"),)),), "63 字节，微信最多 60 字节"),
        ((MenuItem(name="组", say="问" * 42),), "130 字节，微信最多 128 字节"),
        ((MenuItem(name="组"),), "没有写 say"),
        ((MenuItem(name=" ", say="问"),), "没有名称"),
    ],
)
def test_a_menu_beyond_the_limits_names_the_entry(menu: tuple[MenuItem, ...], told: str) -> None:
    with pytest.raises(Error, match=told):
        buttons(menu)
