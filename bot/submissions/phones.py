"""Telephone numbers as they stand in cells: typed with hyphens and blanks, several in one, or bent by a spreadsheet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

SHORTEST = 7  # digits of a telephone number

_DIGITS = re.compile(r"\d+")
_BETWEEN = re.compile(r"[,;/、\n转或]")
_DECIMAL = re.compile(r"(\d+)\.0+")
_COUNTRY = re.compile(r"(?<!\d)(?:\+ ?|00)86[- ]?(?=1)|(?<!\d)86[- ]?(?=1\d{10}(?!\d))")
_AREA = (3, 4)  # digits of the code of an area
_SCIENTIFIC = re.compile(r"(\d)(?:\.(\d+))?[eE]\+?(\d{1,2})")


def telephone(cell: str) -> str:
    """A cell's telephone numbers with digits of one width, and without what a spreadsheet makes of a long number."""
    text = unicodedata.normalize("NFKC", cell).strip()
    if whole := _DECIMAL.fullmatch(text):
        return whole.group(1)
    if (parts := _SCIENTIFIC.fullmatch(text)) and not rounded(text):
        first, decimals, exponent = parts.group(1), parts.group(2) or "", int(parts.group(3))
        return f"{first}{decimals[:exponent]}".ljust(exponent + 1, "0")
    return text


def rounded(text: str) -> bool:
    """Whether a number in scientific notation has lost its last digits: 1.38E+10."""
    parts = _SCIENTIFIC.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return bool(parts) and len((parts.group(2) or "") if parts else "") < int(parts.group(3) if parts else 0)


def numbers_in(phone: str) -> tuple[str, ...]:
    """The digits of each telephone number in a text, however they are parted; extensions and +86 are none."""
    found: list[str] = []
    for piece in _BETWEEN.split(_COUNTRY.sub("", unicodedata.normalize("NFKC", phone))):
        runs = _DIGITS.findall(piece)
        whole = [run for run in runs if len(run) >= SHORTEST] or ["".join(runs)]
        found += [_area(runs, run) for run in whole if len(run) >= SHORTEST]
    return tuple(found)


def _area(runs: Sequence[str], run: str) -> str:
    """A number of a town with the code of its area, if that stands right before it."""
    at = runs.index(run) if run in runs else 0
    before = runs[at - 1] if at else ""
    return before + run if before.startswith("0") and len(before) in _AREA else run
