"""A conversation that staff try out: answered as a member would be, by the desk in service, and kept nowhere.

It is computed in a thread of its own, so that what hangs holds up no member; only so many are under way at once.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from bot.answers import Heard
from bot.clock import Clock
from bot.conversation import Conversation
from bot.desks import Answering
from bot.dispatch import DEADLINE
from bot.errors import Code, Error
from bot.lanes import Lanes
from bot.traces import trace
from bot.wechat.reply import tappable
from handlers.answer import Reply
from knowledge.pack import Pack

AT_ONCE = 4

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A turn. Without a ``reply`` it failed, or took longer than WeChat waits; a member is then told ``text``, too."""

    said: str
    text: str
    reply: Reply | None


class Rehearsals:
    """Tries conversations out, a few at once; ``public_url`` is where members reach the service."""

    def __init__(self, public_url: str = "", seconds: float = DEADLINE) -> None:
        self._public_url = public_url
        self._seconds = seconds
        self._under_way = 0
        self._lock = threading.Lock()

    @property
    def free(self) -> int:
        """How many more may be under way."""
        return AT_ONCE - self._under_way

    async def hold(
        self, account: str, desk: Answering, pack: Pack | None, said: Sequence[str], *, clock: Clock
    ) -> tuple[Rehearsed, ...]:
        """Every turn of a conversation that begins anew; it ends with the first that fails.

        Raises Error (UNAVAILABLE) while too many others are under way, or hang.
        """
        lanes = Lanes(limit=1)
        turns: list[Rehearsed] = []
        try:
            conversation = Conversation(
                desk,
                clock,
                account,
                pack=pack,
                link=tappable,
                run=lambda work: lanes.run(lambda: self._counted(work)),
                public_url=self._public_url,
            )
            for text in said:
                reply = await self._say(conversation, account, text)
                turns.append(Rehearsed(text, reply.text if reply else desk.apology(), reply))
                if reply is None:
                    break
        finally:
            lanes.close()
        return tuple(turns)

    def _counted(self, work: Callable[[], Heard]) -> Heard:
        """The work's result; what hangs counts until it ends."""
        with self._lock:
            if not self.free:
                raise Error(Code.UNAVAILABLE, "同时试问的太多，请过一会儿再试。")
            self._under_way += 1
        try:
            return work()
        finally:
            with self._lock:
                self._under_way -= 1

    async def _say(self, conversation: Conversation, account: str, text: str) -> Reply | None:
        try:
            async with asyncio.timeout(self._seconds):
                return await conversation.say(text)
        except Error:
            raise
        except TimeoutError:
            log.warning("a rehearsed question was not answered in time", account=account)
        except Exception as error:  # noqa: BLE001  # the edge: a desk may raise anything, and staff shall see that it does
            log.error("a rehearsed question failed", account=account, traceback=trace(error))
        return None
