"""WeChat's side of the wire: pushes signed and encrypted as the platform does it, and replies taken apart again.

Written from the platform's rules and apart from the webhook's own code, so that a fault on either side shows.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal
from xml.etree import ElementTree

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.errors import Code, Error

BLOCK = 32
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Entropy = Callable[[int], bytes]
Field = tuple[str, "str | tuple[Field, ...]"]  # a name, and its text or the fields inside


@dataclass(frozen=True, slots=True)
class Secrets:
    """What WeChat and an account have agreed on; ``encoding_aes_key`` is empty in plain mode."""

    original_id: str
    app_id: str
    token: str = field(repr=False)
    encoding_aes_key: str = field(repr=False)
    mode: Literal["plain", "compatible", "secure"]


@dataclass(frozen=True, slots=True)
class Push:
    """One request as WeChat makes it."""

    query: dict[str, str]
    body: bytes


def signature(token: str, *parts: str) -> str:
    """The SHA-1 over the sorted parts, as hexadecimal digits."""
    return hashlib.sha1("".join(sorted((token, *parts))).encode()).hexdigest()  # noqa: S324 - the platform's own rule


def encrypt(secrets: Secrets, text: str, entropy: Entropy) -> str:
    """The text as the base64 of an ``Encrypt`` element."""
    message = text.encode()
    plain = entropy(16) + struct.pack(">I", len(message)) + message + secrets.app_id.encode()
    pad = BLOCK - len(plain) % BLOCK
    encryptor = _cipher(secrets).encryptor()
    return base64.b64encode(encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize()).decode()


def decrypt(secrets: Secrets, encrypted: str) -> str:
    """The text inside an ``Encrypt`` element; raises Error (MALFORMED) where padding, length or app id are wrong."""
    try:
        decryptor = _cipher(secrets).decryptor()
        padded = decryptor.update(base64.b64decode(encrypted, validate=True)) + decryptor.finalize()
        pad = padded[-1]
        plain = padded[:-pad]
        (length,) = struct.unpack(">I", plain[16:20])
        message, tail = plain[20 : 20 + length], plain[20 + length :]
        if not 1 <= pad <= BLOCK or padded[-pad:] != bytes([pad]) * pad or tail != secrets.app_id.encode():
            raise Error(Code.MALFORMED, "the encrypted reply has a wrong padding, length or app id")
        return message.decode()
    except (ValueError, IndexError, struct.error) as error:
        raise Error(Code.MALFORMED, f"the encrypted reply cannot be decrypted: {error}") from error


def message_xml(fields: Iterable[Field]) -> str:
    """The message as XML; digits stand bare and all else in CDATA, as in WeChat's own messages."""
    return "<xml>" + "".join(f"<{name}>{_value(value)}</{name}>" for name, value in fields) + "</xml>"


def push(secrets: Secrets, fields: Iterable[Field], *, now: int, openid: str, entropy: Entropy) -> Push:
    """The request that carries a message in the account's mode; ``now`` in seconds since 1970."""
    fields = tuple(fields)
    timestamp, nonce = str(now), str(int.from_bytes(entropy(4), "big"))
    query = {
        "signature": signature(secrets.token, timestamp, nonce),
        "timestamp": timestamp,
        "nonce": nonce,
        "openid": openid,
    }
    if secrets.mode == "plain":
        return Push(query, message_xml(fields).encode())
    encrypted = encrypt(secrets, message_xml(fields), entropy)
    query |= {"encrypt_type": "aes", "msg_signature": signature(secrets.token, timestamp, nonce, encrypted)}
    shown = fields if secrets.mode == "compatible" else (("ToUserName", secrets.original_id),)
    return Push(query, message_xml((*shown, ("Encrypt", encrypted))).encode())


def open_reply(secrets: Secrets, body: bytes, openid: str) -> ElementTree.Element | None:
    """The reply's XML, decrypted where it is encrypted; nothing for ``success`` and an empty body.

    Raises Error (MALFORMED) where WeChat would tell the member that the service is out of order.
    """
    if body.strip() in (b"", b"success"):
        return None
    root = _parse(body)
    if (encrypted := root.findtext("Encrypt")) is not None:
        expected = signature(secrets.token, root.findtext("TimeStamp", ""), root.findtext("Nonce", ""), encrypted)
        if not hmac.compare_digest(expected, root.findtext("MsgSignature", "")):
            raise Error(Code.MALFORMED, "the encrypted reply has a wrong MsgSignature")
        root = _parse(decrypt(secrets, encrypted).encode())
    elif secrets.mode == "secure":
        raise Error(Code.MALFORMED, "the reply is not encrypted though the account is in secure mode")
    if (root.findtext("ToUserName"), root.findtext("FromUserName")) != (openid, secrets.original_id):
        raise Error(Code.MALFORMED, "the reply's ToUserName and FromUserName are not the member and the account")
    return root


def _cipher(secrets: Secrets) -> Cipher[modes.CBC]:
    key = base64.b64decode(secrets.encoding_aes_key + "=")
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


def _value(value: str | tuple[Field, ...]) -> str:
    if isinstance(value, tuple):
        return "".join(f"<{name}>{_value(inner)}</{name}>" for name, inner in value)
    if value.isascii() and value.isdigit():
        return value
    clean = NOT_IN_XML.sub("", value).replace("]]>", "]]]]><![CDATA[>")
    return f"<![CDATA[{clean}]]>"


def _parse(body: bytes) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(body)  # noqa: S314 - this process's own reply, over loopback
    except ElementTree.ParseError as error:
        raise Error(Code.MALFORMED, f"the reply is not XML: {error}") from error
