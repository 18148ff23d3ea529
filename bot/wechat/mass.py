"""Mass sends (群发): to all followers, to a tag, to a list of openids; a preview to one; how far a send is.

WeChat takes a mass send at once, and says by an event, MASSSENDJOBFINISH, how many it reached. With the same
``client_msg_id`` (clientmsgid, at most 32 bytes) it is taken once within 24 hours, and a repeated one is answered with
the first one's id; within a minute of the last try it is not answered so, but ``NotSent``.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise

from bot.errors import Code, Error
from bot.wechat.api import Api
from bot.wechat.followers import tag_number
from bot.wechat.outcome import Answer, NotSent, Outcome, QuotaUsedUp, Refused, Sent, Unknown

LIST_LEAST, LIST_MOST = 2, 10_000  # openids of one send
ID_MOST = 32  # bytes of a clientmsgid
TO_ALL, TO_TAG = "all", "tag:"  # audiences that WeChat knows by itself


class MassState(StrEnum):
    """How far a mass send is (msg_status)."""

    SENDING = "SENDING"
    SENT = "SEND_SUCCESS"
    FAILED = "SEND_FAIL"
    DELETED = "DELETE"


async def send_to_all(api: Api, text: str, *, client_msg_id: str) -> Outcome:
    """To all followers; a service account may do this once a day and four times a month."""
    return await _send(api, "sendall", {"filter": {"is_to_all": True}}, text, client_msg_id)


async def send_to_tag(api: Api, tag: int, text: str, *, client_msg_id: str) -> Outcome:
    """To the followers who have a tag (标签), by its number."""
    return await _send(api, "sendall", {"filter": {"is_to_all": False, "tag_id": tag}}, text, client_msg_id)


async def send_to_list(api: Api, members: Sequence[str], text: str, *, client_msg_id: str) -> Outcome:
    """To 2 to 10,000 openids, each once; see ``lists``. Verified service accounts alone may do this."""
    if not LIST_LEAST <= len(members) <= LIST_MOST:
        reason = f"一次群发应有 {LIST_LEAST} 至 {LIST_MOST} 个 openid，这里有 {len(members)} 个"
        return Refused(40130, reason, "message")
    return await _send(api, "send", {"touser": list(members)}, text, client_msg_id)


async def preview(api: Api, member: str, text: str) -> Outcome:
    """To one openid, for staff to look at; it counts against no member's allowance."""
    return _taken(await api.call("/cgi-bin/message/mass/preview", {"touser": member, **_text(text)}))


async def state_of(api: Api, msg_id: str) -> MassState | Refused | QuotaUsedUp | Unknown | NotSent:
    """How far a mass send is; WeChat tells no counts here."""
    answered = await api.call("/cgi-bin/message/mass/get", {"msg_id": msg_id})
    if not isinstance(answered, Answer):
        return answered
    try:
        return MassState(str(answered.fields.get("msg_status", "")))
    except ValueError:
        return Unknown("微信的答复无法识别")


def lists(members: Sequence[str], most: int = LIST_MOST) -> list[Sequence[str]]:
    """The members in as few lists as can be, each as WeChat takes it: none of one openid, unless there is but one."""
    count = -(-len(members) // most)
    size, more = divmod(len(members), count) if count else (0, 0)
    starts = [n * size + min(n, more) for n in range(count + 1)]
    return [members[start:end] for start, end in pairwise(starts)]


class MassSends:
    """The mass sends of one account; ``takes_lists``: whether it may send to openids (``mass_to_members``)."""

    def __init__(self, api: Api, *, takes_lists: bool) -> None:
        self._api = api
        self._takes_lists = takes_lists

    @property
    def takes_lists(self) -> bool:
        """Whether the account may send to a list of members; else only to a whole audience at once."""
        return self._takes_lists

    async def to_members(self, members: Sequence[str], text: str, *, client_msg_id: str) -> Outcome:
        """To 2 to 10,000 openids."""
        return await send_to_list(self._api, members, text, client_msg_id=client_msg_id)

    async def to_audience(self, audience: str, text: str, *, client_msg_id: str) -> Outcome:
        """To all (``all``), or to those who have a tag of WeChat's (``tag:NAME``)."""
        if audience == TO_ALL:
            return await send_to_all(self._api, text, client_msg_id=client_msg_id)
        if not audience.startswith(TO_TAG):
            return Refused(40152, f"不能群发给「{audience}」：只能是全部关注者或公众号的一个标签", "message")
        try:
            tag = await tag_number(self._api, audience.removeprefix(TO_TAG))
        except Error as error:
            return Refused(40152, error.message, "message") if error.code is Code.UNKNOWN else NotSent(error.message)
        return await send_to_tag(self._api, tag, text, client_msg_id=client_msg_id)


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
