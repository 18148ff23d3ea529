"""The expressions of ``cues.toml``, made ready."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from handlers.cue_file import any_of, read_cues


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
    raw = read_cues(__file__)
    return Cues(
        wish=any_of(raw["wish"]),
        about=re.compile(raw["about"]),
        asks=re.compile(raw["asks"]),
        noise=re.compile(raw["noise"]),
        number=re.compile(raw["number"]),
        mine=any_of(raw["mine"]),
        unwish=tuple(map(re.compile, raw["unwish"])),
        every=re.compile(raw["every"]),
        opt_out=any_of(raw["opt_out"]),
        opt_in=any_of(raw["opt_in"]),
    )
