"""What is kept of a submission, of a unit on the membership roll, and of who may see them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field

from bot.submissions.phones import numbers_in
from knowledge.text import simplify

MARK = "-"  # what parts two groups of digits in a folded number
_WORDS = re.compile(r"(?<=[0-9])[年号]|第(?=[0-9])")  # 2018年第3号 is written and typed with them or without
_SEPARATORS = re.compile(r"[\s\-‐-―−_/\\.·,，、:：;；|+=#&*~'\"()\[\]{}<>〔〕【】《》〈〉「」『』]+")
_NOT_BETWEEN = re.compile(r"(?<![0-9])-|-(?![0-9])")
_MOBILE = 11  # digits from which the first ones are shown, too
DIGITS = 4  # of a telephone number, which prove that a number belongs to who asks


@dataclass(frozen=True, slots=True)
class Submission:
    """One application of one unit (申报).

    ``number`` as the office writes it (受理编号); ``application`` is the id of what is applied for, in the pack.
    ``received`` names papers as the pack does. ``phone`` may be empty: it then cannot be looked up. ``note`` is for the
    office alone (备注), ``tell`` for the applicant (给申报人的话).
    """

    account: str
    number: str
    application: str
    unit: str
    title: str
    contact: str
    phone: str
    status: str
    received: tuple[str, ...] = ()
    recommender: str = ""
    note: str = ""
    tell: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """An entry of the audit trail: what a submission became, when (seconds of the real clock), by whom and why.

    ``since`` is when the present status began. ``undoes`` is the ``seq`` of the entry that this one takes back,
    ``replaces`` that of the state which it followed; None for the first. ``reason``: why the order of the workflow was
    not kept, where it was not and somebody said why.
    """

    seq: int
    at: float
    by: str
    action: str  # import | set | undo
    submission: Submission
    since: float
    undoes: int | None = None
    replaces: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A change that is to be made to the state of a ``seq`` and to no other; ``replaces`` None: to no state at all."""

    submission: Submission
    since: float
    replaces: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many submissions have the same application, status and recommending unit (推荐单位)."""

    application: str
    status: str
    recommender: str
    count: int


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did, for the audit. ``what`` is a file, or the number of one submission; ``rows`` how many."""

    at: float
    by: str
    action: str  # import | batch | set | undo | export | unbind
    kind: str  # submissions | members
    what: str
    rows: int


@dataclass(frozen=True, slots=True)
class Unit:
    """A member of the association on its roll (会员). ``paid_through`` is the last year whose dues are paid."""

    account: str
    number: str
    unit: str
    level: str
    contact: str
    phone: str
    paid_through: int | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """Which papers were noted as received (已收材料) of an application at a status."""

    application: str
    status: str
    received: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which submissions are wanted; an empty field wants all. ``held``: those alone of which one of these holds."""

    status: str = ""
    application: str = ""
    recommender: str = ""
    words: str = ""  # in number, unit, title or contact; a number in whichever way it is typed
    numbers: tuple[str, ...] = field(default=())
    held: tuple[Held, ...] | None = None


def visible(text: str) -> str:
    """A text without the characters that nobody sees: joiners, marks of direction, soft hyphens."""
    return text if text.isascii() else "".join(c for c in text if unicodedata.category(c) != "Cf")


def folded(number: str) -> str:
    """A number as it is compared: however it is typed on a phone (width, case, brackets, hyphens, blanks).

    What parts two groups of digits leaves a mark: TY-1-11 is not TY-11-1.
    """
    text = number
    if not text.isascii():
        text = simplify(unicodedata.normalize("NFKC", visible(text)))
    text = _SEPARATORS.sub(MARK, _WORDS.sub(MARK, text))
    return _NOT_BETWEEN.sub("", text).upper()


def bare(key: str) -> str:
    """A folded number without marks, as it may be typed where that names one number alone."""
    return key.replace(MARK, "")


def meant(key: str, alike: Collection[str]) -> str:
    """Which of the folded numbers whose bare form is the same is meant; the key itself where that cannot be told.

    One that was typed without marks is any number, if there is only one; one with marks, a number that has none.
    """
    if key in alike:
        return key
    possible = [k for k in alike if MARK not in key or MARK not in k]
    return possible[0] if len(possible) == 1 else key


def last_digits(phone: str) -> frozenset[str]:
    """The last four digits of each telephone number in a cell (a cell may hold several); none for an empty one."""
    return frozenset(number[-DIGITS:] for number in numbers_in(phone))


def masked(phone: str) -> str:
    """The telephone numbers of a cell as they may be shown: 138****3138; shorter ones keep the last digits alone."""
    shown = [f"{n[:3]}****{n[-DIGITS:]}" if len(n) >= _MOBILE else f"****{n[-DIGITS:]}" for n in numbers_in(phone)]
    return "、".join(dict.fromkeys(shown)) or "****"
