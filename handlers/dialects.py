"""Words of dialects, put into the common language before a question is read."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path


def in_common_words(text: str) -> str:
    """A normalised text with the dialect words of ``dialects.toml`` replaced, in the order of that list."""
    words, any_of_them = _words()
    if any_of_them.search(text):  # few texts have one
        for said, means in words:
            text = said.sub(means, text)
    return text


@cache
def _words() -> tuple[tuple[tuple[re.Pattern[str], str], ...], re.Pattern[str]]:
    raw = tomllib.loads(Path(__file__).with_name("dialects.toml").read_text(encoding="utf-8"))
    any_of_them = "|".join(f"(?:{w['said']})" for w in raw["word"])
    return tuple((re.compile(w["said"]), w["means"]) for w in raw["word"]), re.compile(any_of_them)
