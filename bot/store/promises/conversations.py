"""What a store promises of conversations: each message is answered once, and the next one knows of it.

Times are seconds of the real clock unless a field says otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.store.promises.access import Effects
from handlers.answer import Outcome


@dataclass(frozen=True, slots=True)
class MessageKey:
    """What tells one message from every other: the account's id, the member's openid, the message's own id."""

    account: str
    member: str
    message: str

    @property
    def is_event(self) -> bool:
        """Whether it is of an event, such as a tap in the menu: its parts are joined, WeChat's numbers have none."""
        return ":" in self.message


@dataclass(frozen=True, slots=True)
class Recall:
    """What is known when a message arrives: the reply it was given already, if any, and the conversation's memory."""

    told: str | None
    memory: str | None


@dataclass(frozen=True, slots=True)
class Near:
    """A reading of a question that was not good enough: by which handler, of what, and how much it explains (0 to 1).

    ``subject`` is what it is of in words, ``asked`` the facet, ``records`` the ids of the pack's records.
    """

    handler: str
    subject: str
    asked: str
    score: float
    records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that staff should see: nothing was found, or the member asked for a person.

    ``near`` is what was almost answered: the best reading, and the one after it.
    """

    text: str
    outcome: Outcome
    near: tuple[Near, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One message's whole effect.

    ``sent_at`` is the message's own time. ``memory`` is what the conversation remembers afterwards, reached from
    ``expects``; None leaves the memory as it is. ``tells`` are the notices that stand above the reply: all that wait;
    ``broadcasts`` those that do, by their ids: the oldest that wait, one at least unless notices do; ``passes`` those
    that waited and are told no more, with the reason. ``said`` are the member's words, without what identifies a
    submission, and ``outcome`` what came of them: an ``Outcome``, ``failed`` where all that was told is an apology,
    or nothing where no words were to be answered; ``wordless`` stands for what came without words. Where the outcome
    is ``handoff`` a handoff is opened, or the open one asked for again; while one is open, what is said is kept with
    it. ``answers`` are staff's that stand above the reply, by their ids: the oldest that wait, one at least unless
    notices do. ``passed_on``: where nothing was found, whether the reply says that staff have the question, as it does
    while a handoff is open; else None. ``transfers``: the reply hands the member to WeChat's own customer service, and
    tells nothing that waits.
    """

    key: MessageKey
    sent_at: int
    told_at: float
    reply: str
    expects: str | None = None
    memory: str | None = None
    question: OpenQuestion | None = None
    effects: Effects | None = None
    tells: tuple[int, ...] = ()
    broadcasts: tuple[int, ...] = ()
    passes: tuple[tuple[int, str], ...] = ()
    said: str = ""
    outcome: str = ""
    wordless: str = ""
    answers: tuple[int, ...] = ()
    passed_on: bool | None = None
    transfers: bool = False


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a turn: what its member is told, and what the conversation remembers.

    ``told`` None: nothing was written, as the memory, the locks or what waits were not what the turn took them to be;
    reach it again from ``memory``. ``repeated``: the message had been given this reply before. ``waiting``: there are
    notices, answers of staff or broadcasts that the turn did not tell, or a handoff of which it does not know.
    """

    told: str | None
    memory: str | None
    repeated: bool = False
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class KeptQuestion:
    """An open question (待答问题) as staff read it."""

    number: int
    account: str
    text: str
    outcome: str
    asked_at: float


class Ticket(Protocol):
    """A write under way."""

    async def done(self) -> Settled:
        """Wait until the write is on disk. Raises Error (UNAVAILABLE) when it could not be."""
        ...

    def withdraw(self) -> bool:
        """Take the write back; False if it has begun, and may or may not come to be."""
        ...


class Conversations(Protocol):
    """The inbox, what members said last, and what nothing was found for."""

    async def recall(self, key: MessageKey) -> Recall:
        """What is known of a message and of the conversation it belongs to. Never waits for a writer."""
        ...

    def settle(self, turn: Turn) -> Ticket:
        """Write a turn's reply and effects together, once: of several turns with one key the first wins whole.

        A turn that was not reached from the present memory, locks, notices and broadcasts writes nothing. The effects
        of a message sent before its member left are not kept, but for what they failed at, and of its reply only that
        there was one: a retry elsewhere is told nothing.
        """
        ...

    def correct(self, turn: Turn) -> Ticket:
        """Replace the reply that is kept for a message by what the member was told in truth; no other effect.

        As with ``settle``, no words are kept of a message sent before its member left.
        """
        ...

    def forget(self, turn: Turn) -> Ticket:
        """Remove all that is kept on the turn's member except that they left, and when; once for each key."""
        ...

    async def questions(self, account: str) -> Sequence[KeptQuestion]:
        """The account's open questions, oldest first."""
        ...

    async def purge(self, before: float) -> int:
        """Drop replies that were given before a time, when no retry can come any more; how many there were."""
        ...
