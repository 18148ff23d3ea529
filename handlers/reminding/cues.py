"""The expressions of ``cues.toml``, made ready."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Cues:
    """All that tells a wish to be reminded, or not to be, from a question."""

    wish: re.Pattern[str]
    about: re.Pattern[str]
    asks: re.Pattern[str]
    noise: re.Pattern[str]
    number: re.Pattern[str]
    mine: re.Pattern[str]
    unwish: Sequence[re.Pattern[str]]
    every: re.Pattern[str]
    opt_out: re.Pattern[str]
    opt_in: re.Pattern[str]


@cache
def cues() -> Cues:
    """The cues, read once."""
    raw: dict[str, Any] = tomllib.loads(Path(__file__).with_name("cues.toml").read_text(encoding="utf-8"))
    return Cues(
        wish=_any(raw["wish"]),
        about=re.compile(raw["about"]),
        asks=re.compile(raw["asks"]),
        noise=re.compile(raw["noise"]),
        number=re.compile(raw["number"]),
        mine=_any(raw["mine"]),
        unwish=tuple(map(re.compile, raw["unwish"])),
        every=re.compile(raw["every"]),
        opt_out=_any(raw["opt_out"]),
        opt_in=_any(raw["opt_in"]),
    )


def _any(expressions: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{e})" for e in expressions))
