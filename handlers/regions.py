"""Which places a text names, and the province that each lies in."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path


@cache
def _provinces() -> dict[str, str]:
    raw: dict[str, list[str]] = tomllib.loads(Path(__file__).with_name("regions.toml").read_text(encoding="utf-8"))
    return {place: province for province, cities in raw.items() for place in (province, *cities)}


@cache
def _pattern() -> re.Pattern[str]:
    names = {*_provinces(), *(province[:2] for province in _provinces().values())}
    return re.compile("|".join(sorted(map(re.escape, names), key=len, reverse=True)))


def places(text: str) -> tuple[tuple[str, str, int], ...]:
    """Each place named in the text, in order: its name, its province, and where it stands."""
    homes = _provinces()
    found = ((m.group(), m.start()) for m in _pattern().finditer(text))
    return tuple((name, homes.get(name) or next(p for p in homes if p.startswith(name)), at) for name, at in found)


def within(place: str, province: str, region: str) -> bool:
    """Whether a place lies in a region, given as a province or one of its cities."""
    home = next((p for p in _provinces() if region.startswith(p)), region)
    return place.startswith(home) or province == home
