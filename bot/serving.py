"""Run the service: one process, or several that share the port under a supervisor."""

from __future__ import annotations

import asyncio
import multiprocessing
import multiprocessing.connection
import os
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Coroutine
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event
from typing import Any

import structlog
from aiohttp import web

from bot import logs
from bot.app import build_app
from bot.clock import Clock
from bot.collector import settle, undisturbed
from bot.config import Settings
from bot.errors import EXIT_FAULT, Code, Error
from bot.health import METRICS_FOLDER
from bot.packs import desks_of, load_packs, warm_up
from bot.wechat.reply import tappable

GRACE = 5.0  # seconds for messages in hand when the service stops
SOON = 10.0  # a worker that ends this soon after its start will not do better next time
PAUSE = 1.0

log = structlog.get_logger()


def serve(settings: Settings, clock: Clock) -> None:
    """Serve until SIGTERM or SIGINT, then finish what is in hand. Raises Error when the service cannot start."""
    logs.configure(settings.log)
    if settings.server.workers == 1:
        _run(_serve(settings, clock, shared=False))
        return
    with tempfile.TemporaryDirectory(prefix="zhixietong-metrics-") as folder, _reserve(settings) as reserved:
        os.environ[METRICS_FOLDER] = folder
        port = reserved.getsockname()[1]
        _Supervisor(settings.on_port(port), clock).run()


async def _serve(settings: Settings, clock: Clock, *, shared: bool, served: Event | None = None) -> None:
    with undisturbed():
        packs = load_packs(settings, settings.accounts_by_id, proven=True)
        desks = desks_of(packs, tappable)
        warm_up(desks, clock.now())
    app = await build_app(settings, clock, desks, packs)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=GRACE)
    await runner.setup()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    server = settings.server
    try:
        site = web.TCPSite(runner, server.host, server.port, backlog=server.backlog, reuse_port=shared or None)
        try:
            await site.start()
        except OSError as error:
            raise _taken(settings, error) from error
        settle()
        log.info("serving", url=f"http://{server.host}:{server.port}", accounts=len(desks), process=os.getpid())
        if served is not None:
            served.set()
        await stop.wait()
        log.info("stopping", process=os.getpid())
    finally:
        await runner.cleanup()


def _run(main: Coroutine[Any, Any, None]) -> None:
    """Run on uvloop where it is installed, as it is everywhere but on Windows."""
    try:
        import uvloop  # noqa: PLC0415  # not on every platform
    except ImportError:
        asyncio.run(main)
        return
    uvloop.run(main)


def _reserve(settings: Settings) -> socket.socket:
    """A socket that holds the port for the workers, so that nobody else's service shares it. Raises Error."""
    server = settings.server
    family = socket.AF_INET6 if ":" in server.host else socket.AF_INET
    probe = socket.socket(family, socket.SOCK_STREAM)
    try:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((server.host, server.port))
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        port = probe.getsockname()[1]
    except OSError as error:
        raise _taken(settings, error) from error
    finally:
        probe.close()
    held = socket.socket(family, socket.SOCK_STREAM)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    held.bind((server.host, port))
    return held


def _taken(settings: Settings, error: OSError) -> Error:
    server = settings.server
    where = f"{server.host}:{server.port}"
    return Error(
        Code.CONFIG, f"server.port: cannot listen on {where} ({os.strerror(error.errno or 0)}); expected a free port"
    )


def _work(settings: Settings, offset: float, served: Event) -> None:
    """A worker process; ``served`` is set once it serves."""
    logs.configure(settings.log)
    try:
        _run(_serve(settings, Clock(offset), shared=True, served=served))
    except Error as error:
        log.error("worker cannot serve", reason=error.message)
        sys.exit(EXIT_FAULT)


class _Supervisor:
    """Keeps the workers running; one that dies is replaced, unless it died at once."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._offset = clock.offset
        self._context = multiprocessing.get_context("spawn")
        self._workers: dict[BaseProcess, tuple[float, Event]] = {}
        self._stopping = False

    def run(self) -> None:
        """Run until told to stop. Raises Error when workers cannot start."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        for _ in range(self._settings.server.workers):
            self._start()
        try:
            while not self._stopping:
                multiprocessing.connection.wait([w.sentinel for w in self._workers], timeout=PAUSE)
                self._replace()
        finally:
            self._end()

    def _start(self) -> None:
        served = self._context.Event()
        worker = self._context.Process(target=_work, args=(self._settings, self._offset, served))
        worker.start()
        self._workers[worker] = time.monotonic(), served

    def _stop(self, *_: object) -> None:
        self._stopping = True
        for worker in self._workers:
            worker.terminate()

    def _replace(self) -> None:
        for worker, (started, served) in list(self._workers.items()):
            if worker.is_alive() or self._stopping:
                continue
            del self._workers[worker]
            log.error("worker ended", process=worker.pid, status=worker.exitcode)
            if not served.is_set() or time.monotonic() - started < SOON:
                raise Error(Code.UNAVAILABLE, f"a worker ended with status {worker.exitcode} at its start; see the log")
            self._start()

    def _end(self) -> None:
        for worker in self._workers:
            worker.terminate()
        deadline = time.monotonic() + 2 * GRACE
        for worker in self._workers:
            worker.join(max(0.0, deadline - time.monotonic()))
            if worker.is_alive():
                worker.kill()
                worker.join()
