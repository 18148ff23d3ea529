"""What becomes of WeChat's reports: on disk, once, before WeChat is told ``success``."""

from __future__ import annotations

import asyncio

from bot.clock import Clock
from bot.errors import Code, Error
from bot.observe import Observer
from bot.results import Consents, MassFinished, Result, TemplateFinished
from bot.store.promises.conversations import MessageKey
from bot.store.promises.results import Results
from bot.wechat.inbound import Inbound

DEADLINE = 4.0  # seconds; WeChat hangs up after 5


class Reports:
    """Takes them for all accounts."""

    def __init__(self, store: Results, clock: Clock, observer: Observer) -> None:
        self._store = store
        self._clock = clock
        self._observer = observer

    async def take(self, account: str, inbound: Inbound, result: Result) -> None:
        """Keep a report. Raises Error (UNAVAILABLE) when that cannot be, so that WeChat sends it again."""
        try:
            async with asyncio.timeout(DEADLINE):
                await self._keep(account, inbound, result, self._clock.real())
        except TimeoutError as error:
            raise Error(Code.UNAVAILABLE, "what WeChat reported could not be kept in time") from error
        self._observer.noted(account, inbound, _told(result))

    async def _keep(self, account: str, inbound: Inbound, result: Result, at: float) -> None:
        match result:
            case MassFinished():
                await self._store.mass_finished(account, result, at)
            case TemplateFinished(msg_id, status):
                if status.casefold().startswith("failed"):
                    await self._store.template_failed(account, msg_id, _undelivered(status), at)
            case Consents():
                event = MessageKey(account, inbound.member, inbound.message_id)
                await self._store.subscription_changed(event, inbound.sent_at, at, result.changes)


def _undelivered(status: str) -> str:
    """Why a template message did not arrive, for staff."""
    return f"会员拒收（{status}）" if "block" in status.casefold() else f"未送达（{status}）"


def _told(result: Result) -> str:
    """A report in a word or two, for the log."""
    match result:
        case MassFinished():
            return result.reason or f"sent {result.sent} of {result.total}"
        case TemplateFinished():
            return result.status
        case Consents():
            return ",".join(sorted({str(c.consent) for c in result.changes}))
