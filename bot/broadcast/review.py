"""A broadcast goes through the office (审核): submitted, returned, approved by another, sent, paused, ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.broadcast.broadcast import Broadcast, Draft, State
from bot.broadcast.composing import Desk, checked, some
from bot.broadcast.openids import each
from bot.broadcast.stage import RETURNED, SCHEDULED, SUBMITTED, UNSENT, Stage
from bot.broadcast.timely import outdated
from bot.clock import CHINA
from bot.errors import Code, Error
from bot.store.promises.broadcasts import Broadcasts
from bot.store.promises.reviews import Reviews, Seen, Step

FOR_APPROVAL = frozenset({Stage.SUBMITTED})
LONGEST_NOTE = 200  # characters


class Books(Broadcasts, Reviews, Protocol):
    """What is asked of the store."""


@dataclass(frozen=True, slots=True)
class Act:
    """Who acts and when: seconds of the real and of the business clock."""

    by: str
    at: float
    now: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sending:
    """When it is sent, in seconds of the business clock, and whether quiet hours are not waited out."""

    at: float
    any_hour: bool = False


@dataclass(frozen=True, slots=True)
class Openids:
    """A list that somebody handed in: the openids, and the name of its file."""

    openids: Iterable[str]
    file: str


async def draft(
    store: Books,
    desk: Desk,
    what: Draft,
    act: Act,
    *,
    token: str,
    openids: Openids | None = None,
    replaces: Seen | None = None,
) -> Broadcast:
    """Keep what somebody wrote in a form known by its token; pressed twice, it is kept once.

    Raises Error: INPUT, CONFLICT.
    """
    whole = await checked(store, desk, what, act.now)
    kept = None
    if openids is not None:
        kept = await store.keep_openids(desk.account.id, each(some(openids.openids, openids.file)), act.at)
    return await store.draft_once(whole, act.by, act.at, kept, token=token, replaces=replaces)


async def submit(store: Books, seen: Seen, act: Act) -> Broadcast:
    """Let a draft wait to be approved."""
    return await _take(store, seen, act, SUBMITTED, {Stage.DRAFT}, submitted=True)


async def give_back(store: Books, seen: Seen, act: Act) -> Broadcast:
    """Give a draft back to who wrote it, or take it back oneself."""
    return await _take(store, seen, act, RETURNED, FOR_APPROVAL)


def own(broadcast: Broadcast, by: str) -> bool:
    """Whether somebody would approve what they wrote themselves."""
    return broadcast.author.strip().casefold() == by.strip().casefold()


async def approve(
    store: Books, broadcast: Broadcast, seen: Seen, act: Act, sending: Sending, *, another: bool
) -> Broadcast:
    """Let the service send it; ``another``: not by who wrote it.

    Raises Error: INPUT if it may not be approved so, CONFLICT if it has had its time.
    """
    if another and own(broadcast, act.by):
        message = f"群发 {broadcast.ident} 是您自己起草的，要由另一位可以批准的同事批准"
        raise Error(Code.INPUT, message)
    await _check(store, broadcast, act, sending)
    return await _take(store, seen, act, State.APPROVED, FOR_APPROVAL, to=State.APPROVED, sending=sending)


async def schedule(store: Books, broadcast: Broadcast, seen: Seen, act: Act, sending: Sending) -> Broadcast:
    """Give what is approved another time. Raises Error as ``approve``."""
    await _check(store, broadcast, act, sending)
    return await _take(store, seen, act, SCHEDULED, {Stage.APPROVED}, sending=sending)


async def pause(store: Books, seen: Seen, act: Act) -> Broadcast:
    """Send no more of it for now."""
    return await _take(store, seen, act, State.PAUSED, {Stage.SENDING}, to=State.PAUSED)


async def resume(store: Books, broadcast: Broadcast, seen: Seen, act: Act, *, any_hour: bool) -> Broadcast:
    """Let the service go on with it."""
    sending = Sending(act.now, any_hour)
    await _check(store, broadcast, act, sending)
    return await _take(store, seen, act, State.SENDING, {Stage.PAUSED}, to=State.SENDING, sending=sending)


async def cancel(store: Books, seen: Seen, act: Act) -> Broadcast:
    """End it for good; what was sent stays sent."""
    origins = {*UNSENT, Stage.SENDING, Stage.PAUSED}
    return await _take(store, seen, act, State.CANCELLED, origins, to=State.CANCELLED)


async def _check(store: Books, broadcast: Broadcast, act: Act, sending: Sending) -> None:
    """Whether it may still be sent at that time. Raises Error."""
    if reason := await outdated(store, broadcast, act.now):
        raise Error(Code.CONFLICT, f"群发 {broadcast.ident}：{reason}，不能再发送")
    if sending.at < act.now:
        raise Error(Code.INPUT, "发送时间已经过了；请选一个以后的时间，或选立即发送")
    until = broadcast.draft.valid_until
    if until is not None and sending.at >= until:
        raise Error(Code.INPUT, "发送时间在有效期之后，到时不会再告知任何人；请选早一些的时间")


async def _take(
    store: Books,
    seen: Seen,
    act: Act,
    what: str,
    origins: set[Stage] | frozenset[Stage],
    *,
    to: State | None = None,
    submitted: bool = False,
    sending: Sending | None = None,
) -> Broadcast:
    if len(act.note) > LONGEST_NOTE:
        raise Error(Code.INPUT, f"说明有 {len(act.note)} 个字，最多 {LONGEST_NOTE} 个，请缩短")
    note = act.note
    if sending is not None and to is not State.SENDING:
        note = _told(sending, act.now)
    elif sending is not None and sending.any_hour:
        note = "不等免打扰时段"
    step = Step(
        what,
        frozenset(origins),
        act.by,
        act.at,
        to,
        submitted,
        sending.at if sending else None,
        sending.any_hour if sending else None,
        note,
    )
    return await store.take_step(seen, step)


def _told(sending: Sending, now: float) -> str:
    at = datetime.fromtimestamp(sending.at, CHINA)
    when = f"定时 {at:%Y-%m-%d %H:%M}" if sending.at > now else "立即发送"
    return f"{when}，不等免打扰时段" if sending.any_hour else when
