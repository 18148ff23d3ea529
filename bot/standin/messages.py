"""Messages to single members: customer service, template, subscription notification."""

from __future__ import annotations

from collections import deque
from typing import Any

from bot.standin.account import Account
from bot.standin.world import Body, World, refused

REMEMBERED = 600.0  # seconds for which a client_msg_id is known
FIELD_LIMITS = {"thing": 20, "character_string": 32, "phone_number": 17, "car_number": 8, "const": 20}
TEXT_BYTES = 2048


class Messages:
    """Takes them. A template message is known again by member and ``client_msg_id``."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._known: dict[tuple[str, str, str], tuple[float, int]] = {}
        self._order: deque[tuple[float, tuple[str, str, str]]] = deque()

    def customer(self, account: Account, body: Body) -> dict[str, Any]:
        """``message/custom/send``: a text within the member's window."""
        text = body.get("text")
        content = text.get("content") if isinstance(text, dict) else None
        if body.get("msgtype") != "text":
            return refused(40008)
        if not isinstance(content, str) or not content:
            return refused(44004)
        if len(content.encode()) > TEXT_BYTES:
            return refused(45002)
        member = str(body.get("touser", ""))
        followers = self._world.followers[account.app_id]
        if code := followers.refusal(member) or followers.spend_allowance(member):
            return refused(code)
        self._world.deliver(account, member, "customer", {"text": content})
        return refused(0)

    def template(self, account: Account, body: Body) -> dict[str, Any]:
        """``message/template/send``: once for each client_msg_id within ten minutes."""
        member, key = str(body.get("touser", "")), str(body.get("client_msg_id", ""))
        fields = _fields(body)
        if code := self._wrong(account, body, fields):
            return refused(code)
        known = (account.app_id, member, key)
        self._expire()
        if key and known in self._known:
            return refused(0, msgid=self._known[known][1])
        if code := self._world.followers[account.app_id].refusal(member):
            return refused(code)
        ident, now = self._world.number(), self._world.now()
        if key:
            self._known[known] = now, ident
            self._order.append((now, known))
        shown = {name: _within(name, value) for name, value in fields.items()}
        told = {"template": body["template_id"], "fields": shown, "url": str(body.get("url", ""))}
        self._world.deliver(account, member, "template", told, ident=ident, key=key)
        done = (("MsgID", str(ident)), ("Status", "success"))
        self._world.events.post(account, member, "TEMPLATESENDJOBFINISH", *done)
        return refused(0, msgid=ident)

    def subscription(self, account: Account, body: Body) -> dict[str, Any]:
        """``message/subscribe/bizsend``: one for each consent."""
        member, template = str(body.get("touser", "")), str(body.get("template_id", ""))
        fields = _fields(body)
        if code := self._wrong(account, body, fields):
            return refused(code)
        if any(len(value) > FIELD_LIMITS.get(_kind(name), len(value)) for name, value in fields.items()):
            return refused(47003)
        followers = self._world.followers[account.app_id]
        if code := followers.refusal(member) or followers.spend_consent(member, template):
            return refused(code)
        ident = self._world.number()
        told = {"template": template, "fields": fields, "url": str(body.get("page", ""))}
        self._world.deliver(account, member, "subscribe", told, ident=ident)
        sent = (("TemplateId", template), ("MsgID", str(ident)), ("ErrorCode", "0"), ("ErrorStatus", "success"))
        listed = ("SubscribeMsgSentEvent", (("List", sent),))
        self._world.events.post(account, member, "subscribe_msg_sent_event", listed)
        return refused(0, msgid=ident)

    def _wrong(self, account: Account, body: Body, fields: dict[str, str]) -> int:
        template = body.get("template_id")
        if not isinstance(template, str) or not template or (account.templates and template not in account.templates):
            return 40037
        return 0 if fields and all(fields.values()) else 47003

    def _expire(self) -> None:
        now = self._world.now()
        while self._order and self._order[0][0] <= now - REMEMBERED:
            del self._known[self._order.popleft()[1]]


def _fields(body: Body) -> dict[str, str]:
    """The fields' values; an empty one where it is no text."""
    data = body.get("data")
    if not isinstance(data, dict):
        return {}
    values = {name: field.get("value") if isinstance(field, dict) else None for name, field in data.items()}
    return {name: value if isinstance(value, str) else "" for name, value in values.items()}


def _kind(field: str) -> str:
    return field.rstrip("0123456789")


def _within(name: str, value: str) -> str:
    """A field as a member sees it: what is too long is cut, without an error."""
    most = FIELD_LIMITS.get(_kind(name), len(value))
    return value if len(value) <= most else value[: most - 1] + "…"
