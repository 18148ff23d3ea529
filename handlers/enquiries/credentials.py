"""The number (受理编号, 会员编号) and the last four digits of the telephone, in whatever order and dress they come."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from handlers.enquiries.cues import cues

_SEPARATORS = re.compile(r"[\s\-‐-―−_/\\.·]+")
_TOKEN = re.compile(r"[a-z]+[-/]?(?:19|20)[0-9]{2}年第?[0-9]{1,6}号?|[a-z0-9]+(?:[-‐-―−_/\\.·][a-z0-9]+)*")
_DIGITS = re.compile(r"[0-9]{4}")
_TELEPHONE = re.compile(
    r"(?<![0-9a-z\-])(?:(?:\+ ?|00)?86[ -]?)?(?:1[3-9][0-9][ -]?[0-9*]{4}[ -]?|0[0-9]{2,3}[ -]?[0-9]{3,4}[ -]?)"
    r"(?P<digits>[0-9]{4})(?![0-9a-z])"
)
_CARD = re.compile(r"[0-9]{13,}")  # 银行卡号
_YEARLY = re.compile(r"(?:19|20)[0-9]{5,10}")  # a number of digits alone, as offices give them
_SHORT_OF = re.compile(r"[0-9]{3}|[0-9]{5,6}")  # digits that are meant for the four and are not
_LONGEST = 40  # characters of a number
_FIRST_HALF = re.compile(r"[a-z]+(?:[-/]?(?:19|20)[0-9]{2})?")
_HALVES = (_FIRST_HALF, _DIGITS)  # of one number that was typed with a blank
_PLAIN = 7, 3  # characters, and digits among them, of what can be nothing but a number
_SINGLE = re.compile(r"[a-z][0-9]+")  # a train, a size, a model
_CODE = re.compile(r"(?=.*[0-9])[0-9a-z]{2}[0-9]{6}[0-9a-z]{10}")  # 统一社会信用代码, 身份证号
_GLUED = (
    re.compile(r"[0-9]{4}(?P<number>[a-z]+[-/]?(?:19|20)[0-9]{2}[-_/.]?[0-9]{3,6})"),
    re.compile(r"(?P<number>[a-z]+[-/]?(?:19|20)[0-9]{2}[-_.]?[0-9]{3,6})[-_/.][0-9]{4}"),
)
_GAP = " "
_MOST = 3  # numbers of one message


@dataclass(frozen=True, slots=True)
class Credentials:
    """What of both a message holds, and what else it says.

    ``kind`` is what the number was called: a submission, a unit, or empty. ``miscounted``: there are digits that are
    neither four nor a number by themselves. ``glued``: number and digits are one word. ``more`` are further numbers
    with their digits.
    """

    number: str = ""
    digits: str = ""
    rest: str = ""
    kind: str = ""
    miscounted: bool = False
    glued: bool = False
    more: tuple[tuple[str, str], ...] = ()

    @property
    def given(self) -> bool:
        """Whether there is anything."""
        return bool(self.number or self.digits or self.miscounted)


def credentials(said: str) -> Credentials:
    """Read a normalised message. The last run of four digits is the telephone's end; what else there is, the number."""
    text, labelled = _labelled(said)
    found = [m for m in _TOKEN.finditer(text) if _counts(text, m)]
    tokens = list(dict.fromkeys(m.group() for m in found))
    rest = _without(text, found)
    kind = cues().called(rest)
    if several := _several(tokens, labelled):
        return replace(several, rest=rest, kind=kind)
    digits = labelled[-1] if labelled else _taken(tokens)
    if glued := _glued(tokens, digits):
        return Credentials(glued, "", rest, kind, glued=True)
    number = _joined(tokens)
    if number and not any(c.isdigit() for c in number):
        return Credentials("", digits, said if not digits else rest, kind)
    if not digits and len(tokens) == 1 and _SHORT_OF.fullmatch(number):
        return Credentials("", "", rest, kind, miscounted=True)
    return Credentials(number[:_LONGEST], digits, rest, kind)


