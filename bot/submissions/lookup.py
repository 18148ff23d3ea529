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
    """What a look-up came to; both None where it failed, or where it was not answered as too many had ``locked`` it."""

    submission: Change | None
    unit: Unit | None
    attempt: Attempt

    @property
    def locked(self) -> bool:
        """Whether it was not to be answered."""
        return self.attempt.locked

    @property
    def bindings(self) -> tuple[Binding, ...]:
        """What was proved to be the member's own."""
        submission = self.submission.submission.number if self.submission else ""
        named = ((SUBMISSION, submission), (UNIT, self.unit.number if self.unit else ""))
        return tuple(Binding(kind, folded(number)) for kind, number in named if number)


async def look_up(records: Records, account: str, member: str, wanted: tuple[Kind, str, str], at: float) -> Found:
    """Compare the digits with the telephones of a number; a wrong number takes the same steps as wrong digits."""
    kind, number, digits = wanted
    kinds = (SUBMISSION, UNIT) if kind == "any" else (kind,)
    subjects = (member_subject(account, member), *(number_subject(k, folded(number)) for k in kinds))
    locked = await records.locked(account, subjects, at)
    change = await records.submission(account, number) if SUBMISSION in kinds else None
    unit = await records.unit(account, number) if UNIT in kinds else None
    proved = [proves(change.submission.phone if change else "", digits), proves(unit.phone if unit else "", digits)]
    own = change if proved[0] and not locked else None
    roll = unit if proved[1] and not locked else None
    return Found(own, roll, Attempt(subjects, locked, failed=not locked and own is None and roll is None))


def proves(phone: str, digits: str) -> bool:
    """Whether digits are the last four of any number in a cell of telephone numbers."""
    ends = sorted(last_digits(phone))
    same = [hmac.compare_digest(digits, end) for end in ends or [_NOBODYS]]
    return any(same) and bool(ends)
