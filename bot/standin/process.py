"""The stand-in as a process of its own, until it is told to stop; and starting one beside the demonstration."""

from __future__ import annotations

import asyncio
import http.client
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from bot.config import Settings, is_loopback
from bot.errors import Code, Error
from bot.standin.account import accounts_of
from bot.standin.server import HOST, StandIn, running

STOP = 5.0  # seconds that it may take to end


def stand_in(settings: Settings, port: int, *, service: str, latency: float, leashed: bool) -> None:
    """Serve until SIGTERM or SIGINT; events go to the service at an address. Raises Error where the port is taken.

    ``leashed``: also until standard input ends, as it does when who started it dies.
    """
    main = _stand_in(settings, port, service, latency, leashed=leashed)
    try:
        import uvloop  # noqa: PLC0415  # not on every platform
    except ImportError:
        asyncio.run(main)
        return
    uvloop.run(main)


async def _stand_in(settings: Settings, port: int, service: str, latency: float, *, leashed: bool) -> None:
    standin = StandIn(accounts_of(settings.accounts, service))
    standin.world.latency = latency
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if leashed:
        loop.add_reader(sys.stdin.fileno(), stop.set)
    try:
        async with running(standin, port):
            sys.stdout.write(f"{standin.base}\n")
            sys.stdout.flush()
            await stop.wait()
    except OSError as error:
        raise Error(Code.UNAVAILABLE, f"{HOST}:{port}：端口被占用或不能使用（{error.strerror}）") from error


def port_of(settings: Settings) -> int | None:
    """The port of this machine to which all accounts' calls go; None where they go elsewhere, or to several."""
    bases = {a.api_base.rstrip("/") for a in settings.accounts}
    address = urlsplit(bases.pop()) if len(bases) == 1 else None
    if address is None or address.port is None or not is_loopback(address.hostname or ""):
        return None
    return address.port


@contextmanager
def beside(settings: Settings, config: Path) -> Iterator[None]:
    """A stand-in for the accounts of a configuration while their service runs, where their calls go to this machine.

    One that is there already is used as it is.
    """
    port = port_of(settings)
    if port is None or _is_there(port):
        yield
        return
    server = settings.server
    service = ["--service", f"http://{server.host}:{server.port}"] if server.port else []
    command = [sys.executable, "-m", "bot", "--config", str(config), "standin", "--port", str(port), "--leashed"]
    process = subprocess.Popen([*command, *service], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)  # noqa: S603  # our own
    try:
        yield
    finally:
        process.terminate()
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _is_there(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=1)
    try:
        connection.request("GET", "/standin/ready")
        return json.loads(connection.getresponse().read())["standin"] is True
    except (OSError, ValueError, KeyError, TypeError, http.client.HTTPException):
        return False
    finally:
        connection.close()
