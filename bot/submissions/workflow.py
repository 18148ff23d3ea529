"""Which status may follow which (流程)."""

from __future__ import annotations

from bot.errors import Code, Error
from knowledge.applying import Workflow


def unknown(workflow: Workflow, status: str) -> str:
    """Why a status is refused, or nothing if the workflow has it."""
    if workflow.status(status):
        return ""
    return f"没有「{status}」这个状态；可用的状态：{'、'.join(workflow.names)}"


def check_step(workflow: Workflow, present: str, wanted: str, *, force: bool = False) -> None:
    """Refuse a status that the workflow lacks, and one that may not follow unless forced. Raises Error (INPUT).

    What is already so may be set again: a note may have changed.
    """
    if fault := unknown(workflow, wanted):
        raise Error(Code.INPUT, fault)
    now = workflow.status(present)
    if force or wanted == present or now is None or wanted in now.then:
        return
    ways = f"之后可以是：{'、'.join(now.then)}" if now.then else "是最后一步"
    raise Error(Code.INPUT, f"「{present}」之后不能是「{wanted}」；「{present}」{ways}")
