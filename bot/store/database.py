"""What a store promises, whichever database keeps it.

Times are seconds of the real clock unless a field says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.notifications.notice import Channel, Notice, Step
from bot.submissions.submission import Act, Change, Draft, Filter, Tally, Unit
from handlers.answer import Outcome
from knowledge.faq import FaqEntry


@dataclass(frozen=True, slots=True)
class MessageKey:
    """What tells one message from every other: the account's id, the member's openid, the message's own id."""

    account: str
    member: str
    message: str


@dataclass(frozen=True, slots=True)
class Recall:
    """What is known when a message arrives: the reply it was given already, if any, and the conversation's memory."""

    told: str | None
    memory: str | None


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that staff should see: nothing was found, or the member asked for a person."""

    text: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Binding:
    """That a member may see something: a ``submission`` or a ``unit``, by the key of its number."""

    kind: str
    key: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """A look-up by number and digits. ``subjects`` are who tried and what was tried; see ``bot.store.access``.

    ``locked`` is what the reply takes for granted: that one of them was locked, or none.
    """

    subjects: tuple[str, ...]
    locked: bool
    failed: bool


@dataclass(frozen=True, slots=True)
class Effects:
    """What a turn does besides being answered. ``erases``: all that is kept on its member is removed."""

    attempt: Attempt | None = None
    binds: tuple[Binding, ...] = ()
    unbinds: tuple[Binding, ...] = ()
    erases: bool = False


@dataclass(frozen=True, slots=True)
class KeptNotice:
    """A change of status that a member is to be told of."""

    ident: int
    number: str
    application: str
    title: str
    status: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One message's whole effect.

    ``sent_at`` is the message's own time. ``memory`` is what the conversation remembers afterwards, reached from
    ``expects``; None leaves the memory as it is. ``tells`` are the notices that stand above the reply: all that wait.
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


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a turn: what its member is told, and what the conversation remembers.

    ``told`` None: nothing was written, as the memory, the locks or the notices were not what the turn took them to be;
    reach it again from ``memory``. ``repeated``: the message had been given this reply before. ``waiting``: there are
    notices that the turn did not tell.
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


@dataclass(frozen=True, slots=True)
class Merge:
    """What an import of FAQ entries changed."""

    added: int
    updated: int
    unchanged: int


class Ticket(Protocol):
    """A write under way."""

    async def done(self) -> Settled:
        """Wait until the write is on disk. Raises Error (UNAVAILABLE) when it could not be."""
        ...

    def withdraw(self) -> bool:
        """Take the write back; False if it has begun, and may or may not come to be."""
        ...


class Store(Protocol):
    """Keeps inbox, members, open questions, FAQ entries, submissions and who may see them; for any number of processes.

    Every method raises Error (UNAVAILABLE) when the database is out of reach. What a write reports as done is on disk.
    """

    async def recall(self, key: MessageKey) -> Recall:
        """What is known of a message and of the conversation it belongs to. Never waits for a writer."""
        ...

    def settle(self, turn: Turn) -> Ticket:
        """Write a turn's reply and effects together, once: of several turns with one key the first wins whole.

        A turn that was not reached from the present memory, locks and notices writes nothing. The effects of a message
        sent before its member left are not kept, but for what they failed at, and of its reply only that there was one:
        a retry elsewhere is told nothing.
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

    async def faq(self, account: str) -> Sequence[FaqEntry]:
        """The account's FAQ entries, in the order in which they came."""
        ...

    async def faq_version(self, account: str) -> int:
        """A number that grows with every change of the account's FAQ entries."""
        ...

    async def merge_faq(self, account: str, entries: Sequence[FaqEntry], *, replace: bool = False) -> Merge:
        """Add entries and update those whose question is kept; ``replace`` drops all others. All or nothing."""
        ...

    async def purge(self, before: float) -> int:
        """Drop replies that were given before a time, when no retry can come any more; how many there were."""
        ...

    async def ping(self) -> None:
        """Prove that the store reads, and that it could be written a few seconds ago at most."""
        ...

    async def close(self) -> None:
        """Finish the writes in hand and let go of the database."""
        ...

    async def bound(self, account: str, member: str) -> Sequence[Binding]:
        """What a member may see, in the order in which it was bound."""
        ...

    async def locked(self, account: str, subjects: Sequence[str], at: float) -> bool:
        """Whether any of the subjects is locked at a time, after too many failed look-ups."""
        ...

    async def notices(self, account: str, member: str) -> Sequence[KeptNotice]:
        """What a member has not been told yet of the submissions that they may see, oldest first."""

    async def notices_due(self, accounts: Sequence[str], now: float, limit: int) -> Sequence[Notice]:
        """Notices of these accounts that may be taken up, the longest waiting first. Never waits for a writer."""
        ...

    async def claim_notices(
        self, wanted: Sequence[tuple[Notice, Channel]], now: float, until: float
    ) -> Sequence[Notice]:
        """Take up notices to send each by a channel: those of them that nobody else took, as they are known until then.

        Before a notice is sent it is claimed; one that is not settled by ``until`` counts as abandoned.
        """
        ...

    async def settle_notice(self, notice: Notice, step: Step) -> bool:
        """Take a notice on from where it was read or claimed; False if it is not there any more."""
        ...

    async def access_token(self, app_id: str) -> tuple[str, float] | None:
        """The access token that processes share, and when it is to be renewed."""
        ...

    async def keep_access_token(self, app_id: str, token: str, renew_at: float) -> None:
        """Share an access token."""
        ...

    async def may_force_token(self, app_id: str, now: float, apart: float) -> bool:
        """Whether no process has forced a new access token for ``apart`` seconds; then the caller is who does it."""
        ...

    # Submissions and the membership roll. Numbers may be written in any way that ``folded`` makes one of.

    async def submission(self, account: str, number: str) -> Change | None:
        """The present state of a submission, with the change that brought it about. Never waits for a writer."""
        ...

    async def submission_trail(self, account: str, number: str) -> Sequence[Change]:
        """All changes of a submission, oldest first."""
        ...

    async def submissions(self, account: str, wanted: Filter) -> Sequence[Change]:
        """The present states that a filter wants, by number; read in a thread, as there may be very many."""
        ...

    async def tallies(self, account: str) -> Sequence[Tally]:
        """How many submissions there are of each application, status and recommending unit."""
        ...

    async def change_submission(
        self, draft: Draft, *, by: str, at: float, action: str = "set", undoes: int | None = None
    ) -> Change:
        """Change one submission, and announce a new status to who is bound to it.

        Raises Error (CONFLICT) if its state is not the one that the draft replaces.
        """
        ...

    async def import_submissions(
        self,
        account: str,
        drafts: Sequence[Draft],
        *,
        by: str,
        file: str,
        now: Callable[[], float],
        progress: Callable[[int], None] = ...,
    ) -> None:
        """Make all the changes at one instant, or none; other writers never wait long, readers not at all.

        ``now`` is the real clock, ``progress`` hears how many are written. Raises Error (CONFLICT) if somebody else
        changed one of the numbers meanwhile.
        """
        ...

    async def note_export(self, account: str, kind: str, *, by: str, file: str, rows: int, at: float) -> None:
        """Note for the audit that a file with whole telephone numbers is made; ``kind``: submissions or members."""
        ...

    async def acts(self, account: str) -> Sequence[Act]:
        """Who changed, imported or exported what, oldest first."""
        ...

    async def unit(self, account: str, number: str) -> Unit | None:
        """A unit on the membership roll."""
        ...

    async def units(self, account: str) -> Sequence[Unit]:
        """The membership roll, by number."""
        ...

    async def merge_units(self, account: str, units: Sequence[Unit], *, by: str, file: str, at: float) -> Merge:
        """Add units to the roll and update those whose number is on it. All or nothing."""
        ...
