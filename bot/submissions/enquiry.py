"""Members' enquiries about their own case, from what was read to a reply and what is to be written with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.asking import Asker, asker, replied
from bot.clock import CHINA, Clock
from bot.store.promises.access import Binding, Effects
from bot.store.promises.notices import KeptNotice
from bot.submissions.cases import case_of, paid_of
from bot.submissions.lookup import UNIT, Found, Records, look_up
from bot.submissions.submission import Change, Unit, bare, folded, meant
from handlers.answer import Answer, Enquiry, Link, Memory, Reply
from handlers.conversation import awake
from handlers.enquiries import dues, notices, phrases, status
from handlers.enquiries.case import Notice
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

    def told(self, asker: Asker, waiting: Sequence[KeptNotice], effects: Effects | None) -> Sequence[str]:
        """What stands above the reply, of what the member is still to be told of and the reply itself does not tell."""
        pack = self._packs.get(asker.account)
        shown = {(b.key, b.told) for b in (*effects.shows, *effects.binds)} if effects else set()
        news = [n for n in waiting if (folded(n.number), n.status) not in shown]
        told = [Notice(n.number, n.application, n.title, n.status, n.told) for n in news]
        return notices.lines(pack.applying if pack else Applying(), told)

    def hidden(self, account: str, text: str) -> str:
        """A question as it is kept for staff, without what it may hold to look up somebody's case with."""
        reader = self._readers.get(account)
        return reader.hidden(text) if reader is not None else text


