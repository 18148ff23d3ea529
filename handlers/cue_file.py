"""Reading a room's ``cues.toml``, the expressions by which it knows what members say."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def read_cues(module: str) -> dict[str, Any]:
    """The ``cues.toml`` beside a module's file."""
    cues: dict[str, Any] = tomllib.loads(Path(module).with_name("cues.toml").read_text(encoding="utf-8"))
    return cues


def any_of(expressions: Sequence[str]) -> re.Pattern[str]:
    """Whichever of the expressions."""
    return re.compile("|".join(f"(?:{e})" for e in expressions))
