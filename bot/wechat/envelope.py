"""Open what WeChat posts and seal what it gets back, for one account in its mode (plain, compatible or secure)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.config import AccountSettings
from bot.errors import Code, Error
from bot.wechat import inbound, reply, signature
from bot.wechat.cipher import MessageCipher
from bot.wechat.inbound import Inbound
from bot.wechat.xml import cdata, parse

CLOCK_SKEW = 600  # seconds that a timestamp may be off the real clock


@dataclass(frozen=True, slots=True)
class Opened:
    """A verified message; ``cipher`` is what opened it, None where it came in plain."""

    inbound: Inbound
    nonce: str
    cipher: MessageCipher | None


class Mailbox:
    """One account's side of the message protocol. ``real`` is the real clock, in seconds."""

    def __init__(self, account: AccountSettings, real: Callable[[], float]) -> None:
        self._account = account
        self._real = real
        keys = [k for k in (account.encoding_aes_key, account.previous_aes_key) if k]
        self._ciphers = tuple(MessageCipher(k, account.app_id) for k in keys) if account.mode != "plain" else ()

    def check_address(self, query: Mapping[str, str]) -> str:
        """The echostr of a server address check. Raises Error (FORBIDDEN) if WeChat did not sign it."""
        self._check_signature(query)
        echo = query.get("echostr")
        if not echo:
            raise Error(Code.MALFORMED, "echostr is missing")
        return echo

    def admit(self, query: Mapping[str, str]) -> None:
        """Whether a post may be read at all: its signature and time. Raises Error (FORBIDDEN)."""
        self._check_signature(query)
        timestamp = query.get("timestamp", "")
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 16):
            raise Error(Code.FORBIDDEN, "timestamp is no time in seconds")
        if abs(int(timestamp) - self._real()) > CLOCK_SKEW:
            raise Error(Code.FORBIDDEN, "timestamp is too far from the real clock")

    def open(self, query: Mapping[str, str], body: bytes) -> Opened:
        """The message in the body of an admitted post; of a body that is both plain and encrypted, the encrypted part.

        Only plain mode takes a message without an encrypted part: no signature covers what stands in plain, so that in
        compatible mode one overheard query would do for any message of any member. Raises Error: FORBIDDEN for such a
        message, a wrong msg_signature or app id; MALFORMED for what is no message.
        """
        fields = parse(body)
        nonce = query.get("nonce", "")
        encrypted = fields.get("Encrypt")
        if encrypted is None:
            if query.get("encrypt_type", "raw") == "aes":
                raise Error(Code.MALFORMED, "an encrypted message without Encrypt")
            if self._account.mode != "plain":
                raise Error(Code.FORBIDDEN, f"a plain message to an account in {self._account.mode} mode")
            return Opened(inbound.read(fields), nonce, None)
        if not isinstance(encrypted, str):
            raise Error(Code.MALFORMED, "Encrypt is no text")
        given = query.get("msg_signature", "")
        if not signature.matches(given, self._account.token, query.get("timestamp", ""), nonce, encrypted):
            raise Error(Code.FORBIDDEN, "msg_signature is wrong")
        message, cipher = self._decrypt(encrypted)
        return Opened(inbound.read(parse(message)), nonce, cipher)

    def answer(self, opened: Opened, text: str | None) -> bytes:
        """The body that answers a message, encrypted when the message was; None and empty: nothing to say.

        ``reply.TRANSFER`` hands the member over to WeChat's customer service.
        """
        if not text:
            return reply.SUCCESS
        now = int(self._real())
        sent = opened.inbound
        if text == reply.TRANSFER:
            body = reply.transfer(sent.member, sent.account, now)
        else:
            body = reply.text_reply(sent.member, sent.account, now, text)
        return body if opened.cipher is None else self._seal(opened.cipher, body, str(now), opened.nonce)

    def _seal(self, cipher: MessageCipher, body: bytes, timestamp: str, nonce: str) -> bytes:
        encrypted = cipher.encrypt(body)
        signed = signature.sign(self._account.token, timestamp, nonce, encrypted)
        return (
            f"<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt><MsgSignature><![CDATA[{signed}]]></MsgSignature>"
            f"<TimeStamp>{timestamp}</TimeStamp><Nonce>{cdata(nonce)}</Nonce></xml>"
        ).encode()

    def _check_signature(self, query: Mapping[str, str]) -> None:
        given = query.get("signature", "")
        if not signature.matches(given, self._account.token, query.get("timestamp", ""), query.get("nonce", "")):
            raise Error(Code.FORBIDDEN, "signature is wrong or missing")

    def _decrypt(self, encrypted: str) -> tuple[bytes, MessageCipher]:
        """By the current key, else by the previous one, which WeChat goes on using for a while after a change."""
        fault = Error(Code.MALFORMED, "this account has no key to decrypt with")
        for cipher in self._ciphers:
            try:
                return cipher.decrypt(encrypted), cipher
            except Error as error:
                if error.code is Code.FORBIDDEN:  # this key opened it; another would only say that it cannot
                    raise
                fault = error
        raise fault
