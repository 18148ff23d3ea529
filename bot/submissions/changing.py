"""What staff wish to become of a submission, and what that changes; or why the workflow (流程) does not allow it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.errors import Code, Error
from bot.submissions.submission import Change, Draft, Submission
from bot.submissions.workflow import check_step
from knowledge.applying import Applying


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to become of a submission; an empty status and None keep what there is.

    ``force``: whatever the order of the workflow; ``reason`` says why.
    """

    status: str = ""
    note: str | None = None
    tell: str | None = None
    received: tuple[str, ...] | None = None
    force: bool = False
    reason: str = ""


def wished(present: Change, wish: Wish, applying: Applying, at: float) -> Draft | None:
    """The change; None where nothing would be different. Raises Error (INPUT) if the workflow does not allow it.

    What the applicant is told belongs to a status: with a new one it is gone, unless it is said again.
    """
    was = present.submission
    becomes = wish.status or was.status
    if wish.status:
        _check(applying, was, wish)
    kept = was.tell if becomes == was.status else ""
    wanted = replace(
        was,
        status=becomes,
        note=was.note if wish.note is None else wish.note,
        tell=kept if wish.tell is None else wish.tell,
        received=was.received if wish.received is None else wish.received,
    )
    if wanted == was:
        return None
    forced = wish.reason if wish.force and becomes not in following(applying, was) else ""
    return Draft(wanted, present.since if becomes == was.status else at, present.seq, forced)


def is_forcible(submission: Submission, wish: Wish, applying: Applying) -> bool:
    """Whether a wish that is refused would be granted if it were forced: the workflow has the status."""
    known = submission.application in applying.applications
    return known and wish.status in applying.workflow_of(submission.application).names


def following(applying: Applying, submission: Submission) -> tuple[str, ...]:
    """The statuses that a submission may have next, the one that it has first."""
    application = applying.applications.get(submission.application)
    now = applying.workflow_of(application.id).status(submission.status) if application else None
    if application and now is None:  # the pack gave this status up
        return (submission.status, *applying.workflow_of(application.id).names)
    return (submission.status, *(now.then if now else ()))


def taken_back(trail: Sequence[Change]) -> Draft:
    """The state before the last change once more. Raises Error (INPUT) if there is none."""
    last = trail[-1]
    before = next((c for c in trail if c.seq == last.replaces), None)
    if before is None:
        raise Error(Code.INPUT, f"{last.submission.number}：只有登记时的一条记录，没有可以撤销的改动")
    return Draft(before.submission, before.since, last.seq)


def _check(applying: Applying, was: Submission, wish: Wish) -> None:
    if was.application not in applying.applications:
        message = f"{was.number}：知识包里已经没有申报类别「{was.application}」，无法判断流程"
        raise Error(Code.INPUT, message)
    try:
        check_step(applying.workflow_of(was.application), was.status, wish.status, force=wish.force)
    except Error as error:
        raise Error(error.code, f"{was.number}：{error.message}") from error
