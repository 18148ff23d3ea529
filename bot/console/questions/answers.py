"""The answers and names that staff wrote: all of them, one with its history, and as files of the pack."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from bot.console.questions import pointing, writing
from bot.console.questions.telling import Telling, telling_of
from bot.console.questions.testing import addition_of, title
from bot.console.roles import Right
from bot.console.visit import Visit
from bot.errors import Code, Error
from bot.faq.pack_file import ALIAS_FILE, FAQ_FILE, alias_file, faq_file
from bot.store.promises.additions import Addition, AdditionState
from bot.store.promises.questions import QuestionState
from knowledge.additions import Aliases
from knowledge.faq import FaqEntry

PAGE = 50
STATES = {
    AdditionState.LIVE: "已上线",
    AdditionState.DRAFT: "草稿",
    AdditionState.WITHDRAWN: "已撤下",
    AdditionState.DISCARDED: "已丢弃",
}
STEPS = {
    "drafted": "起草",
    "revised": "修改",
    "live": "上线",
    "withdrawn": "撤下",
    "discarded": "丢弃",
    "imported": "表格导入",
    "told": "告知提问者",
}
IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class Line:
    """An addition in a list."""

    addition: Addition
    title: str


async def listing(visit: Visit) -> web.StreamResponse:
    """The additions of a state, the latest first; or the entries that came with a spreadsheet."""
    said = visit.request.query.get("state", AdditionState.LIVE)
    at = visit.request.query.get("at", "")
    place = int(at) if at.isascii() and at.isdecimal() and len(at) < 16 else None
    store = visit.parts.store
    may = visit.staff.may(Right.ANSWER)
    if said == IMPORTED:
        entries = await store.imported_page(visit.account, place or 0, PAGE + 1)
        following = entries[PAGE - 1].number if len(entries) > PAGE else 0
        shown = entries[:PAGE]
        return visit.render(
            "questions/imported.html", entries=shown, following=following, state=said, states=STATES, may_answer=may
        )
    # What was never live quotes what members asked; who may not read that sees what all members are told.
    state = AdditionState(said) if may and said in set(AdditionState) else AdditionState.LIVE
    found = await store.addition_page(visit.account, [state], place, PAGE + 1)
    following = found[PAGE - 1].ident if len(found) > PAGE else 0
    lines = [Line(a, title(visit, a.content)) for a in found[:PAGE]]
    return visit.render(
        "questions/answers.html", lines=lines, following=following, state=state, states=STATES, may_answer=may
    )


async def one(visit: Visit) -> web.StreamResponse:
    """One addition: what it says, what can be done, who can be told, and its history."""
    return await _one(visit, await addition_of(visit))


async def _one(
    visit: Visit, addition: Addition, telling: Telling | None = None, status: int = 200
) -> web.StreamResponse:
    store = visit.parts.store
    versions = await store.addition_versions(visit.account, addition.ident)
    may = visit.staff.may(Right.ANSWER)
    if telling is None and may and addition.live is not None:
        telling = await telling_of(visit, addition)
    return visit.render(
        "questions/answer.html",
        status=status,
        addition=addition,
        title=title(visit, addition.content),
        record=_record(visit, addition),
        states=STATES,
        steps=await store.addition_steps(visit.account, addition.ident),
        step_names=STEPS,
        versions=[(v, title(visit, v.content)) for v in reversed(versions)],
        live=next((v for v in versions if v.version == addition.live), None),
        waiting=await _waiting(visit, addition),
        telling=telling,
        may_answer=may,
    )


async def edit(visit: Visit) -> web.StreamResponse:
    """The form for what is there."""
    addition = await _open(visit)
    if isinstance(addition.content, FaqEntry):
        return await writing.edit(visit, addition)
    return await pointing.edit(visit, addition)


async def save_edited(visit: Visit) -> web.StreamResponse:
    """Write the next version."""
    addition = await _open(visit)
    if isinstance(addition.content, FaqEntry):
        return await writing.save_edited(visit, addition)
    return await pointing.save_edited(visit, addition)


async def withdraw(visit: Visit) -> web.StreamResponse:
    """Let nobody be answered by it any longer."""
    addition = await addition_of(visit)
    visit.note(f"答复 {addition.ident}：{title(visit, addition.content)}")
    at, why = visit.parts.clock.real(), visit.field("why")[:200]
    await visit.parts.store.withdraw_addition(visit.account, addition.ident, by=visit.by, at=at, note=why)
    await visit.parts.desks.refresh()
    said = "已撤下：不再这样答。它答过的问题又回到没答上的里面。"
    return visit.redirect(f"questions/answers/{addition.ident}", said)


async def discard(visit: Visit) -> web.StreamResponse:
    """Throw a draft away."""
    addition = await addition_of(visit)
    visit.note(f"答复 {addition.ident}：{title(visit, addition.content)}")
    at = visit.parts.clock.real()
    await visit.parts.store.discard_addition(visit.account, addition.ident, by=visit.by, at=at)
    return visit.redirect("questions/answers?state=draft", "草稿已丢弃。")


async def take_up(visit: Visit) -> web.StreamResponse:
    """Take an entry of a spreadsheet into the console, to change or withdraw it."""
    number = visit.number("number")
    if not number:
        raise Error(Code.INPUT, "没有选哪一条。")
    at = visit.parts.clock.real()
    addition = await visit.parts.store.take_up(visit.account, number, by=visit.by, at=at)
    visit.note(f"答复 {addition.ident}：{title(visit, addition.content)}")
    return visit.redirect(f"questions/answers/{addition.ident}/edit", "可以在这里改了；改好、试过、上线以后才生效。")


async def faq_toml(visit: Visit) -> web.StreamResponse:
    """The whole ``faq.toml`` of the pack, with what staff wrote."""
    present = await visit.parts.store.additions(visit.account)
    return _file(FAQ_FILE, faq_file(present.additions, visit.pack.faq if visit.pack else ()))


async def aliases_toml(visit: Visit) -> web.StreamResponse:
    """The whole ``aliases.toml`` of the pack, with the names that staff added."""
    present = await visit.parts.store.additions(visit.account)
    pack = visit.pack
    own, records = (pack.aliases, pack.records) if pack else ((), {})
    return _file(ALIAS_FILE, alias_file(present.additions, own, records))


async def _open(visit: Visit) -> Addition:
    addition = await addition_of(visit)
    if addition.state is AdditionState.DISCARDED:
        raise Error(Code.CONFLICT, "这条草稿已经丢弃，不能再改。")
    return addition


async def _waiting(visit: Visit, addition: Addition) -> int:
    """How many questions of the wordings that it is for are open."""
    keys = await visit.parts.store.addition_keys(visit.account, addition.ident)
    found = await visit.parts.store.wordings_of(visit.account, QuestionState.OPEN, keys)
    return sum(w.asked for w in found)


def _record(visit: Visit, addition: Addition) -> str:
    if not isinstance(addition.content, Aliases):
        return ""
    record = visit.pack.records.get(addition.content.record) if visit.pack else None
    return record.name if record else ""


def _file(name: str, text: str) -> web.Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(text=text, content_type="text/plain", charset="utf-8", headers=headers)
