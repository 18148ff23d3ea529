"""Where WeChat calls: ``/wechat/{account}``. Bytes and query in, reply bytes out; refusals say nothing helpful."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from aiohttp import web

from bot.dispatch import Dispatcher
from bot.errors import Code, Error
from bot.observe import Observer
from bot.wechat.envelope import Mailbox
from bot.wechat.reply import SUCCESS

MAX_BODY = 64 * 1024  # bytes; a real message has less than 10 KiB
BODY_WAIT = 5.0  # seconds for a body to arrive

_TEXT = {"Content-Type": "text/plain; charset=utf-8", "X-Content-Type-Options": "nosniff"}
_XML = {"Content-Type": "application/xml; charset=utf-8"}


class Webhook:
    """Serves the accounts by their ids."""

    def __init__(self, mailboxes: Mapping[str, Mailbox], dispatcher: Dispatcher, observer: Observer) -> None:
        self._mailboxes = mailboxes
        self._dispatcher = dispatcher
        self._observer = observer

    def add_routes(self, app: web.Application) -> None:
        """Serve under ``/wechat/``."""
        app.router.add_get("/wechat/{account}", self.check_address, allow_head=False)
        app.router.add_post("/wechat/{account}", self.receive)

    async def check_address(self, request: web.Request) -> web.Response:
        """WeChat asks whether this address is the account's: the echostr, if the question is signed."""
        account = request.match_info["account"]
        try:
            return web.Response(text=self._mailbox(account).check_address(request.query), headers=_TEXT)
        except Error as error:
            return self._refuse(account, error)

    async def receive(self, request: web.Request) -> web.Response:
        """A message or event: the reply, or ``success`` where there is nothing to say."""
        account = request.match_info["account"]
        try:
            mailbox = self._mailbox(account)
            query = request.query
            mailbox.admit(query)
            opened = mailbox.open(query, await _body(request))
            reply = mailbox.answer(opened, await self._dispatcher.answer(account, opened.inbound))
        except Error as error:
            return self._refuse(account, error)
        return web.Response(body=reply, headers=_TEXT if reply is SUCCESS else _XML)

    def _mailbox(self, account: str) -> Mailbox:
        mailbox = self._mailboxes.get(account)
        if mailbox is None:
            raise Error(Code.UNKNOWN, "no such account")
        return mailbox

    def _refuse(self, account: str, error: Error) -> web.Response:
        self._observer.refused(account if account in self._mailboxes else "-", error)
        return web.Response(status=error.http_status, headers=_TEXT)


async def _body(request: web.Request) -> bytes:
    """The body, never more of it than a message may have. Raises Error."""
    if (request.content_length or 0) > MAX_BODY:
        raise Error(Code.TOO_LARGE, "the body is too large")
    if "Content-Encoding" in request.headers:
        raise Error(Code.MALFORMED, "the body is compressed")
    if request.content.is_eof():  # it came with the head, as nearly always
        body = request.content.read_nowait()
        if len(body) > MAX_BODY:
            raise Error(Code.TOO_LARGE, "the body is too large")
        return body
    return await _rest(request)


async def _rest(request: web.Request) -> bytes:
    """A body that is still on its way. Raises Error."""
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_WAIT):
            while chunk := await request.content.readany():
                body += chunk
                if len(body) > MAX_BODY:
                    raise Error(Code.TOO_LARGE, "the body is too large")
    except TimeoutError as error:
        raise Error(Code.MALFORMED, "the body did not arrive") from error
    return bytes(body)
