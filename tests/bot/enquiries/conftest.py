"""An office with submissions and a roll, and the service that answers for it; the pack is the sixth association's."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from pytest_aiohttp.plugin import AiohttpClient

from bot.app import build_app
from bot.clock import CHINA, Clock, parse_moment
from bot.config import Settings
from bot.store.sqlite import SqliteStore
from bot.submissions.submission import folded
from knowledge.pack import load_pack
from tests import sixth
from tests.conftest import FakeDesk, Running
from tests.wechat_peer import MEMBER

PACK = load_pack(sixth.PACK)
NUMBER, DIGITS, PHONE = "QL2025-0012", "3138", "13835103138"
UNIT = "HY-0007"
SINCE = datetime(2025, 7, 1, 8, 0, tzinfo=CHINA).timestamp()
NOTHING = "没有查到"
LATER = "稍后再试"
Serve = Callable[..., Awaitable[Running]]


@dataclass(frozen=True)
class Office:
    """Writes into the store as staff's commands do, and looks into it as no member can."""

    file: Path
    account: str = "demo"

    def rows(self, sql: str, *values: object) -> list[Any]:
        """What a query finds."""
        with closing(sqlite3.connect(self.file)) as connection:
            return connection.execute(sql, values).fetchall()

    def write(self, sql: str, *values: object) -> int:
        """Change something; the id of what was inserted."""
        with closing(sqlite3.connect(self.file, timeout=10)) as connection, connection:
            return connection.execute(sql, values).lastrowid or 0

    def submission(self, number: str = NUMBER, status: str = "初看", phone: str = PHONE, **values: Any) -> int:
        """Put down what a submission is from now on; the entry's seq."""
        row = {
            "account": self.account, "key": folded(number), "number": number, "application": "cup", "unit": "云溪茶社",
            "title": "山间一席", "contact": "苗青", "phone": phone, "status": status, "received": ["参评表"],
            "recommender": "云溪县", "note": "内部备注", "since": SINCE, "at": time.time(), "by": "staff",
            "action": "set", **values,
        }  # fmt: skip
        row["received"] = json.dumps(row["received"], ensure_ascii=False)
        return self._insert("submission_changes", row)

    def unit(self, number: str = UNIT, paid_through: int | None = 2023, **values: Any) -> None:
        """Put a unit on the roll."""
        row = {
            "account": self.account, "key": folded(number), "number": number, "unit": "云溪茶社", "level": "司炉单位",
            "contact": "苗青", "phone": PHONE, "paid_through": paid_through, "at": time.time(), "by": "staff", **values,
        }  # fmt: skip
        self.write("DELETE FROM roll WHERE account = ? AND key = ?", self.account, row["key"])
        self._insert("roll", row)

    def notify(self, seq: int, status: str, number: str = NUMBER, member: str = MEMBER) -> None:
        """Let a member be told of a change."""
        row = {
            "account": self.account, "member": member, "key": folded(number), "seq": seq, "status": status,
            "state": "pending", "at": time.time(),
        }  # fmt: skip
        self._insert("notifications", row)

    def wait(self, minutes: float) -> None:
        """Let time pass for failures and locks."""
        self.write("UPDATE failures SET at = at - ?", minutes * 60)
        self.write("UPDATE locks SET until = until - ?", minutes * 60)

    def bound(self) -> list[Any]:
        """All bindings."""
        return self.rows("SELECT member, kind, key FROM bindings ORDER BY rowid")

    def _insert(self, table: str, row: dict[str, Any]) -> int:
        marks = ", ".join("?" * len(row))
        names = ", ".join(f'"{name}"' for name in row)
        return self.write(f"INSERT INTO {table} ({names}) VALUES ({marks})", *row.values())  # noqa: S608  # names of our own


@pytest.fixture
async def office(settings: Settings) -> Office:
    """A store with nothing in it yet."""
    await SqliteStore.open(settings.store_file).close()
    return Office(settings.store_file)


@pytest.fixture
def serve(aiohttp_client: AiohttpClient, settings: Settings, desk: FakeDesk) -> Serve:
    """Start a process; the accounts ``demo`` and ``both`` speak for the association, ``open`` has no pack.

    Questions go to the desk of ``tests.conftest``, which numbers what it hears.
    """

    async def started(now: str = "2025-08-01", **desks: Any) -> Running:
        clock = Clock.starting_at(parse_moment(now))
        every = {**dict.fromkeys(settings.accounts_by_id, desk), **desks}
        app = await build_app(settings, clock, every, {"demo": PACK, "both": PACK})
        return Running(await aiohttp_client(app), settings, desk)

    return started
