"""One normal form for everything that is compared: questions, names and sources alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

from opencc import OpenCC

_SPACES = re.compile(r"\s+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_NO_WORD = re.compile(r"[^\w\s]")
_SYMBOLS = frozenset(("So", "Cs", "Co", "Cn", "Sk"))  # Unicode's categories of emoji and of what means nothing
_SHORT = 40
_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
_EMOJI_CODE = re.compile(r"\[[\u4e00-\u9fff]{1,4}\]")
_SENTENCE_END = {"。": ".", "！": "!", "？": "?", "；": ";", "，": ",", "、": ",", "：": ":", "…": "."}
_MARKS = str.maketrans({**_SENTENCE_END, "～": "~", "—": "-", "–": "-", "“": '"', "”": '"', "「": '"', "」": '"'})


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


def simplify(text: str) -> str:
    """Traditional characters become simplified ones."""
    simplified: str = _simplifier().convert(text)
    return simplified


def normalise(text: str) -> str:
    """NFKC, lower case, simplified, without control characters and emoji; marks of any width become one form.

    The result keeps single blanks only where they part Latin words, and is idempotent.
    """
    return _normalise_short(text) if len(text) <= _SHORT else _normalise_long(text)


@lru_cache(maxsize=40_000)
def _normalise_short(text: str) -> str:
    """Names and words of packs, which come again with every question."""
    return _normalise(text)


@lru_cache(maxsize=256)
def _normalise_long(text: str) -> str:
    """Questions, which several ask for while one is answered, and sentences that answer often."""
    return _normalise(text)


def _normalise(text: str) -> str:
    text = unicodedata.normalize("NFKC", _CONTROL.sub(" ", text))
    text = _NO_WORD.sub(_without_symbol, text)
    text = simplify(text).lower().translate(_MARKS)
    while (shorter := _EMOJI_CODE.sub(" ", _BETWEEN_HAN.sub("", _SPACES.sub(" ", text).strip()))) != text:
        text = shorter
    return text


def _without_symbol(mark: re.Match[str]) -> str:
    return " " if unicodedata.category(mark.group()) in _SYMBOLS else mark.group()


def places_of(word: str, text: str) -> Iterator[int]:
    """Where a word begins in a text, in order; no two places overlap."""
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def is_han(char: str) -> bool:
    """Whether a character is a Chinese one."""
    return "\u3400" <= char <= "\u9fff"
