"""What tests of sending share: broadcasts put into the store, and a process that sends them, whose clock they hold."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from bot.broadcast.broadcast import Broadcast, State
from bot.broadcast.engine import Engine
from bot.broadcast.limits import Limits
from bot.broadcast.outlet import Mass, Outlet
from bot.broadcast.sender import Pace
from bot.clock import Clock
from bot.config import AccountSettings
from bot.store.sqlite import SqliteStore
from bot.wechat.api import Api
from bot.wechat.token import Tokens
from bot.wechat.wire import Wire
from tests.bot.noticing import FAST, NOON, WITH_TEMPLATE
from tests.conftest import account

REMINDER: dict[str, Any] = {**WITH_TEMPLATE, "reminder_fields": {"thing1": "{name}", "thing2": "{text}"}}
QUICK = Pace(at_once=20, batch=50, lease=60.0, spare=20.0, linger=0.002, retries=(0.005, 0.01))

_BROADCAST = (
    "INSERT INTO broadcasts (account, name, text, audience, channel, send_at, fields, occasion, state, author, "
    "created_at, frozen_at, reason) VALUES (?, '申报提醒', '请在截止前申报', ?, ?, ?, '{}', '', ?, '王', ?, ?, '')"
)
_DELIVERY = (
    "INSERT INTO deliveries (broadcast, number, account, member, channel, state) VALUES (?, ?, ?, ?, ?, 'pending')"
)


@dataclass
class Kept:
    """A store's file."""

    path: Path
    account: str = "demo"

    def connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path, isolation_level=None, timeout=10)

    def run(self, statement: str, *values: object) -> list[Any]:
        with closing(self.connect()) as c:
            return c.execute(statement, values).fetchall()

    def broadcast(
        self,
        members: Sequence[str],
        channel: str = "template",
        *,
        state: State = State.APPROVED,
        send_at: float | None = None,
        audience: str = "all",
    ) -> int:
        """A broadcast whose audience is frozen: its id."""
        with closing(self.connect()) as c:
            c.execute("BEGIN IMMEDIATE")
            values = (self.account, audience, channel, send_at, state, NOON, NOON)
            ident = int(c.execute(_BROADCAST, values).lastrowid or 0)
            rows = [(ident, n, self.account, m, channel) for n, m in enumerate(members, 1)]
            c.executemany(_DELIVERY, rows)
            c.execute("COMMIT")
            return ident

    def tally(self, ident: int = 1) -> dict[str, int]:
        """How many deliveries are in which state."""
        return dict(self.run("SELECT state, count(*) FROM deliveries WHERE broadcast = ? GROUP BY 1", ident))

    def reasons(self, ident: int = 1) -> dict[str, str]:
        """Why, by member."""
        return dict(self.run("SELECT member, reason FROM deliveries WHERE broadcast = ? ORDER BY number", ident))

    def state(self, ident: int = 1) -> tuple[str, str]:
        """The state of a broadcast, and why."""
        ((state, reason),) = self.run("SELECT state, reason FROM broadcasts WHERE id = ?", ident)
        return state, reason


def people(count: int) -> list[str]:
    return [f"oMember{number:020}" for number in range(count)]


@dataclass
class Office:
    """A process that sends, with a clock in ``now`` that tests move."""

    store: SqliteStore
    session: aiohttp.ClientSession
    base: str
    accounts: Sequence[AccountSettings] = (account(**REMINDER),)
    now: list[float] = field(default_factory=lambda: [NOON])
    pace: Pace = QUICK
    limits: Limits = field(default_factory=lambda: Limits(0))
    mass: Mass | None = None
    calls: bool = True
    share: float = 0.25
    timeout: aiohttp.ClientTimeout = FAST
    real: Callable[[], float] | None = None

    def __post_init__(self) -> None:
        self.clock = Clock(real=self.real or (lambda: self.now[0]))
        outlets = {a.id: Outlet(a, self._api(a) if self.calls else None, self.mass) for a in self.accounts}
        self.frozen: list[int] = []
        self.slept: list[float] = []
        self.engine = Engine(
            self.store, outlets, self.clock, self.limits, freeze=self._freeze, share=self.share, pace=self.pace
        )

    async def run(
        self,
        ident: int = 1,
        goes_on: Callable[[], bool] = lambda: True,
        progress: Callable[[int, int], None] = lambda _done, _total: None,
    ) -> State:
        return await self.engine.run(await self.found(ident), "王", goes_on, progress)

    async def found(self, ident: int = 1) -> Broadcast:
        broadcast = await self.store.broadcast(ident)
        assert broadcast
        return broadcast

    async def _freeze(self, broadcast: Broadcast) -> None:
        self.frozen.append(broadcast.ident)

    def _api(self, its: AccountSettings) -> Api:
        wire = Wire(self.session, self.base, self.timeout)
        return Api(wire, Tokens(its.app_id, its.app_secret, wire, self.store, self.clock.real))
