"""Staff write an answer once: the form, its faults, and what the answer will look like."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from aiohttp import web

from bot.console.questions.lists import chosen, group_of
from bot.console.questions.testing import live_content, put_to_test
from bot.console.questions.trying import changed, said
from bot.console.visit import Visit
from bot.faq.checking import EntryFault, faults, wordings
from bot.store.promises.additions import Addition
from bot.store.promises.questions import Wording
from handlers.answer import Memory
from handlers.layout import TEXT_BYTES, room_for
from knowledge.faq import FaqEntry

MOST_WORDINGS = 20  # that are put into the form by themselves


@dataclass(frozen=True, slots=True)
class Preview:
    """What a member who asks the question is told; ``ours``: it is this answer."""

    text: str
    ours: bool


@dataclass(frozen=True, slots=True)
class Form:
    """The form as it is shown. ``save`` is where it is sent; ``ticked`` are the numbers of the group's wordings."""

    entry: FaqEntry
    save: str
    wordings: tuple[Wording, ...] = ()
    ticked: frozenset[int] = frozenset()
    version: int = 0
    faults: tuple[EntryFault, ...] = ()
    preview: Preview | None = None

    @property
    def used(self) -> int:
        """The bytes of the answer."""
        return len(self.entry.answer.encode())

    @property
    def room(self) -> int:
        """The bytes that it may have beside its basis."""
        return room_for(self.entry.basis)

    def fault(self, field: str) -> str:
        """What is wrong with a field."""
        return "；".join(f.why for f in self.faults if f.field == field)


async def for_group(visit: Visit) -> web.StreamResponse:
    """The form for a group, its wordings filled in."""
    _, group = await group_of(visit)
    every = tuple(m.wording for m in group.members)
    texts = tuple(dict.fromkeys(w.text.strip() for w in every))
    entry = FaqEntry(texts[0], texts[1:MOST_WORDINGS], (), "", "")
    ticked = frozenset(w.number for w in every)
    return _page(visit, Form(entry, f"questions/{group.first.number}/answer", every, ticked))


async def save_for_group(visit: Visit) -> web.StreamResponse:
    """Keep the answer to a group, and try it."""
    _, group = await group_of(visit)
    ticked = chosen(visit, group)
    numbers = frozenset(w.number for w in ticked)
    save = f"questions/{group.first.number}/answer"
    form = await _checked(visit, Form(_typed(visit), save, tuple(m.wording for m in group.members), numbers), None)
    if form.faults or form.preview:
        return _page(visit, form)
    return await _kept(visit, form, [w.key for w in ticked])


async def new(visit: Visit) -> web.StreamResponse:
    """The form for what nobody asked yet; a conversation with staff may have brought it up."""
    asked = visit.request.query
    entry = FaqEntry(asked.get("question", "").strip(), (), (), asked.get("answer", "").strip(), "")
    return _page(visit, Form(entry, "questions/answers/new"))


async def save_new(visit: Visit) -> web.StreamResponse:
    """Keep an answer that nobody asked for yet, and try it."""
    form = await _checked(visit, Form(_typed(visit), "questions/answers/new"), None)
    return _page(visit, form) if form.faults or form.preview else await _kept(visit, form, [])


async def edit(visit: Visit, addition: Addition) -> web.StreamResponse:
    """The form for an answer that is there."""
    assert isinstance(addition.content, FaqEntry)  # noqa: S101  # whoever calls has looked
    return _page(visit, Form(addition.content, _edit(addition), version=addition.version))


async def save_edited(visit: Visit, addition: Addition) -> web.StreamResponse:
    """Write the next version of an answer, and try it. Raises Error (CONFLICT) where somebody was faster."""
    version = int(visit.field("version") or 0)
    form = await _checked(visit, Form(_typed(visit), _edit(addition), version=version), addition)
    if form.faults or form.preview:
        return _page(visit, form)
    visit.note(f"答复 {addition.ident}：{form.entry.question}")
    store, at = visit.parts.store, visit.parts.clock.real()
    revised = await store.revise_addition(visit.account, addition.ident, version, form.entry, by=visit.by, at=at)
    return await put_to_test(visit, revised)


async def _kept(visit: Visit, form: Form, keys: list[str]) -> web.StreamResponse:
    at = visit.parts.clock.real()
    addition = await visit.parts.store.draft_addition(visit.account, form.entry, keys, by=visit.by, at=at)
    visit.note(f"答复 {addition.ident}：{form.entry.question}")
    return await put_to_test(visit, addition)


async def _checked(visit: Visit, form: Form, present: Addition | None) -> Form:
    """The form with its faults, or the preview where that was asked for."""
    kept = await visit.parts.store.additions(visit.account)
    live = await live_content(visit, present) if present else None
    own = live.question if isinstance(live, FaqEntry) else ""
    found = tuple(faults(form.entry, (e for e in kept.additions.faq if e.question != own)))
    if found or visit.field("do") != "preview":
        return Form(form.entry, form.save, form.wordings, form.ticked, form.version, found)
    desk = visit.parts.desks[visit.account]
    now = visit.parts.clock.now()

    def composed() -> Preview:
        with_it = desk.with_additions(changed(kept.additions, live, form.entry))
        reply = with_it.reply(form.entry.question, Memory(), now)
        ours = reply.answer.handler == "faq" and reply.answer.lead == form.entry.answer
        return Preview(said(with_it, form.entry.question, now).text, ours)

    preview = await asyncio.to_thread(composed)
    return Form(form.entry, form.save, form.wordings, form.ticked, form.version, (), preview)


def _typed(visit: Visit) -> FaqEntry:
    answer = visit.field("answer").replace("\r\n", "\n").replace("\r", "\n")
    similar, negative = wordings(visit.field("similar")), wordings(visit.field("negative"))
    return FaqEntry(visit.field("question"), similar, negative, answer, visit.field("basis"))


def _edit(addition: Addition) -> str:
    return f"questions/answers/{addition.ident}/edit"


def _page(visit: Visit, form: Form) -> web.Response:
    status = 400 if form.faults else 200
    return visit.render(
        "questions/write.html", status=status, form=form, bytes=TEXT_BYTES, reserve=TEXT_BYTES - room_for("")
    )
