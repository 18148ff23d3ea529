"""Members' reminders (提醒我), from what was asked to a reply and what is to be written with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from urllib.parse import quote

from bot.asking import Asker, replied
from bot.broadcast.occasions import coming
from bot.store.promises.access import Effects
from bot.store.promises.wishes import WaitingBroadcast
from handlers.answer import Answer, Link, Memory, Reply
from handlers.conversation import awake
from handlers.reminding import phrases
from handlers.reminding.days import Due, ahead, dues
from handlers.reminding.reading import Asked, Reader
from knowledge.pack import Pack


class Kept(Protocol):
    """What is asked of the store."""

    async def wishes(self, account: str, member: str) -> Sequence[str]:
        """See ``Wishes``."""
        ...

    async def opted_out(self, account: str, member: str) -> bool:
        """See ``Wishes``."""
        ...

    async def waiting_broadcasts(self, account: str, member: str, now: datetime) -> Sequence[WaitingBroadcast]:
        """See ``Wishes``."""
        ...


class NothingKept:
    """Where no store was made yet nobody asked for anything."""

    async def wishes(self, _account: str, _member: str) -> Sequence[str]:
        """None."""
        return ()

    async def opted_out(self, _account: str, _member: str) -> bool:
        """Nobody."""
        return False

    async def waiting_broadcasts(self, _account: str, _member: str, _now: datetime) -> Sequence[WaitingBroadcast]:
        """None."""
        return ()


class Reminding:
    """Answers what members say of reminders; ``packs`` are by the account's id.

    ``public_url`` is where members reach the service; without it there are no calendar files to link to.
    """

    def __init__(self, packs: Mapping[str, Pack], kept: Kept, link: Link, public_url: str = "") -> None:
        self._packs = packs
        self._readers = {account: Reader(pack) for account, pack in packs.items()}
        self._kept = kept
        self._link = link
        self._public_url = public_url.rstrip("/")

    def read(self, account: str, text: str, memory: Memory, now: datetime) -> Asked | None:
        """What a message wants of reminders; None where it is something else. Pure, for any thread."""
        reader = self._readers.get(account)
        return reader.read(text, awake(memory, now)) if reader is not None else None

    async def answer(self, asker: Asker, asked: Asked, memory: Memory) -> tuple[Reply, Effects | None]:
        """The reply, and what is to be written with it. Raises Error (UNAVAILABLE) when the store does not answer."""
        wishes = await self._kept.wishes(asker.account, asker.member)
        out = await self._kept.opted_out(asker.account, asker.member)
        turn = _Turn(self._packs[asker.account], tuple(wishes), asker.now, lambda d: self._file_of(asker, d), out)
        said, effects = turn.said(asked)
        reply = replied(said, awake(memory, asker.now), asker, self._link, asked.act)
        return reply, effects if asker.member else None

    async def waiting(self, asker: Asker) -> Sequence[WaitingBroadcast]:
        """What the member is still to be told of, and what waited in vain."""
        return await self._kept.waiting_broadcasts(asker.account, asker.member, asker.now)

    def _file_of(self, asker: Asker, due: Due) -> str:
        if not self._public_url:
            return ""
        return f"{self._public_url}/m/{quote(asker.account)}/deadline/{quote(due.ident, safe='')}.ics"


@dataclass(frozen=True)
class _Turn:
    """One message of one member: what they asked for before, and whether they opted ``out``."""

    pack: Pack
    wishes: tuple[str, ...]
    now: datetime
    link: phrases.CalendarLink
    out: bool

    @property
    def today(self) -> date:
        """The day of the business clock."""
        return self.now.date()

    def said(self, asked: Asked) -> tuple[Answer, Effects | None]:
        """The answer, and what is to be written."""
        match asked.act:
            case "wish":
                return self._wish(asked)
            case "unwish":
                return self._unwish(asked)
            case "mine":
                return phrases.asked_for(self.pack, self.wishes, self.today, out=self.out), None
            case "opt-out":
                return phrases.opted_out(), Effects(opts="out")
            case "opt-in":
                return phrases.opted_in(self.pack, self.wishes, self.today), Effects(opts="in")

    def _wish(self, asked: Asked) -> tuple[Answer, Effects | None]:
        every = dues(self.pack)
        named = [d for d in every if d.ident in asked.of]
        possible = ahead(every, self.today)
        wanted = ahead(named, self.today) if named else possible
        if not wanted:
            return phrases.nothing_ahead(self.pack, named or every, self.today), None
        if 1 <= asked.number <= len(possible):
            wanted = possible[asked.number - 1 : asked.number]
        elif asked.named or asked.number:
            return phrases.offered(self.pack, possible, self.today, asked.named), None
        elif len(wanted) > 1 and not asked.every:
            return phrases.offered(self.pack, wanted, self.today), None
        said = phrases.promised(self.pack, wanted, self.today, self.link, self._coming, out=self.out)
        return said, Effects(wishes=tuple(d.ident for d in wanted))

    def _coming(self, due: Due) -> tuple[date, ...]:
        return coming(due, self.now)

    def _unwish(self, asked: Asked) -> tuple[Answer, Effects | None]:
        gone = tuple(i for i in self.wishes if i in asked.of)
        if asked.number:
            gone = self.wishes[asked.number - 1 : asked.number]
        elif not asked.of:
            gone = self.wishes if asked.every or len(self.wishes) == 1 else ()
            if self.wishes and not gone:
                return phrases.which_to_cancel(self.pack, self.wishes, self.today), None
        return phrases.cancelled(self.pack, gone), Effects(unwishes=gone) if gone else None
