"""A conversation without WeChat: for ``ask`` and ``chat``."""

from __future__ import annotations

from datetime import datetime

from bot.clock import Clock
from bot.desks import Answering
from bot.dispatch import FOR_STAFF
from bot.store.database import MessageKey, OpenQuestion, Store, Turn
from handlers.answer import Memory, Reply


class Conversation:
    """One member's turns at a desk.

    With a store and an openid it is that member's own conversation: it begins with what is remembered of them, and each
    turn is kept before its reply is returned. Otherwise it begins anew and leaves no trace.
    """

    def __init__(
        self, desk: Answering, clock: Clock, account: str, *, member: str = "", store: Store | None = None
    ) -> None:
        self._desk = desk
        self._clock = clock
        self._account = account
        self._member = member
        self._store = store if member else None
        self._kept: str | None = None

    async def say(self, text: str) -> Reply:
        """The reply to the member's next words. Raises Error when it cannot be kept."""
        now = self._clock.now()
        if self._store is None:
            reply = self._answer(text, now)
            self._kept = reply.memory.dump()
            return reply
        real = self._clock.real()
        key = MessageKey(self._account, self._member, f"cli:{real:.6f}")
        self._kept = (await self._store.recall(key)).memory
        while True:
            reply = self._answer(text, now)
            outcome = reply.answer.outcome
            question = OpenQuestion(text, outcome) if outcome in FOR_STAFF else None
            turn = Turn(key, int(real), real, reply.text, self._kept, reply.memory.dump(), question)
            settled = await self._store.settle(turn).done()
            self._kept = settled.memory
            if settled.told is not None:
                return reply

    def _answer(self, text: str, now: datetime) -> Reply:
        memory = Memory.load(self._kept)
        return self._desk.reply(text, memory, now) if text.strip() else self._desk.media("empty", memory, now)
