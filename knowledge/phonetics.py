"""How words sound: toneless pinyin, with the confusions of speech and of input methods folded together."""

from __future__ import annotations

import re
import sys
from functools import lru_cache

from pypinyin import Style, lazy_pinyin, pinyin

from knowledge.text import is_han

# zh/z, ch/c, sh/s, l/n, f/h and -ng/-n are what dialect speakers and voice input mix up.
_FOLDS = (
    (re.compile(r"^zh"), "z"),
    (re.compile(r"^ch"), "c"),
    (re.compile(r"^sh"), "s"),
    (re.compile(r"^n(?=[aeiouv])"), "l"),
    (re.compile(r"(?<=[aeiou])ng$"), "n"),
)


@lru_cache(maxsize=30_000)
def syllables(char: str) -> frozenset[str]:
    """Every toneless reading of a character; a Latin letter or digit is its own."""
    if not is_han(char):
        return frozenset((char,))
    return frozenset(s for s in pinyin(char, style=Style.NORMAL, heteronym=True)[0])


@lru_cache(maxsize=4096)
def fold(syllable: str) -> str:
    """A syllable in the form in which easily confused ones are equal."""
    for pattern, replacement in _FOLDS:
        syllable = pattern.sub(replacement, syllable)
    return sys.intern(syllable)  # some hundred syllables make up the sounds of all words


@lru_cache(maxsize=30_000)
def _alone(char: str) -> str:
    return lazy_pinyin(char)[0] if is_han(char) else char


@lru_cache(maxsize=30_000)
def folded(char: str) -> frozenset[str]:
    """Every way in which a character can be read, easily confused ones being equal."""
    return frozenset(map(fold, syllables(char)))


@lru_cache(maxsize=16)  # every word that may be meant is compared with the same question
def readings(text: str) -> tuple[frozenset[str], ...]:
    """For each character how it reads in this text, and how it commonly reads alone."""
    return tuple(frozenset((said, _alone(char))) for char, said in zip(text, spoken(text), strict=True))


@lru_cache(maxsize=20_000)
def spoken(word: str) -> tuple[str, ...]:
    """A word's syllables as it is read, one for each character."""
    return tuple(s for c in _runs(word) for s in (lazy_pinyin(c) if is_han(c[0]) else tuple(c)))


def _runs(word: str) -> list[str]:
    return re.findall(r"[\u3400-\u9fff]+|[^\u3400-\u9fff]", word, flags=re.S)
