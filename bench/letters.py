"""Messages as WeChat posts them, sealed before the clock starts, and their replies, opened after it has stopped."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from bench.wording import Question
from bot.config import AccountSettings
from bot.errors import Error
from bot.wechat.cipher import MessageCipher
from bot.wechat.signature import matches, sign
from bot.wechat.xml import cdata, parse

MAX_TEXT = 2048  # bytes that a text reply may have
NONCE = "20181120"


@dataclass(frozen=True, slots=True)
class Letter:
    """A member's message: what was asked, and the whole HTTP request."""

    question: Question
    member: str
    request: bytes


class BadReplyError(Exception):
    """A reply that WeChat would not show, or that says something else than it must."""


class PostOffice:
    """Seals letters to the accounts and opens their replies. No MsgId comes twice."""

    def __init__(self, accounts: Mapping[str, AccountSettings]) -> None:
        self._accounts = accounts
        self._ciphers = {a.id: MessageCipher(a.encoding_aes_key, a.app_id) for a in accounts.values()}
        self._numbers = itertools.count(time.time_ns())

    def seal(self, questions: Iterable[Question]) -> Iterator[Letter]:
        """A letter for each question, each from a member of its own."""
        for question in questions:
            yield self.letter(question)

    def letter(self, question: Question, member: str = "") -> Letter:
        """A letter with a question, from a member who may have written before, else from a new one."""
        account = self._accounts[question.account]
        number, now = next(self._numbers), str(int(time.time()))
        member = member or f"oBench{number:022d}"
        message = (
            f"<xml><ToUserName>{cdata(_original(account))}</ToUserName><FromUserName>{cdata(member)}</FromUserName>"
            f"<CreateTime>{now}</CreateTime><MsgType>{cdata('text')}</MsgType>"
            f"<Content>{cdata(question.text)}</Content><MsgId>{number}</MsgId></xml>"
        )
        sealed = self._ciphers[account.id].encrypt(message.encode())
        query = {
            "signature": sign(account.token, now, NONCE),
            "timestamp": now,
            "nonce": NONCE,
            "openid": member,
            "encrypt_type": "aes",
            "msg_signature": sign(account.token, now, NONCE, sealed),
        }
        to = cdata(_original(account))
        body = f"<xml><ToUserName>{to}</ToUserName><Encrypt>{cdata(sealed)}</Encrypt></xml>".encode()
        head = (
            f"POST /wechat/{account.id}?{urlencode(query)} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Content-Type: text/xml\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return Letter(question, member, head.encode() + body)

    def open(self, letter: Letter, status: int, body: bytes) -> str:
        """The text that the member reads. Raises BadReplyError."""
        account = self._accounts[letter.question.account]
        if status != 200:
            raise BadReplyError(f"status {status}")
        try:
            envelope = _texts(body)
            signed = envelope["TimeStamp"], envelope["Nonce"], envelope["Encrypt"]
            if not matches(envelope["MsgSignature"], account.token, *signed):
                raise BadReplyError("a wrong signature")
            reply = _texts(self._ciphers[account.id].decrypt(envelope["Encrypt"]))
            addressed = reply["ToUserName"], reply["FromUserName"], reply["MsgType"]
            text = reply["Content"]
        except (Error, KeyError) as error:
            raise BadReplyError(f"unreadable: {error}") from error
        if addressed != (letter.member, _original(account), "text") or not 0 < len(text.encode()) <= MAX_TEXT:
            raise BadReplyError("no text of at most 2,048 bytes from the account to the member")
        return text


Expectation = Callable[[Letter, str], str | None]  # what is wrong with the text of a reply, if anything


def _original(account: AccountSettings) -> str:
    return account.original_id or f"gh_{account.id}"


def _texts(document: bytes) -> dict[str, str]:
    return {name: value for name, value in parse(document).items() if isinstance(value, str)}
