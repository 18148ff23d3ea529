"""Several questions in one message: each is answered, in the order asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from handlers.answer import Answer
from handlers.compose import EDITION
from handlers.proposal import Proposal
from handlers.question import Question, Token

MOST = 3
SURE = 0.66  # each part has to be as clear as that, or the message is read as one question
QUOTING = frozenset({"facts", "responsibility", "deadlines", "silence", "quotas", "scoring"})
_INTERROGATIVE = re.compile(r"[谁哪啥咋几]|什么|多少|怎么|如何|何时|是否|能否|可否")
_CHARACTERS = 420
_JOINT = re.compile(r"和|与|跟|及|以及|还有|,")
_OF_EACH = re.compile(r"各自?|分别")
_TOLD_TOGETHER = frozenset({"phone", "email", "address", "person", "fax", "website", "postcode", "score", "cap"})


def parts(question: Question) -> tuple[str, ...]:
    """The questions in a message, where it holds two or three; what is told in between goes with the one behind it."""
    clauses = re.split(r"[,.!?;\n]", question.text)
    asking = {t.clause for t in question.tokens if _asks(t)} | {
        n for n, c in enumerate(clauses) if (n and c.endswith("呢")) or _asks_whether(question, n, c)
    }
    if not 1 < len(asking) <= MOST:
        return _side_by_side(question) if len(clauses) == 1 else ()
    found, told = [], ""
    for number, clause in enumerate(clauses):
        told += ("," if told else "") + clause
        if number in asking:
            found.append(told)
            told = ""
    return tuple(found)


def _asks_whether(question: Question, number: int, clause: str) -> bool:
    """Whether a clause asks by itself, yes or no, for something that is told of: 收费吗."""
    return clause.endswith(("吗", "么")) and any(_tells_what(t) for t in question.tokens if t.clause == number)


def _tells_what(token: Token) -> bool:
    return token.role in {"cue", "name"} and bool(token.facets) and not token.implied


def _side_by_side(question: Question) -> tuple[str, ...]:
    """Two things asked for with one word between them (截止日期和收费标准), or one thing of two (甲和乙各管什么)."""
    text = question.text
    for a, b in pairwise(t for t in question.tokens if t.role != "filler" and not t.implied):
        if a.end > b.start or not _JOINT.fullmatch(text[a.end : b.start]):
            continue
        behind = _OF_EACH.match(text, b.end)
        if behind and a.names.records and b.names.records and not question.numbers:
            rest = text[behind.end() :]
            return (f"{text[: a.end]}{rest}", f"{b.text}{rest}")
        apart = _tells_what(a) and _tells_what(b) and not a.facets & b.facets
        others = [t for t in question.tokens if t not in (a, b) and t.facets]
        if apart and not others and not (a.facets | b.facets) & _TOLD_TOGETHER:
            return (text[: a.end], text[b.start :])
    return ()


def told_of(first: Question, part: Question) -> str:
    """A later question with the things that the first one is about in front: 材料 of 材料几号前交, 发到哪个邮箱."""
    return "".join(t.text for t in first.tokens if t.role in {"name", "word", "common"} and not t.implied) + part.text


def is_clear(offered: Proposal) -> bool:
    """Whether a part of a message is understood well enough to be answered beside others."""
    return offered.sure and offered.score >= SURE and offered.reading.handler in QUOTING


def _asks(token: Token) -> bool:
    return token.role == "asking" or (token.role in {"cue", "name"} and bool(_INTERROGATIVE.search(token.text)))


def together(answers: list[Answer], said: Sequence[str] = ()) -> Answer | None:
    """One answer of several; the first alone where it is too much for one message; None where they say the same."""
    distinct = list({a.lead: a for a in answers}.values())
    if len(distinct) < len(answers) or any(a.outcome not in {"answered", "unspecified"} for a in answers):
        return None
    first, *others = distinct
    past = EDITION.match(first.lead)
    leads = [a.lead.removeprefix(past.group()) if past else a.lead for a in others]  # said once for all
    lines = [*first.lines, *(line for a, lead in zip(others, leads, strict=True) for line in (lead, *a.lines))]
    if len(first.lead) + sum(map(len, lines)) > _CHARACTERS:
        others_said = "、".join(f"“{t.strip(' ,.!?')}”" for t in said[1:])
        return replace(first, then=f"您还问了{others_said}，请单独再发一次。") if others_said else None
    sources = tuple(dict.fromkeys(s for a in distinct for s in a.sources))
    return replace(first, lines=tuple(dict.fromkeys(lines)), sources=sources, listed=False)
