"""A text as a dictionary of the language cuts it."""

from __future__ import annotations

from functools import lru_cache

import rjieba


@lru_cache(maxsize=256)  # several ask for the words of the same question
def dictionary_words(text: str) -> tuple[tuple[int, str], ...]:
    """Where each word starts, and the word."""
    found, at = [], 0
    for word in rjieba.cut(text, hmm=False):
        found.append((at, word))
        at += len(word)
    return tuple(found)
