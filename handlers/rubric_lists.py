"""Which items of a rubric give so many points, which the most; and what each of several named items gives."""

from __future__ import annotations

import re
from collections.abc import Sequence

from handlers.answer import Answer, Reading
from handlers.points import cap_of
from handlers.proposal import Asked, Proposal
from knowledge.numerals import plain
from knowledge.schema import RubricItem

_MOST = re.compile(r"(?:分|最)[^,.!?;]{0,3}最?(高|多|大|低|少|小)的?[^,.!?;]{0,4}(?:哪|什么|第几)[^,.!?;]{0,2}[项条]")
_MOST_FIRST = re.compile(r"哪[^,.!?;]{0,2}[项条][^,.!?;]{0,6}分[^,.!?;]{0,3}最(高|多|大|低|少|小)")
_WORTH = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)分的[^,.!?;]{0,4}(?:[项条]|有哪|是哪)")
_EACH = re.compile(r"(各|分别|每[项条])[^,.!?;]{0,6}(几|多少)分")
_LEAST = frozenset("低少小")
_SCORE = 1.3
_TWO = 2


def listed(asked: Asked) -> Proposal | None:
    """The items worth so much, the one worth most, or each of those named with what it gives at most."""
    if not any(asks.search(asked.question.text) for asks in (_WORTH, _MOST, _MOST_FIRST, _EACH)):
        return None
    items = [r for r in asked.library.of_kind(RubricItem) if cap_of(r) is not None]
    if len(items) < _TWO:
        return None
    return _worth(asked, items) or _extreme(asked, items) or _each(asked, items)


def _worth(asked: Asked, items: Sequence[RubricItem]) -> Proposal | None:
    said = _WORTH.search(asked.question.text)
    if said is None or not asked.question.has("listing"):
        return None
    found = [i for i in items if cap_of(i) == float(said[1])]
    lead = f"最高{plain(float(said[1]))}分的有{len(found)}项：" if found else f"没有最高{plain(float(said[1]))}分的项。"
    return _proposal(asked, found, lead)


def _extreme(asked: Asked, items: Sequence[RubricItem]) -> Proposal | None:
    text = asked.question.text
    said = _MOST.search(text) or _MOST_FIRST.search(text)
    if said is None:
        return None
    least = said[1] in _LEAST
    end = (min if least else max)(cap_of(i) or 0.0 for i in items)
    found = [i for i in items if cap_of(i) == end]
    what = f"最高分最{'低' if least else '高'}的{'有' + str(len(found)) + '项' if len(found) > 1 else '是'}"
    return _proposal(asked, found, f"{what}（{plain(end)}分）：")


def _each(asked: Asked, items: Sequence[RubricItem]) -> Proposal | None:
    """What each of several named items gives: 第3项和第5项各几分."""
    question = asked.question
    if not _EACH.search(question.text):
        return None
    known = {i.id: i for i in items}
    named = dict.fromkeys(r for t in question.named() if not t.implied for r in sorted(t.names.records) if r in known)
    return _proposal(asked, [known[i] for i in named], "各项最高的分数：") if len(named) >= _TWO else None


def _proposal(asked: Asked, items: Sequence[RubricItem], lead: str) -> Proposal:
    lines = tuple(f"第{i.number}项{i.name}：{plain(cap_of(i) or 0.0)}分" for i in items)
    sources = tuple(dict.fromkeys(asked.library.source(i) for i in items))
    answer = Answer(lead, "answered", "scoring", lines, sources)
    reading = Reading("scoring", "、".join(i.name for i in items), "cap", _SCORE)
    return Proposal(reading, lambda: answer, tuple(i.id for i in items), "cap")
