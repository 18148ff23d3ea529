"""Events that WeChat posts to an account's webhook: signed and encrypted in its mode, again when there is no answer."""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress

import aiohttp

from bot.simulator.wechat_side import Field, push
from bot.standin.account import Account

DELIVERIES = 3
WAIT = aiohttp.ClientTimeout(total=5.0)
POSTERS = 20
HELD = 100_000  # events that may wait; what comes on top is lost, as WeChat's own may be


class Events:
    """Posts events one after another, some at a time; none where the account has no webhook. ``now`` is seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._queue: asyncio.Queue[tuple[Account, str, tuple[Field, ...]]] = asyncio.Queue(HELD)
        self._posters: list[asyncio.Task[None]] = []
        self.counts: Counter[str] = Counter()
        self.silent = False  # true: none are posted

    def post(self, account: Account, openid: str, event: str, *fields: Field) -> None:
        """An event of an account, from a member."""
        if not account.webhook or self.silent:
            return
        head = (
            ("ToUserName", account.secrets.original_id),
            ("FromUserName", openid),
            ("CreateTime", str(int(self._now()))),
            ("MsgType", "event"),
            ("Event", event),
        )
        try:
            self._queue.put_nowait((account, openid, (*head, *fields)))
        except asyncio.QueueFull:
            self.counts["lost"] += 1

    def start(self, session: aiohttp.ClientSession) -> None:
        """Begin to post."""
        self._posters = [asyncio.create_task(self._post(session)) for _ in range(POSTERS)]

    async def settle(self) -> None:
        """Wait until all that there is has been posted."""
        await self._queue.join()

    async def close(self) -> None:
        """Post no more."""
        for poster in self._posters:
            poster.cancel()
        await asyncio.gather(*self._posters, return_exceptions=True)

    async def _post(self, session: aiohttp.ClientSession) -> None:
        while True:
            account, openid, fields = await self._queue.get()
            try:
                self.counts["answered" if await self._delivered(session, account, openid, fields) else "failed"] += 1
            finally:
                self._queue.task_done()

    async def _delivered(
        self, session: aiohttp.ClientSession, account: Account, openid: str, fields: Sequence[Field]
    ) -> bool:
        for _ in range(DELIVERIES):
            made = push(account.secrets, fields, now=int(self._now()), openid=openid, entropy=secrets.token_bytes)
            with suppress(aiohttp.ClientError, TimeoutError, OSError):
                async with session.post(
                    account.webhook,
                    params=made.query,
                    data=made.body,
                    headers={"Content-Type": "text/xml"},
                    timeout=WAIT,
                    allow_redirects=False,
                ) as response:
                    await response.read()
                    if response.status == 200:
                        return True
        return False
