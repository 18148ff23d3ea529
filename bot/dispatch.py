"""From a verified message to the reply that its member is told: once, in time, and the same on every retry.

An answer is pure computation, so processes that get the same message may each compute it; the store keeps the first
reply together with its effects, and that one is told. Nothing has to be claimed or read beforehand: an answer is
computed from the memory that this process saw last, and once more if the store says that the conversation has gone on
elsewhere. Nothing is left half done when a process dies.
"""

from __future__ import annotations

import asyncio

from bot.answers import Answers
from bot.broadcast.reminding import Reminding
from bot.clock import Clock
from bot.desks import Desks
from bot.errors import Code, Error
from bot.handoffs.handing import Handing
from bot.lanes import Lanes
from bot.latest import Latest
from bot.observe import Failure, Observer
from bot.places import Place, Queues, Who
from bot.plan import Forget, Ignore, Note, Plan, plan
from bot.pulse import Pulse
from bot.reports import Reports
from bot.service import Explanations
from bot.store.promises.conversations import Conversations, MessageKey, Settled, Ticket, Turn
from bot.store.promises.tallies import FAILED
from bot.submissions.enquiry import Enquiries
from bot.wechat.inbound import Inbound

DEADLINE = 4.0  # seconds from arrival; WeChat hangs up after 5
MEMORIES = 20_000  # conversations, and replies, that a process has at hand
REPLIES = 2_000
GRACE = 0.5  # seconds beyond it in which an apology may reach the disk


class Dispatcher:
    """Answers messages; ``close`` waits for the corrections that are still being written."""

    def __init__(
        self,
        desks: Desks,
        store: Conversations,
        lanes: Lanes,
        clock: Clock,
        observer: Observer,
        *,
        enquiries: Enquiries,
        reminding: Reminding,
        handing: Handing,
        reports: Reports,
        explanations: Explanations,
        pulse: Pulse,
        deadline: float = DEADLINE,
    ) -> None:
        self._desks = desks
        self._answers = Answers(desks, enquiries, reminding, handing, lanes.run)
        self._store = store
        self._lanes = lanes
        self._clock = clock
        self._observer = observer
        self._reports = reports
        self._explanations = explanations
        self._pulse = pulse
        self._deadline = deadline
        self._under_way: dict[MessageKey, asyncio.Future[str]] = {}
        self._queues: Queues = {}
        self._memories: Latest[Who] = Latest(MEMORIES)
        self._replies: Latest[MessageKey] = Latest(REPLIES)
        self._corrections: set[asyncio.Task[None]] = set()

    async def answer(self, account: str, inbound: Inbound) -> str | None:
        """The reply's text, or None where there is nothing to say.

        What a desk or the store does never raises, but for Error (UNAVAILABLE) when what is kept on a member who left
        could not be removed, or what WeChat reports not kept, so that WeChat sends the event again.
        """
        intent = plan(inbound)
        if isinstance(intent, Ignore):
            self._observer.ignored(account, inbound)
            return None
        if isinstance(intent, Note):
            await self._reports.take(account, inbound, intent.result)
            return None
        key = MessageKey(account, inbound.member, inbound.message_id)
        told = self._replies.get(key)
        if told is None and (first := self._under_way.get(key)) is not None:
            told = await asyncio.shield(first)
        if told is not None:
            self._observer.repeated(account, inbound)
            return told or None
        self._pulse.beat()
        future: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._under_way[key] = future
        try:
            told, correcting = await self._first(key, inbound, intent)
        except BaseException as error:
            del self._under_way[key]
            future.set_exception(error if isinstance(error, Error) else _interrupted())
            future.exception()  # nobody may be waiting
            raise
        future.set_result(told)
        self._replies.keep(key, told)
        if not correcting:
            del self._under_way[key]
        return told or None

    async def close(self) -> None:
        """Wait for what is still being written."""
        if self._corrections:
            await asyncio.wait(self._corrections)

    async def _first(self, key: MessageKey, inbound: Inbound, intent: Plan) -> tuple[str, bool]:
        """What is told, and whether a correction of the store is still under way."""
        watch = self._observer.start()
        who = (key.account, key.member)
        ticket: Ticket | None = None
        failure: Failure
        try:
            async with asyncio.timeout(self._deadline), Place(self._queues, who):
                settled = Settled(None, self._memories.get(who))
                while settled.told is None:
                    computed = await self._answers.compute(
                        key, inbound.sent_at, intent, settled.memory, waiting=settled.waiting
                    )
                    if computed.forgets:
                        self._forget(who)
                    ticket = (self._store.forget if isinstance(intent, Forget) else self._store.settle)(computed.turn)
                    settled = await ticket.done()
                    ticket = None  # it is done: should the next round be late, there is nothing of it to take back
                self._memories.keep(who, settled.memory)
                told = settled.told
        except TimeoutError:
            failure = Failure.late
            error: Exception = Error(Code.LATE, f"no answer within {self._deadline:g} s")
            error.add_note(self._lanes.stacks())
        except Error as raised:
            failure, error = Failure.store, raised
        except Exception as raised:  # noqa: BLE001  # the edge: a desk may raise anything, its member gets a reply all the same
            failure, error = Failure.raised, raised
        else:
            if settled.repeated:
                self._observer.repeated(key.account, inbound)
            else:
                self._observer.answered(key.account, inbound, watch, computed.reply, told)
            return told, False
        self._observer.failed(key, watch, failure, error)
        if isinstance(intent, Forget):
            raise Error(Code.UNAVAILABLE, "what is kept on a member who left could not be removed") from error
        return await self._apologise(key, inbound, ticket)

    def _forget(self, who: Who) -> None:
        """Drop what this process has at hand of a member."""
        self._explanations.forget(*who)
        self._replies.drop(lambda k: (k.account, k.member) == who)
        self._memories.keep(who, None)

    async def _apologise(self, key: MessageKey, inbound: Inbound, ticket: Ticket | None) -> tuple[str, bool]:
        """The polite reply, or what the member was told before for this message; and whether it is still being written.

        What is told becomes what the store holds for the message, in place of what was being written.
        """
        apology = self._desks[key.account].apology()
        turn = Turn(key, inbound.sent_at, self._clock.real(), apology, outcome=FAILED)
        begun = ticket is not None and not ticket.withdraw()
        writing = (self._store.correct if begun else self._store.settle)(turn)
        try:
            async with asyncio.timeout(GRACE):
                return (await writing.done()).told or apology, False
        except (TimeoutError, Error):
            task = asyncio.get_running_loop().create_task(self._keep(writing, key))
            self._corrections.add(task)
            task.add_done_callback(self._corrections.discard)
            return apology, True

    async def _keep(self, writing: Ticket, key: MessageKey) -> None:
        """Until an apology is on disk, retries are answered from ``_under_way``."""
        try:
            await writing.done()
        except Error as error:
            self._observer.uncorrected(key, error)
        finally:
            del self._under_way[key]


def _interrupted() -> Error:
    return Error(Code.UNAVAILABLE, "the service is stopping")
