"""What tests of broadcasts share: a store with followers, and who is bound to what."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.broadcast.broadcast import Broadcast, Draft, State
from bot.broadcast.freezing import Moment, freeze
from bot.broadcast.openids import Directory, each
from bot.clock import CHINA
from bot.config import AccountSettings
from bot.store.sqlite import SqliteStore
from bot.submissions.submission import folded
from tests.conftest import account

NOON = datetime(2018, 6, 1, 12, tzinfo=CHINA)
AT = NOON.timestamp()
MOMENT = Moment(AT, NOON)
FIELDS = {"thing1": "{name}", "thing2": "{text}", "time3": "{deadline}"}
BARE = account()
SERVICE = account(kind="service", verified=True)
TEMPLATE = account(kind="service", verified=True, reminder_template="T1", reminder_fields=FIELDS)
SUBSCRIPTION = account(kind="subscription", verified=True)


class Followers:
    """Writes to a store's file what members did, as the rest of the service would."""

    def __init__(self, path: Path, ident: str = "demo") -> None:
        self._path = path
        self._account = ident

    def follow(self, *members: str, wrote: float = AT - 90 * 3600) -> None:
        rows = [(self._account, member, wrote, wrote) for member in members]
        self._many("INSERT INTO members (account, member, first_seen, last_seen) VALUES (?, ?, ?, ?)", rows)

    def leave(self, *members: str) -> None:
        rows = [(AT, self._account, member) for member in members]
        self._many("UPDATE members SET left_at = ?, last_seen = NULL WHERE account = ? AND member = ?", rows)

    def opt_out(self, *members: str) -> None:
        self._many("INSERT INTO opt_outs VALUES (?, ?, ?)", [(self._account, member, AT) for member in members])

    def wish(self, deadline: str, *members: str) -> None:
        rows = [(self._account, member, deadline, AT) for member in members]
        self._many("INSERT INTO reminder_wishes VALUES (?, ?, ?, ?)", rows)

    def bind(self, kind: str, number: str, *members: str) -> None:
        rows = [(self._account, member, kind, folded(number), "3138", AT) for member in members]
        self._many(
            "INSERT INTO bindings (account, member, kind, key, digits, bound_at) VALUES (?, ?, ?, ?, ?, ?)", rows
        )

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self._path)) as connection:
            return connection.execute(sql).fetchall()

    def _many(self, sql: str, rows: Sequence[tuple[object, ...]]) -> None:
        with closing(sqlite3.connect(self._path, timeout=10)) as connection, connection:
            connection.executemany(sql, rows)


class WeChat(Directory):
    """What WeChat would tell of followers and tags."""

    def __init__(self, followers: Sequence[str] = (), tags: dict[str, Sequence[str]] | None = None) -> None:
        self._followers = followers
        self._tags = tags or {}

    async def tags(self) -> Collection[str]:
        return list(self._tags)

    def followers(self) -> AsyncIterator[str]:
        return each(self._followers)

    def tagged(self, tag: str) -> AsyncIterator[str]:
        return each(self._tags[tag])


def drafted(audience: str = "all", channel: str = "auto", **values: Any) -> Draft:
    return Draft("demo", "申报提醒", "请交材料", audience, channel, **values)


async def begun(store: SqliteStore, draft: Draft, openids: int | None = None, at: float = AT) -> Broadcast:
    """A broadcast whose sending has begun, and that is not frozen yet."""
    made = await store.create_broadcast(draft, "王", at, openids)
    return await store.move_broadcast(made.ident, {State.DRAFT}, State.SENDING, by="李", at=at)


async def frozen(
    store: SqliteStore, draft: Draft, settings: AccountSettings = BARE, directory: Directory | None = None
) -> dict[str, tuple[str, str]]:
    """What each member's delivery came to when the audience was frozen: channel and state, or the reason."""
    broadcast = await freeze(store, await begun(store, draft), settings, MOMENT, directory)
    page = await store.report_page(broadcast.ident, 0, 10_000)
    assert [row.number for row in page] == list(range(1, len(page) + 1))
    return {row.member: (row.channel or "", row.reason or row.outcome) for row in page}
