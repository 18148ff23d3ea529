"""A member's place in the queue of their own messages: one after the other, so that each knows the one before."""

from __future__ import annotations

import asyncio
from collections import deque

Who = tuple[str, str]  # account, member
Queues = dict[Who, deque[asyncio.Future[None]]]


class Place:
    """Held while a message of a member is answered; in the order in which they came."""

    __slots__ = ("_mine", "_queues", "_who")

    def __init__(self, queues: Queues, who: Who) -> None:
        self._queues = queues
        self._who = who
        self._mine: asyncio.Future[None] | None = None

    async def __aenter__(self) -> None:
        queue = self._queues.get(self._who)
        if queue is None:
            self._queues[self._who] = deque()
            return
        self._mine = asyncio.get_running_loop().create_future()
        queue.append(self._mine)
        try:
            await self._mine
        except asyncio.CancelledError:
            if self._mine in queue:
                queue.remove(self._mine)
            else:  # it was given the place at the very moment of giving up
                self._leave()
            raise

    async def __aexit__(self, *_: object) -> None:
        self._leave()

    def _leave(self) -> None:
        queue = self._queues[self._who]
        while queue:
            following = queue.popleft()
            if not following.done():
                following.set_result(None)
                return
        del self._queues[self._who]
