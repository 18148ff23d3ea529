"""A change is tried before members meet it: the desk as it is beside the desk with the change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pydantic import TypeAdapter, ValidationError

from bot.console.questions.regressions import Regressions, regressions
from bot.desks import Answering
from bot.store.promises.additions import Content
from handlers.answer import Memory
from knowledge.additions import Additions, Aliases
from knowledge.faq import FaqEntry
from knowledge.pack import Pack

MOST_SHOWN = 60  # changed answers that are shown side by side
ANSWERED = frozenset({"answered", "unspecified"})


@dataclass(frozen=True, slots=True)
class Said:
    """What a desk replies to a question: the text, and whether that is an answer."""

    text: str
    answers: bool


@dataclass(frozen=True, slots=True)
class GroupResult:
    """A question of the group, by its number, and what it is told with the change; empty where still nothing.

    A reply that found nothing repeats the question, which is a member's own.
    """

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class OwnResult:
    """A wording that staff wrote: whether it gets this answer; of a counter-example that is wrong.

    ``text`` is what it is told with the change, ``before`` what it is told now, where that is another answer.
    """

    wording: str
    negative: bool
    taken: bool
    text: str
    before: str


@dataclass(frozen=True, slots=True)
class Change:
    """A regression question whose reply changes."""

    question: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Findings:
    """What a trial found. ``asked`` of the ``of`` regression questions were asked; ``changed`` of them change."""

    group: tuple[GroupResult, ...]
    own: tuple[OwnResult, ...]
    changes: tuple[Change, ...]
    changed: int
    asked: int
    of: int

    @property
    def answered(self) -> int:
        """How many of the group's questions are answered with the change."""
        return sum(bool(r.text) for r in self.group)

    @property
    def warns(self) -> bool:
        """Whether something is not as staff meant it."""
        unmeant = any(r.taken == r.negative or r.before for r in self.own)
        return bool(self.changed) or unmeant or self.answered < len(self.group)

    def dump(self) -> str:
        """As text that :meth:`load` reads."""
        return _FINDINGS.dump_json(self).decode()

    @classmethod
    def load(cls, text: str) -> Findings | None:
        """What :meth:`dump` wrote; None for anything else, such as an older program's."""
        try:
            return _FINDINGS.validate_json(text)
        except ValidationError:
            return None


_FINDINGS = TypeAdapter(Findings)


def changed(additions: Additions, before: Content | None, after: Content | None) -> Additions:
    """What is live, with one thing in place of another; None: nothing."""
    if isinstance(before, FaqEntry):
        rest = tuple(e for e in additions.faq if e.question != before.question)
        place = next((n for n, e in enumerate(additions.faq) if e.question == before.question), len(rest))
        additions = replace(additions, faq=rest)
    else:
        place = len(additions.faq)
    if isinstance(before, Aliases):
        additions = replace(additions, aliases=_without(additions.aliases, before))
    if isinstance(after, FaqEntry):
        return replace(additions, faq=(*additions.faq[:place], after, *additions.faq[place:]))
    if isinstance(after, Aliases):
        return replace(additions, aliases=(*additions.aliases, after))
    return additions


def said(desk: Answering, question: str, now: datetime) -> Said:
    """What a member is told who asks this first."""
    reply = desk.reply(question, Memory(), now)
    return Said(reply.text, reply.answer.outcome in ANSWERED)


@dataclass(frozen=True, slots=True)
class Trying:
    """What is tried: a content in place of what is live of it, for the questions of a group by their numbers."""

    desk: Answering  # as it is
    additions: Additions  # what it answers by
    before: Content | None
    content: Content
    group: Sequence[tuple[int, str]]
    pack: Pack | None
    now: datetime


def tried(trying: Trying) -> Findings:
    """Ask both desks everything. Takes up to some seconds, and may run in a thread."""
    desk = trying.desk.with_additions(trying.additions)
    after = desk.with_additions(changed(trying.additions, trying.before, trying.content))
    group = tuple(_of_group(after, number, text, trying.now) for number, text in trying.group)
    others = _others(trying)
    changes = [c for q in others.questions if (c := _change(desk, after, q, trying.now)) is not None]
    own = _own(trying.content, desk, after, trying.now)
    return Findings(group, own, tuple(changes[:MOST_SHOWN]), len(changes), len(others.questions), others.of)


def _of_group(desk: Answering, number: int, text: str, now: datetime) -> GroupResult:
    told = said(desk, text, now)
    return GroupResult(number, told.text if told.answers else "")


def _change(before: Answering, after: Answering, question: str, now: datetime) -> Change | None:
    was, will = said(before, question, now), said(after, question, now)
    return Change(question, was.text, will.text) if was.text != will.text else None


def _others(trying: Trying) -> Regressions:
    """All regression questions but the change's own wordings, of which staff know that they change."""
    content = trying.content
    near = (content.question, *content.similar) if isinstance(content, FaqEntry) else content.names
    found = regressions(trying.pack, trying.additions, near)
    kept = tuple(q for q in found.questions if q not in near)
    return Regressions(kept, found.of - (len(found.questions) - len(kept)))


def _own(content: Content, desk: Answering, after: Answering, now: datetime) -> tuple[OwnResult, ...]:
    if isinstance(content, Aliases):
        return ()
    found = []
    for negative, wordings in ((False, (content.question, *content.similar)), (True, content.negative)):
        for wording in wordings:
            was, reply = said(desk, wording, now), after.reply(wording, Memory(), now)
            taken = reply.answer.handler == "faq" and reply.answer.lead == content.answer
            before = was.text if was.answers and was.text != reply.text else ""
            found.append(OwnResult(wording, negative, taken, reply.text, before))
    return tuple(found)


def _without(aliases: Sequence[Aliases], one: Aliases) -> tuple[Aliases, ...]:
    """The others; of two that are equal only one goes."""
    place = list(aliases).index(one) if one in aliases else len(aliases)
    return (*aliases[:place], *aliases[place + 1 :])
