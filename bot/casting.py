"""Puts together what sends broadcasts, for the service and for ``broadcast run``."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import aiohttp

from bot.broadcast.broadcast import Broadcast, Channel
from bot.broadcast.choosing import lacking
from bot.broadcast.engine import NO_API, Engine
from bot.broadcast.freezing import Moment, freeze
from bot.broadcast.limits import Beside, Limits
from bot.broadcast.openids import Directory
from bot.broadcast.outlet import Outlet
from bot.broadcast.platform import Following, MassSends
from bot.broadcast.schedule import Schedule
from bot.broadcast.sender import Pace
from bot.broadcast.timely import dues_year, outdated
from bot.broadcast.worker import Broadcaster
from bot.calls import api_of, calling, may_call
from bot.clock import Clock
from bot.config import AccountSettings, Settings
from bot.errors import Code, Error
from bot.notifications.quiet import QuietHours
from bot.store.database import Store
from bot.wechat import mass
from bot.wechat.api import Api
from bot.wechat.capabilities import capabilities
from bot.wechat.outcome import Outcome, Refused, Sent
from bot.wechat.wire import new_session

CONNECTIONS = Pace().at_once  # to WeChat, that sending takes


def engine_of(
    store: Store, settings: Settings, clock: Clock, session: aiohttp.ClientSession, *, beside: Beside | None = None
) -> Engine:
    """What sends broadcasts of all accounts, ``beside`` answers where it is given.

    ``session`` should have ``CONNECTIONS``.
    """
    apis = {a.id: api_of(a, session, store, clock) for a in settings.accounts if may_call(a, settings)}
    outlets = {a.id: _outlet(a, apis.get(a.id)) for a in settings.accounts}

    async def frozen(broadcast: Broadcast) -> None:
        account = settings.accounts_by_id[broadcast.draft.account]
        if reason := await outdated(store, broadcast, clock.now().timestamp()):
            raise Error(Code.INPUT, f"群发 {broadcast.ident}：{reason}，没有发送")
        moment = Moment(clock.real(), clock.now(), dues_year(broadcast, clock.now().year))
        await freeze(store, broadcast, account, moment, following(account, apis.get(account.id)))

    limits = Limits(settings.broadcast.per_second, beside)
    return Engine(store, outlets, clock, limits, freeze=frozen, share=settings.broadcast.error_share)


def broadcaster(
    store: Store, settings: Settings, clock: Clock, session: aiohttp.ClientSession, written: Callable[[], float]
) -> Broadcaster:
    """What sends scheduled ones within the service, to which so many messages a second are ``written``."""
    told = settings.broadcast
    schedule = Schedule(clock, QuietHours.between(told.quiet_from, told.quiet_until))
    engine = engine_of(store, settings, clock, session, beside=Beside(written))
    return Broadcaster(store, engine, tuple(settings.accounts_by_id), clock, schedule)


@asynccontextmanager
async def directory_of(store: Store, settings: Settings, account: AccountSettings) -> AsyncIterator[Directory | None]:
    """What WeChat tells of an account's followers, for a command; None where it cannot be asked."""
    async with new_session() as session:
        api = api_of(account, session, store, Clock()) if may_call(account, settings) else None
        yield following(account, api)


async def show_to(member: str, text: str, store: Store, settings: Settings, account: AccountSettings) -> None:
    """Send a text as a mass send's preview (群发预览), which costs no member's allowance, to a member of staff.

    Raises Error: CONFIG where the account may make no calls, INPUT where WeChat does not allow it or refuses,
    UNAVAILABLE where it does not answer.
    """
    if fault := lacking(Channel.MASS, account):
        raise Error(Code.INPUT, f"--to：账号 {account.id} 不能发预览：{fault}")
    async with calling(account, settings, store) as api:
        told = await mass.preview(api, member, text)
    _shown(told, f"--to {member}")


async def show_to_name(name: str, text: str, account: AccountSettings, api: Api | None) -> None:
    """The same to a WeChat id (微信号), by an API that is there. Raises Error: INPUT, UNAVAILABLE."""
    fault = lacking(Channel.MASS, account) or ("" if api is not None else NO_API)
    if fault or api is None:
        raise Error(Code.INPUT, f"这个账号不能发预览：{fault}")
    _shown(await mass.preview_to_name(api, name, text), f"微信号 {name}")


def _shown(told: Outcome, to: str) -> None:
    if not isinstance(told, Sent):
        code = Code.INPUT if isinstance(told, Refused) else Code.UNAVAILABLE
        raise Error(code, f"{to}：预览没有发出：{told.reason}")


def _outlet(account: AccountSettings, api: Api | None) -> Outlet:
    able = capabilities(account.kind, verified=account.verified)
    may_mass = api is not None and (able.mass_to_members or able.mass_to_tags)
    return Outlet(account, api, MassSends(account, api) if api is not None and may_mass else None)


def following(account: AccountSettings, api: Api | None) -> Following | None:
    """What WeChat tells of an account's followers; None where it cannot be asked."""
    able = capabilities(account.kind, verified=account.verified)
    return Following(api) if api is not None and able.followers else None
