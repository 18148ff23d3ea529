"""What is answered to a message: on the member's own case from the store, on everything else by the account's desk.

Whether a message is an enquiry is read in the same lane that would answer it, so that a question for the desk costs the
store nothing before its reply is written.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.desks import Answering
from bot.plan import Ask, Forget, Greet, Plan, Receive
from bot.store.promises.access import Effects
from bot.store.promises.conversations import MessageKey, OpenQuestion, Turn
from bot.submissions.enquiry import Enquiries
from handlers.answer import Memory, Reply
from handlers.enquiries.reading import Wanted

FOR_STAFF = frozenset({"unknown", "handoff"})
SAID_NOTHING = ""

Heard = tuple[Wanted, Memory] | tuple[Reply, str]  # an enquiry to be answered, or a desk's reply and what to remember
Run = Callable[[Callable[[], Heard]], Awaitable[Heard]]


class AnyDesk(Protocol):
    """The desks, by account."""

    def __getitem__(self, account: str, /) -> Answering: ...


@dataclass(frozen=True, slots=True)
class Computed:
    """A reply and, unless nothing is said, all that is known of how it came to be."""

    turn: Turn
    reply: Reply | None

    @property
    def forgets(self) -> bool:
        """Whether nothing is to be kept of the member: they left, or had all that is kept removed."""
        return self.reply is None or (self.turn.effects is not None and self.turn.effects.erases)


class Answers:
    """Computes turns; ``run`` does pure work, in a thread or at once."""

    def __init__(self, desks: AnyDesk, enquiries: Enquiries, run: Run) -> None:
        self._desks = desks
        self._enquiries = enquiries
        self._run = run

    async def compute(
        self, key: MessageKey, sent_at: int, intent: Plan, kept: str | None, *, waiting: bool = False
    ) -> Computed:
        """A message's turn, reached from the memory that is ``kept``; ``waiting``: there are notices to be told."""
        asker = self._enquiries.asker(key.account, key.member)
        if isinstance(intent, Forget):
            return Computed(Turn(key, sent_at, asker.at, SAID_NOTHING), None)
        heard, memory = await self._run(lambda: self._hear(key.account, intent, kept, asker.now))
        effects: Effects | None = None
        question: OpenQuestion | None = None
        if isinstance(heard, Wanted):
            assert isinstance(memory, Memory)  # noqa: S101  # as ``Heard`` has it
            reply, effects = await self._enquiries.answer(asker, heard, memory)
            memory = reply.memory.dump()
        else:
            reply = heard
            if isinstance(intent, Ask) and reply.answer.outcome in FOR_STAFF:
                question = OpenQuestion(self._enquiries.hidden(key.account, intent.text), reply.answer.outcome)
        notices = await self._enquiries.waiting(asker) if waiting else ()
        if notices:
            reply = self._enquiries.above(asker, notices, reply, effects)
            memory = reply.memory.dump()
        tells = tuple(n.ident for n in notices)
        turn = Turn(key, sent_at, asker.at, reply.text, kept, str(memory), question, effects, tells)
        return Computed(turn, reply)

    def _hear(self, account: str, intent: Plan, kept: str | None, now: datetime) -> Heard:
        memory = Memory.load(kept)
        desk = self._desks[account]
        match intent:
            case Ask(text):
                wanted = self._enquiries.read(account, text, memory, now)
                if wanted is not None:
                    return wanted, memory
                reply = desk.reply(text, memory, now)
            case Receive(kind):
                reply = desk.media(kind, memory, now)
            case Greet():
                reply = desk.welcome(memory, now)
            case _:
                raise AssertionError(f"a desk has no part in {intent}")
        return reply, reply.memory.dump()
