"""Members' enquiries about their own case, from what was read to a reply and what is to be written with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.asking import Asker, asker, replied
from bot.clock import CHINA, Clock
from bot.store.promises.access import Binding, Effects
from bot.store.promises.notices import KeptNotice
from bot.submissions.lookup import UNIT, Found, Records, look_up
from bot.submissions.submission import Change, Unit, folded, masked
from handlers.answer import Answer, Enquiry, Link, Memory, Reply
from handlers.conversation import awake
from handlers.enquiries import dues, notices, phrases, status
from handlers.enquiries.case import Case, Notice, Paid
from handlers.enquiries.reading import Kind, Reader, Wanted
from knowledge.applying import Applying
from knowledge.pack import Pack

_NOT_RUNNING = Enquiry()
_BOUND = "已绑定，以后直接发“{word}”就能看。\n"


@dataclass(frozen=True, slots=True)
class _Said:
    """What is answered, what is waited for then, and what is written with it."""

    answer: Answer
    enquiry: Enquiry = _NOT_RUNNING
    effects: Effects | None = None


class Enquiries:
    """Answers what members ask about their own case; ``packs`` are by the account's id."""

    def __init__(self, packs: Mapping[str, Pack], records: Records, clock: Clock, link: Link) -> None:
        self._packs = packs
        self._readers = {account: Reader(pack) for account, pack in packs.items()}
        self._records = records
        self._clock = clock
        self._link = link

    def asker(self, account: str, member: str) -> Asker:
        """Somebody who asks now."""
        return asker(self._clock, account, member)

    def read(self, account: str, text: str, memory: Memory, now: datetime) -> Wanted | None:
        """What a message wants of the member's own case; None where it is for the desk. Pure, for any thread."""
        reader = self._readers.get(account)
        return reader.read(text, awake(memory, now)) if reader is not None else None

    async def answer(self, asker: Asker, wanted: Wanted, memory: Memory) -> tuple[Reply, Effects | None]:
        """The reply, and what is to be written with it. Raises Error (UNAVAILABLE) when the store does not answer."""
        memory = awake(memory, asker.now)
        said = await _Turn(self._packs[asker.account], self._records, asker, memory).said(wanted)
        reply = replied(said.answer, replace(memory, enquiry=said.enquiry), asker, self._link, wanted.act)
        return reply, said.effects if asker.member else None

    async def waiting(self, asker: Asker) -> Sequence[KeptNotice]:
        """What the member is still to be told of."""
        return await self._records.notices(asker.account, asker.member)

    def told(self, asker: Asker, waiting: Sequence[KeptNotice]) -> Sequence[str]:
        """What stands above the reply, of what the member is still to be told of."""
        pack = self._packs.get(asker.account)
        told = [Notice(n.number, n.application, n.title, n.status) for n in waiting]
        return notices.lines(pack.applying if pack else Applying(), told)


