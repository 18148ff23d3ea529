"""WeChat's API (接口) for one account: messages to single members, and any other call by its path.

A call is made once; a token that WeChat refuses is renewed once, as nothing was done until then. Whoever calls decides
whether to try again, by what kind of outcome it was and by ``outcome.may_repeat``.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.wechat.outcome import Answer, Answered, Outcome, Refused, Sent, Unknown
from bot.wechat.refusals import DONE_BEFORE, STALE_TOKEN, judge
from bot.wechat.token import Tokens
from bot.wechat.wire import Body, Wire


class Api:
    """Calls on behalf of one account. No method raises for what WeChat or the network does."""

    def __init__(self, wire: Wire, tokens: Tokens) -> None:
        self._wire = wire
        self._tokens = tokens

    async def send_customer_text(self, openid: str, text: str) -> Outcome:
        """A customer service message (客服消息). WeChat does not know a repeated one: never send an Unknown again."""
        body = {"touser": openid, "msgtype": "text", "text": {"content": text}}
        return _sent(await self.call("/cgi-bin/message/custom/send", body))

    async def send_template(
        self, openid: str, template: str, fields: Mapping[str, str], *, client_msg_id: str, url: str = ""
    ) -> Outcome:
        """A template message (模板消息). With the same ``client_msg_id`` a member gets it once within 10 minutes."""
        body: dict[str, object] = {"touser": openid, "template_id": template, "client_msg_id": client_msg_id}
        if url:
            body["url"] = url
        return _sent(await self.call("/cgi-bin/message/template/send", body | {"data": _data(fields)}))

    async def send_subscription(
        self, openid: str, template: str, fields: Mapping[str, str], *, page: str = ""
    ) -> Outcome:
        """A subscription notification (订阅通知). WeChat does not know a repeated one: never send an Unknown again."""
        body: dict[str, object] = {"touser": openid, "template_id": template}
        if page:
            body["page"] = page
        body |= {"data": _data(fields), "miniprogram_state": "formal", "lang": "zh_CN"}
        return _sent(await self.call("/cgi-bin/message/subscribe/bizsend", body))

    async def call(self, path: str, body: Body | None = None, query: Mapping[str, str] | None = None) -> Answered:
        """Any call: a POST of ``body``, or a GET where there is none. ``query`` needs no token."""
        token = await self._tokens.current()
        if not isinstance(token, str):
            return token
        answer = await self._once(path, body, query, token)
        if isinstance(answer, Refused) and answer.code in STALE_TOKEN:
            token = await self._tokens.renewed(token)
            if not isinstance(token, str):
                return token
            answer = await self._once(path, body, query, token)
        return answer

    async def _once(self, path: str, body: Body | None, query: Mapping[str, str] | None, token: str) -> Answered:
        asked = {**(query or {}), "access_token": token}
        told = await (self._wire.get(path, asked) if body is None else self._wire.post(path, asked, body))
        if not isinstance(told, Mapping):
            return told
        code = told.get("errcode", 0)
        if code in (0, DONE_BEFORE):
            return Answer(told)
        return judge(code, str(told.get("errmsg", ""))) if isinstance(code, int) else Unknown("微信的答复无法识别")


def _sent(answered: Answered) -> Outcome:
    if not isinstance(answered, Answer):
        return answered
    ident = answered.fields.get("msgid", answered.fields.get("msg_id", ""))
    return Sent(str(ident))


def _data(fields: Mapping[str, str]) -> dict[str, dict[str, str]]:
    return {name: {"value": value} for name, value in fields.items()}
