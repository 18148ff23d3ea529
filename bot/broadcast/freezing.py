"""An audience is frozen (定下名单) when sending starts: who is in it, and by which channel each is told."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime

from bot.broadcast import validity
from bot.broadcast.audience import parse
from bot.broadcast.broadcast import Broadcast
from bot.broadcast.choosing import chooser
from bot.broadcast.openids import Directory
from bot.config import AccountSettings
from bot.errors import Code, Error
from bot.store.promises.broadcasts import Broadcasts

BY = "系统"


def _unheard(_done: int) -> None:
    """Progress that nobody wants to hear of."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When: seconds of the real clock, and the business time; ``dues_of`` is the year whose dues count, 0: this one."""

    at: float
    now: datetime
    dues_of: int = 0

    @property
    def year(self) -> int:
        """The year whose dues count."""
        return self.dues_of or self.now.year


async def freeze(
    store: Broadcasts,
    broadcast: Broadcast,
    account: AccountSettings,
    moment: Moment,
    directory: Directory | None = None,
    *,
    by: str = BY,
    progress: Callable[[int], None] = _unheard,
) -> Broadcast:
    """Freeze the audience of a broadcast that is ``sending``, or what is left of it; at once where that was done.

    What WeChat tells of followers or a tag is kept first, whole, and then taken from there. Raises Error: CONFLICT if
    the broadcast is taken from ``sending`` meanwhile, INPUT where WeChat would have to be asked and cannot be.
    """
    if broadcast.frozen_at is None and broadcast.openids is None:
        told = told_by(directory, broadcast)
        if told is not None:
            openids = await store.keep_openids(account.id, told, moment.at)
            broadcast = await store.rest_on(broadcast.ident, openids)
    as_answer = parse(broadcast.draft.audience).kind == "askers"
    choose = chooser(broadcast.draft.channel, account, moment.at, as_answer=as_answer)
    return await store.freeze_broadcast(
        broadcast.ident,
        choose,
        year=moment.year,
        notice=account.notice_template,
        at=moment.at,
        by=by,
        progress=progress,
        valid_until=validity.by_default(parse(broadcast.draft.audience), moment.now, moment.year),
    )


def told_by(directory: Directory | None, broadcast: Broadcast) -> AsyncIterator[str] | None:
    """The openids that WeChat has to tell for an audience; None where the store knows by itself. Raises Error."""
    audience = parse(broadcast.draft.audience)
    if audience.kind == "tag":
        if directory is None:
            message = f"群发 {broadcast.ident}：{audience.expression}：这个账号不能向微信查询标签"
            raise Error(Code.INPUT, message)
        return directory.tagged(audience.name)
    return directory.followers() if audience.kind == "all" and directory is not None else None
