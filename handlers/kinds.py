"""Whether an answer holds the kind of value that its question asked for: a time, an amount, an address, a number."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Kind:
    """A kind of value: its name, how it is asked for, and what states one."""

    name: str
    asks: re.Pattern[str]
    states: re.Pattern[str]


def asked_for(question: str) -> tuple[Kind, ...]:
    """The kinds that a normalised question asks for."""
    return tuple(k for k in _kinds() if k.asks.search(question))


def missing(kinds: Iterable[Kind], answer: str) -> str:
    """The name of the first of the kinds that a normalised answer does not hold."""
    return next((k.name for k in kinds if not k.states.search(answer)), "")


@cache
def _kinds() -> tuple[Kind, ...]:
    raw = tomllib.loads(Path(__file__).with_name("kinds.toml").read_text(encoding="utf-8"))
    return tuple(Kind(k["name"], re.compile(k["asks"]), re.compile(k["states"])) for k in raw["kind"])
