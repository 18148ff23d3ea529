"""What tests of the service as a process share: a port for it, whether it is ready, and a client."""

from __future__ import annotations

import asyncio
import socket
from asyncio.subprocess import Process

import aiohttp


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def ready(session: aiohttp.ClientSession, port: int, process: Process) -> None:
    """Wait until a process is ready."""
    while process.returncode is None:
        try:
            async with session.get(f"http://127.0.0.1:{port}/readyz") as response:
                if response.status == 200:
                    return
        except aiohttp.ClientConnectionError:
            await asyncio.sleep(0.02)
    raise AssertionError(((await process.communicate())[1] or b"it ended before it was ready").decode())


class At:
    """A client for one port, as the peer wants it."""

    def __init__(self, session: aiohttp.ClientSession, port: int) -> None:
        self._session = session
        self._base = f"http://127.0.0.1:{port}"

    def get(self, path: str, **query: object) -> aiohttp.client._RequestContextManager:
        return self._session.get(self._base + path, **query)  # type: ignore[arg-type]  # passed on as they came

    def post(self, path: str, **query: object) -> aiohttp.client._RequestContextManager:
        return self._session.post(self._base + path, **query)  # type: ignore[arg-type]  # passed on as they came
