"""How a broadcast reads in each channel: a template's fields within WeChat's limits, or the text as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.broadcast.broadcast import Channel, Draft
from bot.config import AccountSettings
from bot.wechat.fields import Filled, filled, limit

LONGEST = 2048  # bytes of a text message
ROOM = 1000  # bytes of a text that stands above a reply, which shares these bytes with it


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a member sees in a channel, a line for each field; and what is wrong with it, for staff."""

    channel: Channel
    lines: tuple[str, ...]
    faults: tuple[str, ...] = ()


def values(draft: Draft) -> Mapping[str, str]:
    """What the placeholders of a template's fields stand for."""
    return {**draft.fields, "name": draft.name, "text": draft.text}


def template_fields(draft: Draft, account: AccountSettings) -> Filled:
    """The fields of the account's template message (模板消息)."""
    return filled(account.reminder_fields, values(draft))


def notice_fields(draft: Draft, account: AccountSettings) -> Filled:
    """The fields of the account's subscription notification (订阅通知)."""
    return filled(account.notice_fields, values(draft))


def rendered(channel: Channel, draft: Draft, account: AccountSettings) -> Rendered:
    """The message as a channel shows it."""
    match channel:
        case Channel.TEMPLATE:
            return _fields(channel, template_fields(draft, account), "reminder_fields")
        case Channel.SUBSCRIBE:
            return _fields(channel, notice_fields(draft, account), "notice_fields")
    size = len(draft.text.encode())
    faults: tuple[str, ...] = ()
    if channel is Channel.NEXT_CONTACT and size > ROOM:
        faults = (f"正文 {size} 字节，放在答复上方时答复可能要分页；建议不超过 {ROOM} 字节（约 {ROOM // 3} 个汉字）",)
    return Rendered(channel, tuple(draft.text.splitlines()), faults)


def _fields(channel: Channel, said: Filled, key: str) -> Rendered:
    faults = [
        f"{field} 最多 {limit(field)} 个字，放不下「{said.whole[field]}」，只显示「{said.data[field]}」"
        for field in said.cut
    ]
    faults += [f"{{{place}}} 没有值，对应的栏是空的，微信可能拒收；请填上它的值" for place in said.missing]
    if not said.data:
        faults.append(f"配置里没有 {key}，模板的各栏都是空的")
    return Rendered(channel, tuple(f"{field}：{text}" for field, text in said.data.items()), tuple(faults))
