"""What is kept of a submission, of a unit on the membership roll, and of who may see them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from bot.submissions.phones import numbers_in

_SEPARATORS = re.compile(r"[\s\-‐-―_/\\.·—–−]+")
_DIGIT_RUNS = re.compile(r"\d+")
DIGITS = 4  # of a telephone number, which prove that a number belongs to who asks


@dataclass(frozen=True, slots=True)
class Submission:
    """One application of one unit (申报).

    ``number`` as the office writes it (受理编号); ``application`` is the id of what is applied for, in the pack.
    ``received`` names papers as the pack does. ``phone`` may be empty: it then cannot be looked up.
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


@dataclass(frozen=True, slots=True)
class Change:
    """An entry of the audit trail: what a submission became, when (seconds of the real clock), by whom and why.

    ``since`` is when the present status began. ``undoes`` is the ``seq`` of the entry that this one takes back,
    ``replaces`` that of the state which it followed; None for the first.
    """

    seq: int
    at: float
    by: str
    action: str  # import | set | undo
    submission: Submission
    since: float
    undoes: int | None = None
    replaces: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A change that is to be made to the state of a ``seq`` and to no other; ``replaces`` None: to no state at all."""

    submission: Submission
    since: float
    replaces: int | None = None


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
    action: str  # import | set | undo | export
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
class Filter:
    """Which submissions are wanted; an empty field wants all."""

    status: str = ""
    application: str = ""
    recommender: str = ""
    words: str = ""  # in number, unit, title or contact
    numbers: tuple[str, ...] = field(default=())


def folded(number: str) -> str:
    """A number as it is compared: however it is typed on a phone (width, case, hyphens, blanks)."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", number)).upper()


def last_digits(phone: str) -> frozenset[str]:
    """The last four digits of each telephone number in a cell (a cell may hold several); none for an empty one."""
    return frozenset(number[-DIGITS:] for number in numbers_in(phone))


def masked(phone: str) -> str:
    """A telephone number as it may be shown: 138****3138; shorter ones keep the last four digits alone."""
    digits = "".join(_DIGIT_RUNS.findall(unicodedata.normalize("NFKC", phone)))
    if len(digits) >= 11:
        return f"{digits[:3]}****{digits[-DIGITS:]}"
    return f"****{digits[-DIGITS:]}" if len(digits) > DIGITS else "****"
