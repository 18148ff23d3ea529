"""Greeting, thanks, help, a person please, insults: what is said around the questions."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from handlers.answer import Answer, Outcome, Reading
from handlers.compose import contact_line, suggestions
from handlers.handing import hours_line
from handlers.proposal import Asked, Proposal

_POLITE = re.compile(
    r"[\s,.!?~\"]|呀|啊|哈|呢|哦|啦|了|的|您|你|老师|吗|嘛|哟|喔|噢|亲|大家|各位|师傅|同志|朋友|主任|领导|帅哥|美女"
)


@dataclass(frozen=True)
class _Kind:
    """What is said in one way of small talk; see ``smalltalk.toml``."""

    name: str
    say: str
    whole: frozenset[str]
    bare: frozenset[str]  # the same without what is only polite
    within: tuple[str, ...]
    anywhere: re.Pattern[str] | None


@cache
def _kinds() -> dict[str, _Kind]:
    raw = tomllib.loads(Path(__file__).with_name("smalltalk.toml").read_text(encoding="utf-8"))
    return {name: _kind(name, entry) for name, entry in raw.items()}


def _kind(name: str, entry: dict[str, list[str]]) -> _Kind:
    anywhere = "|".join((*map(re.escape, entry.get("inside", ())), *entry.get("patterns", ())))
    return _Kind(
        name,
        entry["say"][0],
        frozenset(entry["whole"]),
        frozenset(bare for w in entry["whole"] if (bare := _POLITE.sub("", w))),
        tuple(entry.get("within", ())),
        re.compile(anywhere) if anywhere else None,
    )


def propose(asked: Asked) -> Proposal | None:
    """Small talk where the message is nothing else, or where a phrase of it leaves nothing that asks."""
    said, kinds = asked.question.text, _kinds().values()
    for kind in kinds:
        if kind.anywhere is not None and kind.anywhere.search(said):
            return _proposal(asked, kind, 1.2)
    exact, text = said.strip(" ,.!~撒噻哈呀啊哟哦呢啦"), _POLITE.sub("", said)
    whole = next((k for k in kinds if exact in k.whole), None) or next((k for k in kinds if text in k.bare), None)
    goes_on = bool(asked.memory.subjects) and any(t.names.records for t in asked.question.named())  # 咨询呢
    if whole and not goes_on:
        return _proposal(asked, whole, 1.05)
    opening = _opening(asked)
    return _proposal(asked, _kinds()[opening], 0.9) if opening else None


def is_all(asked: Asked) -> bool:
    """Whether a message is small talk and nothing else."""
    offered = propose(asked)
    return offered is not None and offered.score > 1


def _proposal(asked: Asked, kind: _Kind, score: float) -> Proposal:
    return Proposal(Reading("smalltalk", "", kind.name, score), lambda: _answer(asked, kind))


def _opening(asked: Asked) -> str:
    """The kind of a message whose clauses hold a phrase and otherwise ask nothing."""
    question = asked.question
    if any(t.role in {"name", "cue", "asking"} and t.weight for t in question.tokens):
        return ""
    clauses = {bare for c in re.split(r"[,.!?;~ ]", question.text) if (bare := _POLITE.sub("", c))}
    for name in ("thanks", "fine", "bye", "greeting"):
        kind = _kinds()[name]
        if any(w in question.text for w in kind.within) or kind.bare & clauses:
            return name
    asks = question.has("polar") or "?" in question.text or any(t.negated for t in question.tokens)
    return "greeting" if question.text and not (asks or question.weight) else ""


def _answer(asked: Asked, kind: _Kind) -> Answer:
    pack, name = asked.library.pack, kind.name
    lead = kind.say.replace("{name}", pack.name)
    outcome: Outcome = "handoff" if name == "person" else "answered"
    line = contact_line(pack) if name in {"person", "insult", "inner"} else ""
    hours = hours_line(pack, asked.now) if name == "person" else ""
    choices = suggestions(pack) if name in {"greeting", "help", "inner", "insult"} else ()
    return Answer(lead, outcome, "smalltalk", tuple(x for x in (hours, line) if x), choices=choices)
