"""What the store knows of a member's own case, as answers need it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Case:
    """A submission (申报): ``since`` is the day in China when its status began; ``phone`` is masked already.

    ``told`` is what the office has to say to the applicant, ``applied`` the day of the first entry where it is known.
    """

    number: str
    application: str
    unit: str
    title: str
    status: str
    since: date
    received: tuple[str, ...]
    phone: str
    told: str = ""
    applied: date | None = None


@dataclass(frozen=True, slots=True)
class Paid:
    """A unit on the roll (会员) and the last year whose dues are paid; ``level`` by name or by its record's id."""

    number: str
    unit: str
    level: str
    phone: str
    paid_through: int | None


@dataclass(frozen=True, slots=True)
class Notice:
    """That the status of a submission changed, for a member who may see it."""

    number: str
    application: str
    title: str
    status: str
    told: str = ""
