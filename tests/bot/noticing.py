"""What tests of notices share: members and submissions in the store, and a worker whose clock they hold."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
from prometheus_client import CollectorRegistry

from bot.clock import CHINA, Clock
from bot.config import AccountSettings
from bot.notifications.outlet import Outlet
from bot.notifications.quiet import QuietHours
from bot.notifications.worker import Notifier
from bot.store.notifications import announce
from bot.store.sqlite import SqliteStore
from bot.submissions.submission import folded
from bot.wechat.api import Api
from bot.wechat.token import Tokens
from bot.wechat.wire import Wire
from tests.conftest import account

NOON = datetime(2018, 6, 1, 12, tzinfo=CHINA).timestamp()
NUMBER = "SX2018-0012"
MEMBER = "oMember-000000000000000000000"
SERVICE: dict[str, Any] = {"kind": "service", "verified": True}
FIELDS = {"thing1": "{name}", "thing2": "{text}", "time3": "{time}"}
WITH_TEMPLATE: dict[str, Any] = {**SERVICE, "reminder_template": "T1", "reminder_fields": FIELDS}
WITH_NOTICE: dict[str, Any] = {**SERVICE, "notice_template": "S1", "notice_fields": {"thing1": "{text}"}}
QUIET = QuietHours.between("22:00", "08:00")
FAST = aiohttp.ClientTimeout(total=0.3, connect=0.2)

_SEEN = "INSERT OR REPLACE INTO members (account, member, first_seen, last_seen) VALUES (?, ?, ?, ?)"
_BIND = (
    "INSERT INTO bindings (account, member, kind, key, bound_at, digits) VALUES (?, ?, ?, ?, ?, '3138') "
    "ON CONFLICT DO NOTHING"
)
_CHANGE = (
    "INSERT INTO submission_changes (account, key, number, application, unit, title, contact, phone, status, received, "
    "recommender, note, since, at, by, action) VALUES (?, ?, ?, 'qc', '某厂', '某课题', '王', '13800003138', ?, '[]', "
    "'', '', ?, ?, '办公室', 'set')"
)


@dataclass
class File:
    """A store's file, written to as the rest of the service does it."""

    path: Path
    account: str = "demo"

    def connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path, isolation_level=None, timeout=10)

    def bind(
        self, member: str = MEMBER, number: str = NUMBER, *, wrote: float | None = NOON - 60, kind: str = "submission"
    ) -> None:
        """A member who wrote at a time is bound to a submission, or to a unit of the roll."""
        with closing(self.connect()) as c:
            seen = (self.account, member, wrote, wrote)
            c.execute(
                "INSERT OR REPLACE INTO members (account, member, first_seen, last_seen) VALUES (?, ?, ?, ?)", seen
            )
            bound = (self.account, member, kind, folded(number), NOON - 60)
            c.execute(_BIND, bound)

    def change(self, status: str = "需补正", *numbers: str, at: float = NOON) -> None:
        """The status of submissions changes."""
        with closing(self.connect()) as c:
            c.execute("BEGIN IMMEDIATE")
            changed = []
            for number in numbers or (NUMBER,):
                row = (self.account, folded(number), number, status, at, at)
                changed.append((folded(number), int(c.execute(_CHANGE, row).lastrowid or 0), status))
            announce(c, self.account, changed, at)
            c.execute("COMMIT")

    def run(self, statement: str, *values: object) -> list[Any]:
        with closing(self.connect()) as c:
            return c.execute(statement, values).fetchall()

    def states(self) -> list[str]:
        return [s for (s,) in self.run("SELECT state FROM notifications ORDER BY id")]

    def row(self) -> dict[str, Any]:
        """The one notice."""
        with closing(self.connect()) as c:
            c.row_factory = sqlite3.Row
            (row,) = c.execute("SELECT * FROM notifications").fetchall()
            return dict(row)


@dataclass
class Process:
    """A process's worker, with a clock in ``now`` that tests move."""

    store: SqliteStore
    session: aiohttp.ClientSession
    base: str
    accounts: Sequence[AccountSettings] = (account(**SERVICE),)
    now: list[float] = field(default_factory=lambda: [NOON])
    quiet: QuietHours = QUIET
    calls: bool = True
    offset: float = 0.0  # of the business clock

    def __post_init__(self) -> None:
        clock = Clock(self.offset, real=lambda: self.now[0])
        outlets = {a.id: Outlet(a, None, self._api(a) if self.calls else None) for a in self.accounts}
        self.worker = Notifier(self.store, outlets, clock, self.quiet, CollectorRegistry(), every=0.01)

    def _api(self, its: AccountSettings) -> Api:
        wire = Wire(self.session, self.base, FAST)
        return Api(wire, Tokens(its.app_id, its.app_secret, wire, self.store, lambda: self.now[0]))

    async def rounds(self, *, after: float = 0.0) -> None:
        """Work until there is nothing more to be done, some seconds later."""
        self.now[0] += after
        for _ in range(200):
            before = self.store._file.stat().st_mtime_ns, await self._trail()
            await self.worker.round()
            if before[1] == await self._trail():
                return

    async def _trail(self) -> list[Any]:
        return File(self.store._file).run("SELECT id, state, due, channel, tried FROM notifications ORDER BY id")
