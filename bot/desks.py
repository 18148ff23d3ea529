"""The desks that answer, one for each account, and their reload when staff add to what they know."""

from __future__ import annotations

import asyncio
import gc
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

import structlog

from bot.store.promises.faq import Faq
from bot.traces import trace
from handlers.answer import Memory, Reply
from knowledge.additions import Additions

log = structlog.get_logger()


class Answering(Protocol):
    """What the service asks of a desk; all of it pure, so that it may run in any thread."""

    def reply(self, text: str, memory: Memory, now: datetime) -> Reply:
        """The answer to a member's words."""
        ...

    def welcome(self, memory: Memory, now: datetime) -> Reply:
        """The greeting of a new follower."""
        ...

    def media(self, kind: str, memory: Memory, now: datetime) -> Reply:
        """The answer to what has no words: voice, image, video, shortvideo, location, link, scan, or an empty text."""
        ...

    def apology(self) -> str:
        """What a member is told when no answer can be had in time."""
        ...

    def with_additions(self, additions: Additions) -> Answering:
        """The same desk with other additions of staff; may take a moment."""
        ...


class Desks:
    """The desks in service; ``refresh`` takes over additions (FAQ entries, other names) that any process changed."""

    def __init__(self, desks: Mapping[str, Answering], store: Faq) -> None:
        self._desks = dict(desks)
        self._versions = dict.fromkeys(desks, 0)
        self._refreshing = defaultdict[str, asyncio.Lock](asyncio.Lock)
        self._store = store

    def __getitem__(self, account: str) -> Answering:
        return self._desks[account]

    def version(self, account: str) -> int:
        """Which additions the account's desk answers by, or was given in vain."""
        return self._versions[account]

    async def refresh(self) -> None:
        """Take over changed additions. Raises Error (UNAVAILABLE); the desks that are left then stay as they are."""
        for account in self._versions:
            await self._refresh(account)

    async def keep_fresh(self, seconds: float) -> None:
        """Refresh for ever, every so many seconds, each account by itself; a store that is away is waited for."""
        while True:
            await asyncio.sleep(seconds)
            for account in self._versions:
                try:
                    await self._refresh(account)
                except Exception as error:  # noqa: BLE001  # whatever it was, the next entries shall be noticed
                    log.warning("faq not refreshed", account=account, traceback=trace(error))

    async def _refresh(self, account: str) -> None:
        """Take over an account's additions; those that its desk cannot use are tried again only when they change."""
        async with self._refreshing[account]:  # who asks for it beside another has it, too, when that is done
            if await self._store.faq_version(account) == self._versions[account]:
                return
            present = await self._store.additions(account)
            self._versions[account] = present.version
            try:
                self._desks[account] = await asyncio.to_thread(self._desks[account].with_additions, present.additions)
                gc.freeze()  # there may be a hundred thousand, and the collector need not walk them until they change
            except Exception as error:  # noqa: BLE001  # the edge: a desk may raise anything, its members keep the one before
                log.error("faq not usable", account=account, traceback=trace(error))
