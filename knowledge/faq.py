"""Frequently asked questions: wordings with one answer, of a pack or kept by staff."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.schema import Shape


@dataclass(frozen=True, slots=True)
class FaqEntry:
    """A question (问题) with similar wordings (相似问法), wordings never to be answered (反例) and its basis (依据)."""

    question: str
    similar: tuple[str, ...]
    negative: tuple[str, ...]
    answer: str
    basis: str


class FaqItem(Shape):
    """An entry of ``faq.toml``; ``basis`` is the source shown with the answer."""

    question: str
    similar: tuple[str, ...] = ()
    negative: tuple[str, ...] = ()
    answer: str
    basis: str = ""


class FaqFile(Shape):
    """``faq.toml``."""

    entry: tuple[FaqItem, ...] = ()
