"""Puts together what sends broadcasts, for the service and for ``broadcast run``."""

from __future__ import annotations

import aiohttp

from bot.broadcast.broadcast import Broadcast
from bot.broadcast.choosing import chooser
from bot.broadcast.engine import Engine
from bot.broadcast.limits import Limits
from bot.broadcast.outlet import Outlet
from bot.broadcast.schedule import Schedule
from bot.broadcast.sender import Pace
from bot.broadcast.worker import Broadcaster
from bot.calls import api_of, may_call
from bot.clock import Clock
from bot.config import Settings
from bot.notifications.quiet import QuietHours
from bot.store.database import Store

BY = "系统"


def engine_of(store: Store, settings: Settings, clock: Clock, session: aiohttp.ClientSession) -> Engine:
    """What sends broadcasts of all accounts. ``session`` should have ``Pace.at_once`` connections."""
    outlets = {
        a.id: Outlet(a, api_of(a, session, store, clock) if may_call(a, settings) else None) for a in settings.accounts
    }

    async def freeze(broadcast: Broadcast) -> None:
        account = settings.accounts_by_id[broadcast.draft.account]
        at = clock.real()
        choose = chooser(broadcast.draft.channel, account, at)
        await store.freeze_broadcast(broadcast.ident, choose, year=clock.now().year, at=at, by=BY)

    return Engine(store, outlets, clock, Limits(settings.broadcast.per_second), freeze=freeze)


def broadcaster(store: Store, settings: Settings, clock: Clock, session: aiohttp.ClientSession) -> Broadcaster:
    """What sends scheduled ones within the service."""
    told = settings.broadcast
    schedule = Schedule(clock, QuietHours.between(told.quiet_from, told.quiet_until))
    engine = engine_of(store, settings, clock, session)
    return Broadcaster(store, engine, tuple(settings.accounts_by_id), clock, schedule)


def connections() -> int:
    """How many connections to WeChat sending takes."""
    return Pace().at_once
