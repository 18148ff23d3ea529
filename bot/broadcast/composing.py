"""A draft is made (起草): what staff wrote is checked against the pack and the account before anything is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.broadcast import choosing, validity
from bot.broadcast.audience import RECOMMENDER, Audience, deadline_day, parse, settled, stated_day
from bot.broadcast.broadcast import Broadcast, Draft, State
from bot.broadcast.openids import Directory, each, lines_of
from bot.broadcast.rendering import LONGEST
from bot.broadcast.timely import late, outdated
from bot.config import AccountSettings
from bot.errors import Code, Error
from bot.store.promises.broadcasts import Broadcasts
from knowledge.pack import Pack
from knowledge.text import normalise

CANDIDATES = 5  # recommending units that are named to who wrote none of them
DEADLINE = "deadline"  # the placeholder of the day that an audience of a deadline waits for


@dataclass(frozen=True, slots=True)
class Desk:
    """For whom drafts are made: the account, its pack, and whom WeChat tells of, where it may be asked."""

    account: AccountSettings
    pack: Pack
    directory: Directory | None = None


async def compose(store: Broadcasts, desk: Desk, draft: Draft, author: str, at: float) -> Broadcast:
    """Keep a draft. Openids of a file are read and kept here, so that a file that changes changes nothing.

    Raises Error (INPUT) naming what is wrong with the draft, and keeps nothing then.
    """
    whole = await checked(store, desk, draft, at)
    openids = None
    if whole.audience.startswith("file:"):
        path = Path(parse(whole.audience).name)
        openids = await store.keep_openids(desk.account.id, each(some(lines_of(path), str(path))), at)
    return await store.create_broadcast(whole, author, at, openids)


async def checked(store: Broadcasts, desk: Desk, draft: Draft, at: float) -> Draft:
    """The draft as it is to be kept; ``at``: seconds of the clock that its time is of. Raises Error (INPUT)."""
    if not draft.name.strip():
        raise Error(Code.INPUT, "--name：不能为空")
    if not draft.text.strip():
        raise Error(Code.INPUT, "--text：不能为空")
    if (size := len(draft.text.encode())) > LONGEST:
        message = f"--text：{size} 字节，超过微信文字消息的 {LONGEST} 字节（约 {LONGEST // 3} 个汉字）；请缩短"
        raise Error(Code.INPUT, message)
    if late(draft, at):
        raise Error(Code.INPUT, "--at：这个时间已经过了；要马上发送就不写 --at，批准后用 run")
    audience = settled(parse(draft.audience), desk.pack)
    if audience.kind == "askers":
        raise Error(Code.INPUT, f"--audience {draft.audience}：告知提问者只能在工作台的答复页面上做")
    choosing.check(draft.channel, audience, desk.account)
    if audience.kind == "tag":
        await _check_tag(audience, desk)
    if audience.recommender:
        _check_recommender(audience, await store.recommenders(desk.account.id))
    valid_until = _until(draft, audience, desk.pack, at)
    fields = filled(draft, audience, desk.pack)
    return replace(draft, audience=audience.expression, fields=fields, valid_until=valid_until)


async def approve(store: Broadcasts, broadcast: Broadcast, by: str, at: float, *, two_people: bool) -> Broadcast:
    """Let a draft be sent. Raises Error: CONFLICT if it is none or has had its time, INPUT if somebody else has to."""
    if two_people and broadcast.state is State.DRAFT and by.strip().casefold() == broadcast.author.strip().casefold():
        message = f"群发 {broadcast.ident}：起草人 {broadcast.author} 不能自己批准（broadcast.two_people）；请换一个人"
        raise Error(Code.INPUT, message)
    if broadcast.state is State.DRAFT and (reason := await outdated(store, broadcast, at)):
        raise Error(Code.CONFLICT, f"群发 {broadcast.ident}：{reason}，不能批准")
    return await store.move_broadcast(broadcast.ident, {State.DRAFT}, State.APPROVED, by=by, at=at)


async def cancel(store: Broadcasts, broadcast: Broadcast, by: str, at: float, note: str = "") -> Broadcast:
    """End a broadcast for good; what was sent stays sent. Raises Error (CONFLICT) if it has ended already."""
    going = {State.DRAFT, State.APPROVED, State.SENDING, State.PAUSED}
    return await store.move_broadcast(broadcast.ident, going, State.CANCELLED, by=by, at=at, note=note)


async def _check_tag(audience: Audience, desk: Desk) -> None:
    if desk.directory is None:
        message = f"--audience {audience.expression}：账号 {desk.account.id} 不能向微信查询标签；可以用 file: 给出名单"
        raise Error(Code.INPUT, message)
    tags = await desk.directory.tags()
    if audience.name not in tags:
        named = "、".join(tags) or "（还没有标签）"
        raise Error(Code.INPUT, f"--audience {audience.expression}：公众号里没有这个标签；现有 {named}")


def _check_recommender(audience: Audience, known: Sequence[str]) -> None:
    """Whom a message goes to is not guessed from a part of a name."""
    said = normalise(audience.recommender)
    names = [normalise(name) for name in known]
    if said in names:
        return
    alike = [name for name, normal in zip(known, names, strict=True) if said in normal]
    more = f"等 {len(alike)} 个" if len(alike) > CANDIDATES else ""
    hint = f"要写全名；含有它的有：{'、'.join(alike[:CANDIDATES])}{more}" if alike else "也没有含有它的"
    raise Error(Code.INPUT, f"--audience {RECOMMENDER}={audience.recommender}：申报里没有这个推荐单位；{hint}")


def some(openids: Iterable[str], file: str) -> Iterator[str]:
    """The openids of a file that has any. Raises Error (INPUT)."""
    found = False
    for openid in openids:
        found = True
        yield openid
    if not found:
        raise Error(Code.INPUT, f"{file}：里面没有 openid；每行写一个")


def _until(draft: Draft, audience: Audience, pack: Pack, at: float) -> float | None:
    """What staff say, else the end of a deadline's day that is still to come."""
    begins = at if draft.send_at is None else max(at, draft.send_at)
    if draft.valid_until is not None:
        if draft.valid_until <= begins:
            raise Error(Code.INPUT, "--until：要晚于现在和定时发送的时间；到时没有告知的不再告知")
        return draft.valid_until
    day = stated_day(pack.records[audience.name]) if audience.kind == "deadline" else None
    return validity.end_of(day) if day and validity.end_of(day) > begins else None


def filled(draft: Draft, audience: Audience, pack: Pack) -> Mapping[str, str]:
    """What fills templates: what staff give, and the day of a deadline that members asked to be reminded of."""
    if audience.kind != "deadline" or draft.fields.get(DEADLINE):
        return draft.fields
    day = deadline_day(pack.records[audience.name])
    return {**draft.fields, DEADLINE: day} if day else draft.fields