@dataclass(frozen=True)
class _Turn:
    """One message of one member."""

    pack: Pack
    records: Records
    asker: Asker
    memory: Memory

    async def said(self, wanted: Wanted) -> _Said:
        running = self.memory.enquiry
        match wanted.act:
            case "see" | "give" | "unbind":
                return await {"see": self._see, "give": self._give, "unbind": self._unbind}[wanted.act](wanted)
            case "lost":
                kept = running if running.kind else Enquiry(wanted.kind)
                return _Said(phrases.lost(self.pack, wanted.kind), kept)
            case "stop":
                return _Said(phrases.stopped())
            case "confirm" if running.kind == "erase":
                return _Said(phrases.erased(), effects=Effects(erases=True))
            case _:
                return _Said(phrases.ask_erase(), Enquiry("erase"))

    async def _see(self, wanted: Wanted) -> _Said:
        """What is bound is shown at once; anything else has to be proved."""
        keys = [b.key for b in await self._bound() if b.kind == wanted.kind]
        if wanted.number and not wanted.digits and folded(wanted.number) in keys:
            keys = [folded(wanted.number)]
        elif wanted.number or (wanted.digits and not keys):
            return await self._give(wanted)
        shown = await self._shown(wanted.kind, keys)
        return _Said(shown) if shown else _Said(phrases.ask_both(wanted.kind), Enquiry(wanted.kind))

    async def _give(self, wanted: Wanted) -> _Said:
        """Number and digits, together with what was given before."""
        running = self.memory.enquiry
        number = wanted.number or running.number
        digits = wanted.digits or ("" if running.number else running.digits)
        return await self._asked(wanted.kind, replace(wanted, number=number, digits=digits))

    async def _asked(self, kind: Kind, given: Wanted) -> _Said:
        """What is still needed, or the look-up."""
        if given.number and given.digits:
            return await self._look_up(kind, given.number, given.digits)
        if given.number:
            return _Said(phrases.ask_digits(), Enquiry(kind, given.number))
        if given.digits:
            return _Said(phrases.ask_number(kind), Enquiry(kind, "", given.digits))
        return _Said(phrases.ask_both(kind), Enquiry(kind))

    async def _look_up(self, kind: Kind, number: str, digits: str) -> _Said:
        asker = self.asker
        found = await look_up(self.records, asker.account, asker.member, (kind, number, digits), asker.at)
        if found.locked:
            return _Said(phrases.locked(), Enquiry(kind, number), Effects(found.attempt))
        if not found.bindings:
            return _Said(phrases.refusal(self.pack), Enquiry(kind, number), Effects(found.attempt))
        return _Said(self._proved(found), effects=Effects(found.attempt, binds=found.bindings))

    def _proved(self, found: Found) -> Answer:
        lead = _BOUND if self.asker.member else ""
        if found.submission is not None:
            return status.described(self.pack, _case(found.submission), self.asker.now.date(), lead.format(word="进度"))
        assert found.unit is not None  # noqa: S101  # one of the two was found
        return dues.described(self.pack, _paid(found.unit), self.asker.now.year, lead.format(word="我的会费"))

    async def _shown(self, kind: Kind, keys: Sequence[str]) -> Answer | None:
        """What is bound, as it stands now; None where nothing of it is there any more."""
        account, now = self.asker.account, self.asker.now
        if kind == UNIT:
            units = [u for key in keys if (u := await self.records.unit(account, key)) is not None]
            return dues.together([dues.described(self.pack, _paid(u), now.year) for u in units]) if units else None
        changes = [c for key in keys if (c := await self.records.submission(account, key)) is not None]
        if len(changes) > 1:
            return status.listed(self.pack, [_case(c) for c in changes])
        return status.described(self.pack, _case(changes[0]), now.date()) if changes else None

    async def _unbind(self, wanted: Wanted) -> _Said:
        key = folded(wanted.number)
        ending = [b for b in await self._bound() if not key or b.key == key]
        numbers = [await self._number_of(b) for b in ending]
        return _Said(phrases.unbound(numbers), effects=Effects(unbinds=tuple(ending)) if ending else None)

    async def _number_of(self, binding: Binding) -> str:
        """The number as the office writes it."""
        account = self.asker.account
        if binding.kind == UNIT:
            unit = await self.records.unit(account, binding.key)
            return unit.number if unit else binding.key
        change = await self.records.submission(account, binding.key)
        return change.submission.number if change else binding.key

    async def _bound(self) -> Sequence[Binding]:
        return await self.records.bound(self.asker.account, self.asker.member)


def _case(change: Change) -> Case:
    s = change.submission
    since = datetime.fromtimestamp(change.since, CHINA).date()
    phone = masked(s.phone) if s.phone else ""
    return Case(s.number, s.application, s.unit, s.title, s.status, since, s.received, phone)


def _paid(unit: Unit) -> Paid:
    return Paid(unit.number, unit.unit, unit.level, masked(unit.phone) if unit.phone else "", unit.paid_through)
