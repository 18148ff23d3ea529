"""Submissions made up by the hundred thousand."""

from __future__ import annotations

from collections.abc import Iterator

from bot.submissions.submission import Submission
from knowledge.applying import Applying


def submissions(rows: int, account: str, applying: Applying, title: str) -> Iterator[Submission]:
    """So many submissions, of all that can be applied for in turn."""
    applications = list(applying.applications.values())
    for n in range(rows):
        application = applications[n % len(applications)]
        papers = tuple(p.name for p in application.papers[: n % 3])
        unit = f"第{n % 5000}质量技术有限责任公司"
        yield Submission(
            account, number_of(n), application.id, unit, f"{title}：降低第{n}号产品不合格率", f"联系人{n % 997}",
            phone_of(n), "", papers, f"第{n % 27}协会", "",
        )  # fmt: skip


def number_of(place: int) -> str:
    """The number of the submission at a place."""
    return f"BM2018-{place:06d}"


def phone_of(place: int) -> str:
    """The telephone number of its contact."""
    return f"1{3_000_000_000 + place * 7919 % 1_000_000_000}"
