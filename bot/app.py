"""The composition root: settings and desks in, a web application that answers out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress

import structlog
from aiohttp import web
from prometheus_client import CollectorRegistry

from bot.clock import Clock
from bot.config import Settings
from bot.desks import Answering, Desks
from bot.dispatch import DEADLINE, Dispatcher
from bot.errors import Error
from bot.health import Health
from bot.lanes import Lanes
from bot.observe import Observer
from bot.service import KEPT, Explanations, Service
from bot.store.database import Store
from bot.store.sqlite import SqliteStore
from bot.traces import trace
from bot.webhook import Webhook
from bot.wechat.envelope import Mailbox

Page = Callable[[web.Request], Awaitable[web.StreamResponse]]

PURGE_SECONDS = 300.0

log = structlog.get_logger()


async def build_app(
    settings: Settings, clock: Clock, desks: Mapping[str, Answering], *, deadline: float = DEADLINE
) -> web.Application:
    """The service, its store open and its FAQ entries loaded; the application's clean-up closes all of it.

    Raises Error when the store cannot be used.
    """
    store = await asyncio.to_thread(SqliteStore.open, settings.store_file)
    current = Desks(desks, store)
    await current.refresh()
    registry = CollectorRegistry()
    explanations = Explanations(KEPT if settings.simulator.enabled else 0)
    observer = Observer(registry, explanations)
    lanes = Lanes()
    dispatcher = Dispatcher(current, store, lanes, clock, observer, deadline=deadline)
    app = web.Application(middlewares=[_edge])
    mailboxes = {a.id: Mailbox(a, clock.real) for a in settings.accounts}
    Webhook(mailboxes, dispatcher, observer).add_routes(app)
    Health(store, lanes, registry, metrics_public=settings.server.metrics_public).add_routes(app)
    if settings.simulator.enabled:
        from bot.simulator.routes import add_routes  # noqa: PLC0415  # its templates are loaded only where it is served

        add_routes(app, Service(settings, settings.accounts_by_id, explanations))

    async def background(_app: web.Application) -> AsyncIterator[None]:
        tasks = [
            asyncio.create_task(current.keep_fresh(settings.knowledge.faq_seconds)),
            asyncio.create_task(_purge(store, clock, settings.store.retry_minutes * 60.0)),
        ]
        yield
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
        await dispatcher.close()
        lanes.close()
        await store.close()

    app.cleanup_ctx.append(background)
    return app


async def _purge(store: Store, clock: Clock, age: float) -> None:
    """Drop the replies that no retry can ask for any more, for ever."""
    while True:
        try:
            await store.purge(clock.real() - age)
        except Error as error:
            log.warning("inbox not purged", reason=error.message)
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
