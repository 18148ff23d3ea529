"""A conversation without WeChat: for ``ask`` and ``chat``."""

from __future__ import annotations

from collections.abc import Callable

from bot.answers import Answers, Heard, Run
from bot.broadcast.reminding import NothingKept, Reminding
from bot.clock import Clock
from bot.desks import Answering
from bot.handoffs.handing import Handing, NobodyAsked
from bot.plan import Ask, Receive
from bot.store.database import Store
from bot.store.promises.conversations import MessageKey, Settled
from bot.submissions.enquiry import Enquiries
from bot.submissions.lookup import NoRecords
from handlers.answer import Link, Reply, plain_link
from knowledge.pack import Pack


class Conversation:
    """One member's turns at a desk.

    With a store and an openid it is that member's own conversation: it begins with what is remembered of them, and each
    turn is kept before its reply is returned. Otherwise it begins anew and leaves no trace. ``run`` does the pure work;
    ``public_url`` is where members reach the service.
    """

    def __init__(
        self,
        desk: Answering,
        clock: Clock,
        account: str,
        *,
        pack: Pack | None = None,
        member: str = "",
        store: Store | None = None,
        link: Link = plain_link,
        run: Run | None = None,
        public_url: str = "",
    ) -> None:
        self._clock = clock
        self._account = account
        self._member = member
        self._store = store if member else None
        self._kept: str | None = None
        packs = {account: pack} if pack is not None else {}
        enquiries = Enquiries(packs, store or NoRecords(), clock, link)
        reminding = Reminding(packs, store or NothingKept(), link, public_url)
        handing = Handing(packs, store or NobodyAsked())
        self._answers = Answers({account: desk}, enquiries, reminding, handing, run or _at_once)

    async def say(self, text: str) -> Reply:
        """The reply to the member's next words. Raises Error when it cannot be kept."""
        intent = Ask(text) if text.strip() else Receive("empty")
        real = self._clock.real()
        key = MessageKey(self._account, self._member, f"cli:{real:.6f}")
        settled = Settled(None, self._kept)
        if self._store is not None:
            settled = Settled(None, (await self._store.recall(key)).memory)
        while True:
            computed = await self._answers.compute(key, int(real), intent, settled.memory, waiting=settled.waiting)
            if self._store is not None:
                settled = await self._store.settle(computed.turn).done()
            if self._store is None or settled.told is not None:
                break
        self._kept = computed.turn.memory
        assert computed.reply is not None  # noqa: S101  # whoever asks is answered
        return computed.reply


async def _at_once(work: Callable[[], Heard]) -> Heard:
    return work()
