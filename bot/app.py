"""The composition root: settings and desks in, a web application that answers out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack

import structlog
from aiohttp import web
from prometheus_client import CollectorRegistry

from bot.broadcast.reminders import Secretary
from bot.broadcast.reminding import Reminding
from bot.calls import api_of, may_call
from bot.casting import CONNECTIONS, broadcaster
from bot.clock import Clock
from bot.config import Settings
from bot.desks import Answering, Desks
from bot.dispatch import DEADLINE, Dispatcher
from bot.errors import Error
from bot.handoffs.handing import Handing
from bot.health import Health
from bot.lanes import Lanes
from bot.notifications.outlet import Outlet
from bot.notifications.quiet import QuietHours
from bot.notifications.worker import Notifier
from bot.observe import Observer
from bot.pages.routes import Pages
from bot.pulse import Pulse
from bot.reports import Reports
from bot.service import KEPT, Explanations, Service
from bot.store.database import Store
from bot.store.sqlite import SqliteStore
from bot.submissions.enquiry import Enquiries
from bot.traces import trace
from bot.webhook import Webhook
from bot.wechat.envelope import Mailbox
from bot.wechat.reply import tappable
from bot.wechat.wire import new_session
from knowledge.pack import Pack

Page = Callable[[web.Request], Awaitable[web.StreamResponse]]

PURGE_SECONDS = 300.0
BATCH_SECONDS = 3600.0  # for which what staff prepared for many at once waits for their word

log = structlog.get_logger()


async def build_app(
    settings: Settings,
    clock: Clock,
    desks: Mapping[str, Answering],
    packs: Mapping[str, Pack],
    *,
    deadline: float = DEADLINE,
) -> web.Application:
    """The service, its store open and its FAQ entries loaded; the application's clean-up closes all of it.

    ``desks`` and ``packs`` are by the account's id; an account without a pack shows no menu in the simulator, and knows
    of no submissions. Raises Error when the store cannot be used.
    """
    async with AsyncExitStack() as opening:
        store = await asyncio.to_thread(SqliteStore.open, settings.store_file)
        opening.push_async_callback(store.close)
        current = Desks(desks, store)
        await current.refresh()
        registry = CollectorRegistry()
        explanations = Explanations(KEPT if settings.simulator.enabled else 0)
        observer = Observer(registry, explanations)
        lanes = Lanes()
        opening.callback(lanes.close)
        enquiries = Enquiries(packs, store, clock, tappable)
        pulse = Pulse()
        dispatcher = Dispatcher(
            current,
            store,
            lanes,
            clock,
            observer,
            enquiries=enquiries,
            reminding=Reminding(packs, store, tappable, settings.server.public_url),
            handing=Handing(packs, store, [a.id for a in settings.accounts if a.customer_service]),
            reports=Reports(store, clock, observer),
            explanations=explanations,
            pulse=pulse,
            deadline=deadline,
        )
        opening.push_async_callback(dispatcher.close)
        session = await opening.enter_async_context(new_session())
        apis = {a.id: api_of(a, session, store, clock) for a in settings.accounts if may_call(a, settings)}
        outlets = {a.id: Outlet(a, packs.get(a.id), apis.get(a.id)) for a in settings.accounts}
        told = settings.notifications
        quiet = QuietHours.between(told.quiet_from, told.quiet_until)
        notifier = Notifier(store, outlets, clock, quiet, registry, every=told.every_seconds)
        sends = await opening.enter_async_context(new_session(CONNECTIONS))
        casting = broadcaster(store, settings, clock, sends, pulse.rate)
        secretary = Secretary(store, packs, clock)
        app = web.Application(middlewares=[_edge])
        mailboxes = {a.id: Mailbox(a, clock.real) for a in settings.accounts}
        Webhook(mailboxes, dispatcher, observer).add_routes(app)
        Health(store, lanes, registry, metrics_public=settings.server.metrics_public).add_routes(app)
        Pages(packs, clock).add_routes(app)
        if settings.console.enabled:
            from bot.console.app import add_routes as add_console  # noqa: PLC0415  # its templates are loaded only where it is served
            from bot.console.parts import Parts  # noqa: PLC0415

            add_console(app, Parts(settings, store, packs, current, clock, apis))
        if settings.simulator.enabled:
            from bot.simulator.routes import add_routes  # noqa: PLC0415  # its templates are loaded only where it is served

            add_routes(app, Service(settings, settings.accounts_by_id, packs, explanations))

        async def background(_app: web.Application) -> AsyncIterator[None]:
            async with closing:  # closes in turn what was opened last, whatever may fail on the way
                for work in (
                    current.keep_fresh(settings.knowledge.faq_seconds),
                    _purge(store, clock, settings),
                ):
                    closing.push_async_callback(_end, asyncio.create_task(work))
                if settings.notifications.enabled:
                    notifier.start()
                    closing.push_async_callback(notifier.close)
                casting.start()
                closing.push_async_callback(casting.close)
                secretary.start()
                closing.push_async_callback(secretary.close)
                yield

        app.cleanup_ctx.append(background)
        closing = opening.pop_all()
    return app


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _purge(store: Store, clock: Clock, settings: Settings) -> None:
    """Drop, for ever, the replies that no retry can ask for any more, sessions that ended, conversations long over."""
    while True:
        now = clock.real()
        try:
            await store.purge(now - settings.store.retry_minutes * 60.0)
            await store.end_sessions(before=now - settings.console.idle_minutes * 60.0)
            await store.purge_handoffs(now - settings.console.conversation_days * 86_400.0)
            await store.end_imports(clock.real)
            await store.purge_batches(now - BATCH_SECONDS)
        except Exception as error:  # noqa: BLE001  # whatever it was, the next time may do better
            log.warning("store not purged", traceback=trace(error))
        await asyncio.sleep(PURGE_SECONDS)


@web.middleware
async def _edge(request: web.Request, handler: Page) -> web.StreamResponse:
    """Nothing that a page raises reaches the outside."""
    try:
        return await handler(request)
    except web.HTTPException:
        raise
    except Error as error:
        log.warning("request failed", path=request.path, reason=error.message)
        return web.Response(status=error.http_status)
    except Exception as error:  # noqa: BLE001  # the outermost edge
        log.error("request failed", path=request.path, traceback=trace(error))
        return web.Response(status=500)
