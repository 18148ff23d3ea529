"""What to do with a delivery before and after a send, decided from what is known alone."""

from __future__ import annotations

from bot.broadcast.broadcast import ERASED_PREFIX, Channel, Delivery, Outcome
from bot.broadcast.sending import Result
from bot.wechat import outcome as wechat
from bot.wechat.outcome import NotSent, QuotaUsedUp, Refused, Sent, Unknown, may_repeat

AGAIN = 5.0  # seconds after which a send of unknown outcome is made again
UNKNOWN = "结果不明，为免重复没有再发"

# Refusals of a channel to one member who can still be told: no window, no more messages within it, no consent.
NOT_OPEN = frozenset({45015, 45047, 43101})

# Channels by which each member is sent a message of their own: those that WeChat knows again, and those it does not.
REPEATABLE = (Channel.TEMPLATE,)
ONCE_ONLY = (Channel.SUBSCRIBE, Channel.CUSTOMER)
ONE_BY_ONE = (*REPEATABLE, *ONCE_ONLY)


def before(delivery: Delivery, leased_at: float, now: float) -> Result | None:
    """What becomes of a leased delivery without a send; None: it is sent.

    One that was begun before its lease may have arrived: only what WeChat knows again is sent once more, and that only
    to a member whose openid is still there.
    """
    gone = delivery.member.startswith(ERASED_PREFIX)
    if was_begun(delivery, leased_at) and (gone or not repeatable(delivery, now)):
        return Result(delivery, Outcome.FAILED, now, UNKNOWN)
    return None


def was_begun(delivery: Delivery, leased_at: float) -> bool:
    """Whether somebody had begun to send it before it was leased."""
    return delivery.sent_at != leased_at


def repeatable(delivery: Delivery, now: float) -> bool:
    """Whether WeChat still knows its id again."""
    return delivery.sent_at is not None and may_repeat(str(delivery.channel), delivery.sent_at, now)


def worth_repeating(delivery: Delivery, told: wechat.Outcome, now: float) -> bool:
    """Whether the same send may be made again at once, with hope."""
    return isinstance(told, NotSent) or (isinstance(told, Unknown) and repeatable(delivery, now))


def after(delivery: Delivery, told: wechat.Outcome, now: float, *, doubtful: bool, any_way: bool = False) -> Result:
    """What becomes of a delivery after its send. ``doubtful``: an earlier send of it may have arrived.

    ``any_way``: the channel was chosen for the member, who is told at the next contact where it is not open after all.
    """
    if isinstance(told, Sent):
        reported = delivery.channel is Channel.TEMPLATE
        return Result(delivery, Outcome.SENT, now, msg_id=told.id if reported else "")
    final = isinstance(told, Refused) and told.whom in ("member", "message")
    if isinstance(told, Unknown) or doubtful:
        if not final and repeatable(delivery, now + AGAIN):
            return Result(delivery, Outcome.SENDING, now, told.reason, again=now + AGAIN)
        return Result(delivery, Outcome.FAILED, now, f"{UNKNOWN}：{told.reason}")
    if final and any_way and isinstance(told, Refused) and told.code in NOT_OPEN:
        return Result(delivery, Outcome.PENDING, now, told.reason, channel=Channel.NEXT_CONTACT)
    if final:
        return Result(delivery, Outcome.FAILED, now, told.reason)
    return Result(delivery, Outcome.PENDING, now, told.reason)


def released(delivery: Delivery, now: float, *, doubtful: bool) -> Result:
    """A leased delivery that is not sent now after all."""
    if doubtful:
        return Result(delivery, Outcome.SENDING, now, again=now)
    return Result(delivery, Outcome.PENDING, now)


def halts(told: wechat.Outcome) -> str:
    """Why nothing more can be sent of a whole broadcast; empty where it can."""
    match told:
        case Refused(reason=reason, whom="account" | "channel") | QuotaUsedUp(reason=reason, lasts="day"):
            return reason
    return ""


def is_error(told: wechat.Outcome) -> bool | None:
    """Whether a send speaks for a fault of more than one member's; None: it says nothing of that."""
    match told:
        case Sent():
            return False
        case Refused(whom="member") | QuotaUsedUp():
            return None
    return True
