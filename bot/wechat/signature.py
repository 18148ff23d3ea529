"""Signatures of the message protocol: who holds the account's token."""

from __future__ import annotations

import hashlib
import hmac


def sign(token: str, timestamp: str, nonce: str, *more: str) -> str:
    """Hex SHA-1 over the parts in byte order, without separator; ``more`` is the ciphertext of a msg_signature."""
    parts = sorted(part.encode("utf-8", "replace") for part in (token, timestamp, nonce, *more))
    return hashlib.sha1(b"".join(parts), usedforsecurity=False).hexdigest()


def matches(given: str, token: str, timestamp: str, nonce: str, *more: str) -> bool:
    """Whether a given signature is right; takes the same time wherever it differs."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), sign(token, timestamp, nonce, *more).encode())
