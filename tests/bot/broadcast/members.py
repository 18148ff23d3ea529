"""What tests of the members' side share: the service that answers for the sixth association, and its store."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, TypeVar

from bot.broadcast.broadcast import Broadcast, Draft, State
from bot.broadcast.choosing import chooser
from bot.broadcast.openids import each
from bot.store.sqlite import SqliteStore
from knowledge.pack import Pack
from knowledge.schema import Deadline
from tests.bot.enquiries.conftest import PACK
from tests.conftest import Running
from tests.conftest import account as settings_of
from tests.wechat_peer import MEMBER

DEADLINE = "entry-deadline"
NAME = PACK.records[DEADLINE].name
T = TypeVar("T")

OTHER = "oOther-0000000000000000000000"


async def told(service: Running, *texts: str, member: str = MEMBER, account: str = "demo") -> str:
    """What the member reads in reply to the last of these."""
    reply = ""
    for text in texts:
        reply = (await service.peer(account).text(text, member)).text
    return reply


async def sending(store: SqliteStore, text: str, *members: str, account: str = "demo", **values: Any) -> Broadcast:
    """A broadcast under way, of which all that is left waits for these members' next contact."""
    ident = await store.keep_openids(account, each(members), 1.0)
    draft = Draft(account, "通知", text, "file:名单.txt", "next-contact", **values)
    made = await store.create_broadcast(draft, "王", 1.0, ident)
    await store.move_broadcast(made.ident, {State.DRAFT}, State.SENDING, by="王", at=2.0)
    return await store.freeze_broadcast(
        made.ident, chooser("next-contact", settings_of(account), 3.0), year=2025, notice="", at=3.0, by="王"
    )


def moved(pack: Pack, **changes: Any) -> Pack:
    """The pack with another deadline."""
    record = pack.records[DEADLINE]
    assert isinstance(record, Deadline)
    on = changes.pop("on", None)
    facts = tuple(f.model_copy(update={"on": on}) if on and f.on else f for f in record.facts)
    changed = record.model_copy(update={"facts": facts, **changes})
    return replace(pack, records={**pack.records, DEADLINE: changed})


async def comes(read: Callable[[], Awaitable[T]], is_so: Callable[[T], bool], seconds: float = 20.0) -> None:
    """Wait until the service has come so far by itself."""
    async with asyncio.timeout(seconds):
        while not is_so(await read()):  # noqa: ASYNC110  # there is no event to wait for
            await asyncio.sleep(0.05)
