"""Where commands find the broadcast they are about."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from bot.broadcast.broadcast import Broadcast
from bot.broadcast.openids import Directory
from bot.cli.office import Office
from bot.cli.options import account_of
from bot.config import AccountSettings
from bot.errors import Code, Error

_LONGEST_ID = 18  # digits


@dataclass(frozen=True, slots=True)
class Found:
    """A broadcast where it is kept, and the account that it is of."""

    office: Office
    broadcast: Broadcast
    account: AccountSettings


async def find(here: Office, ident: str) -> Found:
    """The broadcast of an id. Raises Error (UNKNOWN)."""
    known = ident.isascii() and ident.isdigit() and len(ident) <= _LONGEST_ID
    found = await here.store.broadcast(int(ident)) if known else None
    if found is None:
        raise Error(Code.UNKNOWN, f"群发 {ident}：没有这个编号；broadcast list 可以查看")
    return Found(here, found, account_of(here.settings, found.draft.account))


def directory_at(here: Office, account: AccountSettings) -> AbstractAsyncContextManager[Directory | None]:
    """What WeChat tells of an account's followers; None where it cannot be asked."""
    from bot.casting import directory_of  # noqa: PLC0415  # what talks to WeChat is not loaded for other commands

    return directory_of(here.store, here.settings, account)
