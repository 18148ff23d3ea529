"""What is to be done with a notice next, so that its member is told once: before a send, and after its outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.notifications.notice import Channel, Notice, State, Step
from bot.wechat.outcome import NotSent, Outcome, QuotaUsedUp, Refused, Sent, Unknown, may_repeat

AGAIN = 20.0  # seconds until a template message of unknown outcome is sent again with its id
PATIENCE = (30.0, 60.0, 120.0, 300.0, 900.0, 1800.0)  # seconds until WeChat is called again after it was out of reach

_UNKNOWN = "发送结果未知，为避免重复通知不再发送"
GONE = "会员已解除绑定或已离开"
_NEWER = "发送结果未知，已由更新的通知代替"


def before(
    notice: Notice, channels: Sequence[Channel], blocked: Mapping[Channel, float], now: float, quiet: float
) -> Channel | Step:
    """The channel to send a notice by, or what becomes of it without a send.

    ``channels`` can reach the member, the best first; ``blocked`` ones wait until a time. ``quiet`` are the seconds
    that the quiet hours last from now. One that was on its way when a process died may have arrived: only a template
    message is sent again, as WeChat knows it by its id, and for so long.
    """
    if notice.state is State.SENDING:
        return _abandoned(notice, now)
    if not notice.bound:
        return Step(State.FAILED, now, reason=GONE)
    left = [c for c in channels if c not in notice.tried]
    waiting = [blocked.get(c, 0.0) for c in left]
    if not left:
        return _pending(notice, now, None)
    if quiet:
        return _pending(notice, now, now + quiet)
    free = [c for c, until in zip(left, waiting, strict=True) if until <= now]
    return free[0] if free else _pending(notice, now, min(waiting))


def after(notice: Notice, outcome: Outcome, now: float, *, doubtful: bool) -> Step:
    """What becomes of a claimed notice. ``doubtful``: an earlier send of it had an unknown outcome."""
    if isinstance(outcome, Sent):
        return Step(State.SENT, now)
    if isinstance(outcome, Unknown) or doubtful:
        reason = f"{_UNKNOWN}：{outcome.reason}"
        if notice.channel is Channel.TEMPLATE and not isinstance(outcome, Refused):
            return Step(State.SENDING, now, now + AGAIN, tried=notice.tried, tries=notice.tries, reason=reason)
        return Step(State.FAILED, now, tried=notice.tried, tries=notice.tries, reason=reason)
    match outcome:
        case Refused(whom="account") | QuotaUsedUp():
            return _pending(notice, now, now, outcome.reason)
        case NotSent(reason):
            return _pending(notice, now, now, reason, tries=notice.tries + 1)
        case Refused(reason=reason):
            tried = (*notice.tried, *((notice.channel,) if notice.channel else ()))
            return Step(State.PENDING, now, now, tried=tried, tries=notice.tries, reason=reason)


def patience(tries: int) -> float:
    """How long to wait after so many attempts to reach WeChat."""
    return PATIENCE[min(tries, len(PATIENCE) - 1)]


def _abandoned(notice: Notice, now: float) -> Channel | Step:
    if notice.newer:
        return Step(State.FAILED, now, reason=_NEWER)
    first = notice.sent_at if notice.sent_at is not None else 0.0
    if notice.channel is Channel.TEMPLATE and notice.bound and may_repeat("template", first, now):
        return Channel.TEMPLATE
    return Step(State.FAILED, now, tried=notice.tried, tries=notice.tries, reason=_UNKNOWN)


def _pending(notice: Notice, now: float, due: float | None, reason: str = "", tries: int | None = None) -> Step:
    counted = notice.tries if tries is None else tries
    return Step(State.PENDING, now, due, tried=notice.tried, tries=counted, reason=reason)
