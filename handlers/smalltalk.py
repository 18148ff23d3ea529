"""Greeting, thanks, help, a person please, insults: what is said around the questions."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from handlers.answer import Answer, Outcome, Reading
from handlers.compose import contact_line, suggestions
from handlers.proposal import Asked, Proposal

_POLITE = re.compile(
    r"[\s,.!?~\"]|呀|啊|哈|呢|哦|啦|了|的|您|你|老师|吗|嘛|哟|喔|噢|亲|大家|各位|师傅|同志|朋友|主任|领导|帅哥|美女"
)


@cache
def _bare(kind: str) -> frozenset[str]:
    return frozenset(bare for w in _phrases()[kind]["whole"] if (bare := _POLITE.sub("", w)))


@cache
def _phrases() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(Path(__file__).with_name("smalltalk.toml").read_text(encoding="utf-8"))


def propose(asked: Asked) -> Proposal | None:
    """Small talk where the message is nothing else, or where a phrase of it leaves nothing that asks."""
    said = asked.question.text
    text = _POLITE.sub("", said)
    for kind, entry in _phrases().items():
        if any(w in said for w in entry.get("inside", ())) or any(
            re.search(p, said) for p in entry.get("patterns", ())
        ):
            return _proposal(asked, kind, 1.2)
    exact = next((k for k, e in _phrases().items() if said.strip(" ,.!~撒噻哈呀啊哟哦呢啦") in e["whole"]), "")
    whole = exact or next((k for k in _phrases() if text in _bare(k)), "")
    goes_on = bool(asked.memory.subjects) and any(t.names.records for t in asked.question.named())  # 咨询呢
    if whole and not goes_on:
        return _proposal(asked, whole, 1.05)
    kind = _opening(asked)
    return _proposal(asked, kind, 0.9) if kind else None


def is_all(asked: Asked) -> bool:
    """Whether a message is small talk and nothing else."""
    offered = propose(asked)
    return offered is not None and offered.score > 1


def _proposal(asked: Asked, kind: str, score: float) -> Proposal:
    return Proposal(Reading("smalltalk", "", kind, score), lambda: _answer(asked, kind))


def _opening(asked: Asked) -> str:
    """The kind of a message whose clauses hold a phrase and otherwise ask nothing."""
    question = asked.question
    if any(t.role in {"name", "cue", "asking"} and t.weight for t in question.tokens):
        return ""
    clauses = [_POLITE.sub("", c) for c in re.split(r"[,.!?;~ ]", question.text)]
    for kind in ("thanks", "fine", "bye", "greeting"):
        said_within = any(w in question.text for w in _phrases()[kind].get("within", ()))
        if said_within or _bare(kind) & {c for c in clauses if c}:
            return kind
    asks = question.has("polar") or "?" in question.text or any(t.negated for t in question.tokens)
    return "greeting" if question.text and not (asks or question.weight) else ""


def _answer(asked: Asked, kind: str) -> Answer:
    pack = asked.library.pack
    entry = _phrases()[kind]
    lead = entry["say"][0].replace("{name}", pack.name)
    outcome: Outcome = "handoff" if kind == "person" else "answered"
    line = contact_line(pack) if kind in {"person", "insult", "inner"} else ""
    choices = suggestions(pack) if kind in {"greeting", "help", "inner", "insult"} else ()
    return Answer(lead, outcome, "smalltalk", (line,) if line else (), choices=choices)
