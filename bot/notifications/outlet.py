"""How one account tells its members: its rights, its templates, its words."""

from __future__ import annotations

from datetime import date, datetime

from bot.config import AccountSettings
from bot.notifications import channel, text
from bot.notifications.notice import Channel, Notice
from bot.wechat.api import Api
from bot.wechat.capabilities import capabilities
from bot.wechat.fields import filled
from bot.wechat.outcome import Outcome
from knowledge.pack import Pack


class Ways:
    """By which channels an account can tell its members; ``calls``: it may call WeChat at all."""

    def __init__(self, account: AccountSettings, pack: Pack | None, *, calls: bool) -> None:
        self._account = account
        self._pack = pack
        self._calls = calls
        self._able = capabilities(account.kind, verified=account.verified)

    def channels(self, notice: Notice, changed_at: datetime, today: date, real: float) -> tuple[Channel, ...]:
        """By which channels a notice can be sent now; a template counts if all that it asks for can be said."""
        if not self._calls:
            return ()
        account, values = self._account, text.values(notice, self._pack, changed_at, today)
        return channel.possible(
            self._able,
            last_seen=notice.last_seen,
            now=real,
            template=bool(account.reminder_template) and not filled(account.reminder_fields, values).missing,
            subscribe=bool(account.notice_template) and not filled(account.notice_fields, values).missing,
        )


class Outlet:
    """One account's. Without an API nothing is sent, and members are told at their next contact."""

    def __init__(self, account: AccountSettings, pack: Pack | None, api: Api | None) -> None:
        self._account = account
        self._pack = pack
        self._api = api
        self.channels = Ways(account, pack, calls=api is not None).channels

    async def send(self, notice: Notice, changed_at: datetime, today: date) -> Outcome:
        """Send a claimed notice by its channel."""
        assert self._api is not None  # noqa: S101  # a notice is only claimed for a channel of this outlet
        account, values = self._account, text.values(notice, self._pack, changed_at, today)
        match notice.channel:
            case Channel.TEMPLATE:
                data = filled(account.reminder_fields, values).data
                return await self._api.send_template(
                    notice.member, account.reminder_template, data, client_msg_id=notice.client_msg_id
                )
            case Channel.SUBSCRIBE:
                data = filled(account.notice_fields, values).data
                return await self._api.send_subscription(notice.member, account.notice_template, data)
            case _:
                return await self._api.send_customer_text(notice.member, text.message(notice, self._pack))
