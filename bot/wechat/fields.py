"""The fields of a template (模板各栏): patterns of the configuration filled with values, within WeChat's limits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

LIMITS = {"thing": 20, "character_string": 32, "phone_number": 17, "car_number": 8, "const": 20}  # characters
_PLACE = re.compile(r"\{(\w+)\}")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Filled:
    """What a template says.

    ``cut`` names the fields that were too long for their kind and end in an ellipsis, ``missing`` the placeholders that
    have no value: WeChat refuses some kinds of field when they are empty. ``whole`` is what would be said were there no
    limits.
    """

    data: dict[str, str]
    cut: tuple[str, ...]
    missing: tuple[str, ...]
    whole: dict[str, str]


def filled(patterns: Mapping[str, str], values: Mapping[str, str]) -> Filled:
    """The fields, such as ``thing1 = "{name}"``, with each placeholder replaced by its value; on one line each."""
    wanted = [place for pattern in patterns.values() for place in _PLACE.findall(pattern)]
    missing = tuple(dict.fromkeys(place for place in wanted if not values.get(place)))
    whole = {
        field: _BLANKS.sub(" ", _PLACE.sub(lambda found: values.get(found[1], ""), pattern)).strip()
        for field, pattern in patterns.items()
    }
    data = {field: _within(limit(field), text) for field, text in whole.items()}
    return Filled(data, tuple(field for field in data if data[field] != whole[field]), missing, whole)


def limit(field: str) -> int | None:
    """How many characters a field takes, by its kind, which is its name without the number; None: unknown."""
    return LIMITS.get(field.rstrip("0123456789"))


def _within(most: int | None, text: str) -> str:
    return text if most is None or len(text) <= most else text[: most - 1] + "…"
