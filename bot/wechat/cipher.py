"""The encryption of messages: AES-256-CBC over random ‖ length ‖ message ‖ app id, padded to 32 bytes.

Written on ``cryptography`` rather than taken from wechatpy's WeChatCrypto, which does not check the padding, compares
signatures in variable time, draws its random bytes from a predictable source, raises a dozen kinds of exception on bad
input, and takes about twice the time.
"""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Callable

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.errors import Code, Error

BLOCK = 32  # of the padding; AES's own is 16
AES_BLOCK = 16
HEAD = 20  # 16 random bytes, 4 of length
_PADS = tuple(bytes([n]) * n for n in range(BLOCK + 1))


class MessageCipher:
    """Encrypts for, and decrypts from, one account by one EncodingAESKey (43 characters)."""

    def __init__(self, encoding_aes_key: str, app_id: str, entropy: Callable[[int], bytes] = os.urandom) -> None:
        key = base64.b64decode(encoding_aes_key + "=")
        self._cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16]))
        self._app_id = app_id.encode()
        self._entropy = entropy

    def encrypt(self, message: bytes) -> str:
        """The base64 text of an encrypted message."""
        plain = b"".join((self._entropy(16), len(message).to_bytes(4, "big"), message, self._app_id))
        plain += _PADS[BLOCK - len(plain) % BLOCK]
        encryptor = self._cipher.encryptor()
        return base64.b64encode(encryptor.update(plain) + encryptor.finalize()).decode("ascii")

    def decrypt(self, text: str) -> bytes:
        """The message inside a base64 text.

        Raises Error: MALFORMED if this key does not open it, FORBIDDEN if it is for another app id.
        """
        try:
            sealed = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError) as error:
            raise _unreadable() from error
        if not sealed or len(sealed) % AES_BLOCK:
            raise _unreadable()
        decryptor = self._cipher.decryptor()
        plain = decryptor.update(sealed) + decryptor.finalize()
        pad = plain[-1]
        if not 1 <= pad <= BLOCK or not plain.endswith(_PADS[pad]):
            raise _unreadable()
        end = HEAD + int.from_bytes(plain[16:HEAD], "big")
        if end > len(plain) - pad:
            raise _unreadable()
        if plain[end : len(plain) - pad] != self._app_id:
            raise Error(Code.FORBIDDEN, "the message is for another app id")
        return plain[HEAD:end]


def _unreadable() -> Error:
    return Error(Code.MALFORMED, "the message cannot be decrypted")
