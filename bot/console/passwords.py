"""Passwords: argon2id hashes, one-time passwords to begin with, and what a password of one's own must be."""

from __future__ import annotations

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = "12 个字母数字，或 8 个汉字"
_SHORTEST, _OF_LETTER, _OF_CHARACTER = 24, 2, 3  # there are many more Chinese characters to guess among
LONGEST = 200
ONE_TIME_DAYS = 7
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is taken for something else when read out
_GROUPS, _GROUP = 4, 4  # 79 bits
_AT_ONCE = 2  # each verification takes 32 MiB

_hasher = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1)
_threads = ThreadPoolExecutor(_AT_ONCE, "passwords")


def one_time() -> str:
    """A new one-time password, in groups that can be read out."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def hashed(password: str) -> str:
    """The argon2id hash that is kept; it takes a tenth of a second."""
    return _hasher.hash(password)


async def matches(password: str, kept: str | None) -> bool:
    """Whether a password is the one of a hash; None takes as long, and is never."""
    loop = asyncio.get_running_loop()
    right = await loop.run_in_executor(_threads, _matches, password[: LONGEST + 1], kept)
    return right and kept is not None


async def hashed_apart(password: str) -> str:
    """As ``hashed``, in a thread."""
    return await asyncio.get_running_loop().run_in_executor(_threads, hashed, password)


def fault(password: str, again: str, name: str, present: str) -> str:
    """Why a new password is not taken, or nothing. ``present`` is the password that it is to replace."""
    if password != again:
        return "两次输入的新密码不一样"
    if sum(_OF_LETTER if c.isascii() else _OF_CHARACTER for c in password) < _SHORTEST:
        return f"新密码至少 {SHORTEST}；可以用几个不相干的词连起来，好记又难猜"
    if len(password) > LONGEST:
        return f"新密码最多 {LONGEST} 个字符"
    if password == present:
        return "新密码不能和现在的密码一样"
    if len(set(password)) < 5 or name.casefold() in password.casefold():
        return "新密码太容易猜：不能含有您的名字，也不能只是几个字符的重复"
    return ""


@cache
def _nobodys() -> str:
    """A hash that is verified where the name is unknown, so that this takes as long."""
    return hashed(secrets.token_hex())


def _matches(password: str, kept: str | None) -> bool:
    nobodys = _nobodys()  # whoever comes first waits for it, known or not
    try:
        return _hasher.verify(kept or nobodys, password)
    except (VerificationError, InvalidHashError):
        return False
