"""What is to be done with each kind of message and event."""

from __future__ import annotations

from dataclasses import dataclass

from bot.results import Result
from bot.wechat.inbound import Inbound

ASK_PREFIX = "ask:"  # of a menu key: what follows is asked as if the member had typed it


@dataclass(frozen=True, slots=True)
class Ask:
    """A question in words."""

    text: str


@dataclass(frozen=True, slots=True)
class Receive:
    """Something without words, by its kind."""

    kind: str


@dataclass(frozen=True, slots=True)
class Greet:
    """A new follower, by a QR code with a scene or otherwise."""


@dataclass(frozen=True, slots=True)
class Forget:
    """A follower who left."""


@dataclass(frozen=True, slots=True)
class Note:
    """What WeChat reports: there is nothing to say, but something to keep."""

    result: Result


@dataclass(frozen=True, slots=True)
class Ignore:
    """Nothing to say and nothing to do."""


Plan = Ask | Receive | Greet | Forget | Note | Ignore

WORDLESS = frozenset({"image", "voice", "video", "shortvideo", "location", "link"})


def plan(inbound: Inbound) -> Plan:
    """What a message asks for; kinds and events that nobody has heard of yet are ignored."""
    if inbound.kind == "event":
        return _plan_event(inbound)
    if inbound.text:  # of a text, or recognised in a voice message
        return Ask(inbound.text)
    if inbound.kind == "text":
        return Receive("empty")
    return Receive(inbound.kind) if inbound.kind in WORDLESS else Ignore()


def _plan_event(inbound: Inbound) -> Plan:
    if inbound.result is not None:
        return Note(inbound.result)
    match inbound.event:
        case "subscribe":
            return Greet()
        case "unsubscribe":
            return Forget()
        case "click":
            return _plan_click(inbound.key)
        case "scancode_waitmsg":
            return Receive("scan")
    return Ignore()


def _plan_click(key: str) -> Plan:
    """A key that asks nothing, such as V1001, is no member's words: it means something to others, if to anybody."""
    if not key.startswith(ASK_PREFIX):
        return Ignore()
    asked = key.removeprefix(ASK_PREFIX).strip()
    return Ask(asked) if asked else Receive("empty")
