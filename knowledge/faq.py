"""Frequently asked questions: wordings with one answer, written by staff."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FaqEntry:
    """A question (问题) with similar wordings (相似问法), wordings never to be answered (反例) and its basis (依据)."""

    question: str
    similar: tuple[str, ...]
    negative: tuple[str, ...]
    answer: str
    basis: str
