"""What the pages of handoffs (求助) show, made of what the store keeps. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from bot.handoffs.handoff import Fate, Handoff, Line, Speaker
from bot.handoffs.window import Window
from bot.simulator.shown import text_parts

DRAFTS = "questions/answers/new"  # where an answer becomes one of the bot's
LONGEST_DRAFT = 1500  # bytes of an answer that an address takes along

_UNITS = ((86_400, "天"), (3_600, "小时"), (60, "分钟"))
_FATES = {
    Fate.SENDING: ("plain", "正在发送"),
    Fate.SENT: ("good", "已发送"),
    Fate.UNKNOWN: ("bad", "结果不明"),
    Fate.WAITING: ("warn", "等会员下次来信时告知"),
    Fate.TOLD: ("good", "已随回复告知"),
    Fate.FAILED: ("bad", "没有送达"),
    Fate.WITHDRAWN: ("plain", "已撤回"),
}
_MORE = {Fate.UNKNOWN: "可能已送达，为避免重复不会再发；请看会员是否回应，或打电话。"}


def lasting(seconds: float) -> str:
    """A stretch of time in its two greatest units: 2 天 3 小时."""
    left, parts = max(int(seconds), 0), []
    for unit, name in _UNITS:
        if left >= unit:
            parts.append(f"{left // unit} {name}")
            left %= unit
    return " ".join(parts[:2]) or "不到 1 分钟"


@dataclass(frozen=True, slots=True)
class Row:
    """A handoff in a list."""

    handoff: Handoff
    who: str
    waited: str
    window: str


@dataclass(frozen=True, slots=True)
class Bubble:
    """A line of the conversation, its ``text`` as the member saw or wrote it.

    ``tone`` and ``fate`` are of an answer, ``more`` is what staff should know of it. ``again``: it waits, and
    may be sent now; ``draft`` is where an answer is made one of the bot's.
    """

    line: Line
    text: str
    by: str
    tone: str
    fate: str
    more: str
    waits: bool
    again: bool
    draft: str

    @property
    def note(self) -> bool:
        """Whether it is no word of anybody's, but what happened."""
        return self.line.speaker is Speaker.NOTE

    @property
    def side(self) -> str:
        """On which side it stands, and how it looks."""
        if self.line.speaker is Speaker.MEMBER:
            return "bubble-member"
        return "bubble-account handoff-bot" if self.line.speaker is Speaker.BOT else "bubble-account"


def member_of(handoff: Handoff) -> str:
    """A member, told from others by the end of the openid."""
    return f"会员 …{handoff.member[-5:]}"


def row(handoff: Handoff, window: Window | None, now: float) -> Row:
    """A handoff as lists show it."""
    return Row(handoff, member_of(handoff), lasting(now - handoff.since), window_of(window, now))


def window_of(window: Window | None, now: float) -> str:
    """How an answer reaches the member now."""
    if window is None:
        return "本账号不能主动发消息，答复在会员下次来信时告知"
    if window.until <= now:
        return "已过 48 小时，答复在会员下次来信时告知"
    if not window.open:
        return "可发的条数已用完，答复在会员下次来信时告知"
    return f"可直接发送，还可发 {window.left} 条，剩 {lasting(window.until - now)}"


def bubbles(account: str, lines: Sequence[Line], *, may_send: bool) -> Iterator[Bubble]:
    """The conversation."""
    asked = ""
    for line in lines:
        if line.speaker is Speaker.MEMBER:
            asked = line.text
        tone, fate = _FATES[line.fate] if line.fate else ("", "")
        waits = line.fate is Fate.WAITING
        more = "；".join(x for x in (line.reason, _MORE.get(line.fate) if line.fate else "") if x)
        draft = _draft(account, asked, line.text) if line.speaker is Speaker.STAFF else ""
        text = "".join(p.text for p in text_parts(line.text)) if line.speaker is Speaker.BOT else line.text
        yield Bubble(line, text, _by(line), tone, fate, more, waits, waits and may_send, draft)


def _by(line: Line) -> str:
    match line.speaker:
        case Speaker.MEMBER:
            return "会员"
        case Speaker.BOT:
            return "自动答复"
        case Speaker.PHONE:
            return f"{line.by}（电话）"
        case _:
            return line.by


def _draft(account: str, asked: str, text: str) -> str:
    """Where an answer becomes one of the bot's; addresses have their limits."""
    values = {"question": asked[:200]} | ({"answer": text} if len(text.encode()) <= LONGEST_DRAFT else {})
    return f"/console/{account}/{DRAFTS}?{urlencode(values)}"
