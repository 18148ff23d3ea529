"""Greeting, thanks, help, a person please, insults: what is said around the questions."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from handlers.answer import Answer, Outcome, Reading
from handlers.compose import contact_line, suggestions
from handlers.proposal import Asked, Proposal

_POLITE = re.compile(r"[\s,.!?~\"]|呀|啊|哈|呢|哦|啦|了|的|您|你|老师|吗|嘛|哟|喔|噢|亲|大家|各位")


@cache
def _phrases() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(Path(__file__).with_name("smalltalk.toml").read_text(encoding="utf-8"))


def propose(asked: Asked) -> Proposal | None:
    """Small talk where the message is nothing else."""
    text = _POLITE.sub("", asked.question.text)
    for kind, entry in _phrases().items():
        whole = {_POLITE.sub("", w) for w in entry["whole"]}
        inside = entry.get("inside", [])
        if text in whole or asked.question.text.strip(" ,.!?~") in entry["whole"] or any(w in asked.question.text for w in inside):
            return Proposal(Reading("smalltalk", "", kind, 1.2 if inside else 1.05), lambda k=kind: _answer(asked, k))
    if not text and asked.question.text and not asked.question.weight:
        return Proposal(Reading("smalltalk", "", "greeting", 0.9), lambda: _answer(asked, "greeting"))
    return None


def _answer(asked: Asked, kind: str) -> Answer:
    pack = asked.library.pack
    entry = _phrases()[kind]
    lead = entry["say"][0].replace("{name}", pack.name)
    outcome: Outcome = "handoff" if kind == "person" else "answered"
    line = contact_line(pack) if kind in {"person", "insult", "inner"} else ""
    choices = suggestions(pack) if kind in {"greeting", "help", "inner", "insult"} else ()
    return Answer(lead, outcome, "smalltalk", (line,) if line else (), choices=choices)
