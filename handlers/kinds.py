"""Whether an answer holds the kind of value that its question asked for: a time, an amount, an address, a number."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Kind:
    """A kind of value: its name, how it is asked for, and what states one."""

    name: str
    asks: re.Pattern[str]
    states: re.Pattern[str]


def missing(question: str, answer: str) -> str:
    """The name of the first kind that the question asks for and the answer does not hold; both are normalised."""
    return next((k.name for k in _kinds() if k.asks.search(question) and not k.states.search(answer)), "")


@cache
def _kinds() -> tuple[Kind, ...]:
    raw = tomllib.loads(Path(__file__).with_name("kinds.toml").read_text(encoding="utf-8"))
    return tuple(Kind(k["name"], re.compile(k["asks"]), re.compile(k["states"])) for k in raw["kind"])
