"""What is answered to a message: on the member's own case and reminders from the store, on all else by the desk.

Whether a message is an enquiry or of reminders is read in the same lane that would answer it, so that a question for
the desk costs the store nothing before its reply is written.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from bot.asking import Asker
from bot.broadcast.reminding import Reminding
from bot.desks import Answering
from bot.handoffs.handing import Handing
from bot.plan import Ask, Forget, Greet, Ignore, Note, Plan, Receive
from bot.store.promises.access import Effects
from bot.store.promises.conversations import MessageKey, Near, OpenQuestion, Turn
from bot.submissions.enquiry import Enquiries
from bot.wechat.reply import TRANSFER
from handlers.above import above, room_for
from handlers.answer import Enquiry, Memory, Reply
from handlers.enquiries.reading import Wanted
from handlers.handing import answered, found_nothing
from handlers.reminding.reading import Asked

FOR_STAFF = frozenset({"unknown", "handoff"})
SAID_NOTHING = ""
WORDLESS = {
    "image": "[图片]", "voice": "[语音]", "video": "[视频]", "shortvideo": "[小视频]", "location": "[位置]",
    "link": "[链接]", "scan": "[扫码]", "empty": "[空消息]",
}  # fmt: skip

# What is to be answered from the store, or a desk's reply and what to remember.
Heard = tuple[Wanted | Asked, Memory] | tuple[Reply, str]
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

    def __init__(self, desks: AnyDesk, enquiries: Enquiries, reminding: Reminding, handing: Handing, run: Run) -> None:
        self._desks = desks
        self._enquiries = enquiries
        self._reminding = reminding
        self._handing = handing
        self._run = run

    async def compute(
        self, key: MessageKey, sent_at: int, intent: Plan, kept: str | None, *, waiting: bool = False
    ) -> Computed:
        """A message's turn, reached from the memory that is ``kept``; ``waiting``: there is something to be told."""
        asker = self._enquiries.asker(key.account, key.member)
        if isinstance(intent, Forget):
            return Computed(Turn(key, sent_at, asker.at, SAID_NOTHING), None)
        heard, memory = await self._run(lambda: self._hear(key.account, intent, kept, asker.now))
        effects: Effects | None = None
        question: OpenQuestion | None = None
        said = self._enquiries.hidden(key.account, intent.text) if isinstance(intent, Ask) else ""
        if isinstance(heard, Reply):
            reply = heard
            if isinstance(intent, Ask) and reply.answer.outcome in FOR_STAFF:
                question = OpenQuestion(said, reply.answer.outcome, _nearest(reply))
        else:
            assert isinstance(memory, Memory)  # noqa: S101  # as ``Heard`` has it
            reply, effects = await self._from_store(asker, heard, memory)
            memory = reply.memory.dump()
        turn = Turn(key, sent_at, asker.at, reply.text, kept, str(memory), question, effects)
        if isinstance(intent, Ask):
            passed_on = False if found_nothing(reply.answer) else None
            turn = replace(turn, said=said, outcome=reply.answer.outcome, passed_on=passed_on)
            if self._handing.transfers(key.account, reply.answer.outcome, asker.now):
                return Computed(replace(turn, reply=TRANSFER, transfers=True), reply)
        else:
            turn = replace(turn, wordless=_wordless(intent))
        return await self._telling(asker, turn, reply) if waiting else Computed(turn, reply)

    async def _from_store(self, asker: Asker, wanted: Wanted | Asked, memory: Memory) -> tuple[Reply, Effects | None]:
        if isinstance(wanted, Wanted):
            return await self._enquiries.answer(asker, wanted, memory)
        reply, effects = await self._reminding.answer(asker, wanted, replace(memory, enquiry=Enquiry()))
        return reply, effects

    async def _telling(self, asker: Asker, turn: Turn, reply: Reply) -> Computed:
        """The turn with what waits for the member above its reply, as much of it as there is room for.

        Broadcasts of the same text are told once, and all of them count as told then. Who asked for a person is not
        told again and again that nothing was found.
        """
        handed = await self._handing.waiting(asker)
        if handed.open and turn.passed_on is not None:
            reply = self._handing.passed_on(asker.account, reply)
            turn = replace(turn, memory=reply.memory.dump(), passed_on=True)
        erases = turn.effects is not None and turn.effects.erases
        answers = () if erases else handed.answers
        notices = await self._enquiries.waiting(asker)
        opts_out = turn.effects is not None and turn.effects.opts == "out"
        waiting = () if opts_out else await self._reminding.waiting(asker)
        broadcasts = [b for b in waiting if not b.over]
        news = self._enquiries.told(asker, notices, turn.effects)
        texts = [*(answered(text) for _, text in answers), *dict.fromkeys(b.text for b in broadcasts)]
        shown = texts[: room_for(news, texts, reply)]
        reply = above(news, shown, reply)
        told = replace(
            turn,
            reply=reply.text,
            memory=reply.memory.dump() if news or shown else turn.memory,
            tells=tuple(n.ident for n in notices),
            answers=tuple(ident for ident, _ in answers[: len(shown)]),
            broadcasts=tuple(b.ident for b in broadcasts if b.text in shown[len(answers) :]),
            passes=tuple((b.ident, b.over) for b in waiting if b.over),
        )
        return Computed(told, reply)

    def _hear(self, account: str, intent: Plan, kept: str | None, now: datetime) -> Heard:
        memory = Memory.load(kept)
        desk = self._desks[account]
        match intent:
            case Ask(text):
                asked = self._reminding.read(account, text, memory, now)
                wanted = asked or self._enquiries.read(account, text, memory, now)
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


def _wordless(intent: Receive | Greet | Note | Ignore) -> str:
    """What staff read in place of words."""
    return WORDLESS.get(intent.kind, "[消息]") if isinstance(intent, Receive) else "[关注]"


def _nearest(reply: Reply) -> tuple[Near, ...]:
    """What was almost answered, where nothing was found."""
    if reply.answer.outcome != "unknown":
        return ()
    readings = [r for r in (reply.reading, reply.runner_up) if r is not None]
    records = (*reply.records, (), ())
    return tuple(Near(r.handler, r.subject, r.asked, r.score, of) for r, of in zip(readings, records, strict=False))
