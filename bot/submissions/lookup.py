"""A number and the four digits that prove it (查询): right or wrong, without a stranger learning which was wrong."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from bot.store.access import member_subject, number_subject
from bot.store.promises.access import Attempt, Binding
from bot.store.promises.notices import KeptNotice
from bot.submissions.submission import Change, Unit, folded, last_digits
from handlers.enquiries.reading import Kind

SUBMISSION: Literal["submission"] = "submission"
UNIT: Literal["unit"] = "unit"
_NOBODYS = "----"  # compared where there is no telephone, so that it takes as long as where there is one


class Records(Protocol):
    """What is asked of the store."""

    async def submission(self, account: str, number: str) -> Change | None:
        """See ``Store.submission``."""
        ...

    async def submission_trail(self, account: str, number: str) -> Sequence[Change]:
        """See ``Store.submission_trail``."""
        ...

    async def unit(self, account: str, number: str) -> Unit | None:
        """See ``Store.unit``."""
        ...

    async def bound(self, account: str, member: str) -> Sequence[Binding]:
        """See ``Store.bound``."""
        ...

    async def locked(self, account: str, subjects: Sequence[str], at: float) -> bool:
        """See ``Store.locked``."""
        ...

    async def notices(self, account: str, member: str) -> Sequence[KeptNotice]:
        """See ``Store.notices``."""
        ...


class NoRecords:
    """Where no store was made yet there is nothing to be found."""

    async def submission(self, _account: str, _number: str) -> Change | None:
        """None."""
        return None

    async def submission_trail(self, _account: str, _number: str) -> Sequence[Change]:
        """Nothing."""
        return ()

    async def unit(self, _account: str, _number: str) -> Unit | None:
        """None."""
        return None

    async def bound(self, _account: str, _member: str) -> Sequence[Binding]:
        """Nothing."""
        return ()

    async def locked(self, _account: str, _subjects: Sequence[str], _at: float) -> bool:
        """Nobody."""
        return False

    async def notices(self, _account: str, _member: str) -> Sequence[KeptNotice]:
        """None."""
        return ()


@dataclass(frozen=True, slots=True)
class Found:
    """What look-ups came to; nothing where one failed, or where too many had ``locked`` them."""

    submissions: tuple[tuple[Change, str], ...]  # each with the digits that proved it
    units: tuple[tuple[Unit, str], ...]
    attempt: Attempt

    @property
    def locked(self) -> bool:
        """Whether it was not to be answered."""
        return self.attempt.locked

    @property
    def bindings(self) -> tuple[Binding, ...]:
        """What was proved to be the member's own."""
        return (
            *(Binding(SUBMISSION, _key(c), digits, c.submission.status) for c, digits in self.submissions),
            *(Binding(UNIT, folded(u.number), digits) for u, digits in self.units),
        )


async def look_up(
    records: Records, account: str, member: str, wanted: tuple[Kind, Sequence[tuple[str, str]]], at: float
) -> Found:
    """Compare digits with the telephones of numbers; a wrong number takes the same steps as wrong digits.

    Several numbers with their digits are one attempt: all of them are right, or nothing is told of any.
    """
    kind, pairs = wanted
    kinds = (SUBMISSION, UNIT) if kind == "any" else (kind,)
    tried = (number_subject(k, folded(number)) for number, _ in pairs for k in kinds)
    subjects = (member_subject(account, member), *dict.fromkeys(tried))
    locked = await records.locked(account, subjects, at)
    submissions: list[tuple[Change, str]] = []
    units: list[tuple[Unit, str]] = []
    right = True
    for number, digits in pairs:
        change = await records.submission(account, number) if SUBMISSION in kinds else None
        unit = await records.unit(account, number) if UNIT in kinds else None
        proved = [proves(change.submission.phone if change else "", digits), proves(unit.phone if unit else "", digits)]
        submissions += [(change, digits)] if change is not None and proved[0] else []
        units += [(unit, digits)] if unit is not None and proved[1] else []
        right = right and any(proved)
    attempt = Attempt(subjects, locked, failed=not locked and not right)
    shown = right and not locked
    return Found(tuple(submissions) if shown else (), tuple(units) if shown else (), attempt)


def _key(change: Change) -> str:
    return folded(change.submission.number)


def proves(phone: str, digits: str) -> bool:
    """Whether digits are the last four of any number in a cell of telephone numbers."""
    ends = sorted(last_digits(phone))
    same = [hmac.compare_digest(digits, end) for end in ends or [_NOBODYS]]
    return any(same) and bool(ends)
