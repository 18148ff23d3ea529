"""Where two words meet, their characters may look like a third that nobody wrote."""

from __future__ import annotations

from itertools import pairwise

from knowledge.dictionary import dictionary_words

_SMALL = frozenset("由和与及的是在为对向以按从被把将给")  # words of one character that stand between others


def run_together(text: str) -> set[str]:
    """The pairs that would be a word, but of which one half belongs to a longer word: 理由 of 管理由."""
    words = [word for _, word in dictionary_words(text)]
    inside = {word[i : i + 2] for word in words for i in range(len(word) - 1)}
    joints = {a[-1] + b[0] for a, b in pairwise(words) if (len(a) == 1) != (len(b) == 1) and {a, b} & _SMALL}
    return {pair for pair in joints - inside if len(dictionary_words(pair)) == 1}
