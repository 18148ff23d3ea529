"""Making and changing staff accounts, for the console and for ``zhixietong staff``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.config import Settings
from bot.console.passwords import ONE_TIME_DAYS, hashed_apart, one_time
from bot.console.roles import Role
from bot.errors import Code, Error
from bot.store.promises.staff import StaffBook, StaffRecord

LONGEST_NAME = 20
_NAME = re.compile(r"[\w·.-]+")  # letters of any language, no white space


async def add(
    store: StaffBook, settings: Settings, name: str, role: Role, accounts: Sequence[str], *, by: str, at: float
) -> str:
    """A new member of staff; their one-time password. Raises Error (INPUT, CONFLICT)."""
    if not _NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise refused(f"名字：请写 1 到 {LONGEST_NAME} 个字，不含空格和符号（点、短横除外），例如 张三 或 zhang.san")
    _check(settings, accounts)
    password = one_time()
    until = at + ONE_TIME_DAYS * 86400.0
    hashed = await hashed_apart(password)
    await store.add_staff(StaffRecord(name, role, tuple(accounts), hashed, until, "", at, by))
    return password


async def reset(store: StaffBook, name: str, *, at: float) -> str:
    """A new one-time password, with which one-time codes end too, as the telephone may be lost. Raises Error."""
    password = one_time()
    hashed = await hashed_apart(password)
    await store.change_staff(name, password=(hashed, at + ONE_TIME_DAYS * 86400.0), secret="")
    return password


async def change(store: StaffBook, settings: Settings, name: str, role: Role, accounts: Sequence[str]) -> None:
    """Another role, other accounts. Raises Error (INPUT, UNKNOWN)."""
    _check(settings, accounts)
    await store.change_staff(name, role=role, accounts=tuple(accounts))


def refused(why: str) -> Error:
    """What was filled in is at fault."""
    return Error(Code.INPUT, why)


def _check(settings: Settings, accounts: Sequence[str]) -> None:
    known = settings.accounts_by_id
    if strangers := [a for a in accounts if a not in known]:
        raise refused(f"没有这个账号：{'、'.join(strangers)}；现有 {'、'.join(known)}")
