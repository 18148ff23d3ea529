"""A member's own case as answers need it, from what the store keeps."""

from __future__ import annotations

from datetime import date, datetime

from bot.clock import CHINA
from bot.submissions.submission import Change, Unit, masked
from handlers.enquiries.case import Case, Paid


def case_of(change: Change, applied: date | None = None) -> Case:
    """A submission as it stands; ``applied`` is the day of its first entry, where that was asked for."""
    s = change.submission
    since = datetime.fromtimestamp(change.since, CHINA).date()
    phone = masked(s.phone) if s.phone else ""
    return Case(s.number, s.application, s.unit, s.title, s.status, since, s.received, phone, s.tell, applied)


def paid_of(unit: Unit) -> Paid:
    """A unit and its dues."""
    return Paid(unit.number, unit.unit, unit.level, masked(unit.phone) if unit.phone else "", unit.paid_through)