def within(said: str) -> Credentials:
    """What an ordinary sentence holds: numbers that can be nothing else, and four digits or a telephone; or nothing."""
    text, labelled = _labelled(said)
    found = [m for m in _TOKEN.finditer(text) if _counts(text, m)]
    numbers = list(dict.fromkeys(m.group() for m in found if is_strong(m.group())))
    if not numbers:
        return Credentials()
    rest = _without(text, found)
    digits = list(dict.fromkeys([*labelled, *(m.group() for m in found if _DIGITS.fullmatch(m.group()))]))
    if glued := _glued(numbers, "".join(digits)):
        return Credentials(glued, "", rest, cues().called(rest), glued=True)
    if several := _several([*numbers, *digits], ()):
        return replace(several, rest=rest, kind=cues().called(rest))
    return Credentials(numbers[0][:_LONGEST], digits[-1] if digits else "", rest, cues().called(rest))


def plain(number: str) -> str:
    """A number without what parts it."""
    return _SEPARATORS.sub("", number)


def is_strong(token: str) -> bool:
    """Whether a word can hardly be anything but a number: letters and digits, long enough, and no standard."""
    text = plain(token)
    digits = sum(c.isdigit() for c in text)
    if len(text) < _PLAIN[0] or not _PLAIN[1] <= digits < len(text) or _FIRST_HALF.fullmatch(token):
        return False
    return not is_elses(token)


def is_standard(number: str) -> bool:
    """Whether this is how standards look."""
    return number.startswith("t/") or bool(cues().standards.fullmatch(plain(number)))


def is_elses(number: str) -> bool:
    """Whether this is how standards, trains and models, and the codes of firms and people look."""
    text = plain(number)
    return is_standard(number) or any(shape.fullmatch(text) for shape in (_SINGLE, _CODE))


def is_card(number: str) -> bool:
    """Whether a number of digits alone is too long for any office's."""
    return bool(_CARD.fullmatch(plain(number)))


def is_yearly(number: str) -> bool:
    """Whether a number of digits alone begins with a year, as an office's does."""
    return bool(_YEARLY.fullmatch(plain(number)))


def hidden(said: str) -> str:
    """A message as it may be kept: without numbers, digits and telephones, where it may hold any to look up with."""
    text, labelled = _labelled(said)
    tokens = [m for m in _TOKEN.finditer(text) if is_strong(m.group()) or _is_long(m.group())]
    if not labelled and not tokens:
        return said
    return _TOKEN.sub(_hide, text)


def _hide(token: re.Match[str]) -> str:
    digits = sum(c.isdigit() for c in token.group())
    return "[…]" if digits > _PLAIN[1] - 1 and not is_standard(token.group()) else token.group()


def _is_long(token: str) -> bool:
    return token.isdigit() and len(token) >= _PLAIN[0]


def _labelled(said: str) -> tuple[str, tuple[str, ...]]:
    """The message without whole telephones and the digits that are called so (尾号3138); and the last four of each."""
    taken: list[str] = []

    def take(found: re.Match[str]) -> str:
        taken.append(found["digits"])
        return _GAP

    text = _TELEPHONE.sub(take, said)
    text = cues().labelled_digits.sub(take, text)
    return text, tuple(dict.fromkeys(taken))


def _counts(text: str, token: re.Match[str]) -> bool:
    """Whether a token may be a number: 2018 of 2018年 is none."""
    return not cues().counted.match(text, token.end()) or not token.group().isdigit()


def _several(tokens: Sequence[str], labelled: Sequence[str]) -> Credentials | None:
    """Several numbers, each with its digits or all with the same; None where there are not several."""
    numbers = [t for t in tokens if is_strong(t)]
    digits = [*labelled, *(t for t in tokens if _DIGITS.fullmatch(t))]
    if not 1 < len(numbers) <= _MOST:
        return None
    if not digits:
        return Credentials(numbers[0])
    if len(digits) == 1:
        digits *= len(numbers)
    if len(digits) != len(numbers):
        return None
    pairs = tuple(zip(numbers, digits, strict=True))
    return Credentials(*pairs[0], more=pairs[1:])


def _glued(tokens: Sequence[str], digits: str) -> str:
    """What is number and digits in one word, if nothing else is the digits."""
    if digits or len(tokens) != 1:
        return ""
    return tokens[0] if any(shape.fullmatch(tokens[0]) for shape in _GLUED) else ""


def _taken(tokens: list[str]) -> str:
    """The four digits, taken out of the tokens: the last or first token of four digits."""
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
