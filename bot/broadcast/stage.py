"""How far a broadcast has come in the office (阶段): its state, and of a draft whether it waits to be approved."""

from __future__ import annotations

from enum import StrEnum

from bot.broadcast.broadcast import Broadcast, State


class Stage(StrEnum):
    """As staff sort broadcasts. What failed stands with what was cancelled: neither is sent any more."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    SENDING = "sending"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"


STAGES = {
    Stage.DRAFT: "草稿",
    Stage.SUBMITTED: "待审核",
    Stage.APPROVED: "已批准",
    Stage.SENDING: "发送中",
    Stage.PAUSED: "已暂停",
    Stage.DONE: "已完成",
    Stage.CANCELLED: "已取消",
}
UNSENT = frozenset({Stage.DRAFT, Stage.SUBMITTED, Stage.APPROVED})
ENDED = frozenset({Stage.DONE, Stage.CANCELLED})

SUBMITTED, RETURNED, SCHEDULED = "submitted", "returned", "scheduled"  # steps of the log that change no state
STEPS = {
    "draft": "起草",
    SUBMITTED: "提交审核",
    RETURNED: "退回",
    "approved": "批准",
    SCHEDULED: "定发送时间",
    "sending": "开始发送",
    "frozen": "定下名单",
    "paused": "暂停",
    "done": "发完",
    "cancelled": "取消",
    "failed": "失败",
}


def actor(by: str) -> str:
    """Who took a step, as staff read it: the service goes by the name of its command."""
    return "系统" if by == "serve" else by


def stage_of(broadcast: Broadcast) -> Stage:
    """The stage of a broadcast."""
    if broadcast.state is State.DRAFT and broadcast.submitted_at is not None:
        return Stage.SUBMITTED
    return Stage.CANCELLED if broadcast.state is State.FAILED else Stage(broadcast.state)
