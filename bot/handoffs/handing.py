"""Members who asked for a person (找人工), from what is kept of them to what a reply says of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from bot.asking import Asker
from bot.handoffs.handoff import Waiting
from handlers.answer import Outcome, Reply, plain_link
from handlers.handing import passed_on
from handlers.layout import lay_out
from knowledge.pack import Pack

_NOTHING = Waiting()


class Kept(Protocol):
    """What is asked of the store."""

    async def handoff_waiting(self, account: str, member: str) -> Waiting:
        """See ``Handoffs``."""
        ...


class NobodyAsked:
    """Where no store was made yet nobody asked for a person."""

    async def handoff_waiting(self, _account: str, _member: str) -> Waiting:
        """Nothing."""
        return _NOTHING


class Handing:
    """``packs`` are by the account's id; ``transferring``: accounts that WeChat's customer service answers."""

    def __init__(self, packs: Mapping[str, Pack], kept: Kept, transferring: Collection[str] = ()) -> None:
        self._packs = packs
        self._kept = kept
        self._transferring = frozenset(transferring)

    async def waiting(self, asker: Asker) -> Waiting:
        """What the member is to hear of. Raises Error (UNAVAILABLE) when the store does not answer."""
        return await self._kept.handoff_waiting(asker.account, asker.member)

    def passed_on(self, account: str, reply: Reply) -> Reply:
        """The reply to what nothing was found for, of a member who asked for a person before."""
        answer = passed_on(self._packs.get(account))
        page = lay_out(answer, plain_link)
        return replace(reply, answer=answer, text=page.text, memory=replace(reply.memory, choices=(), rest=()))

    def transfers(self, account: str, outcome: Outcome, now: datetime) -> bool:
        """Whether the member is handed over to WeChat's customer service: in office hours, if these are known."""
        if outcome != "handoff" or account not in self._transferring:
            return False
        pack = self._packs.get(account)
        hours = pack.manifest.office if pack else None
        return hours is None or hours.holds(now)
