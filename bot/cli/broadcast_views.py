"""Broadcasts as the commands show them: lines for people, documents for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.broadcast.audience import parse
from bot.broadcast.broadcast import ANY_CHANNEL, Broadcast, Channel, Counts, LogEntry, Standing, State
from bot.broadcast.choosing import NAMES
from bot.broadcast.occasion import mark_of, titled
from bot.broadcast.preview import Preview
from bot.broadcast.rendering import Rendered
from bot.broadcast.stage import RETURNED, SCHEDULED, SUBMITTED
from bot.cli.office import day_and_time, iso

STATES = {
    State.DRAFT: "草稿",
    State.APPROVED: "已批准",
    State.SENDING: "正在发送",
    State.PAUSED: "已暂停",
    State.DONE: "已发完",
    State.CANCELLED: "已取消",
    State.FAILED: "失败",
}
STEPS = {
    **{s.value: name for s, name in STATES.items()},
    State.DRAFT.value: "起草",
    "frozen": "定下名单",
    SUBMITTED: "提交审核",
    RETURNED: "退回",
    SCHEDULED: "定发送时间",
}


def line(broadcast: Broadcast) -> str:
    """A broadcast in one line."""
    draft = broadcast.draft
    channel = "自动" if draft.channel == ANY_CHANNEL else NAMES[Channel(draft.channel)]
    when = f"定时 {day_and_time(draft.send_at)}" if draft.send_at is not None else ""
    until = f"有效至 {day_and_time(draft.valid_until)}" if draft.valid_until is not None else ""
    approver = f"批准人 {broadcast.approver}" if broadcast.approver else ""
    parts = (
        str(broadcast.ident),
        STATES[broadcast.state],
        titled(draft),
        draft.audience,
        channel,
        when,
        until,
        f"起草人 {broadcast.author}",
        approver,
        broadcast.reason,
    )
    return "　".join(filter(None, parts))


def document(broadcast: Broadcast) -> dict[str, Any]:
    """A broadcast for programs."""
    draft = broadcast.draft
    return {
        "id": broadcast.ident,
        "account": draft.account,
        "name": draft.name,
        "occasion": mark_of(draft),
        "text": draft.text,
        "audience": draft.audience,
        "channel": draft.channel,
        "at": iso(draft.send_at) if draft.send_at is not None else None,
        "until": iso(draft.valid_until) if draft.valid_until is not None else None,
        "state": broadcast.state,
        "reason": broadcast.reason,
        "author": broadcast.author,
        "approver": broadcast.approver,
        "created_at": iso(broadcast.created_at),
    }


def status_document(broadcast: Broadcast, counts: Counts, standing: Standing) -> dict[str, Any]:
    """Where a broadcast stands; before it is ``frozen`` the numbers are of those whom the store knows now."""
    numbers = {name: getattr(counts, name) for name in ("total", "sent", "failed", "skipped", "pending")}
    more = {"waiting": standing.waiting, "unattended": standing.unattended}
    return {"state": broadcast.state, "frozen": broadcast.frozen_at is not None, **numbers, **more}


def status_lines(broadcast: Broadcast, counts: Counts, standing: Standing) -> Iterator[str]:
    """The same for people."""
    reason = f"：{broadcast.reason}" if broadcast.reason else ""
    yield f"群发 {broadcast.ident}「{titled(broadcast.draft)}」：{STATES[broadcast.state]}{reason}"
    if broadcast.frozen_at is None:
        yield _unfrozen(broadcast, counts)
        return
    waiting = f"（其中 {standing.waiting} 人等下次来消息时告知）" if standing.waiting else ""
    yield (
        f"共 {counts.total} 人：已发 {counts.sent}，失败 {counts.failed}，跳过 {counts.skipped}，"
        f"待发 {counts.pending}{waiting}"
    )
    if standing.unattended:
        again = f"运行 broadcast run {broadcast.ident} 即可继续"
        if broadcast.draft.send_at is None:
            yield f"现在没有在发送（上一次中断了）：再次{again}"
        else:
            yield f"现在没有在发送：免打扰时段过后，服务运行时会接着发；也可以{again}"


def _unfrozen(broadcast: Broadcast, counts: Counts) -> str:
    if broadcast.state is State.SENDING:
        return f"正在定下名单；如果发送中断了，再次运行 broadcast run {broadcast.ident} 即可继续"
    if broadcast.state in {State.CANCELLED, State.FAILED}:
        return "没有定下名单，没有发给任何人"
    told_by_wechat = parse(broadcast.draft.audience).kind in {"all", "tag"}
    return "名单在开始发送时才定" + ("" if told_by_wechat else f"；按现在的情况共 {counts.total} 人")


def entry_line(entry: LogEntry) -> str:
    """A step in one line."""
    parts = (day_and_time(entry.at), STEPS.get(entry.what, entry.what), entry.by, entry.note)
    return "　".join(filter(None, parts))


def entry_document(entry: LogEntry) -> dict[str, Any]:
    """A step for programs."""
    return {"at": iso(entry.at), "by": entry.by, "what": entry.what, "note": entry.note}


def preview_lines(found: Preview) -> Iterator[str]:
    """What a broadcast would do, for people."""
    yield line(found.broadcast)
    yield f"名单上共 {found.total:,} 人，可以告知 {sum(found.by_channel.values()):,} 人"
    for channel, number in found.by_channel.items():
        yield f"  {NAMES[channel]}（{channel.value}）：{number:,} 人"
    for reason, number in found.skipped.items():
        yield f"  告知不到 {number:,} 人：{reason}"
    if found.unbound:
        yield f"  告知不到 {found.unbound:,} 项：没有人在公众号里绑定"
    if found.unrecorded:
        yield f"  名册上没有登记会费缴至哪一年的 {found.unrecorded:,} 家，没有算作欠缴"
    for cost in found.quota:
        yield f"配额　{cost}"
    for fault in found.faults:
        yield f"注意　{fault}"
    for message in found.messages:
        yield f"—— {NAMES[message.channel]}的样子 ——"
        yield from message.lines
        yield from (f"注意　{fault}" for fault in message.faults)


def preview_document(found: Preview) -> dict[str, Any]:
    """The same for programs."""
    unreachable = [{"reason": reason, "count": number} for reason, number in found.skipped.items()]
    if found.unbound:
        unreachable.append({"reason": "没有人在公众号里绑定", "count": found.unbound})
    return {
        "id": found.broadcast.ident,
        "name": found.broadcast.draft.name,
        "occasion": mark_of(found.broadcast.draft),
        "state": found.broadcast.state,
        "audience": found.broadcast.draft.audience,
        "total": found.total,
        "reachable": sum(found.by_channel.values()),
        "channels": {channel.value: number for channel, number in found.by_channel.items()},
        "skipped": sum(found.skipped.values()),
        "unreachable": unreachable,
        "unbound": found.unbound,
        "unrecorded": found.unrecorded,
        "quota": list(found.quota),
        "warnings": list(found.faults),
        "messages": [_message(m) for m in found.messages],
    }


def _message(message: Rendered) -> dict[str, Any]:
    return {"channel": message.channel, "lines": list(message.lines), "warnings": list(message.faults)}
