"""WeChat's side of the message protocol, for tests: signs, encrypts and posts messages, and reads what comes back.

Written from the protocol's description, apart from the service's own code, so that the two check each other.
"""

from __future__ import annotations

import base64
import hashlib
import io
import itertools
import os
import struct
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.config import AccountSettings

Fields = Mapping[str, Any]  # a text, a number, nested fields, or a list of them

MEMBER = "oMember-000000000000000000000"


class Response(Protocol):
    """What the peer needs of an HTTP response."""

    status: int

    async def read(self) -> bytes: ...


class Poster(Protocol):
    """What the peer needs of an HTTP client, such as aiohttp's test client."""

    def get(self, path: str, *, params: Mapping[str, str]) -> AbstractAsyncContextManager[Response]: ...

    def post(
        self, path: str, *, params: Mapping[str, str], data: bytes | io.BytesIO
    ) -> AbstractAsyncContextManager[Response]: ...


@dataclass(frozen=True)
class Told:
    """What a member would get for a message."""

    status: int
    body: bytes
    encrypted: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The text the member reads; empty where there is none."""
        return self.fields.get("Content", "")


@dataclass(frozen=True)
class Request:
    """A request as WeChat would make it; tests spoil it with ``dataclasses.replace``."""

    query: Mapping[str, str]
    body: bytes

    def asking(self, **changes: str | None) -> Request:
        """The same request with other query parameters; None removes one."""
        query = {**self.query, **changes}
        return Request({k: v for k, v in query.items() if v is not None}, self.body)


def signed(token: str, *parts: str) -> str:
    """The signature over a token and other parts."""
    return hashlib.sha1("".join(sorted([token, *parts])).encode()).hexdigest()  # noqa: S324  # the protocol's choice


def sealed(key: str, app_id: str, message: bytes) -> bytes:
    """A message encrypted for an app id, in base64."""
    secret = base64.b64decode(key + "=")
    padder = padding.PKCS7(256).padder()
    plain = padder.update(os.urandom(16) + struct.pack("!I", len(message)) + message + app_id.encode())
    plain += padder.finalize()
    encryptor = Cipher(algorithms.AES256(secret), modes.CBC(secret[:16])).encryptor()
    return base64.b64encode(encryptor.update(plain) + encryptor.finalize())


def unsealed(key: str, app_id: str, text: str) -> bytes:
    """The message inside an encrypted base64 text for an app id."""
    secret = base64.b64decode(key + "=")
    decryptor = Cipher(algorithms.AES256(secret), modes.CBC(secret[:16])).decryptor()
    padded = decryptor.update(base64.b64decode(text)) + decryptor.finalize()
    unpadder = padding.PKCS7(256).unpadder()
    plain = unpadder.update(padded) + unpadder.finalize()
    (size,) = struct.unpack("!I", plain[16:20])
    assert plain[20 + size :] == app_id.encode(), "the reply is for another app id"
    return plain[20 : 20 + size]


def xml(fields: Fields) -> bytes:
    """Fields as a message's XML."""

    def element(name: str, value: Any) -> str:
        if isinstance(value, list):
            return "".join(element(name, v) for v in value)
        if isinstance(value, Mapping):
            inner = "".join(element(k, v) for k, v in value.items())
        elif isinstance(value, str):
            inner = "<![CDATA[" + value.replace("]]>", "]]]]><![CDATA[>") + "]]>"
        else:
            inner = str(value)
        return f"<{name}>{inner}</{name}>"

    return element("xml", fields).encode()


