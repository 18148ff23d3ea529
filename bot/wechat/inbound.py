"""What a member sent, as a value of this service.

wechatpy's registries of message and event types say which kinds are known; its parser is not used, because it loses the
raw fields of newer kinds, fails with unrelated exceptions on bad input, and takes several times as long as expat.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from wechatpy.events import EVENT_TYPES  # type: ignore[import-untyped]  # wechatpy ships no types
from wechatpy.messages import MESSAGE_TYPES  # type: ignore[import-untyped]  # the same

from bot.errors import Code, Error
from bot.results import Result
from bot.wechat import reports

MAX_NAME = 128  # characters of an openid or account name; real ones have 28

_SECONDS = re.compile(r"[0-9]{10,11}", re.ASCII)  # from the year 2001 on, and never more than a store can hold


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message or event.

    ``kind`` is the MsgType, ``event`` the Event, both in lower case: a location that was sent is a kind, one that was
    reported an event. ``message_id`` tells it from every other of this member: the MsgId, or for an event its time,
    name and key, or what it reports on. ``unknown``: it is of a kind that nobody has heard of yet.
    """

    account: str  # 原始ID, the ToUserName
    member: str  # openid
    sent_at: int  # seconds
    kind: str
    message_id: str
    event: str = ""
    key: str = ""  # EventKey
    text: str = ""  # Content of a text, Recognition of a voice message
    unknown: bool = False
    result: Result | None = None  # of an event that reports one


def read(fields: dict[str, Any]) -> Inbound:
    """The message that the fields of a push state. Raises Error (MALFORMED) if one is missing, doubled or no text."""
    account, member = _text(fields, "ToUserName"), _text(fields, "FromUserName")
    created, kind = _text(fields, "CreateTime"), _text(fields, "MsgType").lower()
    if not _SECONDS.fullmatch(created):
        raise Error(Code.MALFORMED, "CreateTime is no time in seconds")
    if max(len(account), len(member), len(kind)) > MAX_NAME:
        raise Error(Code.MALFORMED, "a name is longer than WeChat's")
    sent_at = int(created)
    if kind == "event":
        return _event(fields, account, member, sent_at)
    if kind == "text":
        content = _optional(fields, "Content", required=True)
        return Inbound(account, member, sent_at, kind, _message_id(fields), text=content)
    if kind not in MESSAGE_TYPES:
        return Inbound(account, member, sent_at, kind, "", unknown=True)
    text = _optional(fields, "Recognition") if kind == "voice" else ""
    return Inbound(account, member, sent_at, kind, _message_id(fields), text=text)


def _event(fields: dict[str, Any], account: str, member: str, sent_at: int) -> Inbound:
    event = _text(fields, "Event").lower()
    key = _optional(fields, "EventKey")
    result = reports.read(event, fields)
    ident = f"{sent_at}:{event}:{key or reports.subject(result)}"
    unknown = event not in EVENT_TYPES and event not in reports.REPORTS
    return Inbound(account, member, sent_at, "event", ident, event=event, key=key, unknown=unknown, result=result)


def _message_id(fields: dict[str, Any]) -> str:
    ident = _text(fields, "MsgId")
    if len(ident) > MAX_NAME:
        raise Error(Code.MALFORMED, "MsgId is longer than WeChat's")
    return ident


def _text(fields: dict[str, Any], name: str) -> str:
    value = _optional(fields, name, required=True)
    if not value:
        raise Error(Code.MALFORMED, f"{name} is empty")
    return value


def _optional(fields: dict[str, Any], name: str, *, required: bool = False) -> str:
    """A field's text without white space around it; empty where it is missing and not required."""
    value = fields.get(name)
    if value is None and not required:
        return ""
    if not isinstance(value, str):
        raise Error(Code.MALFORMED, f"{name} is missing or stands twice")
    return value.strip()
