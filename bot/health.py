"""What operators ask: whether the process serves, whether it can answer, and its metrics."""

from __future__ import annotations

import asyncio
import os

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from bot.direct import is_direct
from bot.errors import Error
from bot.lanes import Lanes
from bot.store.database import Store

STORE_WAIT = 2.0  # seconds
METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # where prometheus_client adds up the workers' figures


class Health:
    """``/healthz``, ``/readyz`` and ``/metrics``."""

    def __init__(self, store: Store, lanes: Lanes, registry: CollectorRegistry, *, metrics_public: bool) -> None:
        self._store = store
        self._lanes = lanes
        self._registry = registry
        self._metrics_public = metrics_public

    def add_routes(self, app: web.Application) -> None:
        """Serve the three addresses."""
        app.router.add_get("/healthz", self.alive)
        app.router.add_get("/readyz", self.ready)
        app.router.add_get("/metrics", self.metrics)

    async def alive(self, _request: web.Request) -> web.Response:
        """200 while the process serves."""
        return web.Response(text="ok\n")

    async def ready(self, _request: web.Request) -> web.Response:
        """200 when the store answers and lanes are free, else 503 with the reason; packs are loaded before."""
        reason = await self._reason()
        return web.Response(text=f"{reason or 'ready'}\n", status=503 if reason else 200)

    async def metrics(self, request: web.Request) -> web.Response:
        """Prometheus text, of all workers together; only for this machine itself unless configured."""
        if not (self._metrics_public or is_direct(request)):
            return web.Response(status=403)
        registry = self._registry
        if os.environ.get(METRICS_FOLDER):
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # prometheus_client leaves it untyped
        return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _reason(self) -> str:
        if self._lanes.full:
            return "every answer is stuck; the log has the tracebacks"
        try:
            async with asyncio.timeout(STORE_WAIT):
                await self._store.ping()
        except TimeoutError:
            return f"the store does not answer within {STORE_WAIT:g} s"
        except Error as error:
            return error.message
        return ""
