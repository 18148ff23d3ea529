"""Openids from outside: the lines of a file, and what WeChat tells of an account's followers and tags."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Collection, Iterable, Iterator
from pathlib import Path
from typing import Protocol

from bot.errors import Code, Error

MAX_FILE = 200 * 1024 * 1024  # bytes
_OPENID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Directory(Protocol):
    """What WeChat tells of an account's followers. Every method raises Error where it cannot be asked."""

    async def tags(self) -> Collection[str]:
        """The names of the tags (标签) that the account has."""
        ...

    def followers(self) -> AsyncIterator[str]:
        """The openids of all followers."""
        ...

    def tagged(self, tag: str) -> AsyncIterator[str]:
        """The openids of the followers with a tag."""
        ...


def lines_of(path: Path) -> Iterator[str]:
    """The openids of a file, one a line; empty lines are left out. Raises Error (INPUT) naming file and line."""
    try:
        if path.stat().st_size > MAX_FILE:
            raise Error(Code.INPUT, f"{path}：文件超过 {MAX_FILE // 1024 // 1024} MB；请分成几个文件")
        with path.open("rb") as file:
            yield from read(file, str(path))
    except OSError as error:
        raise Error(Code.INPUT, f"{path}：无法读取（{error.strerror}）") from error


def read(lines: Iterable[bytes], file: str) -> Iterator[str]:
    """The openids that stand in the lines of a file, as UTF-8. Raises Error (INPUT) naming file and line."""
    for number, line in enumerate(lines, 1):
        try:
            openid = line.decode("utf-8-sig" if number == 1 else "utf-8").strip()
        except UnicodeDecodeError as error:
            raise Error(Code.INPUT, f"{file}：不是 UTF-8 文字文件；请另存为 UTF-8 的 .txt，每行一个 openid") from error
        if not openid:
            continue
        if not _OPENID.fullmatch(openid):
            raise Error(Code.INPUT, f"{file} 第 {number} 行：「{openid[:40]}」不是 openid；每行写一个，没有表头")
        yield openid


async def each(openids: Iterable[str]) -> AsyncIterator[str]:
    """The same as an asynchronous iterator."""
    for openid in openids:
        yield openid
