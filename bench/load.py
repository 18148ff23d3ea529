"""The load generator: posts letters over keep-alive connections; notes when each was due and when its reply was in."""

from __future__ import annotations

import asyncio
import gc
import re
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import cast

from bench.letters import Letter

HOST = "127.0.0.1"
CONNECTIONS = 32
PATIENCE = 10.0  # seconds to wait for the last replies
_SPIN = 0.002  # before a due moment: timers are only exact to a millisecond, so the rest is waited out

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(slots=True)
class Exchange:
    """One letter on its way. Times are of ``time.perf_counter``; a status of 0 is no reply."""

    letter: Letter
    due: float
    done: float = 0.0
    status: int = 0
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Run:
    """What became of some letters, and when the waiting for replies ended."""

    exchanges: Sequence[Exchange]
    ended: float

    @property
    def rate(self) -> float:
        """Replies a second, from the first due moment to the last reply."""
        replied = [e.done for e in self.exchanges if e.status]
        return len(replied) / (max(replied) - self.exchanges[0].due) if replied else 0.0

    def latency(self, share: float) -> float:
        """The latency in milliseconds that this share of letters does not exceed, counted from when each was due.

        A letter without a reply counts with the time for which it was waited.
        """
        waited = sorted((e.done or self.ended) - e.due for e in self.exchanges)
        return waited[min(len(waited) - 1, int(share * len(waited)))] * 1000


@dataclass
class _Lines:
    """The connections: those that are free, and the letters that wait for one."""

    left: int
    finished: asyncio.Future[None]
    free: list[_Line] = field(default_factory=list)
    waiting: deque[Exchange] = field(default_factory=deque)

    def send(self, exchange: Exchange) -> None:
        if self.free:
            self.free.pop().send(exchange)
        else:
            self.waiting.append(exchange)

    def ended(self, line: _Line | None) -> None:
        """An exchange is over; its line, unless it broke, takes the next."""
        self.left -= 1
        if self.left == 0 and not self.finished.done():
            self.finished.set_result(None)
        if line is not None:
            if self.waiting:
                line.send(self.waiting.popleft())
            else:
                self.free.append(line)


class _Line(asyncio.Protocol):
    """One connection: a letter out, a reply in, then the next."""

    def __init__(self, lines: _Lines) -> None:
        self._lines = lines
        self._exchange: Exchange | None = None
        self._received = b""
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's is one in all but name
        self._lines.free.append(self)

    def send(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self.transport.write(exchange.letter.request)

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, body = self._received.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not found or length is None or len(body) < int(length[1]) or self._exchange is None:
            return
        exchange, self._exchange, self._received = self._exchange, None, b""
        exchange.done, exchange.status, exchange.body = time.perf_counter(), int(head[9:12]), body
        self._lines.ended(self)

    def connection_lost(self, _error: Exception | None) -> None:
        if self in self._lines.free:
            self._lines.free.remove(self)
        if self._exchange is not None:
            self._exchange = None
            self._lines.ended(None)


async def closed(port: int, letters: Sequence[Letter], connections: int = CONNECTIONS) -> Run:
    """As fast as the server takes them: each connection sends the next letter when it has its reply."""

    async def post(exchanges: Sequence[Exchange], send: Callable[[Exchange], None]) -> None:
        now = time.perf_counter()
        for exchange in exchanges:
            exchange.due = now
            send(exchange)

    return await _run(port, letters, post, connections)


async def paced(port: int, letters: Sequence[Letter], rate: float, connections: int = CONNECTIONS) -> Run:
    """So many letters a second, whatever the server does: what falls behind is counted from when it was due."""

    async def post(exchanges: Sequence[Exchange], send: Callable[[Exchange], None]) -> None:
        start = time.perf_counter() + _SPIN
        for number, exchange in enumerate(exchanges):
            exchange.due = start + number / rate
            while (early := exchange.due - time.perf_counter()) > 0:  # noqa: ASYNC110  # it is time that is waited for
                await asyncio.sleep(early - _SPIN if early > _SPIN else 0)
            send(exchange)

    return await _run(port, letters, post, connections)


Post = Callable[[Sequence[Exchange], Callable[[Exchange], None]], Awaitable[None]]


async def _run(port: int, letters: Sequence[Letter], post: Post, connections: int) -> Run:
    loop = asyncio.get_running_loop()
    lines = _Lines(len(letters), loop.create_future())
    opened = [await loop.create_connection(lambda: _Line(lines), HOST, port) for _ in range(connections)]
    exchanges = [Exchange(letter, 0.0) for letter in letters]
    try:
        with _no_collections():
            await post(exchanges, lines.send)
            await asyncio.wait([lines.finished], timeout=PATIENCE)
    finally:
        for transport, _ in opened:
            transport.close()
    return Run(exchanges, time.perf_counter())


@contextmanager
def _no_collections() -> Iterator[None]:
    """The generator's own pauses are not the server's."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