class Peer:
    """Talks to one account of the service, as WeChat does on behalf of its members; ``now`` is WeChat's clock."""

    def __init__(self, account: AccountSettings, client: Poster, now: Callable[[], float] = time.time) -> None:
        self.account = account
        self.client = client
        self.now = now
        self.path = f"/wechat/{account.id}"
        self._numbers = itertools.count(time.time_ns())

    def message(self, kind: str, member: str = MEMBER, msg_id: int | None = None, **fields: Any) -> dict[str, Any]:
        """A message's fields, with a fresh MsgId unless one is given."""
        ident = next(self._numbers) if msg_id is None else msg_id
        return {**self._base(member, kind), **fields, "MsgId": ident}

    def event(self, name: str, member: str = MEMBER, **fields: Any) -> dict[str, Any]:
        """An event's fields."""
        return {**self._base(member, "event"), "Event": name, **fields}

    def request(self, fields: Fields | bytes, mode: str = "", *, now: float | None = None) -> Request:
        """A signed request in the account's mode, or in another."""
        message = fields if isinstance(fields, bytes) else xml(fields)
        token, timestamp, nonce = self.account.token, str(int(self.now() if now is None else now)), "270001"
        query = {"signature": signed(token, timestamp, nonce), "timestamp": timestamp, "nonce": nonce}
        mode = mode or self.account.mode
        if mode == "plain":
            return Request(query, message)
        encrypted = sealed(self.account.encoding_aes_key, self.account.app_id, message)
        return self.enveloped(query, encrypted.decode(), message if mode == "compatible" else b"")

    def enveloped(self, query: Mapping[str, str], encrypted: str, beside: bytes = b"") -> Request:
        """A request around a ciphertext, signed; ``beside`` is the plain message that compatible mode adds."""
        signature = signed(self.account.token, query["timestamp"], query["nonce"], encrypted)
        head = beside.removesuffix(b"</xml>") or xml({"ToUserName": self._original()}).removesuffix(b"</xml>")
        body = head + f"<Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>".encode()
        return Request({**query, "encrypt_type": "aes", "msg_signature": signature}, body)

    async def send(self, request: Request) -> Told:
        """Post a request; the reply's signature, encryption and addressees are checked."""
        async with self.client.post(self.path, params=request.query, data=io.BytesIO(request.body)) as response:
            status, body = response.status, await response.read()
        if status != 200 or body in {b"", b"success"}:
            return Told(status, body)
        fields = _fields(body)
        encrypted = "Encrypt" in fields
        if encrypted:
            parts = fields["TimeStamp"], fields["Nonce"], fields["Encrypt"]
            assert fields["MsgSignature"] == signed(self.account.token, *parts), "the reply's signature is wrong"
            fields = _fields(unsealed(self.account.encoding_aes_key, self.account.app_id, fields["Encrypt"]))
        assert fields["FromUserName"] == self._original()
        assert fields["MsgType"] == "text"
        assert 0 < len(fields["Content"].encode()) <= 2048
        return Told(status, body, encrypted, fields)

    async def post(self, fields: Fields | bytes, mode: str = "") -> Told:
        """Sign, encrypt and post a message."""
        told = await self.send(self.request(fields, mode))
        if told.fields and not isinstance(fields, bytes):
            assert told.fields["ToUserName"] == fields["FromUserName"]
        return told

    async def text(self, content: str, member: str = MEMBER, msg_id: int | None = None) -> Told:
        """A member writes."""
        return await self.post(self.message("text", member, msg_id, Content=content))

    async def check_address(self, echo: str = "7302") -> Told:
        """WeChat asks whether the address is the account's."""
        query = {**self.request(b"<xml/>", "plain").query, "echostr": echo}
        async with self.client.get(self.path, params=query) as response:
            return Told(response.status, await response.read())

    def _base(self, member: str, kind: str) -> dict[str, Any]:
        created = int(self.now())
        return {"ToUserName": self._original(), "FromUserName": member, "CreateTime": created, "MsgType": kind}

    def _original(self) -> str:
        return self.account.original_id or f"gh_{self.account.id}"


def _fields(document: bytes) -> dict[str, str]:
    root = ET.fromstring(document)  # noqa: S314  # the service's own words, in a test
    assert root.tag == "xml"
    return {child.tag: child.text or "" for child in root}
