"""How one account sends a broadcast: to single members, and as mass sends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.broadcast import rendering
from bot.broadcast.broadcast import Broadcast, Channel, Delivery
from bot.config import AccountSettings
from bot.wechat.api import Api
from bot.wechat.outcome import Outcome


class Mass(Protocol):
    """Mass sends (群发) of one account; what WeChat knows again by ``client_msg_id`` is ``Sent`` with its msg_id."""

    @property
    def takes_lists(self) -> bool:
        """Whether the account may send to a list of members; else only to a whole audience at once."""
        ...

    async def to_members(self, members: Sequence[str], text: str, *, client_msg_id: str) -> Outcome:
        """To 2 to 10,000 members."""
        ...

    async def to_audience(self, audience: str, text: str, *, client_msg_id: str) -> Outcome:
        """To all (``all``), or to those of a tag of WeChat's (``tag:NAME``)."""
        ...


class Outlet:
    """One account's. Without an API nothing can be sent but above the next reply."""

    def __init__(self, account: AccountSettings, api: Api | None, mass: Mass | None = None) -> None:
        self._account = account
        self._api = api
        self.mass = mass if api is not None else None

    @property
    def can_call(self) -> bool:
        """Whether calls go anywhere."""
        return self._api is not None

    def of(self, broadcast: Broadcast) -> Sending:
        """What sends one broadcast; there must be an API."""
        assert self._api is not None  # noqa: S101  # whoever sends has asked before
        return Sending(self._account, self._api, broadcast)


class Sending:
    """Sends one broadcast to single members; its words are made once, and are what the preview shows."""

    def __init__(self, account: AccountSettings, api: Api, broadcast: Broadcast) -> None:
        draft = broadcast.draft
        self._account = account
        self._api = api
        self._text = draft.text
        self._template = rendering.template_fields(draft, account).data
        self._notice = rendering.notice_fields(draft, account).data

    async def send(self, delivery: Delivery) -> Outcome:
        """Send a leased delivery by its channel."""
        match delivery.channel:
            case Channel.TEMPLATE:
                return await self._api.send_template(
                    delivery.member,
                    self._account.reminder_template,
                    self._template,
                    client_msg_id=delivery.message_id,
                )
            case Channel.SUBSCRIBE:
                return await self._api.send_subscription(delivery.member, self._account.notice_template, self._notice)
            case _:
                return await self._api.send_customer_text(delivery.member, self._text)
