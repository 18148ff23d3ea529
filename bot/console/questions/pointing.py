"""Staff point at a record that answers already: members only call it otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aiohttp import web
from rapidfuzz import fuzz

from bot.console.questions.grouping import QuestionGroup
from bot.console.questions.lists import chosen, group_of
from bot.console.questions.testing import put_to_test
from bot.console.visit import Visit
from bot.errors import Code, Error
from bot.faq.checking import wordings
from bot.store.promises.additions import Addition
from handlers.alike import core
from knowledge.additions import Aliases
from knowledge.pack import Pack
from knowledge.schema import Record
from knowledge.text import normalise

MOST_FOUND = 12
LONGEST_NAME = 40  # characters
LONGEST_HINT = 6  # characters of a question that may be a name as it stands
_LIKE = 60.0  # of 100, from which a record is worth showing
_FACTS_COUNT = 0.8  # as much as the names do


@dataclass(frozen=True, slots=True)
class Choice:
    """A record that may be meant, with the first of what is told of it."""

    ident: str
    name: str
    told: str
    suggested: bool


async def for_group(visit: Visit) -> web.StreamResponse:
    """The records that may be meant by a group: what was almost answered, or what is searched for."""
    _, group = await group_of(visit)
    return _page(visit, group, visit.request.query.get("q", "").strip())


async def save_for_group(visit: Visit) -> web.StreamResponse:
    """Keep names for a record, and try them."""
    _, group = await group_of(visit)
    given = Aliases(visit.field("record"), wordings(visit.field("names")))
    if fault := _fault(visit.pack, given):
        return _page(visit, group, visit.field("q"), given, fault)
    at, keys = visit.parts.clock.real(), [w.key for w in chosen(visit, group)]
    addition = await visit.parts.store.draft_addition(visit.account, given, keys, by=visit.by, at=at)
    visit.note(f"别名 {addition.ident}：{'、'.join(given.names)} → {given.record}")
    return await put_to_test(visit, addition)


async def edit(visit: Visit, addition: Addition) -> web.StreamResponse:
    """The form for names that are there."""
    return _edited(visit, addition, visit.request.query.get("q", "").strip())


async def save_edited(visit: Visit, addition: Addition) -> web.StreamResponse:
    """Write the next version, and try it. Raises Error (CONFLICT) where somebody was faster."""
    given = Aliases(visit.field("record"), wordings(visit.field("names")))
    if fault := _fault(visit.pack, given):
        return _edited(visit, addition, visit.field("q"), given, fault)
    version, at = int(visit.field("version") or 0), visit.parts.clock.real()
    visit.note(f"别名 {addition.ident}：{'、'.join(given.names)} → {given.record}")
    revised = await visit.parts.store.revise_addition(visit.account, addition.ident, version, given, by=visit.by, at=at)
    return await put_to_test(visit, revised)


def found(pack: Pack, said: str) -> tuple[Record, ...]:
    """The records whose names or facts are most like what was searched for."""
    wanted = normalise(said)
    scored = [(score, record) for record in pack.records.values() if (score := _likeness(wanted, record)) >= _LIKE]
    return tuple(record for _, record in sorted(scored, key=lambda s: -s[0])[:MOST_FOUND])


def _likeness(wanted: str, record: Record) -> float:
    names = [normalise(name) for name in (record.name, *record.aliases)]
    if wanted in names:
        return 101.0
    by_name = max(
        fuzz.partial_ratio(wanted, name) if len(wanted) <= len(name) else fuzz.ratio(wanted, name) for name in names
    )
    told = " ".join(normalise(f.say or f.quote) for f in record.facts)
    return max(by_name, _FACTS_COUNT * fuzz.partial_ratio(wanted, told) if told else 0.0)


def _fault(pack: Pack | None, given: Aliases) -> str:
    if pack is None or given.record not in pack.records:
        return "请在下面选一条记录。"
    if not given.names:
        return "请写会员的叫法，一行一个。"
    record = pack.records[given.record]
    own = {normalise(name) for name in (record.name, *record.aliases)}
    for name in given.names:
        if len(normalise(name)) < 2:
            return f"「{name}」太短：至少两个字，否则别的问题也会被当成它。"
        if len(name) > LONGEST_NAME:
            return f"「{name[:12]}…」太长：写叫法就可以，不用写整句话（最多 {LONGEST_NAME} 个字）。"
        if normalise(name) in own:
            return f"「{name}」已经是「{record.name}」的名字，答不上另有原因；可以直接写一条答复。"
    return ""


def _page(
    visit: Visit, group: QuestionGroup, q: str, given: Aliases | None = None, fault: str = ""
) -> web.StreamResponse:
    hint = core(group.first.key)
    names = given.names if given else (hint,) if len(hint) <= LONGEST_HINT else ()
    return visit.render(
        "questions/point.html",
        status=400 if fault else 200,
        group=group,
        addition=None,
        q=q,
        choices=list(_choices(visit.pack, q, group.records)),
        record=given.record if given else "",
        names=names,
        fault=fault,
        save=f"questions/{group.first.number}/alias",
    )


def _edited(
    visit: Visit, addition: Addition, q: str, given: Aliases | None = None, fault: str = ""
) -> web.StreamResponse:
    if not isinstance(addition.content, Aliases):
        raise Error(Code.CONFLICT, "这是一条答复，不是别名。")
    shown = given or addition.content
    return visit.render(
        "questions/point.html",
        status=400 if fault else 200,
        group=None,
        addition=addition,
        q=q,
        choices=list(_choices(visit.pack, q, (shown.record,))),
        record=shown.record,
        names=shown.names,
        fault=fault,
        save=f"questions/answers/{addition.ident}/edit",
    )


def _choices(pack: Pack | None, q: str, suggested: Sequence[str]) -> Iterator[Choice]:
    if pack is None:
        return
    known = [pack.records[r] for r in suggested if r in pack.records]
    others = [r for r in found(pack, q) if r not in known] if q else []
    for record in (*known, *others):
        told = next((f.say or f.quote for f in record.facts), "")
        yield Choice(record.id, record.name, told, record in known)