@dataclass(frozen=True)
class _Turn:
    """One message of one member."""

    pack: Pack
    records: Records
    asker: Asker
    memory: Memory
    ended: tuple[Binding, ...] = ()  # bindings of which it is told that they are over

    async def said(self, wanted: Wanted) -> _Said:
        running = self.memory.enquiry
        match wanted.act:
            case "see" | "give" | "unbind":
                return await {"see": self._see, "give": self._give, "unbind": self._unbind}[wanted.act](wanted)
            case "confirm" if running.kind == "erase":
                return _Said(phrases.erased(), effects=Effects(erases=True))
            case "erase" | "confirm":
                return _Said(phrases.ask_erase(), Enquiry("erase"))
            case _:
                return self._explained(wanted)

    def _explained(self, wanted: Wanted) -> _Said:
        """What can be said without the store."""
        running, pack = self.memory.enquiry, self.pack
        said = {
            "settled": lambda: _Said(phrases.settled_elsewhere(pack), running),
            "explain": lambda: _Said(phrases.explained(pack, wanted.topic), running),
            "nothing_kept": lambda: _Said(phrases.nothing_kept(pack)),
            "glued": lambda: _Said(phrases.ask_apart(), Enquiry(wanted.kind)),
            "lost": lambda: _Said(phrases.lost(pack, wanted.kind), running if running.kind else Enquiry(wanted.kind)),
            "stop": lambda: _Said(phrases.stopped()),
        }
        return said[wanted.act]()

    async def _see(self, wanted: Wanted) -> _Said:
        """What is bound is shown at once; anything else has to be proved."""
        bound = [b for b in await self._bound() if wanted.kind in ("any", b.kind)]
        if over := [b for b in bound if b.over]:
            return await self._bind_again(wanted, over)
        if wanted.number:
            key = meant(folded(wanted.number), [b.key for b in bound if bare(b.key) == bare(folded(wanted.number))])
            bound = [] if wanted.digits else [b for b in bound if b.key == key]
        if not bound and (wanted.number or wanted.digits):
            return await self._give(wanted)
        shown = await self._shown(bound, wanted.topic)
        return shown or _Said(phrases.ask_both(wanted.kind), Enquiry(wanted.kind))

    async def _bind_again(self, wanted: Wanted, over: Sequence[Binding]) -> _Said:
        """What is asked for, below the word that some of what was bound is over; that is told once."""
        numbers = [await self._number_of(b) for b in over]
        rest = replace(self, ended=(*self.ended, *over))
        said = await rest._see(wanted)
        answer = replace(said.answer, lead=phrases.bind_again(numbers) + said.answer.lead)
        effects = said.effects or Effects()
        return replace(said, answer=answer, effects=replace(effects, unbinds=(*effects.unbinds, *over)))

    async def _give(self, wanted: Wanted) -> _Said:
        """Number and digits, together with what was given before."""
        running = self.memory.enquiry
        number = wanted.number or running.number
        digits = wanted.digits or ("" if running.number else running.digits)
        return await self._asked(wanted.kind, replace(wanted, number=number, digits=digits))

    async def _asked(self, kind: Kind, given: Wanted) -> _Said:
        """What is still needed, or the look-up."""
        if given.number and given.digits:
            return await self._look_up(kind, ((given.number, given.digits), *given.more), given.topic)
        if given.number:
            return _Said(phrases.ask_digits(), Enquiry(kind, given.number))
        if given.digits:
            return _Said(phrases.ask_number(kind), Enquiry(kind, "", given.digits))
        return _Said(phrases.ask_both(kind), Enquiry(kind))

    async def _look_up(self, kind: Kind, pairs: Sequence[tuple[str, str]], topic: str) -> _Said:
        asker = self.asker
        found = await look_up(self.records, asker.account, asker.member, (kind, pairs), asker.at)
        waiting = Enquiry(kind, pairs[0][0] if len(pairs) == 1 else "")
        if found.locked:
            return _Said(phrases.locked(), waiting, Effects(found.attempt))
        if not found.bindings:
            return _Said(phrases.refusal(self.pack), waiting, Effects(found.attempt))
        shown = Enquiry("shown") if found.submissions else _NOT_RUNNING
        return _Said(await self._proved(found, topic), shown, Effects(found.attempt, binds=found.bindings))

    async def _proved(self, found: Found, topic: str) -> Answer:
        lead = _BOUND if self.asker.member else ""
        word = "进度" if found.submissions else "我的会费"
        return await self._told(
            [c for c, _ in found.submissions], [u for u, _ in found.units], topic, lead.format(word=word)
        )

    async def _shown(self, bound: Sequence[Binding], topic: str) -> _Said | None:
        """What is bound, as it stands now; None where nothing of it is there any more."""
        account = self.asker.account
        kept = [(b, await self.records.submission(account, b.key)) for b in bound if b.kind != UNIT]
        changes = [(b, c) for b, c in kept if c is not None]
        units = [u for b in bound if b.kind == UNIT and (u := await self.records.unit(account, b.key)) is not None]
        if not changes and not units:
            return None
        news = tuple(replace(b, told=c.submission.status) for b, c in changes if b.told != c.submission.status)
        answer = await self._told([c for _, c in changes], units, topic, "")
        running = Enquiry("shown") if changes else _NOT_RUNNING
        return _Said(answer, running, Effects(shows=news) if news else None)

    async def _told(self, changes: Sequence[Change], units: Sequence[Unit], topic: str, lead: str) -> Answer:
        """Submissions, or else units of the roll."""
        now = self.asker.now
        if len(changes) > 1:
            return status.listed(self.pack, [case_of(c) for c in changes], lead)
        if changes:
            applied = await self._applied(changes[0]) if topic == "since" else None
            return status.described(self.pack, case_of(changes[0], applied), now.date(), lead, topic)
        leads = [lead, *[""] * (len(units) - 1)]
        return dues.together(
            [dues.described(self.pack, paid_of(u), now.year, x) for u, x in zip(units, leads, strict=True)]
        )

    async def _applied(self, change: Change) -> date | None:
        """The day of the first entry."""
        trail = await self.records.submission_trail(self.asker.account, folded(change.submission.number))
        return datetime.fromtimestamp(trail[0].at, CHINA).date() if trail else None

    async def _unbind(self, wanted: Wanted) -> _Said:
        key = bare(folded(wanted.number))
        ending = [b for b in await self._bound() if not key or bare(b.key) == key]
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
        bound = await self.records.bound(self.asker.account, self.asker.member)
        return [b for b in bound if b not in self.ended]
