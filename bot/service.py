"""What the pages of the service may see of it: settings, accounts, and how the latest answers were reached."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

from bot.config import AccountSettings, Settings
from handlers.answer import Reply
from knowledge.pack import Pack

KEPT = 200


@dataclass(frozen=True, slots=True)
class Explanation:
    """How one message was answered.

    ``message_id`` is the MsgId as text; for an event ``CreateTime:event:EventKey`` with the event in lower case.
    ``told`` is what the member reads: the reply's text, unless the message had been answered elsewhere before.
    """

    account: str
    member: str
    message_id: str
    told: str
    reply: Reply
    milliseconds: float


class Explanations:
    """The latest explanations of this process, at most ``limit``; a limit of 0 keeps none."""

    def __init__(self, limit: int = KEPT) -> None:
        self._limit = limit
        self._kept: OrderedDict[tuple[str, str, str], Explanation] = OrderedDict()

    def keep(self, explanation: Explanation) -> None:
        """Remember an explanation and drop the oldest beyond the limit."""
        if not self._limit:
            return
        self._kept[explanation.account, explanation.member, explanation.message_id] = explanation
        while len(self._kept) > self._limit:
            self._kept.popitem(last=False)

    def find(self, account: str, member: str, message_id: str) -> Explanation | None:
        """The explanation of one message, or None if it is not kept (any more)."""
        return self._kept.get((account, member, message_id))

    def forget(self, account: str, member: str) -> None:
        """Drop what is kept of a member who left."""
        for key in [k for k in self._kept if k[:2] == (account, member)]:
            del self._kept[key]


@dataclass(frozen=True, slots=True)
class Service:
    """Handed to the pages: the simulator's ``add_routes(app, service)`` gets one.

    ``accounts`` and ``packs`` are by the account's id.
    """

    settings: Settings
    accounts: Mapping[str, AccountSettings]
    packs: Mapping[str, Pack]
    explanations: Explanations
