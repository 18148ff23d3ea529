"""What was not answered: the groups, one group with its questions, and what is set aside as needing no answer."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from bot.console.questions.grouping import QuestionGroup, Sketch, filled, gathered, in_groups
from bot.console.roles import Right
from bot.console.visit import Visit
from bot.errors import Code, Error
from bot.store.promises.questions import AskedQuestion, Count, QuestionState, Wording
from knowledge.facets import LABELS

PAGE = 30  # groups, or questions, of one page
SAMPLE = 3  # wordings of a group that its line knows of
EXAMPLES = 20  # questions of a group that are shown one by one
_NEAR = 0.1  # of certainty, from which something came near at all
STATES = {QuestionState.OPEN: "没答上的", QuestionState.ANSWERED: "已有答复", QuestionState.DISMISSED: "不用答"}
HANDLERS = {
    "faq": "常见问题",
    "silence": "文件没有规定的事",
    "eligibility": "参评条件",
    "fees": "费用",
    "deadlines": "截止日期",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A group as a line of the list; ``near``: what was almost answered."""

    group: QuestionGroup
    near: str


async def listing(visit: Visit) -> web.StreamResponse:
    """The groups of a state."""
    state = _state(visit)
    tally = await visit.parts.store.question_tally(visit.account)
    found = await gathered(visit.parts.store, visit.account, state, visit.pack)
    page = max(_number(visit, "page"), 1)
    sketches = found.groups[(page - 1) * PAGE : page * PAGE]
    shown = await filled(visit.parts.store, visit.account, state, sketches, SAMPLE)
    return visit.render(
        "questions/list.html",
        state=state,
        states=STATES,
        tally=tally,
        rows=[Row(g, almost(visit, g)) for g in shown],
        found=found,
        page=page,
        pages=-(-len(found.groups) // PAGE),
        words=visit.staff.may(Right.TALK),
    )


async def each(visit: Visit) -> web.StreamResponse:
    """The questions of a state one by one, the latest first."""
    state, before = _state(visit), _number(visit, "before") or None
    found = await visit.parts.store.question_page(visit.account, state, before, PAGE + 1)
    older = found[PAGE - 1].number if len(found) > PAGE else 0
    return visit.render("questions/each.html", state=state, states=STATES, questions=found[:PAGE], older=older)


async def group(visit: Visit) -> web.StreamResponse:
    """One group: its wordings, the latest questions, and what can be done."""
    asked, found = await group_of(visit)
    examples = await visit.parts.store.questions_asked(visit.account, asked.state, found.sketch.keys, EXAMPLES)
    answers = sorted({q.addition for q in examples if q.addition})
    return visit.render(
        "questions/group.html",
        asked=asked,
        group=found,
        near=almost(visit, found),
        examples=examples,
        answers=answers,
        states=STATES,
        may_answer=visit.staff.may(Right.ANSWER),
    )


async def dismiss(visit: Visit) -> web.StreamResponse:
    """Some wordings of a group need no answer, now and when they are asked again."""
    return await _settle(visit, QuestionState.OPEN, QuestionState.DISMISSED, "已列为不用答")


async def reopen(visit: Visit) -> web.StreamResponse:
    """Some wordings need an answer after all."""
    return await _settle(visit, QuestionState.DISMISSED, QuestionState.OPEN, "已放回没答上的")


async def group_of(visit: Visit) -> tuple[AskedQuestion, QuestionGroup]:
    """The question that the address names, and its group. Raises HTTPNotFound."""
    number = int(visit.request.match_info["number"])
    store = visit.parts.store
    asked = await store.question(visit.account, number)
    if asked is None:
        raise visit.missing("没有这个问题：也许会员删除了自己的信息。")
    found = await gathered(store, visit.account, asked.state, visit.pack)
    sketch = found.holding(asked.key)
    if sketch is None:  # it is asked neither often nor of late
        alone = await store.wordings_of(visit.account, asked.state, [asked.key])
        counts = [Count(w.key, w.asked, w.first_at, w.last_at) for w in alone]
        sketch = next(iter(in_groups(counts, frozenset())), Sketch((), ()))
    groups = await filled(store, visit.account, asked.state, [sketch], len(sketch.counts))
    if not groups:
        raise visit.missing("没有这个问题。")
    return asked, groups[0]


def chosen(visit: Visit, group: QuestionGroup) -> tuple[Wording, ...]:
    """The wordings of a group that were ticked, by the numbers of their questions."""
    numbers = set(visit.fields("wording"))
    return tuple(m.wording for m in group.members if str(m.wording.number) in numbers)


def almost(visit: Visit, group: QuestionGroup) -> str:
    """What the bot almost answered, as staff read it; nothing where nothing came near."""
    near = group.near
    if near is None or near.score < _NEAR:
        return ""
    records = [visit.pack.records[r].name for r in near.records if r in visit.pack.records] if visit.pack else []
    subject = "、".join(records[:2]) or near.subject or HANDLERS.get(near.handler, "")
    facet = {**LABELS}.get(near.asked, "")
    about = "的".join(x for x in (subject, facet) if x)
    return f"{about}（把握 {max(near.score, 0.0):.0%}）" if about else ""


async def _settle(visit: Visit, origin: QuestionState, to: QuestionState, said: str) -> web.StreamResponse:
    _, found = await group_of(visit)
    wordings = chosen(visit, found)
    if not wordings:
        raise Error(Code.INPUT, "一种问法也没有选；请至少勾选一种。")
    keys = [w.key for w in wordings]
    at = visit.parts.clock.real()
    moved = await visit.parts.store.settle_questions(visit.account, keys, origin, to, by=visit.by, at=at)
    visit.note(f"{len(keys)} 种问法，{moved} 次提问")
    return visit.redirect("questions", f"{said}：{len(keys)} 种问法，共 {moved} 次提问。")


def _state(visit: Visit) -> QuestionState:
    try:
        return QuestionState(visit.request.query.get("state", QuestionState.OPEN))
    except ValueError:
        return QuestionState.OPEN


def _number(visit: Visit, name: str) -> int:
    said = visit.request.query.get(name, "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 16 else 0
