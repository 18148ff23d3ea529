"""Those who asked are told, where they want that and WeChat allows it (告知提问者)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial

from aiohttp import web

from bot.broadcast.broadcast import Broadcast, Channel, Counts, Draft
from bot.broadcast.choosing import lacking
from bot.broadcast.rendering import LONGEST
from bot.console.questions.testing import addition_of, title
from bot.console.questions.trying import said
from bot.console.visit import Visit
from bot.errors import Code, Error
from bot.store.promises.additions import Addition, Askers
from bot.wechat.capabilities import CUSTOMER_WINDOW
from knowledge.faq import FaqEntry

LONGEST_NAME = 30  # characters of the question in the broadcast's name


@dataclass(frozen=True, slots=True)
class Telling:
    """Who can be told, in which words, and what became of those who were.

    ``closed`` is why the account may not write to them at once, so that all are told when they write again.
    """

    askers: Askers
    text: str
    closed: str
    told: tuple[tuple[Broadcast, Counts], ...]


async def telling_of(visit: Visit, addition: Addition) -> Telling:
    """What the page of a live answer shows of it."""
    store = visit.parts.store
    since = visit.parts.clock.real() - CUSTOMER_WINDOW
    askers = await store.askers(visit.account, addition.ident, since)
    audience = _audience(addition)
    told = [b for b in await store.broadcasts(visit.account) if b.draft.audience == audience]
    counted = [(b, await store.counts(b.ident)) for b in told]
    return Telling(askers, await _text(visit, addition), _closed(visit), tuple(counted))


async def tell(visit: Visit) -> web.StreamResponse:
    """Tell all who asked and were not told yet, each once."""
    addition = await addition_of(visit)
    visit.note(f"答复 {addition.ident}：{title(visit, addition.content)}")
    if addition.live is None:
        raise Error(Code.CONFLICT, "这条答复没有上线，不能告知。")
    text = visit.field("text").replace("\r\n", "\n")
    if not text:
        raise Error(Code.INPUT, "要告诉提问者的话不能为空。")
    if (size := len(text.encode())) > LONGEST:
        raise Error(Code.INPUT, f"要告诉提问者的话有 {size} 字节，微信最多 {LONGEST} 字节；请缩短。")
    name = f"答复提问者：{title(visit, addition.content)[:LONGEST_NAME]}"
    clock = visit.parts.clock
    draft = Draft(visit.account, name, text, _audience(addition), send_at=clock.now().timestamp())
    ident = await visit.parts.store.tell_askers(draft, addition.ident, by=visit.by, at=clock.real())
    page = f"questions/answers/{addition.ident}"
    if ident is None:
        return visit.redirect(page, "没有还要告知的人：也许同事刚刚告知过。")
    visit.note(f"群发 {ident}")
    return visit.redirect(page, "正在告知提问者，每人一次；进展见下面。")


async def _text(visit: Visit, addition: Addition) -> str:
    """What they read: the answer itself, where it has room."""
    content = addition.content
    if not isinstance(content, FaqEntry):
        record = visit.pack.records.get(content.record) if visit.pack else None
        return f"您之前问到的“{record.name if record else content.names[0]}”，现在可以回答了，请把问题再发一次。"
    desk = visit.parts.desks[visit.account]
    answer = (await asyncio.to_thread(partial(said, desk, content.question, visit.parts.clock.now()))).text
    whole = f"您之前问过“{content.question}”，答复如下：\n{answer}"
    short = f"您之前问过“{content.question}”，现在可以回答了，请把问题再发一次。"
    return whole if len(whole.encode()) <= LONGEST else short


def _closed(visit: Visit) -> str:
    return lacking(Channel.CUSTOMER, visit.parts.settings.accounts_by_id[visit.account])


def _audience(addition: Addition) -> str:
    return f"askers:{addition.ident}"
