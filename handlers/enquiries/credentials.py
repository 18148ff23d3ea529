"""The number (受理编号, 会员编号) and the last four digits of the telephone, in whatever order and dress they come."""

from __future__ import annotations

import re
from dataclasses import dataclass

from handlers.enquiries.cues import cues

_TOKEN = re.compile(r"[a-z0-9]+(?:[-‐-―−_/\\.·][a-z0-9]+)*")
_DIGITS = re.compile(r"[0-9]{4}")
_TELEPHONE = re.compile(r"1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}")
_SHORT_OF = re.compile(r"[0-9]{3}|[0-9]{5,6}")  # digits that are meant for the four and are not
_LONGEST = 40  # characters of a number
_HALVES = (re.compile(r"[a-z]+(?:[-/]?(?:19|20)[0-9]{2})?"), _DIGITS)  # of one number that was typed with a blank
_GAP = " "


@dataclass(frozen=True, slots=True)
class Credentials:
    """What of both a message holds, and what else it says.

    ``kind`` is what the number was called: a submission, a unit, or empty. ``miscounted``: there are digits that are
    neither four nor a number by themselves.
    """

    number: str = ""
    digits: str = ""
    rest: str = ""
    kind: str = ""
    miscounted: bool = False

    @property
    def given(self) -> bool:
        """Whether there is anything."""
        return bool(self.number or self.digits or self.miscounted)


def credentials(said: str) -> Credentials:
    """Read a normalised message. The last run of four digits is the telephone's end; what else there is, the number."""
    text, labelled = _labelled(said)
    found = [m for m in _TOKEN.finditer(text) if _counts(text, m)]
    tokens = [m.group() for m in found]
    rest = _without(text, found)
    kind = cues().called(rest)
    digits = labelled or _taken(tokens)
    number = _joined(tokens)
    if number and not any(c.isdigit() for c in number):
        return Credentials("", digits, said if not digits else rest, kind)
    if not digits and len(tokens) == 1 and _SHORT_OF.fullmatch(number):
        return Credentials("", "", rest, kind, miscounted=True)
    return Credentials(number[:_LONGEST], digits, rest, kind)


def _labelled(said: str) -> tuple[str, str]:
    """The message without the digits that are called so (尾号3138), and these."""
    found = cues().labelled_digits.search(said)
    if found is None:
        return said, ""
    return said[: found.start()] + _GAP + said[found.end() :], found["digits"]


def _counts(text: str, token: re.Match[str]) -> bool:
    """Whether a token may be a number: 2018 of 2018年 is none."""
    return not cues().counted.match(text, token.end()) or not token.group().isdigit()


def _taken(tokens: list[str]) -> str:
    """The four digits, taken out of the tokens: a whole telephone's end, or the last or first token of four digits."""
    for token in tokens:
        if _TELEPHONE.fullmatch(token):
            tokens.remove(token)
            return token[-4:]
    if len(tokens) == len(_HALVES) and all(half.fullmatch(t) for half, t in zip(_HALVES, tokens, strict=True)):
        return ""
    for at in (-1, 0):
        if tokens and _DIGITS.fullmatch(tokens[at]):
            return tokens.pop(at)
    return ""


def _joined(tokens: list[str]) -> str:
    """What is left as one number: SX2018 0012 was typed with a blank."""
    return "".join(tokens) if len(tokens) <= 1 else "-".join(tokens)


def _without(text: str, found: list[re.Match[str]]) -> str:
    parts, at = [], 0
    for token in found:
        parts.append(text[at : token.start()])
        at = token.end()
    return _GAP.join((*parts, text[at:]))
