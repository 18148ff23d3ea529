"""Whether an applicant has completed the materials (材料是否交齐): one rule for every count and list of who has not.

It is asked only while papers are taken. Who lacks a paper that the pack's list requires has not; nor has who is asked
to mend something, whatever came.
"""

from __future__ import annotations

from knowledge.applying import Applying, Status


def hands_in(applying: Applying, application: str, status: str) -> bool:
    """Whether papers are still taken. A status that the workflow does not know tells nothing: they are."""
    known = applying.applications.get(application)
    step = _step(applying, application, status)
    return known is not None and (step is None or step.handing_in)


def is_incomplete(applying: Applying, application: str, status: str, received: tuple[str, ...]) -> bool:
    """Whether something is still to come from the applicant."""
    known = applying.applications.get(application)
    if known is None or not hands_in(applying, application, status):
        return False
    step = _step(applying, application, status)
    return (step is not None and step.acts) or bool(known.missing(known.received(received, step)))


def _step(applying: Applying, application: str, status: str) -> Status | None:
    known = applying.applications.get(application)
    workflow = applying.workflows.get(known.workflow) if known else None
    return workflow.status(status) if workflow else None
