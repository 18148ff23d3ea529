"""Mass sends (群发): to all followers, to a tag, to a list of openids; a preview to one.

WeChat takes a mass send at once, and says by an event, MASSSENDJOBFINISH, how many it reached. With the same
``client_msg_id`` (clientmsgid, at most 32 bytes) it is taken once within 24 hours, and a repeated one is answered with
the first one's id; within a minute of the last try it is not answered so, but ``NotSent``.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.wechat.api import Api
from bot.wechat.outcome import Answer, NotSent, Outcome, QuotaUsedUp, Refused, Sent, Unknown

LIST_LEAST, LIST_MOST = 2, 10_000  # openids of one send
ID_MOST = 32  # bytes of a clientmsgid


async def send_to_all(api: Api, text: str, *, client_msg_id: str) -> Outcome:
    """To all followers; a service account may do this once a day and four times a month."""
    return await _send(api, "sendall", {"filter": {"is_to_all": True}}, text, client_msg_id)


async def send_to_tag(api: Api, tag: int, text: str, *, client_msg_id: str) -> Outcome:
    """To the followers who have a tag (标签), by its number."""
    return await _send(api, "sendall", {"filter": {"is_to_all": False, "tag_id": tag}}, text, client_msg_id)


async def send_to_list(api: Api, members: Sequence[str], text: str, *, client_msg_id: str) -> Outcome:
    """To 2 to 10,000 openids, each once. Verified service accounts alone may do this."""
    if not LIST_LEAST <= len(members) <= LIST_MOST:
        reason = f"一次群发应有 {LIST_LEAST} 至 {LIST_MOST} 个 openid，这里有 {len(members)} 个"
        return Refused(40130, reason, "message")
    return await _send(api, "send", {"touser": list(members)}, text, client_msg_id)


async def preview(api: Api, member: str, text: str) -> Outcome:
    """To one openid, for staff to look at; it counts against no member's allowance."""
    return _taken(await api.call("/cgi-bin/message/mass/preview", {"touser": member, **_text(text)}))


async def preview_to_name(api: Api, name: str, text: str) -> Outcome:
    """The same to a follower by their WeChat id (微信号); 100 such calls a day."""
    return _taken(await api.call("/cgi-bin/message/mass/preview", {"towxname": name, **_text(text)}))


async def _send(api: Api, call: str, to: dict[str, object], text: str, client_msg_id: str) -> Outcome:
    if len(client_msg_id.encode()) > ID_MOST:
        return Refused(45067, f"clientmsgid 超过 {ID_MOST} 字节", "message")
    body = {**to, **_text(text), "clientmsgid": client_msg_id}
    return _taken(await api.call(f"/cgi-bin/message/mass/{call}", body))


def _text(text: str) -> dict[str, object]:
    return {"msgtype": "text", "text": {"content": text}}


def _taken(answered: Answer | Refused | QuotaUsedUp | Unknown | NotSent) -> Outcome:
    if not isinstance(answered, Answer):
        return answered
    return Sent(str(answered.fields.get("msg_id", "")))
