"""Words of dialects, put into the common language before a question is read."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path


def in_common_words(text: str) -> str:
    """A normalised text with the dialect words of ``dialects.toml`` replaced, in the order of that list."""
    for said, means in _words():
        text = said.sub(means, text)
    return text


@cache
def _words() -> tuple[tuple[re.Pattern[str], str], ...]:
    raw = tomllib.loads(Path(__file__).with_name("dialects.toml").read_text(encoding="utf-8"))
    return tuple((re.compile(w["said"]), w["means"]) for w in raw["word"])
