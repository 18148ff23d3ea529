"""An account's custom menu (自定义菜单) from its pack: three groups of five at most, each entry a question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.errors import Code, Error
from bot.plan import ASK_PREFIX
from bot.wechat.api import Api
from bot.wechat.outcome import Answered
from knowledge.schema import MenuItem

GROUPS, ENTRIES = 3, 5
GROUP_BYTES, ENTRY_BYTES, KEY_BYTES = 16, 60, 128  # UTF-8

Button = dict[str, object]


def buttons(menu: Sequence[MenuItem]) -> list[Button]:
    """The menu as WeChat takes it. Raises Error (INPUT) that names every entry beyond WeChat's limits, a line each."""
    if faults := list(_faults(menu)):
        raise Error(Code.INPUT, "\n".join(faults))
    return [_button(group) for group in menu]


async def push(api: Api, menu: Sequence[MenuItem]) -> Answered:
    """Make this the account's menu; members see it within some minutes. Raises Error (INPUT), as ``buttons`` does."""
    return await api.call("/cgi-bin/menu/create", {"button": buttons(menu)})


def _button(item: MenuItem) -> Button:
    if item.items:
        return {"name": item.name, "sub_button": [_button(entry) for entry in item.items]}
    return {"type": "click", "name": item.name, "key": ASK_PREFIX + item.say}


def _faults(menu: Sequence[MenuItem]) -> Iterator[str]:
    if not menu:
        yield "知识包没有菜单；请在 pack.toml 里写上 [[menu]]"
    if len(menu) > GROUPS:
        yield f"菜单有 {len(menu)} 组，微信最多 {GROUPS} 组"
    for group in menu:
        if len(group.items) > ENTRIES:
            yield f"菜单「{group.name}」有 {len(group.items)} 项，微信最多 {ENTRIES} 项"
        yield from _faults_of(group, GROUP_BYTES)
        for entry in group.items:
            if entry.items:
                yield f"菜单「{entry.name}」下面不能再有菜单"
            yield from _faults_of(entry, ENTRY_BYTES)


def _faults_of(item: MenuItem, most: int) -> Iterator[str]:
    size = len(item.name.encode())
    if not item.name.strip():
        yield "菜单有一项没有名称"
    elif size > most:
        yield f"菜单「{item.name}」的名称有 {size} 字节，微信最多 {most} 字节（一个汉字 3 字节）"
    if item.items:
        return
    size = len((ASK_PREFIX + item.say).encode())
    if not item.say.strip():
        yield f"菜单「{item.name}」没有写 say：点它时问什么"
    elif size > KEY_BYTES:
        yield f"菜单「{item.name}」的问题（连同 {ASK_PREFIX}）有 {size} 字节，微信最多 {KEY_BYTES} 字节"
