"""Several questions in one message: each is answered, in the order asked."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers.answer import Answer
from handlers.compose import EDITION
from handlers.proposal import Proposal
from handlers.question import Question, Token

MOST = 3
SURE = 0.66  # each part has to be as clear as that, or the message is read as one question
QUOTING = frozenset({"facts", "responsibility", "deadlines", "silence", "quotas", "scoring"})
_INTERROGATIVE = re.compile(r"[谁哪啥咋几]|什么|多少|怎么|如何|何时|是否|能否|可否")
_CHARACTERS = 420


def parts(question: Question) -> tuple[str, ...]:
    """The questions in a message, where it holds two or three; what is told in between goes with the one behind it."""
    clauses = re.split(r"[,.!?;\n]", question.text)
    asking = {t.clause for t in question.tokens if _asks(t)} | {
        n for n, c in enumerate(clauses) if n and c.endswith("呢")
    }
    if not 1 < len(asking) <= MOST:
        return ()
    found, told = [], ""
    for number, clause in enumerate(clauses):
        told += ("," if told else "") + clause
        if number in asking:
            found.append(told)
            told = ""
    return tuple(found)


def told_of(first: Question, part: Question) -> str:
    """A later question with the things that the first one is about in front: 材料 of 材料几号前交, 发到哪个邮箱."""
    return "".join(t.text for t in first.tokens if t.role in {"name", "word", "common"} and not t.implied) + part.text


def is_clear(offered: Proposal) -> bool:
    """Whether a part of a message is understood well enough to be answered beside others."""
    return offered.sure and offered.score >= SURE and offered.reading.handler in QUOTING


def _asks(token: Token) -> bool:
    return token.role == "asking" or (token.role in {"cue", "name"} and bool(_INTERROGATIVE.search(token.text)))


def together(answers: list[Answer]) -> Answer | None:
    """One answer of several; None where they say the same, or too much for one message."""
    distinct = list({a.lead: a for a in answers}.values())
    if len(distinct) < len(answers) or any(a.outcome not in {"answered", "unspecified"} for a in answers):
        return None
    first, *others = distinct
    past = EDITION.match(first.lead)
    leads = [a.lead.removeprefix(past.group()) if past else a.lead for a in others]  # said once for all
    lines = [*first.lines, *(line for a, lead in zip(others, leads, strict=True) for line in (lead, *a.lines))]
    if len(first.lead) + sum(map(len, lines)) > _CHARACTERS:
        return None
    sources = tuple(dict.fromkeys(s for a in distinct for s in a.sources))
    return replace(first, lines=tuple(dict.fromkeys(lines)), sources=sources, listed=False)
