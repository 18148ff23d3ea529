"""What came of putting rows of a file beside those that are kept."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Merge:
    """What an import of FAQ entries or of units changed."""

    added: int
    updated: int
    unchanged: int
